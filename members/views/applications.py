"""The page on which a wish to join is read and answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import actions
from members.access import BankRequest, application_to_decide, for_roles
from members.forms import DeclineForm
from members.models import Member, MemberEvent, Role
from members.views.words import named, welcomed
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def application(request: BankRequest, pk: int) -> HttpResponse:
    """Read somebody's wish to join, and answer it."""
    applicant = application_to_decide(request.member, pk)
    if applicant.state in {Member.State.APPROVED, Member.State.LEFT}:
        return redirect("exchanges:member", bank=request.bank.slug, number=applicant.number)
    form = DeclineForm(request.POST if "decline" in request.POST else None, words=_kind_words(applicant))
    if request.method == "GET":
        return _application_page(request, applicant, form)
    try:
        return _answer(request, applicant, form)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("members:application", bank=request.bank.slug, pk=pk)


def _kind_words(applicant: Member) -> str:
    return _(
        "Dear %(name)s, thank you for asking to join %(bank)s. We are sorry that we cannot take you as a member now. "
        "Please ring us if you would like to talk about it."
    ) % {"name": applicant.first_name, "bank": applicant.bank.name}


def _application_page(request: BankRequest, applicant: Member, form: DeclineForm, *, status: int = 200) -> HttpResponse:
    waits = applicant.state == Member.State.APPLICANT
    if waits:
        actions.see_contact(applicant, by=request.member, at=timezone.now())
    context = {
        "applicant": applicant,
        "waits": waits,
        "email": applicant.contact_email or (applicant.person.email if applicant.person else "") or "",
        "days": (request.bank.day(timezone.now()) - request.bank.day(applicant.applied_at)).days,
        "answer": applicant.events.filter(kind=MemberEvent.Kind.DECLINED).select_related("by").last(),
        "form": form,
    }
    return render(request, "members/application.html", context, status=status)


def _answer(request: BankRequest, applicant: Member, form: DeclineForm) -> HttpResponse:
    if "approve" in request.POST:
        member = actions.approve_application(applicant, by=request.member, at=timezone.now())
        messages.success(request, welcomed(member))
        return redirect("exchanges:member", bank=request.bank.slug, number=member.number)
    if not form.is_valid():
        return _application_page(request, applicant, form, status=400)
    actions.decline_application(applicant, by=request.member, words=form.cleaned_data["words"], at=timezone.now())
    messages.success(request, _("We have written to %(name)s.") % {"name": named(applicant)})
    return redirect(reverse("exchanges:desk", args=[request.bank.slug]))
