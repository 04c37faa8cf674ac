"""A long list, cut into stretches that an address asks for, and how long something has waited."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ROWS_SHOWN = 50
LONGEST_ID = 18

Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Model)


@dataclass(frozen=True)
class Part(Generic[Row]):
    """A stretch of a list, and the addresses of its next and its first stretch where there are any."""

    rows: list[Row]
    more_query: str = ""
    is_first: bool = True


def part_of(
    found: "QuerySet[Kept]", name: str, since: str, query: Mapping[str, str], *, most: int | None = None
) -> Part[Kept]:
    """Cut the stretch that the address asks for out of a list ordered by a moment and the id."""
    after = _place(query.get(name, ""))
    if after:
        moment, pk = after
        found = found.filter(Q(**{f"{since}__gt": moment}) | Q(**{since: moment, "pk__gt": pk}))
    most = most or ROWS_SHOWN
    rows = list(found.order_by(since, "pk")[: most + 1])
    shown = rows[:most]
    more = ""
    if len(rows) > most:
        last = shown[-1]
        more = "?" + urlencode({name: f"{getattr(last, since).isoformat()}_{last.pk}"}) + f"#{name}"
    return Part(shown, more, is_first=after is None)


def _place(typed: str) -> tuple[datetime.datetime, int] | None:
    """Read a place in a list: the moment and the id of the last row seen. What cannot be read is the beginning."""
    moment, _separator, pk = typed.rpartition("_")
    try:
        at = parse_datetime(moment)
        if at is None or at.tzinfo is None or not (pk.isascii() and pk.isdecimal()) or len(pk) > LONGEST_ID:
            return None
        return at.astimezone(datetime.UTC), int(pk)  # PostgreSQL knows fewer zones than Python
    except (ValueError, OverflowError):
        return None


def days_in_words(days: int) -> str:
    """Write how many days something has waited."""
    if days < 1:
        return _("Since today")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def days_since(since: datetime.datetime, at: datetime.datetime) -> int:
    """Count the whole days since a moment."""
    return max(0, (at - since).days)
