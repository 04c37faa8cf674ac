"""Who takes part in a programme and which roles they fill: added by staff, wished for by members, ended by either."""

import datetime
from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.events.signing import take_off
from exchanges.actions.guardians import tell_guardians_of_hours
from exchanges.models import Attendee, Event, Step
from members.actions.acts import note_on_behalf
from members.actions.telling import tell, tell_many_members
from members.models import Mandate, Member, MemberEvent
from notices import actions as notices
from services.access import standing_of
from services.access.sessions import runs
from services.actions.changing import must_coordinate
from services.models import Participation, PartWish, Programme, ProgrammeRole, RoleHolding
from services.models.participations import PartWishQuerySet
from services.reads.people import is_checked_for
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

KIND = "TAKES_PART"


class CannotTakePart(RuleBroken):
    """This member cannot take part in this programme like this."""


class TakesPartAlready(WrongState):
    """There is nothing to wish for: they fill this role, or the programme is for them, already."""


class NotChecked(RuleBroken):
    """A check that a role needs has not been seen: the service learns no more than that."""

    code = "checks_missing"


@transaction.atomic
def add_member(
    programme: Programme,
    member: Member,
    *,
    is_served: bool,
    by: Member,
    at: datetime.datetime,
    role: ProgrammeRole | None = None,
) -> Participation:
    """Let a member take part, as somebody whom the programme serves or as who helps in a role. Again adds the role.

    Who runs the programme does, and the member is told. Raises NotChecked where the role needs more than was seen.
    """
    programme = locked(programme)
    must_run(programme, by)
    _must_be_open(programme)
    member = _able(programme, member)
    if not is_served and role is None:
        raise CannotTakePart(_("Choose the role in which they help."))
    part = _part_of(programme, member, is_served=is_served, by=by, at=at)
    if role is not None:
        _give(part, role, by=by, at=at)
    return part


@transaction.atomic
def give_role(part: Participation, role: ProgrammeRole, *, by: Member, at: datetime.datetime) -> RoleHolding:
    """Let who takes part fill a role, also somebody whom the programme serves. Again does no harm."""
    part = _locked_part(part)
    must_run(part.programme, by)
    _must_be_open(part.programme)
    return _give(part, role, by=by, at=at)


@transaction.atomic
def wish_to_take_part(
    programme: Programme, member: Member, *, at: datetime.datetime, role: ProgrammeRole | None = None
) -> PartWish:
    """Say that one would like to fill a role, or without one that the programme is for them: staff answer.

    Again does no harm. Raises TakesPartAlready where they fill the role, or are served, already.
    """
    programme = locked(programme)
    _must_be_open(programme)
    member = _able(programme, member)
    standing = PartWish.objects.waiting().filter(programme=programme, role=role, member=member).first()
    if standing is not None:
        found: PartWish = standing
        return found
    if role is None:
        if programme.participations.served().filter(member=member, left_on=None).exists():
            raise TakesPartAlready(_("You take part already."))
    else:
        _must_be_of(role, programme)
        held = RoleHolding.objects.current(programme.service.bank.day(at))
        if held.filter(role=role, participation__member=member).exists():
            raise TakesPartAlready(_("You fill this role already. Thank you."))
    return PartWish.objects.create(programme=programme, role=role, member=member, wished_at=at)


@transaction.atomic
def write_wish_down(
    programme: Programme,
    member: Member,
    *,
    channel: str,
    by: Member,
    at: datetime.datetime,
    role: ProgrammeRole | None = None,
) -> None:
    """Write down what somebody told a coordinator that they would like: staff answer it as any wish.

    Nothing tells the coordinator whether they take part or wait already: else they would find out who is in a
    confidential programme. Each try stands in the member's history, which does not say of which programme it was.
    """
    must_coordinate(programme.service.bank, by)
    if channel not in Step.TOLD:
        raise NotAllowed(_("Say how they told you: by phone, in person or on a slip of paper."))
    words = str(Step.Channel(channel).label)
    note_on_behalf(member, MemberEvent.Kind.WISH_WRITTEN, by=by, at=at, words=words)
    with suppress(TakesPartAlready):
        wish_to_take_part(programme, member, role=role, at=at)


