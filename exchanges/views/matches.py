"""What fits somebody, each with its reasons: whom they could help, who could help them, and what they said no to."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.access.matches import gift_to_refuse, listing_to_refuse, no_of
from exchanges.actions import not_for_me as actions
from exchanges.forms.matches import NotForMeForm
from exchanges.models import Listing, NotForMe
from exchanges.reads.board import introduced_among
from exchanges.reads.matches import best_of_each, of_listing, to_help
from exchanges.reads.noes import noes_to_read
from exchanges.reads.own_pages import own_pages_of
from exchanges.views.match_words import Fit, fit
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_keeping, for_traders
from members.models import Gift, Mandate, Member
from timebank.lib.errors import RuleBroken

HELPED_SHOWN = 10
REQUESTS_SHOWN = 20
NOES_SHOWN = 50
AT_HOME = 3
ON_LISTING = 5


@dataclass(frozen=True)
class Asked:
    """A request of one's own, and who could answer it."""

    listing: Listing
    fits: list[Fit]


@for_traders
@also_keeping
@require_safe
def matches(request: BankRequest) -> HttpResponse:
    """Show whom a member could help and who could help them, best first, each with why."""
    return _page(request)


@for_traders
@also_keeping
@require_POST
def not_for_me(request: BankRequest, pk: int) -> HttpResponse:
    """Say that something is not for oneself, and why."""
    return _say_no(request, listing_to_refuse(request.member, pk, today=request.bank.day(timezone.now())))


@for_traders
@also_keeping
@require_POST
def gift_not_for_me(request: BankRequest, pk: int) -> HttpResponse:
    """Say that what somebody likes to do is not what one asks for, and why."""
    return _say_no(request, gift_to_refuse(request.member, pk, today=request.bank.day(timezone.now())))


def _say_no(request: BankRequest, thing: Listing | Gift) -> HttpResponse:
    form = NotForMeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why it is not for you."))
        return _page(request, status=BAD_REQUEST)
    try:
        actions.say_not_for_me(request.member, thing, form.reason(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _page(request, status=status_of(refusal))
    messages.success(request, _("Thank you. We no longer suggest it to you, and learn from it."))
    return redirect(_page_before(request), bank=request.bank.slug)


@for_traders
@also_keeping
@require_POST
def show_again(request: BankRequest, pk: int) -> HttpResponse:
    """Let something be suggested again that one said no to."""
    actions.take_no_back(no_of(request.member, pk), by=request.actor)
    messages.success(request, _("We may suggest it to you again."))
    return redirect("exchanges:matches", bank=request.bank.slug)


def suggestions_for(member: Member, at: datetime.datetime, *, most: int = AT_HOME) -> list[Fit]:
    """Give the few requests that suit a member best, in words."""
    return [fit(each, member) for each in to_help(member, at=at, most=most)]


def fits_of(listing: Listing, reader: Member, at: datetime.datetime) -> list[Fit]:
    """Give who fits an offer or a request best, in words, for its own member and for who runs the bank."""
    found = of_listing(listing, reader, at=at, most=ON_LISTING)
    fits = [fit(each, reader, each.receiver if listing.is_offer else each.giver) for each in found]
    return fits if reader.pk == listing.member_id else known_fits(fits)


def known_fits(fits: Sequence[Fit]) -> list[Fit]:
    """Mark those whom a coordinator has brought together already, and what is answered on a page of its own."""
    known = introduced_among({each.suggestion.request.pk for each in fits})
    pages = own_pages_of({each.suggestion.request.pk for each in fits if each.suggestion.receiver.is_organisation})
    return [
        replace(
            each,
            is_introduced=(each.suggestion.request.pk, each.suggestion.giver.pk) in known,
            own_page=pages.get(each.suggestion.request.pk, ""),
        )
        for each in fits
    ]


def may_say_no(mandate: Mandate | None) -> bool:
    """Whether who asks may say no to what is suggested: not who only records an organisation's hours."""
    return mandate is None or mandate.kind != Mandate.Kind.RECORDER


def _page_before(request: BankRequest) -> str:
    return "exchanges:home" if request.POST.get("back_to") == "home" else "exchanges:matches"


def _page(request: BankRequest, *, status: int = 200) -> HttpResponse:
    member, at = request.member, timezone.now()
    today = request.bank.day(at)
    open_ones = Listing.objects.of(request.bank).open(today).filter(member=member)
    asked = list(open_ones.filter(kind=Listing.Kind.REQUEST).newest_first()[:REQUESTS_SHOWN])
    context = {
        "suggested": suggestions_for(member, at, most=HELPED_SHOWN),
        "asked": _asked(asked, member, at),
        "noes": noes_to_read(member, at, most=NOES_SHOWN),
        "reasons": NotForMe.Why.choices,
    }
    return render(request, "exchanges/matches/matches.html", context, status=status)


def _asked(requests: Sequence[Listing], member: Member, at: datetime.datetime) -> list[Asked]:
    if not requests:
        return []
    found = best_of_each(requests, member, at=at)
    return [Asked(each, [fit(one, member) for one in found[each.pk]]) for each in requests]
