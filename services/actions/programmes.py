"""Programmes: begun as a draft, opened once those it serves can give in it, and closed; and their roles."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from exchanges.actions import listings
from exchanges.models import Event, Listing
from members.models import CheckKind, Member
from services.access import standing_of
from services.actions.changing import locked_while_member, must_change
from services.actions.sessions import call_off_all
from services.actions.taking_part import end_all_parts, end_holdings
from services.models import Programme, ProgrammeRole, Service
from services.models.programme_pack import PackedProgramme, PackedRole
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

LONGEST_SLUG = 50  # of a title; a number may follow
PAGES = frozenset({"new"})  # beside those of programmes, under the same address: no programme is called so
State = Programme.State


class NoGivingRole(RuleBroken):
    """A programme in which those it serves can only receive is not opened."""


class StaysConfidential(RuleBroken):
    """Who joined because nobody is told of it is not told of later."""


class StaysOpen(RuleBroken):
    """What members read of a session, and signed up for, is not made a secret behind their backs."""


class RoleKnown(RuleBroken):
    """A programme has one role of each name."""


@dataclass(frozen=True)
class ProgrammeWords:
    """What a programme says of itself."""

    title: str
    aim: str
    serves: str
    how_they_give: str = ""
    is_confidential: bool = False


@dataclass(frozen=True)
class RoleWords:
    """What a role says: who can fill it, what somebody in it does, the checks it needs and the hours pledged."""

    title: str
    words: str = ""
    is_for_served: bool = False
    is_shared: bool = False
    checks: Sequence[CheckKind] = ()
    pledged_minutes: int = 0


@transaction.atomic
def begin_programme(service: Service, words: ProgrammeWords, *, by: Member, at: datetime.datetime) -> Programme:
    """Write down a programme, as a draft that its staff and who runs the bank read."""
    service = locked_while_member(service)
    must_change(service, by)
    return _new(service, words, template="", by=by, at=at)


@transaction.atomic
def begin_from_pack(service: Service, packed: PackedProgramme, *, by: Member, at: datetime.datetime) -> Programme:
    """Begin a programme with the words and roles of one of the pack. Its checks are those the bank has of each sort."""
    service = locked_while_member(service)
    must_change(service, by)
    words = ProgrammeWords(
        title=str(packed.title),
        aim=str(packed.aim),
        serves=str(packed.serves),
        how_they_give=str(packed.how_they_give),
        is_confidential=packed.is_confidential or service.keeps_secrets,
    )
    programme = _new(service, words, template=packed.code, by=by, at=at)
    kinds = list(CheckKind.objects.filter(bank=service.bank_id).open())
    for role in packed.roles:
        _write(ProgrammeRole(programme=programme), _words_of(role, kinds))
    return programme


@transaction.atomic
def change_programme(programme: Programme, words: ProgrammeWords, *, by: Member) -> Programme:
    """Say anew what a programme is. Raises StaysConfidential once somebody trusted a confidential one.

    Raises StaysOpen while sessions that say what they are about are still to come.
    """
    programme = locked(programme, by)
    if programme.is_confidential and not words.is_confidential and _is_trusted(programme):
        raise StaysConfidential(_("People were told that nobody learns of it. It stays confidential."))
    if words.is_confidential and not programme.is_confidential and programme.sessions.standing().exists():
        raise StaysOpen(_why_open(programme))
    _say(programme, words)
    programme.save(update_fields=["title", "aim", "serves", "how_they_give", "is_confidential"])
    return programme


@transaction.atomic
def write_role(
    programme: Programme, words: RoleWords, *, by: Member, role: ProgrammeRole | None = None
) -> ProgrammeRole:
    """Add a role, or say anew what it is; what it asks for as a request changes with it.

    Raises RoleKnown where the name is taken, NotAllowed where who runs the service would take a check away.
    """
    programme = locked(programme, by)
    if any(kind.bank_id != programme.service.bank_id for kind in words.checks):
        raise NotAllowed(_("Choose from the checks in the list."))
    role = ProgrammeRole.objects.get(pk=role.pk, programme=programme) if role else ProgrammeRole(programme=programme)
    if role.pk:
        _must_not_take_checks_away(role, words, by)
        if role.is_for_served and not words.is_for_served:
            _must_leave_a_giving_role(programme, role)
    return _write(role, words)


@transaction.atomic
def end_role(role: ProgrammeRole, *, by: Member, at: datetime.datetime) -> ProgrammeRole:
    """Let a role end, with the part of who only helped in it, and take its request down. Again does no harm."""
    programme = locked(role.programme, by)
    role = ProgrammeRole.objects.select_related("listing").get(pk=role.pk)
    if role.ended_on is not None:
        return role
    if role.is_for_served:
        _must_leave_a_giving_role(programme, role)
    today = programme.service.bank.day(at)
    role.ended_on = today
    role.save(update_fields=["ended_on"])
    end_holdings(role, programme, by=by, at=at)
    _take_down(role, by=by, at=at)
    return role


@transaction.atomic
def open_programme(programme: Programme, *, by: Member, at: datetime.datetime) -> Programme:
    """Open a programme, or open it again; what became a role of it while it was a draft is asked for now.

    Raises NoGivingRole while those it serves could only receive in it.
    """
    programme = locked(programme, by)
    if programme.state == State.OPEN:
        return programme
    if not programme.roles.standing().giving().exists():
        raise NoGivingRole(_("It cannot be opened: the people it serves could only receive. Add a role they can fill."))
    programme.state, programme.closed_on = State.OPEN, None
    programme.opened_on = programme.opened_on or programme.service.bank.day(at)
    programme.save(update_fields=["state", "opened_on", "closed_on"])
    for role in programme.roles.standing().of_ideas().filter(listing=None).order_by("pk"):
        offer_role(role, by=by, at=at)
    return programme


@transaction.atomic
def close_programme(programme: Programme, *, by: Member, at: datetime.datetime) -> Programme:
    """Let a programme end, with what its roles ask for, its sessions to come and everybody's part.

    It can be opened again.
    """
    programme = locked(programme, by)
    if programme.state == State.CLOSED:
        return programme
    if programme.state != State.OPEN:
        raise WrongState(_("It is not open yet, so it cannot end."))
    programme.state, programme.closed_on = State.CLOSED, programme.service.bank.day(at)
    programme.save(update_fields=["state", "closed_on"])
    for role in programme.roles.exclude(listing=None).select_related("listing"):
        _take_down(role, by=by, at=at)
    call_off_all(programme, by=by, at=at)
    end_all_parts(programme, by=by, at=at)
    return programme


@transaction.atomic
def offer_role(role: ProgrammeRole, *, by: Member, at: datetime.datetime) -> Listing:
    """Let a role of an open programme be a request of its organisation, so that the matcher finds who would fill it.

    The request needs the role's checks, whoever puts it up: they come with the role, which a coordinator watches over.
    An older one that rests ends: opened again, it would be tied to no role.
    """
    programme = locked(role.programme, by)
    role = ProgrammeRole.objects.select_related("listing").get(pk=role.pk)
    if programme.state != State.OPEN or role.ended_on is not None:
        raise WrongState(_("Only a role of an open programme is asked for."))
    if role.listing is not None and role.listing.is_open:
        return role.listing
    role.programme = programme
    _take_down(role, by=by, at=at)
    organisation = programme.service.organisation
    role.listing = listings.put_up(_as_request(role), member=organisation, by=_who_asks(organisation, by), at=at)
    role.listing.checks.set(role.checks.all())
    role.save(update_fields=["listing"])
    return role.listing


def locked(programme: Programme, by: Member) -> Programme:
    """Read a programme afresh under its row lock, for who may change it."""
    rows = Programme.objects.select_for_update(no_key=True, of=("self",))
    programme = rows.select_related("service__organisation__bank", "service__bank").get(pk=programme.pk)
    must_change(programme.service, by)
    return programme


def _why_open(programme: Programme) -> str:
    """Say what has to be done with sessions that anybody reads, before the programme can be confidential."""
    words = [_("Anybody reads its sessions.")]
    if programme.sessions.going_on().exists():
        words.append(_("Call off those that still go on, and put them on again afterwards."))
    if programme.sessions.filter(event__state=Event.State.REGISTERED).exists():
        words.append(_("Of one that is over, the register waits: ask a coordinator to approve it first."))
    return " ".join(words)


def _new(service: Service, words: ProgrammeWords, *, template: str, by: Member, at: datetime.datetime) -> Programme:
    programme = Programme(service=service, template=template, made_at=at, made_by=by)
    _say(programme, words)
    programme.slug = _free_slug(service, words.title)
    programme.save()
    return programme


def _say(programme: Programme, words: ProgrammeWords) -> None:
    programme.title, programme.aim, programme.serves = words.title, words.aim, words.serves
    programme.how_they_give, programme.is_confidential = words.how_they_give, words.is_confidential


def _free_slug(service: Service, title: str) -> str:
    plain = slugify(title)[:LONGEST_SLUG].strip("-") or "programme"
    taken = {*service.programmes.filter(slug__startswith=plain).values_list("slug", flat=True), *PAGES}
    return next(each for each in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)


def _words_of(role: PackedRole, kinds: list[CheckKind]) -> RoleWords:
    return RoleWords(
        title=str(role.title),
        words=str(role.words),
        is_for_served=role.is_for_served,
        is_shared=role.is_shared,
        checks=[kind for kind in kinds if kind.family in role.families],
        pledged_minutes=role.pledged_minutes,
    )


def _write(role: ProgrammeRole, words: RoleWords) -> ProgrammeRole:
    role.title, role.words, role.pledged_minutes = words.title, words.words, words.pledged_minutes
    role.is_for_served, role.is_shared = words.is_for_served, words.is_shared
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as fault:
        raise RoleKnown(_("There is a role of this name already. Change that one.")) from fault
    role.checks.set(words.checks)
    if role.listing is not None and role.listing.is_open:
        role.listing.checks.set(words.checks)
    return role


def _must_not_take_checks_away(role: ProgrammeRole, words: RoleWords, by: Member) -> None:
    taken_away = role.checks.exclude(pk__in=[kind.pk for kind in words.checks])
    if taken_away.exists() and not standing_of(by, role.programme.service).coordinates:
        raise NotAllowed(_("You can add a check. Only a coordinator takes one away."))


def _must_leave_a_giving_role(programme: Programme, role: ProgrammeRole) -> None:
    others = programme.roles.standing().giving().exclude(pk=role.pk)
    if programme.state == State.OPEN and not others.exists():
        raise NoGivingRole(_("It is the last role that the people it serves can fill. Add another one first."))


def _as_request(role: ProgrammeRole) -> listings.Wording:
    body = "\n\n".join(part for part in (role.words, role.programme.aim) if part)
    return listings.Wording(kind=Listing.Kind.REQUEST, title=role.title, body=body)


def _take_down(role: ProgrammeRole, *, by: Member, at: datetime.datetime) -> None:
    if role.listing is not None and role.listing.state != Listing.State.CLOSED:
        listings.take_down(role.listing, by=_who_asks(role.programme.service.organisation, by), at=at)


def _is_trusted(programme: Programme) -> bool:
    """Whether somebody takes part, wished to, was introduced for it, or came to it, because nobody is told."""
    kinds = (programme.participations, programme.wishes, programme.referrals, programme.sessions)
    return any(found.exists() for found in kinds)


def _who_asks(organisation: Member, by: Member) -> Member:
    """Give who puts a role's request up: an admin has no hand in listings, so its organisation does."""
    return organisation if by.is_admin and not by.is_coordinator else by
