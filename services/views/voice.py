"""Voice: the one question to staff and people served, and what both sides said in rounds that are over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_acting, for_members, for_roles
from members.models import Member, Role
from services.access import service_to_change, service_to_see, standing
from services.actions import voice as actions
from services.forms.voice import StepForForm, StepForm
from services.models import LadderStep, Service, VoiceTaken
from services.reads.voice import running_round, side_of, voices_of
from services.views.voice_words import history_of, what_it_means
from timebank.lib.errors import RuleBroken


@for_members
@also_acting
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: BankRequest, slug: str) -> HttpResponse:
    """Ask who asks where they stand, if a round asks them; show what both sides said in those that are over."""
    found = service_to_see(request.bank, request.member, slug)
    if request.method != "POST":
        return _page(request, found, StepForm())
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=BAD_REQUEST)
    at = timezone.now()
    round_ = running_round(found, request.bank.day(at))
    try:
        if round_ is None:
            raise actions.VoiceClosed(_("Nobody is asked just now. We ask twice a year."))
        actions.answer(round_, _voter(request, found), step=form.cleaned_data["step"], by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    messages.success(request, _("Thank you. Your answer is counted, without your name."))
    return redirect("services:voice", bank=request.bank.slug, slug=found.slug)


@for_members
@also_acting
@require_POST
def voice_open(request: BankRequest, slug: str) -> HttpResponse:
    """Open this half-year's round."""
    found = service_to_change(request, slug)
    try:
        actions.open_round(found, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The question is open for six weeks. We tell everybody whom it asks."))
    return redirect("services:voice", bank=request.bank.slug, slug=found.slug)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def voice_for(request: BankRequest, slug: str) -> HttpResponse:
    """Write down what somebody said who rang."""
    found = service_to_see(request.bank, request.member, slug)
    at = timezone.now()
    round_ = running_round(found, request.bank.day(at))
    form = StepForForm(request.POST if request.method == "POST" else None, bank=request.bank)
    context = {"service": found, "form": form, "round": round_}
    if not form.is_bound:
        return render(request, "services/voice_for.html", context)
    if not form.is_valid():
        return render(request, "services/voice_for.html", context, status=BAD_REQUEST)
    whose: Member = form.cleaned_data["whose"]
    try:
        if round_ is None:
            raise actions.VoiceClosed(_("Nobody is asked just now. We ask twice a year."))
        actions.answer_for(round_, whose, step=form.cleaned_data["step"], by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/voice_for.html", context, status=status_of(refusal))
    messages.success(
        request,
        _("Written down for %(whom)s. It counts if the question is for them, once and without their name.")
        % {"whom": named(whose)},
    )
    return redirect("services:voice", bank=request.bank.slug, slug=found.slug)


def _voter(request: BankRequest, service: Service) -> Member:
    """Say whose answer it is: who acts for the service answers as its staff, who acts for a member as that member."""
    acts_for_it = request.mandate is not None and request.mandate.member_id == service.organisation_id
    return request.actor if acts_for_it else request.member


def _page(request: BankRequest, service: Service, form: StepForm, *, status: int = 200) -> HttpResponse:
    today = request.bank.day(timezone.now())
    where = standing(request, service)
    round_ = running_round(service, today)
    voter = _voter(request, service)
    side = side_of(voter, service, today, by=request.actor) if round_ else None
    has_answered = side is not None and VoiceTaken.objects.filter(round=round_, member=voter).exists()
    voices = voices_of(service, today)
    latest = voices[0] if voices else None
    context = {
        "service": service,
        "form": form,
        "round": round_,
        "asks": side is not None and not has_answered,
        "has_answered": has_answered,
        "steps": list(LadderStep),
        "ladder": [step.label for step in LadderStep],
        "may_open": where.may_change and not actions.has_asked(service, today),
        "may_write": request.member.is_coordinator and round_ is not None,
        "latest": latest,
        "meaning": what_it_means(latest) if latest else "",
        "history": history_of(voices),
    }
    return render(request, "services/voice.html", context, status=status)
