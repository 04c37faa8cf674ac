"""Rows of two tables, here and with other banks, in the order in which things happened, and the hours they moved."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import merge
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from insight.reads.catalogue.shapes import Asked, Check, Place, Shape
from insight.reads.periods import ONE_DAY
from ledger import reads as ledger

ROWS_AT_A_TIME = 500
BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
AN_INSTANT = datetime.timedelta(microseconds=1)

Row = TypeVar("Row")


def place_at(at: datetime.datetime, pk: int, *, is_elsewhere: bool) -> Place:
    """Say where a row stands: by its moment, and a number no other has."""
    return (at - BEGINNING) // AN_INSTANT, 2 * pk + is_elsewhere


def moments_of(asked: Asked) -> tuple[datetime.datetime, datetime.datetime]:
    """Give when the days that are asked for begin, and when they are over, by the bank's clock."""
    period, zone = asked.period, asked.bank.zone_info()
    first, end = (
        datetime.datetime.combine(day, datetime.time(), zone) for day in (period.first_on, period.last_on + ONE_DAY)
    )
    return first, end


def in_order(
    found: Iterable[QuerySet[Any]], place: Callable[[Row], Place], *, by: str, after: Place | None
) -> Iterator[Row]:
    """Stream the rows of all that was found, by their moments, after a place."""
    since = {f"{by}__gte": _moment_of(after)} if after else {}
    streams = (each.filter(**since).order_by(by, "pk").iterator(chunk_size=ROWS_AT_A_TIME) for each in found)
    for row in merge(*streams, key=place):
        if after is None or place(row) > after:
            yield row


def moved_as_posted(minutes: Mapping[int, int]) -> list[Check]:
    """Compare exchanges whose hours moved, the minutes of each by its transfer, with those transfers in the ledger."""
    found = ledger.transfers(minutes)
    return [
        Check(_("Exchanges above whose hours moved"), len(minutes), len(found), Shape.COUNT),
        Check(
            _("Hours of these exchanges, and of their transfers"),
            sum(minutes.values()),
            sum(each.minutes for each in found.values()),
        ),
    ]


def _moment_of(place: Place) -> datetime.datetime:
    """Give the moment of a place; what was made up is a moment, too."""
    last = (datetime.datetime.max.replace(tzinfo=datetime.UTC) - BEGINNING) // AN_INSTANT
    return BEGINNING + min(max(place[0], 0), last) * AN_INSTANT
