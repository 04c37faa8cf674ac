"""Help with writing an offer or a request: examples, and what others of the bank wrote for the same kind of help."""

import datetime
from dataclasses import dataclass

from exchanges.models import Category, Listing
from exchanges.models.category_base import BASE, MainKind
from members.models import Member

ALSO_SHOWN = 5


@dataclass(frozen=True)
class Example:
    """How people word what they offer or ask in a main kind of help."""

    name: str
    words: list[str]


def examples(kind: str, category: Category | None) -> list[Example]:
    """Give examples of a kind of help, or of each where none is chosen; nothing for a bank's very own kind."""
    if category is None:
        return [_example(each, kind) for each in BASE]
    main = category.main_kind
    return [_example(main, kind)] if main else []


def also_wrote(kind: str, category: Category | None, reader: Member, on: datetime.date) -> list[str]:
    """Give what others of the bank offer or ask now in the same kind of help: titles alone, newest first, each once."""
    if category is None:
        return []
    listings = Listing.objects.of(reader.bank).open(on).readable_by(reader, on).exclude(member=reader)
    same = listings.in_category(category.pk).filter(kind=kind or Listing.Kind.REQUEST)
    titles = same.order_by("-pk").values_list("title", flat=True)[: 2 * ALSO_SHOWN]
    return list(dict.fromkeys(titles))[:ALSO_SHOWN]


def _example(main: MainKind, kind: str) -> Example:
    words = [*main.requests] if kind != Listing.Kind.OFFER else []
    words += main.offers if kind != Listing.Kind.REQUEST else ()
    return Example(str(main.name), [str(each) for each in words])
