"""The pages on which members ask the shared pot for hours, and coordinators answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access.giving import may_decide, pot_request_to_see
from exchanges.actions import pot as actions
from exchanges.actions.acts import Act
from exchanges.forms.desk import ReasonForm
from exchanges.forms.giving import AskPotForm, DecideForm
from exchanges.models import PotRequest
from exchanges.reads.pot import pot_waiting
from exchanges.views.acting import act_of
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_keeping, for_roles, for_traders_or
from members.forms.dues import PlaceForm
from members.models import Role
from members.views.ways_back import back_or, part_of_desk
from timebank.lib.errors import RuleBroken

ROWS_SHOWN = 50
OWN_SHOWN = 10

for_its_readers = for_traders_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)


@for_traders_or(Role.COORDINATOR)
@also_keeping
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: BankRequest) -> HttpResponse:
    """Ask the shared pot for hours; coordinators for somebody who told them so, too."""
    form = AskPotForm(request.POST if request.method == "POST" else None, asker=request.member)
    if not form.is_bound:
        return _ask_page(request, form)
    if not form.is_valid():
        return _ask_page(request, form, status=BAD_REQUEST)
    act = form.act(act_of(request, timezone.now()))
    try:
        asked = actions.ask_pot(form.asking(act.speaker), act)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _ask_page(request, form, status=status_of(refusal))
    messages.success(request, _("Sent. A coordinator reads it and answers."))
    return redirect("exchanges:pot_request", bank=request.bank.slug, pk=asked.pk)


@for_roles(Role.ADMIN, Role.AUDITOR, Role.COORDINATOR)
@require_safe
def pot(request: BankRequest) -> HttpResponse:
    """List who waits for an answer of the pot, longest first, fifty to a page, and say what it can give."""
    after = PlaceForm(request.GET).found()
    waiting = pot_waiting(request.bank, at_most=ROWS_SHOWN, after=after)
    context = {
        "waiting": waiting,
        "to_give": actions.pot_to_give(request.bank),
        "first_url": request.path if after else "",
        "next_url": f"?place={waiting.requests[-1].pk}" if waiting.has_more else "",
        "may_ask_for": request.member.is_coordinator,
    }
    return render(request, "exchanges/pot.html", context)


@for_its_readers
@also_keeping
@require_safe
def pot_request(request: BankRequest, pk: int) -> HttpResponse:
    """Show what was asked of the pot, and what was answered."""
    found = pot_request_to_see(request.member, pk)
    return _request_page(request, found)


@for_its_readers
@require_POST
def decide(request: BankRequest, pk: int) -> HttpResponse:
    """Grant what was asked of the pot, or say no."""
    found = _to_decide(request, pk)
    form = DecideForm(request.POST, request=found)
    if not form.is_valid():
        return _request_page(request, found, form, status=BAD_REQUEST)
    act, answers = Act(request.member, timezone.now()), form.cleaned_data
    try:
        if answers["answer"] == DecideForm.GRANT:
            actions.grant(found, act, minutes=answers["hours"], reason=answers["reason"])
        else:
            actions.decline(found, act, reason=answers["reason"])
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _request_page(request, found, form, status=status_of(refusal))
    messages.success(request, _("Answered. We tell %(name)s.") % {"name": named(found.member)})
    return back_or(request, redirect("exchanges:pot_request", bank=request.bank.slug, pk=pk))


@for_its_readers
@also_keeping
@require_POST
def withdraw(request: BankRequest, pk: int) -> HttpResponse:
    """Say that the hours are no longer needed."""
    found = pot_request_to_see(request.member, pk)
    try:
        actions.withdraw(found, act_of(request, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _request_page(request, found, status=status_of(refusal))
    messages.success(request, _("Taken back. You can ask again at any time."))
    return redirect("exchanges:hours_ask", bank=request.bank.slug)


@for_its_readers
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: BankRequest, pk: int) -> HttpResponse:
    """Let hours that were granted go back to the pot, with a reason."""
    found = _to_decide(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "asked": found}
    if not form.is_bound:
        return render(request, "exchanges/pot_take_back.html", context)
    if not form.is_valid():
        return render(request, "exchanges/pot_take_back.html", context, status=BAD_REQUEST)
    try:
        actions.take_back_grant(found, Act(request.member, timezone.now()), reason=form.cleaned_data["reason"])
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/pot_take_back.html", context, status=status_of(refusal))
    messages.success(request, _("Taken back. We tell %(name)s why.") % {"name": named(found.member)})
    return redirect("exchanges:pot_request", bank=request.bank.slug, pk=pk)


def _to_decide(request: BankRequest, pk: int) -> PotRequest:
    found = pot_request_to_see(request.member, pk)
    if not may_decide(found, request.member):
        raise PermissionDenied(_("Somebody who did not ask, wrote nothing down and stands with nobody decides this."))
    return found


def _ask_page(request: BankRequest, form: AskPotForm, *, status: int = 200) -> HttpResponse:
    own = PotRequest.objects.of(request.bank).filter(member=request.member).newest_first()[:OWN_SHOWN]
    return render(request, "exchanges/hours_ask.html", {"form": form, "own": own}, status=status)


def _request_page(
    request: BankRequest, found: PotRequest, form: DecideForm | None = None, *, status: int = 200
) -> HttpResponse:
    decides = request.mandate is None and may_decide(found, request.member)
    context = {
        "asked": found,
        "is_own": found.member_id == request.member.pk,
        "spoken": found.get_channel_display() if found.by_id != found.member_id else "",
        "form": (form or DecideForm(None, request=found)) if decides and found.is_open else None,
        "to_give": actions.pot_to_give(request.bank) if decides and found.is_open else None,
        "may_take_back": decides and found.state == PotRequest.State.GRANTED,
        "may_withdraw": found.member_id == request.member.pk and found.is_open,
        "desk": part_of_desk(request),
    }
    return render(request, "exchanges/pot_request.html", context, status=status)
