"""Months, named by their first day."""

import datetime


def month_of(day: datetime.date) -> datetime.date:
    """Give the first day of a day's month."""
    return day.replace(day=1)
