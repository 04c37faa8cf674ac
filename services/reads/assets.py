"""What a community can build on: one list of six kinds, how many of each lie where, and how many people have gifts."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Trim

from members.models import Bank, Member, alike, plainly
from services.models import Asset
from services.reads import asset_rows
from services.reads.asset_rows import COLUMNS, shown_gifts

Kind = Asset.Kind
MOST_WORDS = 8
FEWEST_LIVING = 10  # of an area where fewer members say that they live, nothing is told of their gifts
STEP_FREE = "STEP_FREE"  # counted beside the kinds: places without steps


@dataclass(frozen=True)
class Looked:
    """What somebody looks for on the map; what is empty may be anything."""

    words: str = ""
    kind: str = ""
    area: str = ""  # the key of one


@dataclass(frozen=True)
class Spot:
    """After which row a page begins: the order of the list, as far as it tells two rows apart."""

    rank: int
    sorted_by: str
    source: str
    row: int


@dataclass(frozen=True)
class Found:
    """One row of the list. `link` is what its page is found by: a number, or words to look for."""

    source: str
    row: int
    rank: int
    title: str
    sorted_by: str
    area_key: str
    said: str
    whose: str
    link: str
    access_codes: str  # what makes coming possible for some, with commas between them
    access_said: str

    @property
    def kind(self) -> str:
        """Which of the six kinds it is of."""
        return str(Kind.values[self.rank])

    @property
    def spot(self) -> Spot:
        """Where the page after this row begins."""
        return Spot(self.rank, self.sorted_by, self.source, self.row)


@dataclass(frozen=True)
class People:
    """How many people let others read gifts: in the whole bank by their kind, and in the areas where many live."""

    by_kind: dict[str, int] = field(default_factory=dict)
    by_area: dict[str, int] = field(default_factory=dict)


def found_assets(
    bank: Bank, reader: Member | None, looked: Looked, *, on: datetime.date, most: int, after: Spot | None = None
) -> list[Found]:
    """Give what somebody may read and looks for, by kind and name, from after a spot. One query."""
    parts = [_after(part, after).values_list(*COLUMNS) for part in _fitting(bank, reader, looked, on)]
    if not parts:
        return []
    together = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return [Found(*row) for row in together.order_by("rank", "sorted_by", "source", "row")[:most]]


def counted(bank: Bank, reader: Member | None, *, on: datetime.date) -> dict[tuple[str, str], int]:
    """Count what somebody may read by kind and area key, '' where no area is said. One query.

    Places without steps are counted under the kind STEP_FREE, too; gifts are not here: `people_with_gifts` has them.
    """
    parts = [
        part.values_list("rank", "area_key").annotate(many=Count("pk"), free=Count("pk", filter=Q(step_free=True)))
        for part in _sources(bank, reader, Looked(), on)
    ]
    found: dict[tuple[str, str], int] = {}
    for rank, area_key, many, free in parts[0].union(*parts[1:], all=True):
        for kind, number in ((str(Kind.values[rank]), many), (STEP_FREE, free)):
            if number:
                found[kind, area_key] = found.get((kind, area_key), 0) + number
    return found


def people_with_gifts(bank: Bank, reader: Member | None) -> People:
    """Count who lets members read what they can do, each person once for a kind. Two queries; visitors learn nothing.

    By area only where at least ten members say that they live there, and of those who show both.
    """
    if reader is None:
        return People()
    gifts = shown_gifts(bank, reader)
    by_kind = dict(gifts.order_by().values_list("kind").annotate(many=Count("member", distinct=True)))
    shows_area = Member.objects.of(bank).in_directory().filter(kind=Member.Kind.PERSON)
    shows_area = shows_area.filter(shows__contains=[Member.Item.AREA]).exclude(area="")
    has_gift = Q(pk__in=gifts.values("member"))
    by_area = shows_area.annotate(area_key=plainly(Trim(F("area")))).order_by().values_list("area_key")
    counts = by_area.annotate(many=Count("pk"), able=Count("pk", filter=has_gift))
    known = {key: able for key, many, able in counts if many >= FEWEST_LIVING}
    return People(by_kind=by_kind, by_area=known)


def _fitting(bank: Bank, reader: Member | None, looked: Looked, on: datetime.date) -> list[QuerySet[Any]]:
    found = _sources(bank, reader, looked, on)
    # Of gifts no area is said: where few people live, a gift and an area together would name somebody.
    if reader is not None and looked.kind in ("", Kind.GIFT) and not looked.area:
        found.append(asset_rows.gifts(bank, reader))
    return [_narrowed(part, looked) for part in found]


def _sources(bank: Bank, reader: Member | None, looked: Looked, on: datetime.date) -> list[QuerySet[Any]]:
    """Give the sources that can hold what is looked for, without gifts."""
    kind = looked.kind
    found: list[QuerySet[Any]] = [asset_rows.added(bank, reader)] if kind != Kind.GIFT else []
    if kind in ("", *asset_rows.KINDS_OF_ORGANISATIONS.values()):
        found.append(asset_rows.organisations(bank, reader))
    if kind in ("", Kind.PLACE):
        found.append(asset_rows.places(bank, reader))
    if kind in ("", Kind.EXCHANGE) and reader is not None:
        found.append(asset_rows.offers(bank, reader, on))
    return found


def _narrowed(part: QuerySet[Any], looked: Looked) -> QuerySet[Any]:
    if looked.kind:
        part = part.filter(rank=asset_rows.RANKS[looked.kind])
    if looked.area:
        part = part.filter(area_key=looked.area)
    for word in looked.words.split()[:MOST_WORDS]:
        part = part.filter(alike(word))
    return part


def _after(part: QuerySet[Any], spot: Spot | None) -> QuerySet[Any]:
    if spot is None:
        return part
    same_name = Q(source__gt=spot.source) | Q(source=spot.source, row__gt=spot.row)
    same_rank = Q(sorted_by__gt=spot.sorted_by) | Q(same_name, sorted_by=spot.sorted_by)
    return part.filter(Q(rank__gt=spot.rank) | Q(same_rank, rank=spot.rank))
