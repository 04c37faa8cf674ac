"""Signing up for an event, by oneself or through others; the waiting list moves up by itself."""

from dataclasses import replace

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access.events import runs_above
from exchanges.actions.above import check_signing_above
from exchanges.actions.acts import Act
from exchanges.actions.events.acts import (
    EventRefused,
    called,
    locked,
    message_of,
    must_be,
    must_speak,
    note_acted,
    tell,
    tell_guardians_of,
    when_and_where,
    withdraw_reminder_of,
)
from exchanges.models import Attendee, Event, Step
from exchanges.models.events import AttendeeQuerySet
from exchanges.reads.supervision import why_minor_may_not_come
from members.actions import tell_member
from members.actions.acts import note_on_behalf
from members.models import Mandate, Member, MemberEvent
from notices import actions as notices
from notices.models import Deed
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.transactions import atomic_with_retry

Part = Attendee.Part
MOST_SIGNED_UP = 550  # a register holds 600, with those who walk in


@atomic_with_retry
def sign_up(event: Event, part: str, act: Act) -> Attendee:
    """Sign a member up to help or to take part: `act.speaker`, by themselves, a supporter, or a coordinator.

    For what is confidential who puts it on does, and not a coordinator; who acts for the organisation that puts an
    event on says what its people told them. Who calls this knows that the member may come.
    Where no place is left they wait for one, and are told when they move up. Doing it twice does it once.
    """
    member = _to_sign_up(event, act)
    event = locked(event)
    _must_be_to_come(event, act)
    if part not in Part.values:
        raise EventRefused(_("Choose whether they help or take part."))
    standing = event.attendees.filter(member=member).first()
    if standing is not None and standing.state != Attendee.State.OFF and standing.part == part:
        return standing
    check_signing_above(event, member, part, at=act.at)
    if standing is None and event.attendees.count() >= MOST_SIGNED_UP:
        raise EventRefused(_("So many have signed up that the list is full. Ring us to talk about it."))
    why = why_minor_may_not_come(event, member)
    if why:
        raise EventRefused(why)
    line = standing or Attendee(event=event, member=member)
    had_place = standing is not None and standing.state == Attendee.State.COMING and standing.part == Part.GUEST
    line.part, line.since = part, act.at
    line.signed_up_by = None if act.by.pk == member.pk else act.by
    line.state = Attendee.State.COMING if part == Part.HELPER or has_room(event) else Attendee.State.WAITING
    line.save()
    if had_place:
        fill_places(event, act)
    note_acted(event, act)
    notices.note_deed(member.actor_key, Deed.SIGN_UP, at=act.at)
    _note(event, line, act)
    return line


@atomic_with_retry
def withdraw(event: Event, act: Act) -> None:
    """Take a member off an event; who waited longest gets the place and is told. Again does no harm."""
    _to_sign_up(event, act)
    event = locked(event)
    line = event.attendees.filter(member=act.speaker).exclude(state=Attendee.State.OFF).first()
    if line is None:
        return
    _must_be_to_come(event, act)
    _take_off(event, line, act)
    note_acted(event, act)
    if act.by.pk != act.speaker.pk:
        subject = _("You no longer come: %(what)s") % {"what": called(event)}
        _tell_member(event, act.speaker, subject, act, is_off=True)


def fill_places(event: Event, act: Act) -> None:
    """Give free places of a locked event to those who waited longest, and tell them."""
    for line in event.attendees.waiting().select_related("member"):
        if not has_room(event):
            return
        line.state = Attendee.State.COMING
        line.save(update_fields=["state"])
        subject = _("There is a place for you: %(what)s") % {"what": called(event)}
        body = _("%(when)s If you cannot come after all, please say so on the page.") % {"when": when_and_where(event)}
        line.member.bank = event.bank
        tell(event, line.member, kind="EVENT_PLACE", subject=subject, body=body, at=act.at)


