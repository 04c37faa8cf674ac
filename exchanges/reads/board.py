"""The people whom a coordinator brings together: whose gifts lie idle, who only takes or gives, who is alone.

Each is a list of a bank's members who may give and receive now, cut by the page that shows it. Organisations are left
out: they are not alone, and most are there to ask.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from exchanges.models import Attendee, CrossExchange, CrossSide, Event, Exchange, Introduction, LastExchange
from members.models import Bank, Gift, Member
from notices.models import Channel, Notice

TOLD = "INTRODUCED"  # the kind of what both are told
WAYS: dict[str, Channel] = {
    Notice.Delivery.EMAIL: Channel.EMAIL,
    Notice.Delivery.SMS: Channel.SMS,
    Notice.Delivery.BY_HAND: Channel.PHONE,
    Notice.Delivery.IN_APP_ONLY: Channel.SITE,
}

ONE_SIDED_FOR = datetime.timedelta(days=365)
ALONE_FOR = datetime.timedelta(days=180)
LATELY = datetime.timedelta(days=7)
SETTLED_IN = datetime.timedelta(days=21)  # so long a new member has to find somebody

# Who met at least two people since a day, here or at another bank. Each exchange is read once, by the index of days.
MET_TWO = """
  SELECT met.member_id
    FROM (SELECT giver_id AS member_id, receiver_id AS other_id FROM exchanges_exchange
           WHERE bank_id = %s AND state = 'POSTED' AND happened_on >= %s
          UNION ALL
          SELECT receiver_id, giver_id FROM exchanges_exchange
           WHERE bank_id = %s AND state = 'POSTED' AND happened_on >= %s
          UNION ALL
          SELECT own.member_id, theirs.member_id
            FROM exchanges_crossside own
            JOIN exchanges_crossside theirs ON theirs.exchange_id = own.exchange_id AND theirs.id <> own.id
            JOIN exchanges_crossexchange crossed ON crossed.id = own.exchange_id
           WHERE own.bank_id = %s AND crossed.state = 'POSTED' AND crossed.happened_on >= %s) AS met
   GROUP BY met.member_id
  HAVING count(DISTINCT met.other_id) > 1
"""

Members = QuerySet[Member]


def gifts_unused(bank: Bank, at: datetime.datetime) -> Members:
    """Give those who said what they can do and have never given any time, the longest here first."""
    can_do = Q(Exists(Gift.objects.filter(member=OuterRef("pk"))))
    found: Members = _people(bank, at).filter(can_do).exclude(_gave()).prefetch_related("gifts")
    return found


def only_received(bank: Bank, at: datetime.datetime) -> Members:
    """Give those who received in the last year and gave nothing."""
    since = bank.day(at - ONE_SIDED_FOR)
    return _people(bank, at).filter(_received(since)).exclude(_gave(since))


def only_gave(bank: Bank, at: datetime.datetime) -> Members:
    """Give those who gave in the last year and received nothing."""
    since = bank.day(at - ONE_SIDED_FOR)
    return _people(bank, at).filter(_gave(since)).exclude(_received(since))


def alone(bank: Bank, at: datetime.datetime) -> Members:
    """Give those who met nobody, or one person only, for half a year; and the new with whom nothing has happened.

    Whoever came to an event met people there.
    """
    since = bank.day(at - ALONE_FOR)
    at_event = Attendee.objects.filter(member=OuterRef("pk"), came=True, event__state=Event.State.POSTED)
    long_here = Q(here_since__lte=at - ALONE_FOR)
    nothing_happened = Q(here_since__lte=at - SETTLED_IN, last_on=None)
    found = _people(bank, at).filter(long_here | nothing_happened)
    found = found.exclude(pk__in=RawSQL(MET_TWO, [bank.pk, since] * 3))  # noqa: S611  # nothing of it is typed
    return found.exclude(Exists(at_event.filter(event__on__gte=since)))


def _people(bank: Bank, at: datetime.datetime) -> Members:
    """Give people with how long they are here, and when something last happened with them."""
    found = Member.objects.of(bank).trading().filter(kind=Member.Kind.PERSON)
    last = LastExchange.objects.filter(member=OuterRef("pk")).values("happened_on")
    joined = Coalesce("joined_at", "applied_at", output_field=DateTimeField())
    people: Members = found.annotate(here_since=joined, last_on=Subquery(last, output_field=DateField()))
    return people.filter(Q(here_since__lte=at))


def _gave(since: datetime.date | None = None) -> Q:
    return _moved("giver", Q(given_minutes__gt=0), gives=True, since=since)


def _received(since: datetime.date | None = None) -> Q:
    return _moved("receiver", Q(received_minutes__gt=0), gives=False, since=since)


def _moved(side: str, at_event: Q, *, gives: bool, since: datetime.date | None) -> Q:
    """Whether time moved on one side: here, with another bank, or at an event."""
    here: dict[str, Any] = {"happened_on__gte": since} if since else {}
    exchanges = Exchange.objects.filter(state=Exchange.State.POSTED, **{side: OuterRef("pk")}, **here)
    across = CrossSide.objects.filter(member=OuterRef("pk"), gives=gives, exchange__state=CrossExchange.State.POSTED)
    came = Attendee.objects.filter(at_event, member=OuterRef("pk"), event__state=Event.State.POSTED)
    if since:
        across, came = across.filter(exchange__happened_on__gte=since), came.filter(event__on__gte=since)
    return Q(Exists(exchanges)) | Q(Exists(across)) | Q(Exists(came))


def introduced_lately(bank: Bank, at: datetime.datetime, *, most: int) -> list[Introduction]:
    """Give whom coordinators brought together in the last week, the latest first."""
    lately = Introduction.objects.filter(bank=bank, at__gt=at - LATELY, at__lte=at)
    return list(lately.select_related("request__member", "giver", "by").order_by("-at", "-pk")[:most])


def told_key(introduction: Introduction) -> str:
    """Name what both are told of an introduction, so that each hears it once."""
    return f"introduction:{introduction.pk}"


def ways_told(introductions: Collection[Introduction]) -> dict[tuple[str, str], Channel]:
    """Say by which way each was told, by `told_key` and who they are."""
    told = Notice.objects.filter(kind=TOLD, dedupe_key__in=[told_key(each) for each in introductions])
    rows = told.values_list("dedupe_key", "recipient__key", "delivery", "is_by_post")
    return {(key, who): Channel.POST if by_post else WAYS[delivery] for key, who, delivery, by_post in rows}


def introduced_among(requests: Collection[int]) -> set[tuple[int, int]]:
    """Give each request with the member who was introduced to who asks."""
    return set(Introduction.objects.filter(request__in=requests).values_list("request", "giver"))
