"""The page on which a membership ends: what will happen, who gets what is left, and the end itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.actions import leaving
from exchanges.actions.plans import PLANS
from exchanges.forms.leaving import LeavingForm
from exchanges.models import Exchange, Listing
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from ledger import reads as ledger
from members.access import BankRequest, for_members_and_resting, oneself_or_member_to_see
from members.models import Member
from timebank.lib.errors import RuleBroken


@for_members_and_resting
@require_http_methods(["GET", "POST"])
def leave(request: BankRequest, number: int) -> HttpResponse:
    """Check what happens when a member leaves, then end the membership: one's own, or as coordinator another's."""
    found = oneself_or_member_to_see(request.member, number)
    is_own = found.pk == request.member.pk
    if not is_own and not request.member.is_coordinator:
        raise PermissionDenied
    if not found.belongs:
        return redirect("exchanges:member", bank=request.bank.slug, number=number)
    balance_minutes = ledger.balance_of(found.account_id) if found.account_id else 0
    data = request.POST if request.method == "POST" else None
    may_choose = leaving.may_name_heir(found, request.member)
    form = LeavingForm(data, leaver=found, balance_minutes=balance_minutes, may_choose=may_choose)
    if request.method == "GET":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=BAD_REQUEST)
    if form.must_be_seen:
        return _page(request, found, form, heir=form.heir)
    try:
        leaving.leave(found, by=request.member, at=timezone.now(), heir=form.heir)
    except RuleBroken as refusal:
        return _page(request, found, form, refusal=str(refusal), status=status_of(refusal))
    if is_own:
        messages.success(request, _("You have left the time bank. Thank you for the time you gave."))
        return redirect("exchanges:home", bank=request.bank.slug)
    messages.success(request, _("%(name)s has left the time bank.") % {"name": named(found)})
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


def _page(request: BankRequest, found: Member, form: LeavingForm, *, status: int = 200, **more: Any) -> HttpResponse:
    theirs = Exchange.objects.with_member(found)
    context = {
        "member": found,
        "is_own": found.pk == request.member.pk,
        "form": form,
        "has_minutes": max(0, form.balance_minutes),
        "owes_minutes": max(0, -form.balance_minutes),
        "may_choose": form.may_choose,
        "pot_pays": pot_pays(found, -form.balance_minutes),
        "unsettled": leaving.count_unsettled(found),
        "plans": theirs.filter(state__in=PLANS).count(),
        "listings": found.listings.filter(state=Listing.State.OPEN).count(),
        **more,
    }
    return render(request, "exchanges/member_leave.html", context, status=status)


def pot_pays(found: Member, owes_minutes: int) -> bool:
    """Whether the pot may go far enough below zero to pay what a member owes; else it is written off."""
    pot_id = ledger.account_of_kind(found.bank.book_id, "POT")
    left = ledger.account_states([pot_id])[pot_id].available_minutes
    return left is None or left >= owes_minutes
