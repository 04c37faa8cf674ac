"""Months, named by their first day."""

import datetime


def month_of(day: datetime.date) -> datetime.date:
    """Give the first day of a day's month."""
    return day.replace(day=1)


def months_before(month: datetime.date, count: int) -> datetime.date:
    """Give the month so many before another."""
    years, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return datetime.date(years, place + 1, 1)
