"""Where the rows of the map come from: what was added, organisations, places of services, offers to lend, and gifts.

Each source gives the same columns, so one query reads all. No source has a point: a row lies in an area, or in none.
What somebody does not show, nothing of people under 18, and nothing of who has a rest or has left is in them.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Min,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Left, Trim

from exchanges.models import Listing
from members.models import WHOLE_WORDS, Bank, Gift, Member, is_not_apart, plainly
from services.models import Asset, Service, ServicePlace

Kind = Asset.Kind
RANKS = {kind: number for number, kind in enumerate(Kind.values)}  # the order of the list
LONGEST_SAID = 200  # letters of what stands in the list
# In an offer these words say that something is lent; found by the index of whole words.
LENDING = "lend | lends | lent | lending | loan | loans | borrow | borrowing"
ACCESS = ("access_codes", "access_said")
COLUMNS = ("source", "row", "rank", "heading", "sorted_by", "area_key", "said", "whose", "link", *ACCESS)
ADDED, ORGANISATION, PLACE, OFFER, GIFT = "A", "O", "P", "L", "G"
NOTHING = Value("", TextField())
KINDS_OF_ORGANISATIONS: dict[str, str] = {
    Member.OrganisationKind.ASSOCIATION: Kind.ASSOCIATION,
    Member.OrganisationKind.INSTITUTION: Kind.INSTITUTION,
    Member.OrganisationKind.BUSINESS: Kind.EXCHANGE,
}


@dataclass(frozen=True)
class _Row:
    """What stands in the columns of one source. `place` are words for an area; `search` what its rows are found by."""

    source: str
    rank: Combinable
    heading: Combinable
    link: Combinable
    place: Combinable = NOTHING
    said: Combinable = NOTHING
    whose: Combinable = NOTHING
    access_codes: Combinable = NOTHING  # with commas between them
    access_said: Combinable = NOTHING
    step_free: Q | None = None
    search: Combinable | None = None  # None where the model has it


def added(bank: Bank, reader: Member | None) -> QuerySet[Any]:
    """What people put on the map."""
    row = _Row(
        source=ADDED,
        rank=_ranked("kind", {kind: kind for kind in Kind.values}),
        heading=F("title"),
        link=Cast("pk", TextField()),
        place=Coalesce(F("area__name"), NOTHING, output_field=TextField()),
        said=F("words"),
        whose=Coalesce(F("owner__name"), NOTHING, output_field=TextField()),
        access_codes=_with_commas("access"),
        access_said=F("access_words"),
        step_free=Q(access__contains=[Asset.Access.STEP_FREE], kind=Kind.PLACE),
        search=_together("title", "words", "where", "access_words", "area__name"),
    )
    return _rows(Asset.objects.filter(bank=bank).on_map(reader), row)


def organisations(bank: Bank, reader: Member | None) -> QuerySet[Any]:
    """Associations, institutions and local shops that are members now: to visitors those that open their page."""
    found = Member.objects.of(bank).in_directory().filter(kind=Member.Kind.ORGANISATION)
    found = found.filter(organisation_kind__in=KINDS_OF_ORGANISATIONS)
    if reader is None:
        found = found.filter(has_public_page=True).exclude(organisation_kind=Member.OrganisationKind.BUSINESS)
    else:
        found = found.filter(is_not_apart(reader))
    row = _Row(
        source=ORGANISATION,
        rank=_ranked("organisation_kind", KINDS_OF_ORGANISATIONS),
        heading=F("name"),
        link=Cast("number", TextField()),
        place=_if_shown(Member.Item.AREA, "area"),
        said=_if_shown(Member.Item.ABOUT, "about"),
    )
    return _rows(found, row)


def places(bank: Bank, reader: Member | None) -> QuerySet[Any]:
    """The places of services: to visitors those of services that open their page."""
    services = Service.objects.filter(bank=bank).working()
    if reader is None:
        services = services.readable_by(None)
    row = _Row(
        source=PLACE,
        rank=Value(RANKS[Kind.PLACE], IntegerField()),
        heading=F("name"),
        link=Cast("service__organisation__number", TextField()),
        place=Coalesce(F("area__name"), NOTHING, output_field=TextField()),
        said=F("address"),
        whose=F("service__organisation__name"),
        access_codes=Case(
            When(is_step_free=True, then=Value(Asset.Access.STEP_FREE.value)), default=NOTHING, output_field=TextField()
        ),
        access_said=F("access"),
        step_free=Q(is_step_free=True),
        search=_together("name", "address", "access", "area__name", "service__organisation__name"),
    )
    return _rows(ServicePlace.objects.filter(service__in=services.values("pk")), row)


def offers(bank: Bank, reader: Member, on: datetime.date) -> QuerySet[Any]:
    """Offers of adults that say that something is lent."""
    lent = SearchVectorExact(WHOLE_WORDS, SearchQuery(LENDING, config="simple", search_type="raw"))
    found = Listing.objects.filter(bank=bank).open(on).readable_by(reader, on)
    found = found.filter(Q(lent), is_not_apart(reader, "member"), kind=Listing.Kind.OFFER)
    shown = When(member__shows__contains=[Member.Item.AREA], then=F("member__area"))
    row = _Row(
        source=OFFER,
        rank=Value(RANKS[Kind.EXCHANGE], IntegerField()),
        heading=F("title"),
        link=Cast("pk", TextField()),
        place=Case(When(~Q(area=""), then=F("area")), shown, default=NOTHING, output_field=TextField()),
        said=F("body"),
        whose=F("member__name"),
        access_codes=_with_commas("access"),
    )
    return _rows(found.filter(member__age_band=Member.AgeBand.ADULT), row)


def gifts(bank: Bank, reader: Member) -> QuerySet[Any]:
    """Each gift once, however many have it: its words alone, without a name and without an area."""
    small = shown_gifts(bank, reader).annotate(small=plainly(F("words"))).order_by().values("small")
    once = small.annotate(first=Min("pk")).values("first")
    rank = Value(RANKS[Kind.GIFT], IntegerField())
    row = _Row(source=GIFT, rank=rank, heading=F("words"), link=F("words"), search=F("words"))
    return _rows(Gift.objects.filter(pk__in=once), row)


def shown_gifts(bank: Bank, reader: Member) -> QuerySet[Gift]:
    """Give the gifts that adults let other members read; of who is apart from the reader none."""
    people = Member.objects.of(bank).in_directory().filter(kind=Member.Kind.PERSON)
    people = people.filter(is_not_apart(reader), shows__contains=[Member.Item.GIFTS])
    return Gift.objects.filter(member__in=people.values("pk"))


def _rows(found: QuerySet[Any], row: _Row) -> QuerySet[Any]:
    """Give what was found with the columns of the list, and with the text it is found by."""
    if row.search is not None:
        found = found.alias(search_text=plainly(row.search))
    is_free = Value(False) if row.step_free is None else ExpressionWrapper(row.step_free, BooleanField())  # noqa: FBT003
    given: QuerySet[Any] = found.order_by().annotate(
        source=Value(row.source, TextField()),
        row=F("pk"),
        rank=row.rank,
        heading=Cast(row.heading, TextField()),
        sorted_by=Cast(plainly(row.heading), TextField()),
        area_key=Cast(plainly(Trim(Cast(row.place, TextField()))), TextField()),
        said=Left(Cast(row.said, TextField()), LONGEST_SAID),
        whose=Cast(row.whose, TextField()),
        link=Cast(row.link, TextField()),
        access_codes=Cast(row.access_codes, TextField()),
        access_said=Left(Cast(row.access_said, TextField()), LONGEST_SAID),
        step_free=is_free,
    )
    return given


def _ranked(name: str, kinds: Mapping[str, str]) -> Case:
    whens = [When(**{name: code}, then=Value(RANKS[kind])) for code, kind in kinds.items()]
    return Case(*whens, output_field=IntegerField())


def _if_shown(item: str, name: str) -> Case:
    return Case(When(shows__contains=[item], then=F(name)), default=NOTHING, output_field=TextField())


def _with_commas(name: str) -> Func:
    return Func(F(name), Value(","), function="ARRAY_TO_STRING", output_field=TextField())


def _together(*names: str) -> Func:
    return Func(Value(" "), *names, function="CONCAT_WS", output_field=TextField())