def has_room(event: Event) -> bool:
    """Whether a locked event has a place left for somebody who takes part."""
    return event.places is None or event.attendees.with_place().count() < event.places


@transaction.atomic
def take_off_events(member: Member, act: Act) -> None:
    """Take who leaves, rests or has died off what is to come, in the caller's transaction."""
    today = member.bank.day(act.at)
    take_off(Attendee.objects.filter(member=member, event__state=Event.State.OPEN, event__on__gte=today), act)


def take_off(lines: AttendeeQuerySet, act: Act) -> None:
    """Take these off what they signed up for, in the caller's transaction; who waited moves up."""
    for line in lines.exclude(state=Attendee.State.OFF).select_related("event").order_by("event"):
        _take_off(locked(line.event), line, act)


def _take_off(event: Event, line: Attendee, act: Act) -> None:
    line.state, line.since = Attendee.State.OFF, act.at
    line.save(update_fields=["state", "since"])
    withdraw_reminder_of(event, line.member)
    fill_places(event, act)


def _to_sign_up(event: Event, act: Act) -> Member:
    """Give whom this is about, to who may say it for them."""
    member = act.speaker
    if member.bank_id != event.bank_id or act.by.bank_id != event.bank_id:
        raise NotAllowed(_("Only people of this time bank can do this."))
    is_told = act.by.is_coordinator and not event.is_confidential
    if member.pk == act.by.pk or act.is_by_mandate or is_told:
        must_speak(act)
    else:
        _must_put_on(event, act)
    member = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=member.pk)
    if not member.can_trade:
        raise NotAllowed(_("%(name)s can't take part now.") % {"name": member.name})
    return member


def _must_put_on(event: Event, act: Act) -> None:
    """Let who puts on what is confidential, or acts for the organisation that puts it on, say what they were told."""
    acts = Mandate.objects.acting().filter(kind__in=Mandate.OF_ORGANISATIONS, member=event.host_id, holder=act.by)
    puts_on = runs_above(event, act.by, act.by)
    if puts_on is None:
        puts_on = event.is_put_on_by(act.by) if event.is_confidential else acts.exists()
    if puts_on and act.by.belongs and act.channel in Step.TOLD:
        return
    if event.is_confidential:
        raise NotAllowed(_("This is confidential: who puts it on signs its people up."))
    raise NotAllowed(_("Only a coordinator can write down what a member told them."))


def _must_be_to_come(event: Event, act: Act) -> None:
    must_be(event, Event.State.OPEN)
    if event.on < event.bank.day(act.at):
        raise WrongState(_("This event is over."))


def _note(event: Event, line: Attendee, act: Act) -> None:
    """Tell a member what somebody did for them, and the guardians of who is under 18."""
    member = line.member
    waits = line.state == Attendee.State.WAITING
    if act.by.pk != member.pk:
        if not event.is_confidential:  # those who run the bank read that, and there stands who wrote it
            note_on_behalf(member, MemberEvent.Kind.SIGNED_UP, by=act.by, at=act.at, words=called(event))
        subject = _("You wait for a place: %(what)s") if waits else _("You are signed up: %(what)s")
        _tell_member(event, member, subject % {"what": called(event)}, act)
    if member.is_minor:
        subject = _("signed up for %(what)s") % {"what": called(event)}
        tell_guardians_of(event, member, subject=subject, body=when_and_where(event), act=act)


def _tell_member(event: Event, member: Member, subject: str, act: Act, *, is_off: bool = False) -> None:
    """Tell a member that they come, or no longer do: then what is confidential is no page of theirs any more.

    Who wrote it down is not said: coordinators pass on what is told, and who it was would say where the member goes.
    """
    member.bank = event.bank
    message = message_of(event, member, kind="EVENT_SIGNED_UP", subject=subject, body=when_and_where(event))
    if is_off and event.is_confidential:
        message = replace(message, path=reverse("exchanges:events", args=[event.bank.slug]))
    tell_member(member, message, at=act.at)
