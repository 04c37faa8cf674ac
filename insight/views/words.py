"""Days and periods as people say them."""

import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from insight.reads.periods import Period

NOON = 12


def days_in_words(period: Period) -> str:
    """Write a period: '2 to 24 November 2026', '24 November 2026', '3 March to 9 May 2026'."""
    first, last = period.first_on, period.last_on
    if first == last:
        return _date(last, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        begin = _date(first, "j")
    else:
        begin = _date(first, "j F") if first.year == last.year else _date(first, "j F Y")
    return _("%(first)s to %(last)s") % {"first": begin, "last": _date(last, "j F Y")}


def month_in_words(period: Period, today: datetime.date) -> str:
    """Name a period that is a month, or this month so far; '' for any other."""
    first, last = period.first_on, period.last_on
    so_far = first.day == 1 and last == today and (first.year, first.month) == (today.year, today.month)
    if not (period.is_month or so_far):
        return ""
    return _date(first, "F" if first.year == today.year else "F Y")


def whole_day(day: datetime.date) -> str:
    """Write a day in a sentence: '16 November'."""
    return _date(day, "j F")


def month_and_year(day: datetime.date) -> str:
    """Write a month with its year: 'October 2026'."""
    return _date(day, "F Y")


def short_month(day: datetime.date) -> str:
    """Write a month under its bar: 'Oct'."""
    return _date(day, "M")


def moment_in_words(local: datetime.datetime) -> str:
    """Write a moment of the bank's own clock: '24 November 2026 at 2:05 am'."""
    midday = _("am") if local.hour < NOON else _("pm")
    time = f"{local.hour % NOON or NOON}:{local.minute:02d} {midday}"
    return _("%(day)s at %(time)s") % {"day": _date(local.date(), "j F Y"), "time": time}


def _date(day: datetime.date, form: str) -> str:
    return formats.date_format(day, form)
