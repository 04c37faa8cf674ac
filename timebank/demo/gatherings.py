"""The events of the demo bank: who put them on, who came, and whose hours were posted; and what is still to come."""

import datetime
import uuid
from dataclasses import dataclass
from functools import partial

from exchanges.actions.acts import Act
from exchanges.actions.events.planning import Plan, Repeating, put_on
from exchanges.actions.events.posting import approve_register
from exchanges.actions.events.registers import Line, NewGuest, Register, save_register
from exchanges.actions.events.signing import sign_up
from exchanges.models import Attendee, Event, Series
from timebank.demo.telling import LOWEST_MINUTES, Story
from timebank.demo.town import LEAVER, Neighbour, Town

HELPED, TOOK = 120, 60  # minutes, of each who helped and of each who took part: two of these pay one of those
AHEAD = 16  # days that an event is known before
BEGINS, ENDS = datetime.time(11), datetime.time(13, 30)


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """One event: so many days ago (ahead, below zero), how many helped, and how far it has come."""

    days_ago: int
    kind: Event.Kind
    title: str
    body: str
    place: str
    helpers: int
    guests: tuple[str, ...] = ()
    others: int = 0
    has_register: bool = True
    is_approved: bool = True
    places: int | None = None
    comes_again: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether its hours were posted long ago, among the exchanges of its days."""
        return self.has_register and self.is_approved and self.days_ago > 0


KINDS = Event.Kind
GATHERINGS = (
    Gathering(
        days_ago=244,
        kind=KINDS.REPAIR,
        title="Repair café",
        body="Bring what is broken and sit down beside who mends it.",
        place="Community centre, Bridge Street",
        helpers=3,
        guests=("Peggy", "Arthur"),
        others=4,
    ),
    Gathering(
        days_ago=164,
        kind=KINDS.MEAL,
        title="The Big Lunch",
        body="One long table on the quay. Bring a dish, a chair and a neighbour.",
        place="Town Quay, by the crane",
        helpers=5,
        guests=("Nell", "Osian", "Mrs Tully"),
        others=31,
    ),
    Gathering(
        days_ago=98,
        kind=KINDS.MUSIC,
        title="Open rehearsal of the choir",
        body="Sing with us for an hour. Nobody sings alone, and nobody is asked to audition.",
        place="St Dunstan's hall",
        helpers=2,
        guests=("Bryn",),
    ),
    Gathering(
        days_ago=37,
        kind=KINDS.DIGITAL,
        title="Digital drop-in",
        body="Phones, tablets, and forms that only exist on a screen.",
        place="Library, first floor (lift)",
        helpers=3,
        guests=("Ada", "Morris"),
        others=2,
    ),
    Gathering(
        days_ago=8,
        kind=KINDS.DIGITAL,
        title="Digital drop-in",
        body="Phones, tablets, and forms that only exist on a screen.",
        place="Library, first floor (lift)",
        helpers=2,
        guests=("Sid",),
        is_approved=False,
    ),
    Gathering(
        days_ago=4,
        kind=KINDS.TALK,
        title="What the river does in winter",
        body="A slow walk with somebody who has watched it for forty years.",
        place="Lock Meadow car park",
        helpers=1,
        has_register=False,
    ),
    Gathering(
        days_ago=-9,
        kind=KINDS.MEAL,
        title="Winter lunch",
        body="Soup, bread, and company for who would otherwise eat alone.",
        place="Community centre, Bridge Street",
        helpers=3,
        places=5,
    ),
    Gathering(
        days_ago=-5,
        kind=KINDS.REPAIR,
        title="Repair café",
        body="Every month: bring what is broken and sit down beside who mends it.",
        place="Community centre, Bridge Street",
        helpers=2,
        comes_again=True,
    ),
)


def plan_past_events(town: Town, story: Story) -> None:
    """Let the events whose hours were posted happen among the exchanges of their days."""
    for gathering in GATHERINGS:
        if gathering.is_settled:
            _plan(town, story, gathering)


def plan_latest_events(town: Town, story: Story) -> None:
    """Leave what a coordinator has still to do, and what is still to come."""
    for gathering in GATHERINGS:
        if not gathering.is_settled:
            _plan(town, story, gathering)


def _plan(town: Town, story: Story, gathering: Gathering) -> None:
    announced = max(gathering.days_ago + AHEAD, 3)
    story.plan(town.moment(announced, 9), partial(_announce, town, story, gathering))


def _announce(town: Town, story: Story, gathering: Gathering, at: datetime.datetime) -> None:
    """A coordinator puts it on, and people sign up within some days."""
    plan = Plan(
        on=town.bank.day(town.now) - datetime.timedelta(days=gathering.days_ago),
        host=None,
        kind=gathering.kind,
        title=gathering.title,
        body=gathering.body,
        place=gathering.place,
        access="No steps. There is a toilet for wheelchairs.",
        begins_at_time=BEGINS,
        ends_at_time=ENDS,
        places=gathering.places,
        given_minutes=HELPED,
        received_minutes=TOOK,
    )
    repeating = Repeating(Series.Every.MONTH, plan.on + datetime.timedelta(days=300)) if gathering.comes_again else None
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{town.bank.slug}:{gathering.title}:{gathering.days_ago}")
    event = put_on(town.bank, plan, Act(town.coordinators()[1], at), key=key, repeating=repeating)
    coming = _who_comes(town, gathering, at)
    for place, (one, part) in enumerate(coming):
        story.plan(at + datetime.timedelta(hours=5 + 3 * place), partial(_sign_up, town, event, one, part))
    if gathering.days_ago > 0 and gathering.has_register:
        happened = town.moment(gathering.days_ago, 15)
        story.plan(happened, partial(_keep_register, town, story, (event, gathering), coming))


def _who_comes(town: Town, gathering: Gathering, at: datetime.datetime) -> list[tuple[Neighbour, str]]:
    """Choose among those who are about and can spend an hour; who runs the bank has the door to look after."""
    staff = {member.pk for member in town.coordinators()}
    about = [
        one
        for one in town.people.values()
        if one.pace and one.joined_at < at and one.member.pk not in staff and one.key != LEAVER
        if not one.member.is_organisation and one.minutes - TOOK >= LOWEST_MINUTES
    ]
    chosen = town.chance.sample(about, min(len(about), 3 * gathering.helpers + 1))
    helpers = min(gathering.helpers, len(chosen) // 3)
    parts = [Attendee.Part.HELPER] * helpers + [Attendee.Part.GUEST] * (len(chosen) - helpers)
    return [(one, str(part)) for one, part in zip(chosen, parts, strict=True)]


def _sign_up(town: Town, event: Event, one: Neighbour, part: str, at: datetime.datetime) -> None:
    act = Act(one.member, at)
    if not one.signs_in:
        act = Act(town.coordinators()[0], at, on_behalf_of=one.member, channel="PHONE")
    sign_up(event, part, act)


def _keep_register(
    town: Town, story: Story, what: tuple[Event, Gathering], coming: list[tuple[Neighbour, str]], at: datetime.datetime
) -> None:
    event, gathering = what
    parts = {one.member.pk: part for one, part in coming}
    lines = {line.pk: _line(parts.get(line.member_id, "")) for line in event.attendees.all()}
    guests = [NewGuest(name) for name in gathering.guests]
    register = Register(lines, seen=event.register_number, guests=guests, others_came=gathering.others)
    save_register(event, register, Act(town.coordinators()[1], at))
    for one, part in coming:
        one.minutes += HELPED if part == Attendee.Part.HELPER else -TOOK
    if gathering.is_approved:
        story.plan(at + datetime.timedelta(hours=4), partial(_approve, town, event))


def _line(part: str) -> Line:
    given = HELPED if part == Attendee.Part.HELPER else 0
    received = TOOK if part == Attendee.Part.GUEST else 0
    return Line(came=bool(part), given_minutes=given, received_minutes=received)


def _approve(town: Town, event: Event, at: datetime.datetime) -> None:
    approve_register(event, Act(town.coordinators()[0], at, booked_on=town.bank.day(at)))
