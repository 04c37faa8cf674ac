"""Which events somebody may see, and what they may do with them."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from exchanges.access import Approvers, approvers
from exchanges.models import Attendee, Event, EventStep, Guest
from members.models import AddressClaim, Bank, Mandate, Member
from timebank.lib.above import named_above

State = Event.State


def event_to_see(bank: Bank, asker: Member | None, pk: int) -> Event:
    """Give an event of this bank to who may read it: visitors only what is open to them; to others it is not there."""
    events = Event.objects.of(bank).readable_by(asker).select_related("host", "made_by", "series", "watched_by")
    event: Event = get_object_or_404(events, pk=pk)
    event.bank = bank
    return event


def runs_event(event: Event, asker: Member, by: Member) -> bool:
    """Whether somebody runs an event: who puts it on, or, unless it is confidential, a coordinator.

    `by` is who asks, for themselves or for the `asker`. Of what belongs to an app above this one, that app says it.
    """
    said = runs_above(event, asker, by)
    if said is not None:
        return said
    return (asker.is_coordinator and not event.is_confidential) or event.is_put_on_by(asker)


def runs_above(event: Event, speaker: Member, by: Member) -> bool | None:
    """Whether somebody runs an event as an app above this one says; None where it is no event of one.

    An app names its functions as `runs_events`. Only organisations put on what belongs to one. Who runs it does so as
    themselves, or acting for the host: nobody does it in the name of anybody else, whose duty it may be or not.
    """
    if event.host is None or not event.host.is_organisation:
        return None
    answers = (runs(event, by) for runs in named_above("runs_events"))
    said = next((said for said in answers if said is not None), None)
    return said if said is None or speaker.pk in (by.pk, event.host_id) else False


def event_to_join(asker: Member, pk: int) -> Event:
    """Give an event to who may sign up for it: of what is confidential only its own people do."""
    event = event_to_see(asker.bank, asker, pk)
    if event.is_confidential and not Event.objects.meant_for(asker).filter(pk=pk).exists():
        raise PermissionDenied
    return event


def event_to_sign_up_for(asker: Member, pk: int) -> Event:
    """Give an event to a coordinator whom people ring: who puts on what is confidential signs its people up."""
    event = event_to_see(asker.bank, asker, pk)
    if event.is_confidential:
        raise PermissionDenied
    return event


def event_to_run(asker: Member, pk: int, *, by: Member) -> Event:
    """Give an event to who runs it; others may see it, but it is not theirs to change."""
    event = event_to_see(asker.bank, asker, pk)
    if not runs_event(event, asker, by):
        raise PermissionDenied
    return event


def event_to_approve(asker: Member, pk: int) -> Event:
    """Give an event to coordinators and admins; whether their eyes count, the action says."""
    event = event_to_see(asker.bank, asker, pk)
    if not (asker.is_coordinator or asker.is_admin):
        raise PermissionDenied
    return event


def line_to_put_right(event: Event, pk: int) -> Attendee:
    """Give one line of an event's register; what is confidential is taken back whole and written again."""
    if event.is_confidential:
        raise PermissionDenied
    line: Attendee = get_object_or_404(event.attendees.select_related("member"), pk=pk)
    return line


def guest_to_see(event: Event, pk: int) -> Guest:
    """Give one guest of an event whose register the asker keeps."""
    guest: Guest = get_object_or_404(event.guests.select_related("invitation__used_by"), pk=pk, forgotten_at=None)
    return guest


def may_approve_event(event: Event, member: Member, holders: Approvers | None = None) -> bool:
    """Four eyes: who ran it, is in the register, or wrote it down, or stands with one of those, never approves it.

    A coordinator does; an admin only where no coordinator may.
    """
    if member.bank_id != event.bank_id or not (member.is_coordinator or member.is_admin):
        return False
    holders = holders if holders is not None else approvers(event.bank)
    involved = involved_in_event(event, holders)
    if member.pk in involved:
        return False
    return member.is_coordinator or not holders.coordinators - involved


