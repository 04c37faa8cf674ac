"""What nobody answers, and who slips away: the quiet that a desk should hear."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from exchanges.models import CrossExchange, CrossSide, Enquiry, Exchange, LastExchange, Listing
from exchanges.reads.own_pages import without_own_pages
from members.models import Bank, Member, Note

UNANSWERED_AFTER = datetime.timedelta(days=7)
AWAY_AFTER = datetime.timedelta(days=60)
GONE_AFTER = datetime.timedelta(days=240)  # who has been away for so long is in the report of quiet accounts
CAME_TO_NOTHING = (Exchange.State.DECLINED, Exchange.State.CANCELLED)


@dataclass(frozen=True)
class Slipping:
    """A member with whom nothing has happened for a while, and the day of the last time."""

    member: Member
    last_on: datetime.date


def unanswered(bank: Bank, at: datetime.datetime, after: datetime.timedelta = UNANSWERED_AFTER) -> "QuerySet[Listing]":
    """Give the open requests of a week, or so long, or longer that nobody has answered in words or by an exchange.

    Those that are answered on a page of their own are left out.
    """
    of_it = {"listing": OuterRef("pk")}
    standing = Listing.objects.of(bank).open(bank.day(at))
    asked = without_own_pages(standing.filter(kind=Listing.Kind.REQUEST, created_at__lte=at - after))
    found: QuerySet[Listing] = asked.exclude(Exists(Enquiry.objects.filter(**of_it))).exclude(
        Exists(Exchange.objects.filter(**of_it).exclude(state__in=CAME_TO_NOTHING))
    )
    return found


def slipping_away(bank: Bank, at: datetime.datetime, *, most: int) -> list[Slipping]:
    """Give members with whom nothing has happened for sixty days though it did before, the latest to fall silent first.

    Whom somebody has written a note about since has been looked after, and what waits for a word has happened, too. One
    query, which reads no settled exchange.
    """
    today = bank.day(at)
    since = today - AWAY_AFTER
    silent = LastExchange.objects.filter(bank=bank, happened_on__lt=since, happened_on__gte=today - GONE_AFTER)
    trading = silent.filter(member__state=Member.State.APPROVED, member__account__isnull=False)
    looked_after = Note.objects.filter(member=OuterRef("member"), at__gte=at - AWAY_AFTER)
    waiting = Exchange.objects.filter(bank=bank, state__in=Exchange.UNSETTLED, happened_on__gte=since)
    elsewhere = CrossExchange.objects.unsettled().filter(happened_on__gte=since)
    trading = trading.exclude(
        Exists(waiting.filter(giver=OuterRef("member")))
        | Exists(waiting.filter(receiver=OuterRef("member")))
        | Exists(CrossSide.objects.filter(exchange__in=elsewhere, member=OuterRef("member")))
    )
    found = trading.exclude(Exists(looked_after)).select_related("member").order_by("-happened_on", "member")[:most]
    return [Slipping(last.member, last.happened_on) for last in found]
