"""Months, named by their first day."""

import datetime


def month_of(day: datetime.date) -> datetime.date:
    """Give the first day of a day's month."""
    return day.replace(day=1)


def months_before(month: datetime.date, count: int) -> datetime.date:
    """Give the month so many before another; below zero, so many after it."""
    years, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return datetime.date(years, place + 1, 1)


def last_day(month: datetime.date) -> datetime.date:
    """Give the last day of a month."""
    return months_before(month, -1) - datetime.timedelta(days=1)


def months_between(first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """Give the months from one to another, both included."""
    months, month = [], month_of(first)
    while month <= last:
        months.append(month)
        month = months_before(month, -1)
    return tuple(months)
