"""What somebody said no to, as far as it still counts."""

import datetime

from django.db.models import Q, QuerySet

from exchanges.models import Listing, NotForMe
from exchanges.models.matching import NO_TIME_FOR
from members.models import Member


def noes_of(member: Member, at: datetime.datetime) -> "QuerySet[NotForMe]":
    """Give a member's noes that still count, the latest first: 'no time now' counts for a month."""
    counting = Q(at__gt=at - NO_TIME_FOR) | ~Q(why=NotForMe.Why.TIME)
    found: QuerySet[NotForMe] = NotForMe.objects.filter(counting, member=member).order_by("-at", "-pk")
    return found


def noes_to_read(member: Member, at: datetime.datetime, *, most: int) -> list[NotForMe]:
    """Give what somebody said no to and could read again, the latest first, with what it is of."""
    today = member.bank.day(at)
    here = Listing.objects.open(today).filter(bank=member.bank_id).readable_by(member, today)
    readable = Q(listing__in=here) | _of_others(member, today)
    return list(noes_of(member, at).filter(readable).select_related("listing__bank", "gift__member__bank")[:most])


def noes_named(member: Member, at: datetime.datetime) -> "QuerySet[NotForMe]":
    """Give those of a member's noes whose title they may still be told: also what stood in their own bank's lists.

    What another bank keeps to itself now, or somebody their gifts, may say today what they never read.
    """
    here = Q(listing__bank=member.bank_id)
    found: QuerySet[NotForMe] = NotForMe.objects.filter(here | _of_others(member, member.bank.day(at)), member=member)
    return found


def _of_others(member: Member, today: datetime.date) -> Q:
    """Ask for what stands at banks that trade, and for gifts that may be read."""
    theirs = Listing.objects.open(today).of_trading_banks(member.bank_id)
    adult = Q(gift__member__age_band=Member.AgeBand.ADULT, gift__member__state=Member.State.APPROVED)
    return Q(listing__in=theirs) | adult & Q(gift__member__shows__contains=[Member.Item.GIFTS])
