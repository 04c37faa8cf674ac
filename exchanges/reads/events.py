"""What there is to know of events: their figures, their people, and what waits at the desk."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from exchanges.models import Attendee, Event
from members.models import Bank, Member


@dataclass(frozen=True)
class Counts:
    """How many come to an event, wait and help, and how many places are left. None is no limit."""

    guests: int
    helpers: int
    waiting: int
    left: int | None


def counts_of(event: Event) -> Counts:
    """Count who signed up, with one query."""
    coming, waiting = Q(state=Attendee.State.COMING), Q(state=Attendee.State.WAITING)
    found = event.attendees.aggregate(
        guests=Count("pk", filter=coming & Q(part=Attendee.Part.GUEST)),
        helpers=Count("pk", filter=coming & Q(part=Attendee.Part.HELPER)),
        waiting=Count("pk", filter=waiting),
    )
    left = None if event.places is None else max(0, event.places - found["guests"])
    return Counts(**found, left=left)


def people_of_event(event: Event) -> list[Member]:
    """Give the members of an event: who comes or came, waits, or puts it on; each once, by number."""
    listed = Q(attendees__came=True) | Q(attendees__state__in=[Attendee.State.COMING, Attendee.State.WAITING])
    numbers = set(Event.objects.filter(listed, pk=event.pk).values_list("attendees__member", flat=True))
    numbers |= {event.host_id} - {None}
    return list(Member.objects.of(event.bank).filter(pk__in=numbers).approved().order_by("number"))


@dataclass(frozen=True)
class EventsAtDesk:
    """What of events waits for a coordinator, longest first, and how many there are of each."""

    to_agree: list[Event]
    without_register: list[Event]
    to_approve: list[Event]
    to_agree_count: int
    without_register_count: int
    to_approve_count: int


def events_at_desk(bank: Bank, *, today: datetime.date, most: int) -> EventsAtDesk:
    """Read which events wait to be agreed to, for their register, and for its approval: the first `most` of each."""
    events = Event.objects.of(bank).select_related("host")
    waiting = {
        "to_agree": events.awaiting_agreement(),
        "without_register": events.without_register(today),
        "to_approve": events.awaiting_approval(),
    }
    counted = Event.objects.of(bank).aggregate(
        to_agree_count=Count("pk", filter=Q(state=Event.State.WAITING)),
        without_register_count=Count("pk", filter=Q(state=Event.State.OPEN, on__lt=today)),
        to_approve_count=Count("pk", filter=Q(state=Event.State.REGISTERED)),
    )
    return EventsAtDesk(**{name: list(found[:most]) for name, found in waiting.items()}, **counted)


def next_events(bank: Bank, member: Member, *, today: datetime.date, most: int) -> list[tuple[Event, Attendee | None]]:
    """Give the next events of a bank that a member may read, each with their own place in it, with two queries."""
    found = list(Event.objects.of(bank).filter(state=Event.State.OPEN).upcoming(today)[:most])
    mine = {line.event_id: line for line in Attendee.objects.filter(member=member, event__in=found)}
    return [(event, mine.get(event.pk)) for event in found]
