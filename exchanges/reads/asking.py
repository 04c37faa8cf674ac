"""What nobody answers, and who slips away: the quiet that a desk should hear."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from exchanges.models import Enquiry, Exchange, Listing
from members.models import Bank, Member, Note

UNANSWERED_AFTER = datetime.timedelta(days=7)
AWAY_AFTER = datetime.timedelta(days=60)
GONE_AFTER = datetime.timedelta(days=240)  # who has been away for so long is in the report of quiet accounts
CAME_TO_NOTHING = (Exchange.State.DECLINED, Exchange.State.CANCELLED)
SIDES = ("giver", "receiver")
READ_FOR_EACH = 5  # a member may have given often before they fell silent


@dataclass(frozen=True)
class Slipping:
    """A member with whom nothing has happened for a while, and the day of the last time."""

    member: Member
    last_on: datetime.date


def unanswered(bank: Bank, at: datetime.datetime) -> "QuerySet[Listing]":
    """Give the open requests of a week or longer that nobody has answered in words or by an exchange."""
    of_it = {"listing": OuterRef("pk")}
    standing = Listing.objects.of(bank).open(bank.day(at))
    asked = standing.filter(kind=Listing.Kind.REQUEST, created_at__lte=at - UNANSWERED_AFTER)
    found: QuerySet[Listing] = asked.exclude(Exists(Enquiry.objects.filter(**of_it))).exclude(
        Exists(Exchange.objects.filter(**of_it).exclude(state__in=CAME_TO_NOTHING))
    )
    return found


def slipping_away(bank: Bank, at: datetime.datetime, *, most: int) -> list[Slipping]:
    """Give members with whom nothing has happened for sixty days though it did before, the latest to fall silent first.

    Whom somebody has written a note about since has been looked after. Three queries, however large the bank.
    """
    last: dict[int, datetime.date] = {}
    for side in SIDES:
        for member, day in _quiet(bank, side, at, most=most * READ_FOR_EACH):
            last[member] = max(day, last.get(member, day))
    members = Member.objects.of(bank).trading().in_bulk(last)
    found = sorted((Slipping(members[pk], day) for pk, day in last.items() if pk in members), key=_latest_first)
    return found[:most]


def _quiet(bank: Bank, side: str, at: datetime.datetime, *, most: int) -> list[tuple[int, datetime.date]]:
    """Give the old exchanges of one side whose member has had none since, and the day, newest first."""
    today = bank.day(at)
    since = today - AWAY_AFTER
    old = Exchange.objects.filter(
        bank=bank, state=Exchange.State.POSTED, happened_on__lt=since, happened_on__gte=today - GONE_AFTER
    )
    for other in SIDES:
        old = old.exclude(Exists(Exchange.objects.filter(**{other: OuterRef(side), "happened_on__gte": since})))
    looked_after = Note.objects.filter(member=OuterRef(side), at__gte=at - AWAY_AFTER)
    approved = {f"{side}__state": Member.State.APPROVED}
    found = old.filter(**approved).exclude(Exists(looked_after)).order_by("-happened_on", "-pk")
    return list(found.values_list(side, "happened_on")[:most])


def _latest_first(each: Slipping) -> tuple[int, int]:
    return (-each.last_on.toordinal(), each.member.pk)