def involved_in_event(event: Event, holders: Approvers) -> set[int]:
    """Give those whose eyes do not count for an event's hours."""
    listed = set(event.attendees.filter(came=True).values_list("member", flat=True))
    wrote = event.steps.filter(kind=EventStep.Kind.REGISTERED).values_list("by", "on_behalf_of")
    ran = {event.host_id, event.made_by_id, *(pk for pair in wrote for pk in pair)}
    nobody: frozenset[int] = frozenset()
    around = {
        pk
        for side in (listed | ran) - {None}
        for found in (holders.act_for, holders.addressed)
        for pk in found.get(side or 0, nobody)
    }
    return {pk for pk in listed | ran | around if pk is not None}


def stands_with_event(event: Event, member: Member) -> bool:
    """Whether somebody ran an event, is in its register, or acts for one of those: asked of one person alone."""
    parties = [*event.attendees.filter(came=True).values_list("member", flat=True), event.host_id, event.made_by_id]
    if member.pk in parties:
        return True
    known = [pk for pk in parties if pk is not None]
    acts = Mandate.objects.live().of_party(member.pk, *known).exists()
    return acts or AddressClaim.objects.written_down().filter(by=member, member__in=known).exists()


@dataclass(frozen=True)
class EventChoices:
    """What one person may do with one event now: pages offer exactly these."""

    sign_up: bool = False
    withdraw: bool = False
    sign_up_for: bool = False
    change: bool = False
    cancel: bool = False
    agree: bool = False
    keep_register: bool = False
    read_register: bool = False
    print_register: bool = False
    keep_guests: bool = False
    approve: bool = False
    take_back: bool = False
    read_names: bool = False
    runs: bool = False


def event_choices(
    event: Event, asker: Member | None, *, by: Member | None, today: datetime.date, mine: Attendee | None
) -> EventChoices:
    """Say what the asker, who signed up or did not, may do with this event as it stands today."""
    if asker is None or by is None:
        return EventChoices()
    runs = runs_event(event, asker, by)
    comes = mine is not None and mine.state != Attendee.State.OFF
    is_over, has_begun = event.on < today, event.on <= today
    looks = asker.is_admin or asker.is_coordinator
    decides = looks and event.state in (State.REGISTERED, State.POSTED) and may_approve_event(event, asker)
    return EventChoices(
        sign_up=event.is_open and not is_over and asker.can_trade and not comes and (runs or not event.is_confidential),
        withdraw=event.is_open and not is_over and comes,
        sign_up_for=event.is_open and not is_over and asker.is_coordinator and not event.is_confidential,
        change=runs and not is_over and event.state in (State.WAITING, State.OPEN),
        cancel=runs and event.state in (State.WAITING, State.OPEN),
        agree=event.state == State.WAITING
        and asker.is_coordinator
        and asker.pk not in (event.host_id, event.made_by_id),
        keep_register=runs and has_begun and event.state in (State.OPEN, State.REGISTERED),
        read_register=(runs or looks or asker.is_auditor) and event.state in Event.TOOK_PLACE,
        print_register=runs and event.state in (State.OPEN, State.REGISTERED),
        keep_guests=runs,
        approve=decides and event.state == State.REGISTERED,
        take_back=decides and event.state == State.POSTED,
        read_names=not event.is_confidential or runs,
        runs=runs,
    )


def names_on_register(event: Event, asker: Member, *, runs: bool) -> Q:
    """Ask for those whose names who keeps a register may read: of who is under 18 only who is checked for it.

    Of what is confidential who does not run it reads none: a coordinator approves it by what it comes to.
    """
    if event.is_confidential and not runs:
        return Q(pk__in=[])
    if asker.is_coordinator or asker.is_admin or (event.is_supervised and event.watched_by_id == asker.pk):
        return Q()
    return Q(member__age_band=Member.AgeBand.ADULT)
