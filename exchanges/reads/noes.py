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
    stands = Listing.objects.open(today)
    here = stands.filter(bank=member.bank_id).readable_by(member, today)
    readable = Q(listing__in=here) | Q(listing__in=stands.of_trading_banks(member.bank_id))
    adult = Q(gift__member__age_band=Member.AgeBand.ADULT, gift__member__state=Member.State.APPROVED)
    readable |= adult & Q(gift__member__shows__contains=[Member.Item.GIFTS])
    return list(noes_of(member, at).filter(readable).select_related("listing__bank", "gift__member__bank")[:most])
