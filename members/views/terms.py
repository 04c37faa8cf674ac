"""The bank's terms and code of conduct: reading, saying yes, publishing, and who has still to say yes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from members import actions
from members.access import (
    BankRequest,
    PublicRequest,
    also_acting,
    also_managing,
    application_to_decide,
    for_everybody,
    for_roles,
    for_traders,
    may_agree,
    wording_to_read,
)
from members.actions.first_terms import FIRST_WORDINGS
from members.forms import PublishForm, SeenTermsForm, ToldYesForm
from members.forms.dues import PlaceForm
from members.models import Consent, Member, Role, TermsVersion
from members.reads.terms import current_terms, terms_to_accept, versions, without_yes
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken

ON_PAGE = 50


@for_everybody
@also_acting
@require_GET
def terms(request: PublicRequest) -> HttpResponse:
    """Let anybody read the terms and the code of conduct; members say yes here, and managers for an organisation."""
    now = list(current_terms(request.bank))
    may_say_yes = request.member is not None and request.member.can_trade and may_agree(request)
    asks = request.member is not None and may_say_yes and bool(terms_to_accept(request.member))
    context = {
        "versions": now,
        "form": SeenTermsForm(versions=now) if asks else None,
        "may_read_rules": request.member is not None,
    }
    return render(request, "members/terms.html", context)


@for_everybody
@require_GET
def terms_version(request: PublicRequest, pk: int) -> HttpResponse:
    """Let anybody read one wording, also an earlier one: members may have said yes to it."""
    found = wording_to_read(request.bank, pk)
    is_current = current_terms(request.bank).filter(pk=found.pk).exists()
    return render(request, "members/terms_version.html", {"version": found, "is_current": is_current})


@for_traders
@also_managing
@require_POST
def terms_accept(request: BankRequest) -> HttpResponse:
    """Say yes to the terms and the code of conduct that hold now."""
    now = list(current_terms(request.bank))
    if not SeenTermsForm(request.POST, versions=now).is_valid():
        messages.error(request, _("There is a new wording. Read it, then say yes to it."))
        return redirect("members:terms", bank=request.bank.slug)
    try:
        actions.accept_terms(request.member, now, how=Consent.How.ONLINE, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("members:terms", bank=request.bank.slug)
    messages.success(request, _("Thank you. We have written down that you agree."))
    return redirect("exchanges:home", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def terms_settings(request: BankRequest) -> HttpResponse:
    """Write and publish a new wording; see the earlier ones."""
    published = {version.kind: version.text for version in current_terms(request.bank)}
    texts = {str(kind): text for kind, text in FIRST_WORDINGS.items()} | published
    sent = request.POST.get("kind")
    forms = [
        PublishForm(request.POST if kind == sent else None, kind=kind, text=texts[kind])
        for kind in TermsVersion.Kind.values
    ]
    form = next((each for each in forms if each.is_bound), None)
    context = {
        "forms": forms,
        "form": form,
        "lines": versions(request.bank),
        "unpublished": [kind for kind in texts if kind not in published],
    }
    if request.method == "GET":
        return render(request, "members/terms_settings.html", context)
    if form is None:
        messages.error(request, _("Choose which of the two texts you mean."))
        return redirect("members:terms_settings", bank=request.bank.slug)
    if not form.is_valid():
        return render(request, "members/terms_settings.html", context, status=400)
    try:
        actions.publish_terms(
            request.bank, form.terms_kind, form.cleaned_data["text"], by=request.member, at=timezone.now()
        )
    except RuleBroken as refusal:
        form.add_error("text", str(refusal))
        return render(request, "members/terms_settings.html", context, status=status_of(refusal))
    messages.success(request, _("Published. Every member is told soon, and asked to read it."))
    return redirect("members:terms_settings", bank=request.bank.slug)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def terms_missing(request: BankRequest) -> HttpResponse:
    """List the members who have not said yes to what holds now, fifty to a page."""
    found = without_yes(request.bank)
    after = PlaceForm({"place": request.GET.get("after")}).found()
    start = Member.objects.of(request.bank).filter(pk=after).first() if after else None
    if start:
        found = found.after_in_name_order(start)
    rows = list(found[: ON_PAGE + 1])
    context = {
        "members": rows[:ON_PAGE],
        "next_url": f"?after={rows[ON_PAGE - 1].pk}" if len(rows) > ON_PAGE else "",
        "first_url": "?" if start else "",
    }
    return render(request, "members/terms_missing.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def terms_told(request: BankRequest, pk: int) -> HttpResponse:
    """Write down that a member or an applicant said yes by phone, in person or on paper."""
    whom = application_to_decide(request.member, pk)
    now = list(current_terms(request.bank))
    form = ToldYesForm(request.POST if request.method == "POST" else None, versions=now)
    context = {"form": form, "whom": whom, "versions": now, "waits": whom.state == Member.State.APPLICANT}
    if request.method == "GET":
        return render(request, "members/terms_told.html", context)
    if not form.is_valid():
        return render(request, "members/terms_told.html", context, status=400)
    try:
        actions.accept_terms(whom, now, how=form.cleaned_data["how"], by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/terms_told.html", context, status=status_of(refusal))
    messages.success(request, _("Written down: %(name)s agrees.") % {"name": named(whom)})
    if whom.state == Member.State.APPLICANT:
        return redirect("members:application", bank=request.bank.slug, pk=pk)
    return redirect("members:terms_missing", bank=request.bank.slug)