@transaction.atomic
def take_back_wish(
    programme: Programme, member: Member, *, at: datetime.datetime, role: ProgrammeRole | None = None
) -> None:
    """Say that one would not like to after all. Again does no harm."""
    locked(programme)
    _answer(PartWish.objects.filter(programme=programme, role=role, member=member), by=member, at=at)


@transaction.atomic
def say_yes(wish: PartWish, *, by: Member, at: datetime.datetime) -> Participation:
    """Let a member take part as they would like to: in a role, or as somebody whom the programme serves.

    Raises CannotTakePart where they may not any more.
    """
    wish = _to_answer(wish, by)
    member = _able(wish.programme, wish.member)
    part = _part_of(wish.programme, member, is_served=wish.role is None, by=by, at=at, is_told=False)
    if wish.role is None:
        _tell(member, wish.programme, _("You take part: %(what)s"), at)
    else:
        _give(part, wish.role, by=by, at=at)
    _answer(PartWish.objects.filter(pk=wish.pk), by=by, at=at, is_yes=True)
    return part


@transaction.atomic
def say_no(wish: PartWish, *, by: Member, at: datetime.datetime) -> None:
    """Tell a member kindly that it is not for now."""
    wish = _to_answer(wish, by)
    _answer(PartWish.objects.filter(pk=wish.pk), by=by, at=at, is_yes=False)
    subject = _("Not for now: %(what)s") if wish.role is None else _("Somebody else does it for now: %(what)s")
    _tell(wish.member, wish.programme, subject, at)


@transaction.atomic
def end_role(holding: RoleHolding, *, by: Member, at: datetime.datetime) -> None:
    """Let somebody fill a role no longer; who only helped and has none left takes part no longer."""
    part = _locked_part(holding.participation)
    must_be_theirs(part, by)
    today = part.programme.service.bank.day(at)
    RoleHolding.objects.filter(pk=holding.pk, ended_on=None).update(ended_on=today)
    if not part.is_served and not part.roles.filter(ended_on=None).exists():
        _end(part, by=by, at=at)
    elif by.pk != part.member_id:
        _tell(part.member, part.programme, _("A role of yours has ended: %(what)s"), at)


@transaction.atomic
def end_part(part: Participation, *, by: Member, at: datetime.datetime) -> None:
    """Let somebody take part no longer, with every role: they say so with one tap, or staff do. Again does no harm."""
    part = _locked_part(part)
    must_be_theirs(part, by)
    if part.left_on is None:
        _answer(PartWish.objects.filter(programme=part.programme, member=part.member), by=by, at=at)
        _end(part, by=by, at=at)


def end_holdings(role: ProgrammeRole, programme: Programme, *, by: Member, at: datetime.datetime) -> None:
    """Let nobody fill a role of a locked programme any more, in the caller's transaction.

    Who only helped and has no other role takes part no longer, and is told.
    """
    holdings = RoleHolding.objects.filter(role=role, ended_on=None)
    helpers = Participation.objects.filter(is_served=False, left_on=None)
    parts = list(helpers.filter(pk__in=holdings.values("participation")).select_related("member__bank").order_by("pk"))
    holdings.update(ended_on=programme.service.bank.day(at))
    for part in parts:
        if not part.roles.filter(ended_on=None).exists():
            part.programme = programme
            _end(part, by=by, at=at)


def end_all_parts(programme: Programme, *, by: Member, at: datetime.datetime) -> None:
    """End everybody's part when a programme closes, in the caller's transaction; who took part is told."""
    today = programme.service.bank.day(at)
    parts = Participation.objects.filter(programme=programme, left_on=None)
    people = [part.member for part in parts.select_related("member").order_by("pk")]
    RoleHolding.objects.filter(participation__in=parts, ended_on=None).update(ended_on=today)
    _answer(PartWish.objects.filter(programme=programme), by=by, at=at)
    parts.update(left_on=today)
    subject = _("It has ended: %(what)s. Thank you.") % {"what": called(programme)}
    when = f"programme:{programme.pk}:ended:{at:%Y%m%d%H%M%S%f}"
    told = [
        (each, _message(programme, each, subject, once=f"{when}:{place}"))
        for place, each in enumerate(people)
        if each.is_approved
    ]
    tell_many_members(told, at=at)


