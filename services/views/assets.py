"""The map of what there is: its list, what is missing on it, and the page of one thing that somebody added."""

from dataclasses import dataclass
from typing import cast

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from members.access import (
    BankRequest,
    PublicRequest,
    also_acting,
    for_members,
    for_members_or_where_open,
    for_roles,
    turned_away,
)
from members.forms.dues import PlaceForm
from members.models import Area, Role
from members.reads.areas import areas_of
from services.access.assets import asset_to_see, may_add, may_change, may_take_off
from services.forms.assets import FindAssetsForm, TakeOffForm
from services.models import Asset
from services.reads.asset_gaps import gaps_in
from services.reads.assets import People, Spot, counted, found_assets, people_with_gifts
from services.views.asset_words import facts_of, gifts_in_words, lack_of, role_places, row_of, ways_of
from services.views.services import lets_some_be_read

Kind = Asset.Kind
ASSETS_ON_PAGE = 30


@dataclass(frozen=True)
class Choice:
    """An area, how much is known in it, and the address of the list with it alone."""

    words: str
    count: int
    url: str
    is_chosen: bool
    area: Area

    @property
    def latitude(self) -> str:
        """Its middle as programs read it, whatever the reader's language."""
        return str(self.area.latitude)

    @property
    def longitude(self) -> str:
        """The same to the east."""
        return str(self.area.longitude)


@dataclass(frozen=True)
class Line:
    """One area of the table: how much of each kind is known there. None where it is not told."""

    words: str
    cells: list[tuple[str, int | None]]


@for_members_or_where_open(lets_some_be_read)
@also_acting
@require_GET
def asset_map(request: PublicRequest) -> HttpResponse:
    """List what there is, by kind and name, with a map of the areas above it. Its pictures come from one host."""
    tiles = settings.MAP_TILES
    if not tiles.url:
        return _map_page(request)

    def shown(asked: HttpRequest) -> HttpResponse:
        return _map_page(cast(PublicRequest, asked))

    return cast(HttpResponse, csp_update({"img-src": [tiles.host]})(shown)(request))


@for_members
@also_acting
@require_safe
def map_missing(request: BankRequest) -> HttpResponse:
    """Say what is missing, in sentences, and how much of each kind is known in each area."""
    bank, reader = request.bank, request.member
    areas = areas_of(bank)
    counts = counted(bank, reader, on=bank.day(timezone.now()))
    people = people_with_gifts(bank, reader)
    context = {
        "lacks": [lack_of(gap, bank, reader) for gap in gaps_in(areas, counts, people)],
        "kinds": [kind.label for kind in Kind],
        "lines": _lines(areas, counts, people),
        "has_areas": bool(areas),
        "may_name_areas": reader.is_admin,
    }
    return render(request, "services/map_missing.html", context)


@for_members_or_where_open(lets_some_be_read)
@also_acting
def asset(request: PublicRequest, pk: int) -> HttpResponse:
    """Show one thing on the map; a visitor is turned away from what is not theirs before anything else is looked at."""
    if request.member is None and not Asset.objects.of(request.bank).on_map(None).filter(pk=pk).exists():
        return turned_away(request)
    return _asset_page(request, pk)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def assets_waiting(request: BankRequest) -> HttpResponse:
    """List what members added and nobody has looked at, what has waited longest first, thirty to a page."""
    waiting = Asset.objects.of(request.bank).waiting().filter(consent__ended_at=None)
    place = PlaceForm(request.GET).found()
    last = Asset.objects.filter(bank=request.bank, pk=place).first() if place else None
    rows = list((waiting.added_after(last) if last else waiting)[: ASSETS_ON_PAGE + 1])
    shown = rows[:ASSETS_ON_PAGE]
    context = {
        "assets": shown,
        "next_url": f"?place={shown[-1].pk}" if len(rows) > ASSETS_ON_PAGE else "",
        "first_url": request.path if last else "",
    }
    return render(request, "services/assets_waiting.html", context)


