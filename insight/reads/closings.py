"""Which months of a bank's books are closed, which may be, and what still waits from them."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min
from django.db.models.functions import TruncMonth

from exchanges.models import CrossExchange, Exchange
from insight.reads.names import actors
from insight.reads.periods import Period, month_before, month_of
from ledger import reads as ledger
from members.models import Bank

MOST_OFFERED = 12  # closing one of them closes those before it too
STILL_WAITING = (Exchange.State.LOGGED, Exchange.State.CONFIRMED, Exchange.State.DISPUTED)


@dataclass(frozen=True)
class ClosedMonth:
    """A month in which nothing is booked any more, who closed it and when."""

    month: Period
    closed_by: str
    closed_at: datetime.datetime


@dataclass(frozen=True)
class OpenMonth:
    """A month that is over and not closed, and how many exchanges that happened in it are not settled."""

    month: Period
    waiting: int


def closed_months(bank: Bank) -> list[ClosedMonth]:
    """List the months that were closed, the latest first."""
    closings = ledger.closings_of(bank.book_id)
    names = actors(bank, {closing.closed_by for closing in closings})
    return [ClosedMonth(month_of(each.closed_through), names(each.closed_by), each.closed_at) for each in closings]


def open_months(bank: Bank, today: datetime.date) -> list[OpenMonth]:
    """List the months that are over and not closed, the latest first, back to the bank's beginning or a year."""
    begins_on = _begins_on(bank)
    months: list[Period] = []
    month = month_before(today)
    while month.last_on >= begins_on and len(months) < MOST_OFFERED:
        months.append(month)
        month = month_before(month.first_on)
    waiting = _waiting(bank, Period(months[-1].first_on, months[0].last_on)) if months else {}
    return [OpenMonth(each, waiting.get(each.first_on, 0)) for each in months]


def month_to_close(bank: Bank, month: Period, today: datetime.date) -> OpenMonth | None:
    """Describe a month that an admin may close now, with what waits from it and from the open months before it.

    None where it is not over, is closed already, or lies before the bank's beginning.
    """
    begins_on = _begins_on(bank)
    if month.last_on >= today or month.last_on < begins_on:
        return None
    return OpenMonth(month, sum(_waiting(bank, Period(begins_on, month.last_on)).values()))


def _begins_on(bank: Bank) -> datetime.date:
    """Find the first day whose month may still be closed: imported exchanges are older than the bank."""
    first_open = ledger.first_open_day(bank.book_id)
    if first_open:
        return first_open
    oldest = Exchange.objects.filter(bank=bank).aggregate(day=Min("happened_on"))["day"]
    founded = bank.day(bank.created_at)
    return min(oldest, founded) if oldest else founded


def _waiting(bank: Bank, period: Period) -> dict[datetime.date, int]:
    """Count what is not settled, at home and with other banks, by the first day of the month it happened in."""
    at_home = Exchange.objects.filter(bank=bank, state__in=STILL_WAITING)
    elsewhere = CrossExchange.objects.filter(sides__bank=bank).unsettled()
    waiting: Counter[datetime.date] = Counter()
    for found in (at_home, elsewhere):
        unsettled = found.filter(happened_on__range=(period.first_on, period.last_on))
        counted = unsettled.annotate(month=TruncMonth("happened_on")).values("month").annotate(count=Count("pk"))
        waiting.update(dict(counted.values_list("month", "count")))
    return waiting
