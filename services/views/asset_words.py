"""How the map speaks: the rows of its list, where each leads, and what can become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from exchanges.models import Listing
from members.models import Area, Bank, Member
from members.views.words import NAME_BEGINS, NAME_ENDS
from services.models import Asset, Programme, Service
from services.reads import asset_rows
from services.reads.asset_gaps import Gap
from services.reads.assets import STEP_FREE, Found

Kind = Asset.Kind
MOST_WAYS = 5  # of one kind, the newest first
GIFTS = {
    "HEAD": ngettext_lazy("%d person shows something they know.", "%d people show something they know."),
    "HAND": ngettext_lazy("%d person shows something they make.", "%d people show something they make."),
    "HEART": ngettext_lazy("%d person shows something they love.", "%d people show something they love."),
}


@dataclass(frozen=True)
class Way:
    """Something that can become of a row, or be done about a gap: its words, verb first, and its address."""

    words: str
    url: str


@dataclass(frozen=True)
class RolePlace:
    """Where something can become a role: the words of the way there, the form's address, and the box for its name."""

    words: str
    url: str
    box: str

    def way(self, title: str) -> Way:
        """Lead there with something's name in the box."""
        return Way(self.words, f"{self.url}?{urlencode({self.box: title})}")


@dataclass(frozen=True)
class Fact:
    """One thing that is known of something, as the page lists it."""

    question: str
    answer: str


@dataclass(frozen=True)
class Row:
    """One row of the list, in words."""

    found: Found
    url: str
    area: str
    kind_words: str
    access: str
    ways: list[Way]


@dataclass(frozen=True)
class Lack:
    """Something that is missing, in a sentence, and what a coordinator can do about it."""

    words: str
    way: Way | None


def row_of(
    found: Found, bank: Bank, reader: Member | None, areas: dict[str, Area], roles: Sequence[RolePlace] = ()
) -> Row:
    """Say where a row leads, in which area it lies, how one gets in, and what it can become."""
    area = areas.get(found.area_key)
    return Row(
        found=found,
        url=_url_of(found, bank),
        area=area.name if area else "",
        kind_words=str(Kind(found.kind).label),
        access=_access_of(found),
        ways=_ways_of_row(found, bank, reader, roles),
    )


def facts_of(asset: Asset) -> list[Fact]:
    """Say where something is, and how to get in and round, as far as that is known."""
    facts = [
        Fact(_("Where it is"), asset.where),
        Fact(_("Part of town"), asset.area.name if asset.area else ""),
        Fact(_("Getting in and round"), capfirst(_access_in_words(asset.access_labels, asset.access_words))),
    ]
    return [fact for fact in facts if fact.answer]


def gifts_in_words(by_kind: Mapping[str, int]) -> list[str]:
    """Say how many people show what they can do, by head, hand and heart."""
    return [GIFTS[kind] % many for kind in GIFTS if (many := by_kind.get(kind))]


def ways_of(asset: Asset, asker: Member | None) -> list[Way]:
    """Say what an asset can become: an offer, a request, or a place of an event."""
    if asker is None or not asset.is_open or not (asker.can_trade or asker.is_coordinator):
        return []
    slug = asset.bank.slug
    if asset.kind in Asset.FOR_EVERYBODY:
        place = ", ".join(part for part in (asset.title, asset.where) if part)
        access = _access_in_words(asset.access_labels, asset.access_words)
        requests = [_hands_way(slug, asset.title)] if asset.kind == Kind.PLACE else []
        return [_event_way(slug, place=place, access=access), *requests]
    if asset.kind == Kind.STORY:
        return [
            Way(
                _("Put on an event about it"), reverse("exchanges:event_new", args=[slug], query={"title": asset.title})
            )
        ]
    if asset.owner_id == asker.pk:
        query = {"kind": "offer", "title": asset.title, "body": asset.words}
        return [Way(_("Offer it to members"), reverse("exchanges:listing_new", args=[slug], query=query))]
    query = {"kind": "request", "title": _("May I borrow this: %(what)s") % {"what": asset.title}}
    return [Way(_("Ask to borrow it"), reverse("exchanges:listing_new", args=[slug], query=query))]


def role_places(bank: Bank, asker: Member | None) -> list[RolePlace]:
    """Say where who coordinates makes roles of programmes, and where staff say them as ideas. One query each."""
    if asker is None:
        return []
    if asker.is_coordinator or asker.is_admin:
        programmes = Programme.objects.filter(service__bank=bank).exclude(state=Programme.State.CLOSED)
        return [
            RolePlace(
                _("Make it a role in: %(programme)s") % {"programme": _named(each.title)},
                reverse("services:role_new", args=[bank.slug, each.service.slug, each.slug]),
                "title",
            )
            for each in programmes.select_related("service").order_by("-pk")[:MOST_WAYS]
        ]
    return [
        RolePlace(
            _("Make it a role at: %(service)s") % {"service": _named(each.organisation.name)},
            reverse("services:if_i_had_time", args=[bank.slug, each.slug]),
            "what",
        )
        for each in Service.objects.of(bank).working().served_by(asker)[:MOST_WAYS]
    ]


