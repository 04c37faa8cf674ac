"""Events, and who came to them."""

import datetime

from django.utils import timezone

from exchanges.actions.acts import Act
from exchanges.actions.events import registers
from exchanges.actions.events.planning import Plan, Repeating, agree, put_on
from exchanges.models import Event
from members.models import Bank, Member


def plan(bank: Bank, *, host: Member | None, **fields) -> Plan:
    """Say what an event is, in three days' time."""
    said = {
        "on": bank.day(timezone.now()) + datetime.timedelta(days=3),
        "kind": "MEAL",
        "title": "Big Lunch",
        "body": "",
        "place": "St Mary's hall",
        "access": "No steps",
        "begins_at_time": datetime.time(12),
        "ends_at_time": datetime.time(14, 30),
        **fields,
    }
    return Plan(host=host, **said)


def make_event(by: Member, *, repeating: Repeating | None = None, **fields) -> Event:
    """Put an event on as a member, who is its host unless the fields say otherwise."""
    said = plan(by.bank, **{"host": by, **fields})
    return put_on(by.bank, said, Act(by, timezone.now()), repeating=repeating)


def held_event(host: Member, coordinator: Member, **fields) -> Event:
    """An event that a coordinator agreed to, and that was yesterday."""
    event = agree(make_event(host, **fields), Act(coordinator, timezone.now()))
    day = host.bank.day(timezone.now()) - datetime.timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(on=day)
    return Event.objects.select_related("bank", "host", "made_by").get(pk=event.pk)


def keep_register(event: Event, by: Member, *came: Member, guest: str = "") -> Event:
    """Write into an event's register who came for an hour, and one guest."""
    line = registers.Line(came=True, received_minutes=60)
    walk_ins = [registers.WalkIn(each, "GUEST", line) for each in came]
    guests = [registers.NewGuest(guest, "01632 960200")] if guest else []
    said = registers.Register({}, event.register_number, walk_ins=walk_ins, guests=guests)
    return registers.save_register(event, said, Act(by, timezone.now()))