def take_in(
    programme: Programme, came: dict[int, bool], *, on: datetime.date, by: Member, at: datetime.datetime
) -> list[Participation]:
    """Let those who came for the first time take part from that day on; by id, whether it served them.

    Who has left since stays away, also who joined after that day; then, and in a programme that is over, it is for
    that day alone.
    """
    parts = programme.participations.filter(Q(left_on=None) | Q(left_on__gte=on), member__in=came)
    rows = list(parts.values_list("member", "joined_on", "left_on"))
    known = {pk for pk, joined_on, left_on in rows if left_on is None or joined_on <= on}
    is_over = programme.state != Programme.State.OPEN
    gone = set(came) if is_over else {pk for pk, _joined_on, _left_on in rows}
    made = Participation.objects.bulk_create(
        Participation(
            programme=programme,
            member_id=pk,
            is_served=came[pk],
            joined_on=on,
            left_on=on if pk in gone else None,
            added_by=by,
        )
        for pk in sorted(set(came) - known)
    )
    served = [part.member_id for part in made if part.is_served]
    _answer(PartWish.objects.filter(programme=programme, role=None, member__in=served), by=by, at=at, is_yes=True)
    return made


def serve_from(part: Participation, today: datetime.date) -> None:
    """Let a programme be for somebody who only helped in it: from today on, so that no month that is over changes."""
    if not part.is_served:
        part.is_served, part.served_from = True, today
        part.save(update_fields=["is_served", "served_from"])


def locked(programme: Programme) -> Programme:
    """Read a programme afresh under its row lock: what changes who takes part waits here, before any event."""
    found = Programme.objects.select_for_update(no_key=True, of=("self",))
    read: Programme = found.select_related("service__bank", "service__organisation").get(pk=programme.pk)
    return read


def must_run(programme: Programme, by: Member) -> None:
    """Refuse whoever does not run this programme: its staff do; a coordinator only where it is not confidential."""
    if not runs(programme, standing_of(by, programme.service)):
        raise NotAllowed(_("Only staff of this service who run sessions can do this."))


def must_be_theirs(part: Participation, by: Member) -> None:
    """Refuse whoever neither is the member nor runs the programme: nobody speaks for them."""
    if by.pk != part.member_id:
        must_run(part.programme, by)


def called(programme: Programme) -> str:
    """Name a programme in what is sent: a letter may be read by who passes it on, or at home."""
    return _("group activity") if programme.is_confidential else programme.title


def _locked_part(part: Participation) -> Participation:
    programme = locked(part.programme)
    read = Participation.objects.select_for_update(no_key=True, of=("self",)).select_related("member__bank")
    found: Participation = read.get(pk=part.pk)
    found.programme = programme
    return found


def _to_answer(wish: PartWish, by: Member) -> PartWish:
    """Read a wish afresh under its programme's lock; its own row may wait for somebody who leaves just now."""
    programme = locked(wish.programme)
    must_run(programme, by)
    _must_be_open(programme)
    wish = PartWish.objects.select_related("role", "member__bank").get(pk=wish.pk)
    if wish.answered_at is not None:
        raise WrongState(_("Somebody has answered this already."))
    if wish.member.is_same_person_as(by):
        raise NotAllowed(_("Somebody else does this for you: nobody decides about themselves."))
    wish.programme = programme
    return wish


def _answer(wishes: PartWishQuerySet, *, by: Member, at: datetime.datetime, is_yes: bool | None = None) -> None:
    wishes.filter(answered_at=None).update(answered_at=at, answered_by=by, is_yes=is_yes)


def _must_be_open(programme: Programme) -> None:
    if programme.state != Programme.State.OPEN:
        raise WrongState(_("This programme is not open now."))


def _must_be_of(role: ProgrammeRole, programme: Programme) -> None:
    if role.programme_id != programme.pk or role.ended_on is not None:
        raise CannotTakePart(_("Choose a role of this programme."))


