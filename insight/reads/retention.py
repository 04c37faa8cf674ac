"""What a bank's rules of keeping no longer keep: by kind, from before a moment."""

import calendar
import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Least

from members.models import Bank, Check, Concern, Letter, Member, Note, Retention, TalkReport
from notices.models import Notice

Kind = Retention.Kind
OF_MEMBERS = (Kind.DECLINED, Kind.WAITING, Kind.LEFT)
NAMES_SHOWN = 100


@dataclass(frozen=True)
class Due:
    """So many of one kind, from before a moment; the oldest of them, and members by name where it is about them."""

    kind: Retention.Kind
    before: datetime.datetime
    count: int
    oldest_at: datetime.datetime | None
    members: list[Member]


def months_before(at: datetime.datetime, months: int) -> datetime.datetime:
    """Give the moment so many months ago, on the last day of a shorter month."""
    number = at.year * 12 + at.month - 1 - months
    year, month = divmod(number, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))


def cut_offs(bank: Bank, at: datetime.datetime) -> dict[Retention.Kind, datetime.datetime]:
    """Say for each kind that has a rule before which moment it is no longer kept."""
    rules = Retention.objects.filter(bank=bank)
    return {Kind(rule.kind): months_before(at, rule.months) for rule in rules}


def due_members(bank: Bank, kind: Retention.Kind, before: datetime.datetime) -> QuerySet[Member]:
    """Those who are no longer kept, with `since`, the moment their time began."""
    known = Member.objects.of(bank).filter(erasure=None)
    if kind == Kind.LEFT:
        # An entry that became one with another goes with it: the person may well still be here.
        found = known.filter(state=Member.State.LEFT, merged_into=None).annotate(since=Max("left_at"))
    elif kind == Kind.DECLINED:
        answered = Max("events__at", filter=Q(events__kind="DECLINED"))
        found = known.filter(state=Member.State.DECLINED).annotate(since=Coalesce(answered, Max("applied_at")))
    else:
        found = known.filter(state=Member.State.APPLICANT).annotate(
            since=Coalesce(Max("events__at"), Max("applied_at"))
        )
    due: QuerySet[Member] = found.filter(since__lte=before).order_by("pk")
    return due


def due_rows(bank: Bank, kind: Retention.Kind, before: datetime.datetime) -> QuerySet[Any]:
    """Those rows that are no longer kept, with `since`."""
    if kind in OF_MEMBERS:
        return due_members(bank, kind, before)
    if kind == Kind.NOTICES:
        return Notice.objects.filter(bank=bank.slug).forgettable(before).annotate(since=F("created_at"))
    if kind == Kind.LETTERS:
        is_looked_into = Exists(TalkReport.objects.open().filter(conversation=OuterRef("conversation")))
        old = Letter.objects.filter(conversation__bank=bank, at__lte=before).exclude(is_looked_into)
        return old.annotate(since=F("at"))
    if kind == Kind.NOTES:
        return Note.objects.filter(member__bank=bank, at__lte=before).annotate(since=F("at"))
    if kind == Kind.CHECKS:
        return _checks(bank, before)
    closed = Concern.objects.filter(bank=bank, state=Concern.State.CLOSED)
    return closed.annotate(since=Coalesce(Max("entries__at"), F("raised_at"))).filter(since__lte=before)


def what_is_due(bank: Bank, cuts: dict[Retention.Kind, datetime.datetime]) -> list[Due]:
    """Count what is no longer kept, kind by kind, in the order of the settings."""
    found = [_due(bank, kind, cuts[kind]) for kind in Kind if kind in cuts]
    return [due for due in found if due.count]


def _checks(bank: Bank, before: datetime.datetime) -> QuerySet[Check]:
    """Those that ended, or ran out, long enough ago."""
    ran_out = Cast("expires_on", DateTimeField())
    return Check.objects.filter(member__bank=bank).annotate(since=Least("ended_at", ran_out)).filter(since__lte=before)


def _due(bank: Bank, kind: Retention.Kind, before: datetime.datetime) -> Due:
    rows = due_rows(bank, kind, before)
    told = rows.order_by().aggregate(count=Count("pk"), oldest=Min("since"))
    members = list(rows[:NAMES_SHOWN]) if kind in OF_MEMBERS and told["count"] else []
    return Due(kind=kind, before=before, count=told["count"], oldest_at=told["oldest"], members=members)