@require_safe
def _asset_page(request: PublicRequest, pk: int) -> HttpResponse:
    return asset_page(request, asset_to_see(request.bank, request.member, pk), TakeOffForm())


def asset_page(
    request: PublicRequest | BankRequest, found: Asset, form: TakeOffForm, *, status: int = 200
) -> HttpResponse:
    """Show one thing, what it can become, and what the reader may do about it."""
    own = None if request.mandate else request.member  # who acts for somebody changes nothing here
    roles = role_places(request.bank, own) if found.is_open else []
    is_own = own is not None and own.pk in (found.added_by_id, found.owner_id)
    context = {
        "asset": found,
        "facts": facts_of(found),
        "ways": ways_of(found, request.member) + [each.way(found.title) for each in roles],
        "whose": found.owner if request.member else None,
        "may_change": may_change(found, own),
        "may_take_off": may_take_off(found, own),
        "is_own": is_own,
        "runs": own is not None and (own.is_coordinator or own.is_admin),
        "form": form,
    }
    return render(request, "services/asset.html", context, status=status)


def _map_page(request: PublicRequest) -> HttpResponse:
    bank, reader = request.bank, request.member
    on = bank.day(timezone.now())
    areas = areas_of(bank)
    form = FindAssetsForm(request.GET, areas=areas, reader=reader)
    looked, spot = form.looked(), form.spot()
    found = found_assets(bank, reader, looked, on=on, most=ASSETS_ON_PAGE + 1, after=spot)
    shown = found[:ASSETS_ON_PAGE]
    by_key = {area.key: area for area in areas}
    counts, people = counted(bank, reader, on=on), people_with_gifts(bank, reader)
    roles = role_places(bank, None if request.mandate else reader)  # who acts for somebody changes nothing here
    context = {
        "form": form,
        "rows": [row_of(each, bank, reader, by_key, roles) for each in shown],
        "chosen": [(words, _page_of(request.GET, without=name)) for name, words in form.chosen()],
        "areas": _areas(request, areas, counts, people),
        "has_map": any(area.has_middle for area in areas),
        "gifts_words": gifts_in_words(people.by_kind) if looked.kind == Kind.GIFT else [],
        "gifts_here": people.by_area.get(looked.area) if looked.area else None,
        "tiles": settings.MAP_TILES,
        "may_add": reader is not None and request.mandate is None and may_add(reader),
        "first_url": _page_of(request.GET) if spot else "",
        "older_url": _page_after(request.GET, shown[-1].spot) if len(found) > ASSETS_ON_PAGE else "",
    }
    return render(request, "services/map.html", context)


def _areas(
    request: PublicRequest, areas: list[Area], counts: dict[tuple[str, str], int], people: People
) -> list[Choice]:
    chosen = request.GET.get("area", "")
    return [
        Choice(
            words=area.name,
            count=sum(counts.get((kind, area.key), 0) for kind in Kind) + people.by_area.get(area.key, 0),
            url=_page_of(request.GET, area=area.key),
            is_chosen=area.key == chosen,
            area=area,
        )
        for area in areas
    ]


def _lines(areas: list[Area], counts: dict[tuple[str, str], int], people: People) -> list[Line]:
    """Give a line for each area; of gifts, how many people show some, where so many live that nobody is meant."""

    def cells(key: str) -> list[tuple[str, int | None]]:
        known = {kind: counts.get((kind, key), 0) for kind in Kind if kind != Kind.GIFT}
        return [(str(kind.label), people.by_area.get(key) if kind == Kind.GIFT else known[kind]) for kind in Kind]

    return [Line(area.name, cells(area.key)) for area in areas]


def _page_after(asked: QueryDict, spot: Spot) -> str:
    return _page_of(asked, after=f"{spot.rank}{spot.source}{spot.row}", name=spot.sorted_by)


def _page_of(asked: QueryDict, *, without: str = "", **changed: str) -> str:
    """Write the address of another page of the same list; of one without a choice the first page."""
    query = asked.copy()
    for name in ("after", "name", without):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"