def lack_of(gap: Gap, bank: Bank, asker: Member) -> Lack:
    """Say what is missing, and lead who coordinates to what can be done."""
    may_act = asker.is_coordinator or asker.is_admin
    return Lack(words=_lack_words(gap), way=_lack_way(gap, bank) if may_act else None)


def _url_of(found: Found, bank: Bank) -> str:
    if found.source == asset_rows.GIFT:
        return reverse("members:members", args=[bank.slug], query={"q": found.link})
    if found.source == asset_rows.OFFER:
        return reverse("exchanges:listing", args=[bank.slug, int(found.link)])
    if found.source == asset_rows.ADDED:
        return reverse("services:asset", args=[bank.slug, int(found.link)])
    return reverse("exchanges:organisation", args=[bank.slug, int(found.link)])


def _access_of(found: Found) -> str:
    labels = [str(Listing.Access(code).label) for code in found.access_codes.split(",") if code]
    return _access_in_words(labels, found.access_said)


def _access_in_words(labels: Sequence[str], said: str) -> str:
    return ", ".join([*labels, *([said] if said else [])])


def _ways_of_row(found: Found, bank: Bank, reader: Member | None, roles: Sequence[RolePlace]) -> list[Way]:
    """Say what can become of what was collected. What was added has a page of its own, which says it."""
    if found.source == asset_rows.ADDED:
        return []
    as_role = [each.way(found.title) for each in roles]
    if reader is None or not (reader.can_trade or reader.is_coordinator):
        return as_role
    return [*_ways_of_collected(found, bank), *as_role]


def _ways_of_collected(found: Found, bank: Bank) -> list[Way]:
    """A gift is asked for, an offer is answered; where a group or a service is, and at its places, an event can be."""
    if found.source == asset_rows.GIFT:
        query = {"kind": "request", "title": found.title}
        return [Way(_("Ask for this"), reverse("exchanges:listing_new", args=[bank.slug], query=query))]
    if found.source == asset_rows.OFFER:
        return [Way(_("Ask to borrow it"), _url_of(found, bank))]
    if found.source == asset_rows.PLACE:
        place = ", ".join(part for part in (found.title, found.whose, found.said) if part)
        event = _event_way(bank.slug, place=place, access=_access_of(found))
        return [event, _hands_way(bank.slug, found.title)]
    return [_event_way(bank.slug, place=found.title, access="")]


def _event_way(slug: str, *, place: str, access: str) -> Way:
    url = reverse("exchanges:event_new", args=[slug], query={"place": place, "access": access})
    return Way(_("Put on an event here"), url)


def _hands_way(slug: str, place: str) -> Way:
    """People can look after a place together: what is asked for is a request."""
    query = {"kind": "request", "title": _("Hands for %(place)s") % {"place": place}}
    return Way(_("Ask for hands to look after it"), reverse("exchanges:listing_new", args=[slug], query=query))


def _lack_words(gap: Gap) -> str:
    if gap.area is not None:
        area = {"area": _named(gap.area.name)}
        if gap.is_gift:
            return _("Nobody in %(area)s shows a gift") % area
        if gap.what == STEP_FREE:
            return _("No step-free place is known in %(area)s") % area
        return _("No place to meet is known in %(area)s") % area
    words: dict[str, str] = {
        Kind.ASSOCIATION: _("No group and no association is known here"),
        Kind.INSTITUTION: _("No public service is known here"),
        Kind.PLACE: _("No place is known here"),
        Kind.EXCHANGE: _("Nothing to lend and no local shop is known here"),
        Kind.STORY: _("Nobody has told a story of this place"),
        "HEAD": _("Nobody here has told us a gift of the head: something they know"),
        "HAND": _("Nobody here has told us a gift of the hand: something they make or mend"),
        "HEART": _("Nobody here has told us a gift of the heart: something they care about"),
    }
    return words[gap.what]


def _lack_way(gap: Gap, bank: Bank) -> Way:
    if gap.is_gift:
        query = {"group": "AREA", "area": gap.area.name} if gap.area else {}
        asks = _("Ask the members there") if gap.area else _("Ask the members")
        return Way(asks, reverse("exchanges:announcement_new", args=[bank.slug], query=query))
    kind = Kind.PLACE if gap.what == STEP_FREE else gap.what
    query = {"kind": kind.lower()} | ({"area": str(gap.area.pk)} if gap.area else {})
    words: dict[str, str] = {
        Kind.ASSOCIATION: _("Add a group"),
        Kind.INSTITUTION: _("Add a public service"),
        Kind.PLACE: _("Add a place"),
        Kind.EXCHANGE: _("Add something to lend"),
        Kind.STORY: _("Add a story"),
    }
    return Way(words[kind], reverse("services:asset_new", args=[bank.slug], query=query))


def _named(name: str) -> str:
    """Write a name for a sentence, in its own direction."""
    return f"{NAME_BEGINS}{name}{NAME_ENDS}"
