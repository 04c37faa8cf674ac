"""The pages that say how far an account may go: a member's, and the shared pot's."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledger import reads as ledger
from members import actions
from members.access import BankRequest, for_members, for_roles, member_whose_limits_to_see
from members.forms import LimitsForm, PotForm, ProposedForm
from members.models import Member, Role
from members.reads.limits import limit_lines, open_proposal
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken


@for_members
@require_http_methods(["GET", "POST"])
def limits(request: BankRequest, number: int) -> HttpResponse:
    """Show how far a member's account may go: an admin changes it, a coordinator proposes, the member reads."""
    found = member_whose_limits_to_see(request.member, number)
    asker = request.member
    may_write = found.can_trade and found.pk != asker.pk and (asker.is_admin or asker.is_coordinator)
    if request.method == "GET":
        return _page(request, found, None, may_write=may_write)
    if not may_write:
        raise PermissionDenied
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    write = actions.set_limits if asker.is_admin else actions.propose_limits
    try:
        write(found, form.limits(), words=form.cleaned_data["words"], by=asker, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    done = _("Saved. We tell %(name)s.") if asker.is_admin else _("Thank you. An admin looks at it for %(name)s.")
    messages.success(request, done % {"name": named(found)})
    return redirect("members:limits", bank=request.bank.slug, number=number)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def pot(request: BankRequest) -> HttpResponse:
    """Say how far the shared pot may go below and above zero."""
    pot_id = ledger.account_of_kind(request.bank.book_id, "POT")
    state = ledger.account_states([pot_id])[pot_id]
    initial = {"may_owe": _above_zero(state.floor_minutes), "may_have": state.ceiling_minutes}
    form = PotForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"form": form, "balance_minutes": state.balance_minutes, "owes_minutes": max(0, -state.balance_minutes)}
    if request.method == "GET":
        return render(request, "members/pot.html", context)
    if not form.is_valid():
        return render(request, "members/pot.html", context, status=400)
    words = form.cleaned_data["words"]
    actions.set_pot_limits(request.bank, form.limits(), words=words, by=request.member, at=timezone.now())
    messages.success(request, _("Saved. The new rules hold from now on."))
    return redirect("members:settings", bank=request.bank.slug)


def _page(
    request: BankRequest, found: Member, form: LimitsForm | None, *, may_write: bool = True, status: int = 200
) -> HttpResponse:
    account_id = found.account_id or 0
    state = ledger.account_states([account_id])[account_id]
    if form is None and may_write:
        form = LimitsForm(initial=_filled_in(request, state))
    context = {
        "member": found,
        "is_own": found.pk == request.member.pk,
        "may_set": request.member.is_admin,
        "form": form,
        "state": state,
        "owes_minutes": max(0, -state.balance_minutes),
        "may_owe_minutes": _above_zero(state.floor_minutes),
        "warn_minutes": _above_zero(state.warning_minutes),
        "lines": [(line, actions.limits_in_words(line.limits)) for line in limit_lines(found)],
        "proposal": open_proposal(found),
    }
    return render(request, "members/limits.html", context, status=status)


def _filled_in(request: BankRequest, state: ledger.AccountState) -> dict[str, Any]:
    """Fill the form in with what a link proposes, else with what holds now."""
    proposed = ProposedForm(request.GET).proposed()
    if proposed is not None:
        return proposed
    return {
        "may_owe": _above_zero(state.floor_minutes),
        "may_have": state.ceiling_minutes,
        "warn": _above_zero(state.warning_minutes),
    }


def _above_zero(minutes: int | None) -> int | None:
    return None if minutes is None else -minutes
