"""What is new for saved searches: all of a member's counted with one query."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet, Value

from exchanges.models import Listing, SavedSearch
from exchanges.reads.finding import Wishes, fitting
from members.models import Bank, Member


def new_for(
    reader: Member, searches: Sequence[SavedSearch], since: Mapping[int, int], *, on: datetime.date
) -> dict[int, int]:
    """Count for each search, by its id, the listings of others that fit and are newer than `since` says.

    Where nothing is new there is no answer.
    """
    counts = [_new(reader, search, since[search.pk], on) for search in searches]
    if not counts:
        return {}
    together = counts[0].union(*counts[1:], all=True) if len(counts) > 1 else counts[0]
    return {row["search"]: row["new"] for row in together if row["new"]}


def newest_of(bank: Bank) -> int:
    """Give the newest listing of a bank; 0 where there is none."""
    newest = Listing.objects.filter(bank=bank).order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def _new(reader: Member, search: SavedSearch, since: int, on: datetime.date) -> QuerySet[Any]:
    found = fitting(reader.bank, reader, Wishes.kept(search.wishes), on=on).filter(pk__gt=since).exclude(member=reader)
    counted: QuerySet[Any] = found.annotate(search=Value(search.pk)).values("search").annotate(new=Count("pk"))
    return counted.order_by()
