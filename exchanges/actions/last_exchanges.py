"""Keeping the last day of each member beside what was posted, in the transaction that posts it or takes it back."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from exchanges.models import Attendee, CrossExchange, CrossSide, Event, Exchange, LastExchange
from members.models import Bank, Member

ROWS_AT_ONCE = 5000


def note_last_exchange(bank: Bank, members: Iterable[int], happened_on: datetime.date) -> None:
    """Write down that hours of members of a bank were posted for a day. An earlier day than theirs changes nothing."""
    theirs = sorted(set(members))
    new = [LastExchange(member_id=pk, bank=bank, happened_on=happened_on) for pk in theirs]
    LastExchange.objects.bulk_create(new, ignore_conflicts=True)
    earlier = LastExchange.objects.filter(member__in=theirs, happened_on__lt=happened_on)
    earlier.update(happened_on=happened_on)


def note_last_exchanges(bank: Bank, days: Mapping[int, datetime.date]) -> None:
    """Write down the last day of many members, each with their own; their accounts are locked by what was posted."""
    known = LastExchange.objects.filter(member__in=days).values_list("member", "happened_on")
    latest = {**days, **{pk: max(day, days[pk]) for pk, day in known}}
    _write([(pk, bank.pk, latest[pk]) for pk in sorted(latest)])


def find_last_exchanges(members: "QuerySet[Member]") -> None:
    """Look through all that is posted of a few members: something of theirs was taken back.

    Who was merged into another keeps a day of their own, which counts for the number that is kept.
    """
    _find(members)
    _find(Member.objects.filter(pk__in=members.exclude(merged_into=None).values("merged_into")))


def _find(members: "QuerySet[Member]") -> None:
    found = members.annotate(last_on=Greatest(*_days())).values_list("pk", "bank", "last_on").order_by("pk")
    rows = list(found)
    LastExchange.objects.filter(member__in=[pk for pk, _bank, day in rows if day is None]).delete()
    _write([(pk, bank, day) for pk, bank, day in rows if day is not None])


def _write(rows: list[tuple[int, int, datetime.date]]) -> None:
    LastExchange.objects.bulk_create(
        [LastExchange(member_id=pk, bank_id=bank, happened_on=day) for pk, bank, day in rows],
        update_conflicts=True,
        update_fields=["happened_on"],
        unique_fields=["member"],
        batch_size=ROWS_AT_ONCE,
    )


def _days() -> list[Subquery]:
    exchanges = Exchange.objects.settled()
    sides = CrossSide.objects.filter(exchange__in=CrossExchange.objects.settled())
    came = Attendee.objects.filter(came=True, event__state=Event.State.POSTED)
    return [
        _last(exchanges, "giver", "happened_on"),
        _last(exchanges, "receiver", "happened_on"),
        _last(sides, "member", "exchange__happened_on"),
        _last(came, "member", "event__on"),
        _last(LastExchange.objects.all(), "member__merged_into", "happened_on"),
    ]


def _last(rows: "QuerySet[Any]", member: str, day: str) -> Subquery:
    theirs = rows.filter(**{member: OuterRef("pk")}).order_by().values(member)
    return Subquery(theirs.annotate(last_on=Max(day)).values("last_on"))
