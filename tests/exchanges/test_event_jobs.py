"""What happens to events by itself: the reminder of the day before, the next of a series, guests forgotten in time."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from exchanges.actions.events import guests, planning, registers, series, signing
from exchanges.actions.events.planning import Repeating
from exchanges.models import Event, Guest, Series
from exchanges.reads.events import events_at_desk, next_events, people_of_event, turnout_of
from members.actions.invitations import use_invitation
from notices.models import Notice
from tests import factories as make
from tests.reminding import speak

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
NINE = datetime.time(9, 30)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank)


def at_nine(bank, day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, NINE, tzinfo=bank.zone_info())


def repeating(bank, every="WEEK", days=30) -> Repeating:
    return Repeating(every, bank.day(timezone.now()) + days * DAY)


def test_who_comes_is_reminded_the_day_before_and_once(bank, priya):
    event = make.make_event(priya, host=None)
    comes, helps, off = (make.make_member(bank) for _each in range(3))
    for member, part in ((comes, "GUEST"), (helps, "HELPER"), (off, "GUEST")):
        signing.sign_up(event, part, make.act(member))
    signing.withdraw(event, make.act(off))
    before, due = at_nine(bank, event.on - 2 * DAY), at_nine(bank, event.on - DAY)

    sent = [speak("EVENT_TOMORROW", bank, at=at) for at in (before, due - datetime.timedelta(hours=2), due, due)]

    assert sent == [0, 0, 1, 0]

    told = Notice.objects.filter(kind="EVENT_TOMORROW").order_by("pk")
    assert [each.recipient.key for each in told] == [comes.actor_key, helps.actor_key]
    assert [each.body.endswith("You help. Thank you.") for each in told] == [False, True]


def test_a_series_is_made_some_weeks_ahead_once_it_was_agreed_to(bank, priya):
    rosa = make.make_member(bank)
    first = make.make_event(rosa, repeating=repeating(bank))
    now = timezone.now()

    assert series.make_ahead(first.series_id, at=now) == 0
    planning.agree(first, make.act(priya))
    assert [series.make_ahead(first.series_id, at=now) for _each in range(2)] == [3, 0]

    days = list(Event.objects.order_by("on").values_list("on", "state", "title"))
    assert days == [(first.on + n * WEEK, "OPEN", "Big Lunch") for n in range(4)]


def test_one_of_a_series_is_changed_or_called_off_alone_or_with_those_after_it(bank, priya):
    first = make.make_event(priya, host=None, repeating=repeating(bank))
    series.make_ahead(first.series_id, at=timezone.now())
    _first, second, third, fourth = Event.objects.order_by("on")

    planning.change(second, make.plan(bank, host=None, on=second.on, title="Picnic"), make.act(priya))
    planning.change(third, make.plan(bank, host=None, on=third.on, place="The park"), make.act(priya), and_later=True)
    planning.cancel(second, make.act(priya), reason="Rain.")

    found = Event.objects.order_by("on").values_list("title", "place", "state")
    assert list(found) == [
        ("Big Lunch", "St Mary's hall", "OPEN"),
        ("Picnic", "St Mary's hall", "CANCELLED"),
        ("Big Lunch", "The park", "OPEN"),
        ("Big Lunch", "The park", "OPEN"),
    ]
    assert Event.objects.get(pk=fourth.pk).on == fourth.on
    assert Series.objects.get().place == "The park"
    planning.cancel(third, make.act(priya), reason="It ends.", and_later=True)
    assert Event.objects.get(pk=fourth.pk).state == "CANCELLED"
    assert series.make_ahead(first.series_id, at=timezone.now() + 4 * WEEK) == 0


@pytest.mark.parametrize(
    ("every", "first", "days"),
    [
        ("WEEK", (2026, 12, 24), ["2026-12-24", "2026-12-31", "2027-01-07"]),
        ("TWO_WEEKS", (2026, 12, 24), ["2026-12-24", "2027-01-07", "2027-01-21"]),
        ("MONTH", (2026, 11, 7), ["2026-11-07", "2026-12-05", "2027-01-02"]),
        ("MONTH", (2026, 10, 31), ["2026-10-31", "2026-11-28", "2026-12-26"]),
    ],
)
def test_the_days_of_a_series(every, first, days):
    begins = datetime.date(*first)
    of = SimpleNamespace(every=every, first_on=begins)

    found = series.days_of(of, begins + 120 * DAY)

    assert [day.isoformat() for day in found[:3]] == days
    assert len({day.weekday() for day in found}) == 1


def test_guests_are_counted_and_measured(bank, priya):
    """Three came; two joined by their invitation; one of them gave and received within sixty days."""
    rosa = make.make_member(bank)
    event = make.held_event(rosa, priya)
    for name in ("Tom", "Ana"):
        event = make.keep_register(event, rosa, guest=name)
    Event.objects.filter(pk=event.pk).update(others_came=1)
    both, only_gave = make.make_member(bank), make.make_member(bank)
    for guest, member in zip(event.guests.order_by("pk"), (both, only_gave), strict=True):
        use_invitation(registers.invite_from_event(guest, make.act(rosa)), member, at=timezone.now())
    make.posted_exchange(both, rosa)
    make.posted_exchange(rosa, both)
    make.posted_exchange(only_gave, rosa)
    event.refresh_from_db()

    found = turnout_of(event)
    assert (found.guests, found.became_members, found.two_way) == (3, 2, 1)
    elsewhere = make.make_bank()
    make.trade(bank, elsewhere)
    make.agreed_across(make.make_member(elsewhere), only_gave)  # received from another bank
    assert turnout_of(event).two_way == 2
    Event.objects.filter(pk=event.pk).update(on=event.on - 70 * DAY)
    event.refresh_from_db()
    assert turnout_of(event).two_way == 0


def test_guests_are_forgotten_after_ninety_days(bank, priya):
    rosa = make.make_member(bank)
    make.keep_register(make.held_event(rosa, priya), rosa, guest="Tom Field")

    assert guests.forget_old_guests(at=timezone.now() + 89 * DAY) == 0
    assert guests.forget_old_guests(at=timezone.now() + 91 * DAY) == 1
    assert (Guest.objects.get().name, Guest.objects.count()) == ("", 1)


def test_what_waits_at_the_desk_longest_first_with_counts(bank, priya):
    rosa = make.make_member(bank)
    asked = make.make_event(rosa)
    held, longer = make.held_event(rosa, priya), make.held_event(rosa, priya)
    Event.objects.filter(pk=longer.pk).update(on=longer.on - 5 * DAY)
    registered = make.keep_register(make.held_event(rosa, priya), rosa)

    found = events_at_desk(priya, today=bank.day(timezone.now()), most=1)

    assert (found.to_agree, found.without_register, found.to_approve) == ([asked], [longer], [registered])
    assert (found.to_agree_count, found.without_register_count, found.to_approve_count) == (1, 2, 1)
    assert held not in found.without_register
    assert found.not_own_count == 0


def test_who_wrote_a_register_does_not_find_its_approval_among_their_own(bank, priya):
    rosa, came = make.make_member(bank), make.make_coordinator(bank)
    other = make.make_coordinator(bank)
    make.keep_register(make.held_event(rosa, other), priya, came)

    found = [events_at_desk(each, today=bank.day(timezone.now()), most=1) for each in (priya, rosa, came, other)]

    assert [each.not_own_count for each in found] == [1, 1, 1, 0]


def test_the_people_of_an_event_are_who_comes_or_came_and_its_host(bank, priya):
    rosa, comes, off = (make.make_member(bank) for _each in range(3))
    event = planning.agree(make.make_event(rosa), make.act(priya))
    for member in (comes, off):
        signing.sign_up(event, "GUEST", make.act(member))
    signing.withdraw(event, make.act(off))

    assert people_of_event(event) == [rosa, comes]
    assert next_events(bank, comes, today=event.on, most=5)[0][1] is not None
