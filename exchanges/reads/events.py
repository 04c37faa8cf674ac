"""What there is to know of events: their figures, their people, and what waits at the desk."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from exchanges.models import Attendee, CrossExchange, CrossSide, Event, EventStep, Exchange, Guest
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
    if event.host_id is not None:
        numbers.add(event.host_id)
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
    not_own_count: int  # of those to approve: the asker had a hand in them, so that somebody else does


def events_at_desk(asker: Member, *, today: datetime.date, most: int) -> EventsAtDesk:
    """Read which events wait to be agreed to, for their register, and for its approval: the first `most` of each."""
    bank = asker.bank
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
        not_own_count=Count("pk", filter=Q(state=Event.State.REGISTERED) & _had_a_hand(asker)),
    )
    shown = {name: list(found[:most]) for name, found in waiting.items()}
    return EventsAtDesk(
        to_agree=shown["to_agree"],
        without_register=shown["without_register"],
        to_approve=shown["to_approve"],
        **counted,
    )


def registers_to_approve(bank: Bank, coordinators: Collection[Member]) -> dict[int, int]:
    """Count for each of these coordinators, by id, the registers they may approve: they had no hand in the event."""
    theirs = {str(each.pk): Count("pk", filter=~_had_a_hand(each)) for each in coordinators}
    counted = Event.objects.of(bank).awaiting_approval().order_by().aggregate(**theirs) if theirs else {}
    return {int(pk): count for pk, count in counted.items()}


def _had_a_hand(member: Member) -> Q:
    """Whether somebody ran an event, wrote its register or is in it."""
    of_it = {"event": OuterRef("pk")}
    wrote = EventStep.objects.filter(kind=EventStep.Kind.REGISTERED, by=member, **of_it)
    came = Attendee.objects.filter(member=member, came=True, **of_it)
    return Q(host=member) | Q(made_by=member) | Q(Exists(wrote)) | Q(Exists(came))


def next_events(
    bank: Bank, member: Member | None, *, today: datetime.date, most: int
) -> list[tuple[Event, Attendee | None]]:
    """Give the next events that are for a member, or with none a visitor, each with their own place in it."""
    open_ones = Event.objects.of(bank).filter(state=Event.State.OPEN).readable_by(member).meant_for(member)
    found = list(open_ones.upcoming(today)[:most])
    if not found or member is None:
        return [(event, None) for event in found]
    lines = Attendee.objects.filter(member=member, event__in=found).exclude(state=Attendee.State.OFF)
    mine = {line.event_id: line for line in lines}
    return [(event, mine.get(event.pk)) for event in found]


WITHIN = datetime.timedelta(days=60)


@dataclass(frozen=True)
class Turnout:
    """How many guests came, how many of them became members, and how many have both given and received since."""

    guests: int
    became_members: int
    two_way: int
    until: datetime.date

    @property
    def is_any(self) -> bool:
        """Whether there were guests at all."""
        return self.guests > 0


def turnout_of(event: Event) -> Turnout:
    """Measure what became of an event's guests within sixty days."""
    return turnouts_of([event])[event.pk]


def turnouts_of(events: Sequence[Event]) -> dict[int, Turnout]:
    """Measure what became of the guests of some events within sixty days of each, with six queries at the most."""
    named = Guest.objects.filter(event__in=events).order_by()
    counted = dict(named.values_list("event").annotate(Count("pk")))
    joined: dict[int, list[int]] = {}
    became = named.filter(invitation__used_by__joined_at__isnull=False)
    for event_id, member_id in became.values_list("event", "invitation__used_by"):
        joined.setdefault(event_id, []).append(member_id)
    windows = {each.pk: (each.on, each.on + WITHIN) for each in events}
    gave, received = _days_of_exchange({pk for pks in joined.values() for pk in pks}, list(windows.values()))
    found = {}
    for event in events:
        first, until = windows[event.pk]
        members = joined.get(event.pk, [])
        two_way = [pk for pk in members if _has_day(gave, pk, first, until) and _has_day(received, pk, first, until)]
        guests = counted.get(event.pk, 0) + event.others_came
        found[event.pk] = Turnout(guests, len(members), len(two_way), until)
    return found


Days = dict[int, set[datetime.date]]


def _days_of_exchange(members: set[int], windows: list[tuple[datetime.date, datetime.date]]) -> tuple[Days, Days]:
    """Say on which days some members gave, and on which they received, in exchanges of every kind or at events."""
    gave: Days = {}
    received: Days = {}
    if not members:
        return gave, received
    first, last = min(first for first, _last in windows), max(last for _first, last in windows)
    settled = Exchange.objects.settled().filter(happened_on__gte=first, happened_on__lte=last)
    lines = Attendee.objects.filter(event__state=Event.State.POSTED, event__on__gte=first, event__on__lte=last)
    for side, days, minutes in (("giver", gave, "given_minutes"), ("receiver", received, "received_minutes")):
        helped = settled.filter(**{f"{side}__in": members}).order_by().values_list(side, "happened_on")
        came = lines.filter(member__in=members, **{f"{minutes}__gt": 0}).values_list("member", "event__on")
        for member_id, day in [*helped, *came]:
            days.setdefault(member_id, set()).add(day)
    elsewhere = CrossExchange.objects.settled().filter(happened_on__gte=first, happened_on__lte=last)
    sides = CrossSide.objects.filter(member__in=members, exchange__in=elsewhere)
    for member_id, gives, day in sides.values_list("member", "gives", "exchange__happened_on"):
        (gave if gives else received).setdefault(member_id, set()).add(day)
    return gave, received


def _has_day(days: Days, member_id: int, first: datetime.date, last: datetime.date) -> bool:
    return any(first <= day <= last for day in days.get(member_id, ()))
