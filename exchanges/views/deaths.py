"""The page on which a coordinator writes down that a member has died, and the button that takes a mistake back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.actions import deaths
from exchanges.actions.plans import plans_of
from exchanges.forms.leaving import LeavingForm
from exchanges.models import CrossExchange, Exchange, Listing
from exchanges.views.leaving import pot_pays
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named, sentence
from ledger import reads as ledger
from members import actions as members
from members.access import BankRequest, for_roles, member_to_see
from members.models import Member, Role
from notices.models import Recipient
from timebank.lib.errors import RuleBroken

UNSETTLED_SHOWN = 20


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def death(request: BankRequest, number: int) -> HttpResponse:
    """Say what will happen, ask who gets the hours that are left, and write it down."""
    found = member_to_see(request.member, number)
    if found.pk == request.member.pk:
        raise PermissionDenied
    if found.has_died:
        return redirect("exchanges:member", bank=request.bank.slug, number=number)
    if "letters" in request.POST:
        return _letters(request, found)
    balance_minutes = ledger.balance_of(found.account_id) if found.account_id else 0
    data = request.POST if request.method == "POST" else None
    form = LeavingForm(data, leaver=found, balance_minutes=balance_minutes)
    if data is None or not form.is_valid():
        return _page(request, found, form, status=BAD_REQUEST if form.errors else 200)
    if form.must_be_seen:
        return _page(request, found, form, heir=form.heir)
    try:
        deaths.record_death(found, by=request.actor, at=timezone.now(), heir=form.heir)
    except RuleBroken as refusal:
        return _page(request, found, form, refusal=str(refusal), status=status_of(refusal))
    messages.success(request, _("We have written it down. No letter goes to %(name)s any more.") % _who(found))
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


@for_roles(Role.ADMIN)
@require_POST
def take_back(request: BankRequest, number: int) -> HttpResponse:
    """Take back what was written down by mistake."""
    found = member_to_see(request.member, number)
    try:
        members.take_back_death(found, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. We tell %(name)s that we are sorry.") % _who(found))
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


def _letters(request: BankRequest, found: Member) -> HttpResponse:
    """Stop letters before anything else is settled, or send them again where that was a mistake."""
    change = members.send_letters_again if request.POST["letters"] == "send" else members.stop_letters
    try:
        change(found, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("exchanges:member_death", bank=request.bank.slug, number=found.number)


def _who(found: Member) -> dict[str, str]:
    return {"name": named(found)}


def _page(request: BankRequest, found: Member, form: LeavingForm, *, status: int = 200, **more: Any) -> HttpResponse:
    theirs = Exchange.objects.of(request.bank).with_member(found)
    unsettled = theirs.filter(state__in=Exchange.UNSETTLED).order_by("state_since", "pk")[: UNSETTLED_SHOWN + 1]
    rows = list(unsettled)
    context = {
        "member": found,
        "form": form,
        "has_minutes": max(0, form.balance_minutes),
        "owes_minutes": max(0, -form.balance_minutes),
        "pot_pays": pot_pays(found, -form.balance_minutes),
        "unsettled": [(each, sentence(each, request.member)) for each in rows[:UNSETTLED_SHOWN]],
        "more_unsettled": len(rows) > UNSETTLED_SHOWN,
        "unsettled_elsewhere": list(CrossExchange.objects.with_member(found).unsettled()[:UNSETTLED_SHOWN]),
        "letters_stopped": Recipient.objects.filter(key=found.actor_key, is_silenced=True).exists(),
        "plans": plans_of(found).count(),
        "listings": found.listings.filter(state=Listing.State.OPEN).count(),
        **more,
    }
    return render(request, "exchanges/member_death.html", context, status=status)
