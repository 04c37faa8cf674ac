"""Who takes part in a programme, in which roles, and whether the checks for them are met: that, and no more."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from members.models import CheckKind, Member
from members.models.members import MemberQuerySet
from members.reads.checks import checks_shown
from services.models import Participation, PartWish, Programme, ProgrammeRole, Referral, RoleHolding
from services.reads.measures.shown import FEWEST


@dataclass(frozen=True)
class RoleOf:
    """One role that somebody fills, and whether every check for it is met today."""

    holding: RoleHolding
    is_checked: bool


@dataclass(frozen=True)
class Taker:
    """Somebody who takes part, with their roles."""

    part: Participation
    roles: list[RoleOf] = field(default_factory=list)

    @property
    def member(self) -> Member:
        """Who it is."""
        return self.part.member


@dataclass(frozen=True)
class Counts:
    """How many take part: whom it serves, who helps, and whom it serves and who helps as well."""

    served: int
    helping: int
    served_and_helping: int

    @property
    def in_tens(self) -> int:
        """How many there are in whole tens: for who may not learn of one more or one less."""
        return (self.served + self.helping) // FEWEST * FEWEST


def people_of(programme: Programme, today: datetime.date) -> list[Taker]:
    """List who takes part on a day by name, with four queries however many they are."""
    parts = programme.participations.current(today).select_related("member").order_by("member__name", "pk")
    return _with_roles(programme, list(parts), today)


def taker_of(part: Participation, today: datetime.date) -> Taker:
    """Give one who takes part with their roles of a day, with three queries."""
    return _with_roles(part.programme, [part], today)[0]


def _with_roles(programme: Programme, parts: list[Participation], today: datetime.date) -> list[Taker]:
    takers = {part.pk: Taker(part) for part in parts}
    holdings = RoleHolding.objects.current(today).filter(participation__in=takers)
    rows = list(holdings.select_related("role", "participation__member").order_by("role__title", "pk"))
    needs = checks_of_roles(row.role_id for row in rows)
    beside = _for_minors(programme) if any(taker.member.is_minor for taker in takers.values()) else set()
    members = {taker.member.pk for taker in takers.values()}
    shown = checks_shown(members, beside.union(*needs.values()))
    for row in rows:
        taker = takers[row.participation_id]
        kinds = needs.get(row.role_id, set()) | (set() if taker.member.is_minor else beside)
        is_checked = all(shown.counts(taker.member.pk, kind, today) for kind in kinds)
        taker.roles.append(RoleOf(row, is_checked))
    return list(takers.values())


def counts_of_people(programme: Programme, today: datetime.date) -> Counts:
    """Count who takes part on a day, with one query and no name."""
    filling = Q(roles__began_on__lte=today) & (Q(roles__ended_on=None) | Q(roles__ended_on__gt=today))
    found = programme.participations.current(today).aggregate(
        served=Count("pk", filter=Q(is_served=True), distinct=True),
        helping=Count("pk", filter=Q(is_served=False), distinct=True),
        served_and_helping=Count("pk", filter=Q(is_served=True) & filling, distinct=True),
    )
    return Counts(**found)


def takers_of(programme: Programme, today: datetime.date) -> MemberQuerySet:
    """Give those who take part in a programme on a day and give and receive, whether it serves them or not."""
    parts = Participation.objects.current(today).filter(programme=programme)
    found: MemberQuerySet = Member.objects.trading().filter(pk__in=parts.values("member"))
    return found


def fills_role(programme: Programme, member: Member, today: datetime.date) -> bool:
    """Whether a member fills a role of a programme on a day."""
    held = RoleHolding.objects.current(today).filter(participation__programme=programme, participation__member=member)
    return bool(held.exists())


def is_checked_for(role: ProgrammeRole, member: Member, on: datetime.date) -> bool:
    """Whether a member has shown every check that a role needs on a day: also those for who is with people under 18."""
    kinds = checks_of_roles([role.pk]).get(role.pk, set())
    minors = Participation.objects.filter(programme=role.programme_id, left_on=None).exclude(member=member)
    if not member.is_minor and minors.exclude(member__age_band=Member.AgeBand.ADULT).exists():
        kinds = kinds | _for_minors(role.programme)
    shown = checks_shown({member.pk}, kinds)
    return all(shown.counts(member.pk, kind, on) for kind in kinds)


def checks_of_roles(roles: Iterable[int]) -> dict[int, set[int]]:
    """Give the kinds of checks that roles need, all by id, with one query."""
    needs: dict[int, set[int]] = {}
    rows = ProgrammeRole.checks.through.objects.filter(programmerole__in=set(roles), checkkind__is_open=True)
    for role_id, kind_id in rows.values_list("programmerole", "checkkind"):
        needs.setdefault(role_id, set()).add(kind_id)
    return needs


def _for_minors(programme: Programme) -> set[int]:
    """Give the kinds of checks for who is beside people under 18."""
    return set(CheckKind.objects.for_minors().filter(bank=programme.service.bank_id).values_list("pk", flat=True))


def wishes_of(programme: Programme) -> list[PartWish]:
    """List who would like to take part and waits for an answer, longest first."""
    waiting = PartWish.objects.waiting().filter(programme=programme)
    return list(waiting.select_related("role", "member"))


def introduced_for(programme: Programme) -> QuerySet[Referral]:
    """Give those introduced for a programme who have joined, and let that be known.

    Left out are those whom it served once, who said "not now" or whose referral was closed, and who say themselves that
    it is for them: that is answered as their wish, and so is the no to it. Who lets nothing be known does so, too.
    """
    served = programme.participations.served().values("member")
    wished = programme.wishes.filter(role=None).values("member")
    told: Any = Referral.objects.consented().filter(programme=programme, state__in=Referral.OPEN)
    joined = told.exclude(shares=Referral.Shares.NOTHING).with_joined().exclude(joined_at=None)
    here: QuerySet[Referral] = joined.filter(member__in=Member.objects.trading()).select_related("member__bank")
    return here.exclude(member__in=served).exclude(member__in=wished).order_by("pk")


def own_wishes(member: Member, since: datetime.datetime) -> list[PartWish]:
    """List what a member would like to take part in and waits for an answer, and what was answered with no since."""
    found = PartWish.objects.filter(Q(answered_at=None) | Q(is_yes=False, answered_at__gte=since), member=member)
    return list(found.select_related("role", "programme__service__organisation").order_by("-pk"))


def parts_of(member: Member, today: datetime.date) -> list[Taker]:
    """List in what a member takes part on a day, with their roles: for themselves to read."""
    parts = Participation.objects.current(today).filter(member=member)
    found = parts.select_related("programme__service__organisation", "member").order_by("programme__title", "pk")
    takers = {part.pk: Taker(part) for part in found}
    for row in RoleHolding.objects.current(today).filter(participation__in=takers).select_related("role"):
        takers[row.participation_id].roles.append(RoleOf(row, is_checked=True))
    return list(takers.values())


@dataclass(frozen=True)
class RoleRow:
    """A role of a programme as somebody reads it who might fill it."""

    role: ProgrammeRole
    checks: list[str]
    is_filled: bool  # by who asks
    is_wished: bool  # by who asks, and not answered yet


@dataclass(frozen=True)
class Ways:
    """How somebody may take part in a programme: as whom it is for, and in roles."""

    roles: list[RoleRow]
    is_served: bool  # who asks
    is_wished: bool  # by who asks, as somebody it is for, and not answered yet


def ways_to_take_part(programme: Programme, member: Member | None, today: datetime.date) -> Ways:
    """List the roles of a programme with what they need, and how a member stands to it, with five queries."""
    roles = list(programme.roles.filter(ended_on=None).prefetch_related("checks").order_by("pk"))
    holdings = RoleHolding.objects.current(today).filter(role__in=roles, participation__member=member)
    filled = set(holdings.values_list("role", flat=True)) if member else set()
    wishes = PartWish.objects.waiting().filter(programme=programme, member=member)
    wished = set(wishes.values_list("role", flat=True)) if member else set()
    served = programme.participations.served().filter(member=member, left_on=None)
    rows = [
        RoleRow(role, [kind.name for kind in role.checks.all() if kind.is_open], role.pk in filled, role.pk in wished)
        for role in roles
    ]
    return Ways(rows, is_served=member is not None and served.exists(), is_wished=None in wished)
