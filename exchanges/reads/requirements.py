"""What help needs before it is given: checks of who gives, and care where somebody is under 18."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from exchanges.models import Category, Exchange, Listing
from members.models import CheckKind, Mandate, Member
from members.reads.checks import Shown, checks_shown

Needs = dict[int, list[CheckKind]]


@dataclass(frozen=True)
class Help:
    """Who would help whom on which day, with what kind of help, from which offer or request."""

    giver: Member
    receiver: Member
    on: datetime.date
    category_id: int | None = None
    listing_id: int | None = None

    def minors(self) -> list[tuple[Member, Member]]:
        """Give each of the two who is under 18, with the one on the other side."""
        pairs = [(self.giver, self.receiver), (self.receiver, self.giver)]
        return [(member, other) for member, other in pairs if member.is_minor]


@dataclass(frozen=True)
class Obstacle:
    """Why help cannot go ahead by itself: whose checks are lacking, or what somebody under 18 is without."""

    class Why(models.TextChoices):
        CHECKS = "CHECKS"
        BESIDE_MINOR = "BESIDE_MINOR"
        ONLY_EVENTS = "ONLY_EVENTS"
        NO_GUARDIAN = "NO_GUARDIAN"

    why: Why
    member: Member
    kinds: tuple[CheckKind, ...] = ()


def help_of(exchange: Exchange, *, today: datetime.date) -> Help:
    """Say what an exchange is about, on the day it happened; a plan on its day, which is today at the earliest."""
    on = exchange.happened_on or max(exchange.planned_on or today, today)
    return Help(exchange.giver, exchange.receiver, on, exchange.category_id, exchange.listing_id)


def obstacles(helping: Help) -> list[Obstacle]:
    """Say what stands in the way of one help; nothing where nobody has to show anything."""
    return obstacles_of([helping])[0]


def obstacles_of(helps: Sequence[Help]) -> list[list[Obstacle]]:
    """Say for each of many what stands in its way, with five queries at most and none where nothing is needed."""
    of_category = _needs_of_categories({each.category_id for each in helps})
    of_listing = _needs_of_listings({each.listing_id for each in helps})
    minors = [pair for each in helps for pair in each.minors()]
    for_minors = _for_minors({minor.bank_id for minor, _other in minors})
    guarded = _guarded({minor.pk for minor, _other in minors})
    kinds = {kind.pk for needs in (of_category, of_listing, for_minors) for each in needs.values() for kind in each}
    members = {member.pk for each in helps for member in (each.giver, each.receiver)}
    shown = checks_shown(members, kinds)
    found = []
    for each in helps:
        needed = {kind.pk: kind for kind in of_category[each.category_id or 0] + of_listing[each.listing_id or 0]}
        lacks = _lacks(each.giver, needed.values(), shown, each.on)
        inside = [Obstacle(Obstacle.Why.CHECKS, each.giver, lacks)] if lacks else []
        for minor, other in each.minors():
            inside += _beside(minor, other, for_minors[minor.bank_id], shown, each.on)
            inside += [] if minor.pk in guarded else [Obstacle(Obstacle.Why.NO_GUARDIAN, minor)]
        found.append(inside)
    return found


def needed_for(listing: Listing) -> list[CheckKind]:
    """Give the kinds of checks that who gives this help must have, with one query."""
    needed = Q(pk__in=Listing.checks.through.objects.filter(listing=listing.pk).values("checkkind"))
    if listing.category is not None:
        above = {listing.category_id, listing.category.parent_id} - {None}
        needed |= Q(pk__in=Category.checks.through.objects.filter(category__in=above).values("checkkind"))
    return list(CheckKind.objects.filter(needed).open())


def in_words(found: Iterable[Obstacle], reader: Member | None, names: dict[int, str] | None = None) -> str:
    """Say what is missing and what to do, as this reader may know it: of another only that it is not all there.

    `names` are the names of members as the sentence shall have them.
    """
    return " ".join(_sentence(each, reader, (names or {}).get(each.member.pk, each.member.name)) for each in found)


def _sentence(obstacle: Obstacle, reader: Member | None, name: str) -> str:
    if obstacle.why == Obstacle.Why.ONLY_EVENTS:
        return _("People under 18 take part only in events that the time bank watches over. A coordinator can help.")
    if obstacle.why == Obstacle.Why.NO_GUARDIAN:
        return _("%(name)s is under 18, and a guardian's yes is missing. A coordinator writes it down.") % {
            "name": name
        }
    words = {"name": name, "checks": ", ".join(kind.name for kind in obstacle.kinds)}
    beside = obstacle.why == Obstacle.Why.BESIDE_MINOR
    if reader is not None and reader.pk == obstacle.member.pk:
        if beside:
            return _("With somebody under 18 you need: %(checks)s. Please show it to a coordinator first.") % words
        return _("This help needs: %(checks)s. Please show it to a coordinator first.") % words
    if reader is not None and (reader.is_coordinator or reader.is_admin):
        return _("We have not seen of %(name)s what this needs: %(checks)s.") % words
    return _("This needs a check that we have not seen of %(name)s. Please talk with a coordinator.") % words


def _beside(
    minor: Member, other: Member, kinds: Sequence[CheckKind], shown: Shown, on: datetime.date
) -> list[Obstacle]:
    """Ask of whoever is beside somebody under 18 every kind that is for it; where there is none it is refused."""
    if not kinds or other.is_minor:
        return [Obstacle(Obstacle.Why.ONLY_EVENTS, minor)]
    lacks = _lacks(other, kinds, shown, on)
    return [Obstacle(Obstacle.Why.BESIDE_MINOR, other, lacks)] if lacks else []


def _lacks(member: Member, kinds: Iterable[CheckKind], shown: Shown, on: datetime.date) -> tuple[CheckKind, ...]:
    return tuple(kind for kind in kinds if not shown.counts(member.pk, kind.pk, on))


def _needs_of_categories(ids: set[int | None]) -> Needs:
    """Give what kinds of help need: what they ask for themselves, and what the main one above them asks for."""
    needs: Needs = defaultdict(list)
    known = ids - {None}
    if not known:
        return needs
    through: Any = Category.checks.through.objects.annotate(below=F("category__finer"))
    rows = through.filter(Q(category__in=known) | Q(below__in=known), checkkind__is_open=True)
    for row in rows.select_related("checkkind").order_by("checkkind__name", "pk"):
        for pk in {row.category_id, row.below} & known:
            if row.checkkind not in needs[pk]:
                needs[pk].append(row.checkkind)
    return needs


def _needs_of_listings(ids: set[int | None]) -> Needs:
    needs: Needs = defaultdict(list)
    known = ids - {None}
    if known:
        rows = Listing.checks.through.objects.filter(listing__in=known, checkkind__is_open=True)
        for row in rows.select_related("checkkind").order_by("checkkind__name", "pk"):
            needs[row.listing_id].append(row.checkkind)
    return needs


def _for_minors(banks: set[int]) -> Needs:
    needs: Needs = defaultdict(list)
    for kind in CheckKind.objects.for_minors().filter(bank__in=banks) if banks else ():
        needs[kind.bank_id].append(kind)
    return needs


def _guarded(minors: set[int]) -> set[int]:
    """Give those of these members for whom a guardian has said yes."""
    if not minors:
        return set()
    live = Mandate.objects.live().filter(member__in=minors, kind=Mandate.Kind.GUARDIAN)
    return set(live.values_list("member", flat=True))
