"""A stretch of days, both ends included."""

import datetime
from dataclasses import dataclass

FIRST_DAY = datetime.date(1900, 1, 1)  # no time bank is older
LAST_MONTH = 12
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first_on: datetime.date
    last_on: datetime.date

    @property
    def eve(self) -> datetime.date:
        """The day before: its balances are the opening balances."""
        return self.first_on - ONE_DAY

    @property
    def is_month(self) -> bool:
        """Whether it is one whole calendar month."""
        return self == month_of(self.first_on)

    def until(self, day: datetime.date) -> "Period":
        """The same, but ending on this day at the latest."""
        return Period(self.first_on, min(self.last_on, day))


def month_of(day: datetime.date) -> Period:
    """Give the calendar month that a day lies in."""
    first = day.replace(day=1)
    return Period(first, first_of_next_month(first) - ONE_DAY)


def month_before(day: datetime.date) -> Period:
    """Give the calendar month before the one that a day lies in."""
    return month_of(day.replace(day=1) - ONE_DAY)


def first_of_next_month(day: datetime.date) -> datetime.date:
    """Give the first day of the next month."""
    if day.month == LAST_MONTH:
        return datetime.date(day.year + 1, 1, 1)
    return datetime.date(day.year, day.month + 1, 1)


def last_months(day: datetime.date, count: int) -> list[Period]:
    """Give so many calendar months up to the one that a day lies in, oldest first."""
    months = [month_of(day)]
    while len(months) < count:
        months.append(month_before(months[-1].first_on))
    return months[::-1]
