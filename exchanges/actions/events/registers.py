"""The register of an event: who came, for how long, who walked in, and the guests who are no members yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.above import check_hours_above
from exchanges.actions.acts import Act, check_step
from exchanges.actions.events.acts import EventRefused, locked, move, must_be, must_run
from exchanges.models import Attendee, Event, EventStep, Guest
from exchanges.reads.supervision import why_minor_may_not_come
from ledger import actions as ledger
from members.actions import invite_guest
from members.models import Invitation, Member
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.transactions import atomic_with_retry, plan_anew

MOST_ON_REGISTER = 600
MOST_GUESTS = 300
State = Event.State
POT_PAYS = gettext_lazy("Here the pot pays, and taking part costs no hours.")
CHANGED = ["came", "given_minutes", "received_minutes", "is_excused"]


class RegisterChanged(WrongState):
    """Somebody else wrote in the register since this page was opened."""


@dataclass(frozen=True)
class Line:
    """What the register says of one member: by the line's id, or by the member who walked in."""

    came: bool
    given_minutes: int = 0
    received_minutes: int = 0
    is_excused: bool = False


@dataclass(frozen=True)
class WalkIn:
    """A member who came without having signed up."""

    member: Member
    part: str
    line: Line


@dataclass(frozen=True)
class NewGuest:
    """Somebody who is no member yet and said that we may write them down."""

    name: str
    contact: str = ""


@dataclass(frozen=True)
class Register:
    """All that was written in one saving. `seen` is the number of the saving that the page showed."""

    lines: dict[int, Line]
    seen: int
    walk_ins: Sequence[WalkIn] = ()
    guests: Sequence[NewGuest] = ()
    others_came: int = 0


@atomic_with_retry
def save_register(event: Event, register: Register, act: Act) -> Event:
    """Write who came and for how long, all in one; from then on it waits for a coordinator's approval.

    Saving the same twice does it once. Raises RegisterChanged where somebody else wrote in it meanwhile.
    """
    event = locked(event)
    must_run(event, act)
    must_be(event, State.OPEN, State.REGISTERED)
    if event.on > event.bank.day(act.at):
        raise WrongState(_("The register is kept once its day has come."))
    said = (*register.lines.values(), *(each.line for each in register.walk_ins))
    if event.pays == Event.Pays.POT and any(line.received_minutes for line in said):
        raise EventRefused(str(POT_PAYS))
    for minutes in {minutes for line in said for minutes in (line.given_minutes, line.received_minutes)}:
        check_step(minutes, event.bank)
    plan_anew()
    changed = _changed_lines(event, register)
    walk_ins = _new_walk_ins(event, register)
    guests = _new_guests(event, register)
    is_new = bool(changed or walk_ins or guests or event.others_came != register.others_came)
    if register.seen != event.register_number and is_new:
        raise RegisterChanged(_("Somebody else has written in this register meanwhile. Open it again and compare."))
    if not is_new and event.state == State.REGISTERED:
        return event
    _write(event, changed, walk_ins, guests, act)
    check_hours_above(event)
    event.others_came = register.others_came
    event.register_number += 1
    if event.account_id is None:
        event.account_id = _open_account(event, act)
    move(event, State.REGISTERED, EventStep.Kind.REGISTERED, act)
    return event


@atomic_with_retry
def invite_from_event(guest: Guest, act: Act) -> Invitation:
    """Make the invitation for a guest, once: its slip leads them to the application."""
    event = locked(guest.event)
    must_run(event, act)
    guest = Guest.objects.select_for_update(no_key=True, of=("self",)).select_related("invitation").get(pk=guest.pk)
    if guest.invitation is not None:
        return guest.invitation
    if guest.forgotten_at is not None:
        raise WrongState(_("We no longer know who this was."))
    inviter = event.host if event.host is not None and event.host.can_trade else act.by
    guest.invitation = invite_guest(inviter, at=act.at)
    guest.save(update_fields=["invitation"])
    return guest.invitation


@atomic_with_retry
def forget_guest(guest: Guest, act: Act) -> None:
    """Clear a guest's name and how to reach them, as they wish; that somebody came is still counted."""
    event = locked(guest.event)
    must_run(event, act)
    Guest.objects.filter(pk=guest.pk, forgotten_at=None).update(name="", contact="", forgotten_at=act.at)


def _changed_lines(event: Event, register: Register) -> list[Attendee]:
    """Give the lines that say something new, with it; what the page did not show stays as it is."""
    changed = []
    for line in event.attendees.on_register():
        said = register.lines.get(line.pk)
        if said is None:
            continue
        new = (said.came, said.given_minutes, said.received_minutes, said.is_excused)
        if new != (line.came, line.given_minutes, line.received_minutes, line.is_excused):
            _say(line, said)
            changed.append(line)
    return changed


def _say(line: Attendee, said: Line) -> None:
    line.came = said.came
    line.given_minutes = said.given_minutes if said.came else 0
    line.received_minutes = said.received_minutes if said.came else 0
    line.is_excused = said.is_excused and said.came


def _new_walk_ins(event: Event, register: Register) -> list[Attendee]:
    known = {line.member_id: line for line in event.attendees.all()}
    if len(known) + len(register.walk_ins) > MOST_ON_REGISTER:
        raise EventRefused(_("A register holds 600 people. Ask us how to go on."))
    found = []
    for walk_in in register.walk_ins:
        standing = known.get(walk_in.member.pk)
        if standing is not None and standing.came:
            continue
        why = why_minor_may_not_come(event, walk_in.member)
        if why:
            raise EventRefused(why)
        if walk_in.member.bank_id != event.bank_id or not walk_in.member.can_trade:
            raise NotAllowed(_("%(name)s can't take part now.") % {"name": walk_in.member.name})
        line = standing or Attendee(event=event, member=walk_in.member, is_walk_in=True)
        line.part, line.state = walk_in.part, Attendee.State.COMING
        _say(line, walk_in.line)
        known[walk_in.member.pk] = line
        found.append(line)
    return found


def _new_guests(event: Event, register: Register) -> list[NewGuest]:
    known = set(event.guests.values_list("name", "contact"))
    if len(known) + len(register.guests) > MOST_GUESTS:
        raise EventRefused(_("So many guests are written down already. Count the others without a name."))
    return [guest for guest in register.guests if (guest.name, guest.contact) not in known]


def _write(event: Event, changed: list[Attendee], walk_ins: list[Attendee], guests: list[NewGuest], act: Act) -> None:
    Attendee.objects.bulk_update(changed, CHANGED, batch_size=200)
    for line in walk_ins:
        line.since = line.since or act.at
        line.save()
    Guest.objects.bulk_create(
        Guest(event=event, name=each.name, contact=each.contact, said_yes_at=act.at, written_by=act.by)
        for each in guests
    )


def _open_account(event: Event, act: Act) -> int:
    account = ledger.open_account(
        book_id=event.bank.book_id,
        code=f"event-{event.pk}",
        kind="EVENT",
        limits=ledger.Limits(floor_minutes=0),
        by=act.by.actor_key,
    )
    return int(account.pk)
