"""Events that come again: a job makes them some weeks ahead, each one to be changed or called off alone."""

import datetime
from dataclasses import fields

from django.db import transaction

from exchanges.actions.above import is_over_above, made_ahead_above
from exchanges.actions.events.planning import Plan
from exchanges.models import Event, EventStep, Series

AHEAD = datetime.timedelta(weeks=8)
STEPS = {Series.Every.WEEK: datetime.timedelta(weeks=1), Series.Every.TWO_WEEKS: datetime.timedelta(weeks=2)}


@transaction.atomic
def make_ahead(series_id: int, *, at: datetime.datetime) -> int:
    """Make a series' events of the coming weeks, once its first one was agreed to. Answers how many it made.

    Again makes none twice: each day of a series is in it once.
    """
    found = Series.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("bank")
    series = found.filter(pk=series_id, ended_at=None).first()
    if series is None or not _is_agreed(series):
        return 0
    if is_over_above(series):
        series.ended_at = at
        series.save(update_fields=["ended_at"])
        return 0
    through = min(series.until_on, series.bank.day(at) + AHEAD)
    days = [day for day in days_of(series, through) if day > series.made_through]
    events = [_event(series, day, at) for day in days if day >= series.bank.day(at)]
    for event in events:
        event.save()
        EventStep.objects.create(event=event, kind=EventStep.Kind.MADE, by=series.made_by, at=at)
    made_ahead_above(events, at=at)
    series.made_through = max(through, series.made_through)
    series.save(update_fields=["made_through"])
    return len(events)


def days_of(series: Series, through: datetime.date) -> list[datetime.date]:
    """Give the days of a series from its first one on, up to a day."""
    days, turn = [], 0
    while (day := _day(series, turn)) <= through:
        days.append(day)
        turn += 1
    return days


def _day(series: Series, turn: int) -> datetime.date:
    step = STEPS.get(Series.Every(series.every))
    if step is not None:
        return series.first_on + turn * step
    first = series.first_on
    months = first.year * 12 + first.month - 1 + turn
    return _same_weekday(months // 12, months % 12 + 1, weekday=first.weekday(), week=(first.day - 1) // 7 + 1)


def _same_weekday(year: int, month: int, *, weekday: int, week: int) -> datetime.date:
    """Give such a weekday of a month: the first, the second, and so on; the fifth is the last there is."""
    begins = datetime.date(year, month, 1)
    day = begins + datetime.timedelta(days=(weekday - begins.weekday()) % 7 + 7 * (week - 1))
    while day.month != month:
        day -= datetime.timedelta(weeks=1)
    return day


def _is_agreed(series: Series) -> bool:
    return Event.objects.filter(series=series, state__in=Event.SHOWN).exists()


def _event(series: Series, day: datetime.date, at: datetime.datetime) -> Event:
    words = {each.name: getattr(series, each.name) for each in fields(Plan) if each.name != "on"}
    return Event(
        bank=series.bank,
        made_by=series.made_by,
        series=series,
        series_on=day,
        on=day,
        state=Event.State.OPEN,
        state_since=at,
        **words,
    )