def _able(programme: Programme, member: Member) -> Member:
    """Read a member afresh under their row lock, who may take part in a locked programme."""
    rows = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank")
    member = rows.get(pk=member.pk)
    is_person = member.kind == Member.Kind.PERSON
    if member.bank_id != programme.service.bank_id or not is_person or not member.can_trade:
        raise CannotTakePart(_("%(name)s can't take part now.") % {"name": member.name})
    guarded = Mandate.objects.live().filter(member=member, kind=Mandate.Kind.GUARDIAN)
    if member.is_minor and not guarded.exists():
        words = _("%(name)s is under 18, and a guardian's yes is missing. A coordinator writes it down.")
        raise CannotTakePart(words % {"name": member.name})
    return member


def _part_of(
    programme: Programme, member: Member, *, is_served: bool, by: Member, at: datetime.datetime, is_told: bool = True
) -> Participation:
    """Give the part that somebody has, or a new one. Who is served and helps as well is served."""
    if is_served:
        _answer(PartWish.objects.filter(programme=programme, role=None, member=member), by=by, at=at, is_yes=True)
    part, today = programme.participations.filter(member=member, left_on=None).first(), programme.service.bank.day(at)
    if part is not None:
        found: Participation = part
        found.programme, found.member = programme, member
        if is_served:
            serve_from(found, today)
        return found
    part = Participation.objects.create(
        programme=programme, member=member, is_served=is_served, joined_on=today, added_by=by
    )
    subject = _("You take part: %(what)s")
    if is_told:
        _tell(member, programme, subject, at)
    words = _("%(name)s takes part: %(what)s").replace("%(what)s", called(programme))
    tell_guardians_of_hours(member, words, "", by=by, at=at)
    return part


def _give(part: Participation, role: ProgrammeRole, *, by: Member, at: datetime.datetime) -> RoleHolding:
    """Let somebody fill a role of a locked programme whose checks they have shown, and tell them."""
    programme = part.programme
    today = programme.service.bank.day(at)
    _must_be_of(role, programme)
    if part.left_on is not None:
        raise WrongState(_("%(name)s does not take part any more.") % {"name": part.member.name})
    if not is_checked_for(role, part.member, today):
        words = _("This role needs a check that we have not seen of %(name)s. A coordinator can help.")
        raise NotChecked(words % {"name": part.member.name})
    held = part.roles.filter(role=role, ended_on=None).first()
    if held is not None:
        found: RoleHolding = held
        return found
    holding = RoleHolding.objects.create(participation=part, role=role, began_on=today)
    _answer(PartWish.objects.filter(role=role, member=part.member), by=by, at=at, is_yes=True)
    _tell(part.member, programme, _("You have a new role: %(what)s"), at)
    return holding


def _end(part: Participation, *, by: Member, at: datetime.datetime) -> None:
    """End a locked part with its roles, and take who had it off the sessions to come."""
    today = part.programme.service.bank.day(at)
    part.roles.filter(ended_on=None).update(ended_on=today)
    part.left_on = today
    part.save(update_fields=["left_on"])
    to_come = Attendee.objects.filter(member=part.member, event__session__programme=part.programme)
    take_off(to_come.filter(event__state=Event.State.OPEN, event__on__gte=today), Act(by, at))
    part.programme.sessions.filter(led_by=part.member, event__on__gte=today).update(led_by=None)
    if by.pk != part.member_id:
        _tell(part.member, part.programme, _("You take part no longer: %(what)s"), at)


def _tell(member: Member, programme: Programme, subject: str, at: datetime.datetime) -> None:
    """Tell a member; of what is confidential no more than that it is a group activity."""
    words = subject % {"what": called(programme)}
    tell(member, kind=KIND, subject=words, body="", path=_path(programme), at=at)


def _message(programme: Programme, member: Member, subject: str, *, once: str) -> notices.Message:
    return notices.Message(
        recipient_key=member.actor_key,
        bank=programme.service.bank.slug,
        kind=KIND,
        subject=subject,
        body="",
        path=_path(programme),
        dedupe_key=once,
    )


def _path(programme: Programme) -> str:
    return reverse("services:mine", args=[programme.service.bank.slug])
