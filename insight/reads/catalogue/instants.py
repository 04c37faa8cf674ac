"""Rows of two tables, here and with other banks, in the one order in which things happened."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from typing import Any, TypeVar

from django.db.models import QuerySet

from insight.reads.catalogue.shapes import Place

ROWS_AT_A_TIME = 500
BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
AN_INSTANT = datetime.timedelta(microseconds=1)

Row = TypeVar("Row")


def place_at(at: datetime.datetime, pk: int, *, is_elsewhere: bool) -> Place:
    """Say where a row stands: by its moment, and a number no other has."""
    return (at - BEGINNING) // AN_INSTANT, 2 * pk + is_elsewhere


def in_order(
    found: Iterable[QuerySet[Any]], place: Callable[[Row], Place], *, by: str, after: Place | None
) -> Iterator[Row]:
    """Stream the rows of all that was found, by their moments, after a place."""
    since = {f"{by}__gte": _moment_of(after)} if after else {}
    streams = (each.filter(**since).order_by(by, "pk").iterator(chunk_size=ROWS_AT_A_TIME) for each in found)
    for row in merge(*streams, key=place):
        if after is None or place(row) > after:
            yield row


def _moment_of(place: Place) -> datetime.datetime:
    """Give the moment of a place; what was made up is a moment, too."""
    last = (datetime.datetime.max.replace(tzinfo=datetime.UTC) - BEGINNING) // AN_INSTANT
    return BEGINNING + min(max(place[0], 0), last) * AN_INSTANT
