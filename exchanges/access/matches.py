"""Whose noes to suggestions somebody may take back, and whom who runs the bank may bring together."""

import datetime

from django.shortcuts import get_object_or_404

from exchanges.access import listing_to_see
from exchanges.models import Listing, Match, NotForMe
from exchanges.reads.matches import standing_for
from members.models import Gift, Member


def listing_to_refuse(asker: Member, pk: int, *, today: datetime.date) -> Listing:
    """Give what others put up at the asker's bank, or where anybody reads it at one that trades with theirs."""
    elsewhere: Listing | None = Listing.objects.of_trading_banks(asker.bank_id).open(today).filter(pk=pk).first()
    return elsewhere or listing_to_see(asker.bank, asker, pk, today=today)


def gift_to_refuse(asker: Member, pk: int, *, today: datetime.date) -> Gift:
    """Give what somebody likes to do that may be suggested to the asker: of who is under 18 only to who is checked."""
    fits = standing_for(Match.objects.filter(receiver=asker, gift=pk), asker, today)
    gifts = Gift.objects.select_related("member").filter(pk__in=[match.gift_id for match in fits])
    found: Gift = get_object_or_404(gifts)
    return found


def no_of(asker: Member, pk: int) -> NotForMe:
    """Give the asker's own no."""
    found: NotForMe = get_object_or_404(NotForMe.objects.select_related("member"), member=asker, pk=pk)
    return found


def pair_to_introduce(asker: Member, request_pk: int, number: int) -> tuple[Listing, Member]:
    """Give a request and a member of the asker's bank; whether the two fit the action asks once more."""
    requests = Listing.objects.of(asker.bank).filter(kind=Listing.Kind.REQUEST)
    request: Listing = get_object_or_404(requests, pk=request_pk)
    giver: Member = get_object_or_404(Member.objects.of(asker.bank), number=number)
    request.bank = giver.bank = asker.bank
    return request, giver
