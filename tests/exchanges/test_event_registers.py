"""The register of an event, and its hours in the ledger: in one batch, by other eyes, and put right by reversal."""

import datetime
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.access.events import may_approve_event
from exchanges.actions import leaving, merging
from exchanges.actions.events import planning, posting, registers, signing
from exchanges.actions.events.acts import EventRefused
from exchanges.actions.events.registers import Line, NewGuest, Register, WalkIn
from exchanges.actions.giving import Giving, give
from exchanges.models import Attendee, Event, Guest
from ledger import reads as ledger
from ledger.actions import Limits, OverLimit, set_limits
from members.models import Invitation
from notices.models import Notice
from tests import factories as make
from tests.crowds import make_crowd
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

State, Part = Event.State, Attendee.Part
YESTERDAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def rosa(bank):
    """She runs the lunch."""
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def lunch(rosa, priya):
    return held(rosa, priya)


def held(host, coordinator, **fields) -> Event:
    """An event that was yesterday."""
    event = planning.agree(make.make_event(host, **fields), make.act(coordinator))
    day = host.bank.day(timezone.now()) - YESTERDAY
    Event.objects.filter(pk=event.pk).update(on=day)
    return Event.objects.select_related("bank", "host", "made_by").get(pk=event.pk)


def came(event, member, *, given=0, received=0, excused=False) -> WalkIn:
    part = Part.HELPER if given else Part.GUEST
    return WalkIn(member, part, Line(came=True, given_minutes=given, received_minutes=received, is_excused=excused))


def saved(event, by, *walk_ins, **said) -> Event:
    seen = said.pop("seen", event.register_number)
    return registers.save_register(event, Register({}, seen, walk_ins=walk_ins, **said), make.act(by))


def hours(*members) -> list[int]:
    return [ledger.balance_of(member.account_id) for member in members]


def pot(bank) -> int:
    return ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT"))


def fill_pot(bank, minutes) -> None:
    """Let somebody have given hours to the pot."""
    giver = make.with_hours(make.make_member(bank), minutes)
    give(Giving(giver, None, minutes), make.act(giver))


def test_those_helped_pay_those_who_helped_and_the_rest_goes_to_the_pot(bank, rosa, priya, lunch):
    cook, one, two = (make.make_member(bank) for _each in range(3))
    event = saved(
        lunch, rosa, came(lunch, cook, given=90), came(lunch, one, received=60), came(lunch, two, received=60)
    )

    posting.approve_register(event, make.act(priya))

    event.refresh_from_db()
    assert event.state == State.POSTED
    assert hours(cook, one, two) == [90, -60, -60]
    assert (pot(bank), ledger.balance_of(event.account_id)) == (30, 0)
    assert ledger.prove(bank=bank.slug).ok


def test_a_statement_says_what_it_was_and_everybody_is_told(bank, rosa, priya, lunch):
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(lunch, rosa, came(lunch, cook, given=60), came(lunch, one, received=60))

    posting.approve_register(event, make.act(priya))

    line = ledger.statement_lines(cook.account_id, first_on=event.on, last_on=event.on + 9 * YESTERDAY)
    name = f"Big Lunch, {event.on:%-d %B}"
    assert [each.description for each in line] == [name]
    told = Notice.objects.filter(kind="EVENT_POSTED").order_by("pk").values_list("subject", flat=True)
    assert list(told) == [f"You earned 1 hour: {name}", f"You spent 1 hour: {name}"]


def test_who_is_low_now_is_told_and_it_costs_no_more_queries(bank, rosa, priya):
    bank.warning_minutes = -30
    bank.save()
    asked = []
    for count in (1, 3):
        lines = [(make.make_member(bank), 60) for _each in range(count)] + [(make.make_member(bank), 15)]
        lunch = held(rosa, priya)
        event = saved(lunch, rosa, *(came(lunch, each, received=minutes) for each, minutes in lines))
        with CaptureQueriesContext(connection) as queries:
            posting.approve_register(event, make.act(priya))
        asked.append(len(queries))
        low = Notice.objects.filter(kind="LOW").order_by("pk").values_list("recipient__key", flat=True)
        assert list(low)[-count:] == [member.actor_key for member, _minutes in lines[:-1]]

    assert asked[0] == asked[1]
    assert Notice.objects.filter(kind="LOW").count() == 4


def test_approving_twice_posts_once(bank, rosa, priya, lunch):
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(lunch, rosa, came(lunch, cook, given=60), came(lunch, one, received=60))

    for _each in range(2):
        posting.approve_register(event, make.act(priya))

    assert hours(cook, one) == [60, -60]
    assert Notice.objects.filter(kind="EVENT_POSTED").count() == 2


def test_four_eyes(bank, rosa, priya, lunch):
    """Who ran it, came, wrote it down, or stands with one of those never approves; an admin only for want of others."""
    second, saver, admin = make.make_coordinator(bank), make.make_coordinator(bank), make.admin_of(bank)
    event = saved(lunch, saver, came(lunch, second, received=60))

    assert [may_approve_event(event, each) for each in (rosa, second, saver, priya, admin)] == [
        False,
        False,
        False,
        True,
        False,
    ]
    make.supporter(second, priya)  # who now acts for somebody in the register
    assert [may_approve_event(event, each) for each in (priya, admin)] == [False, True]
    for who in (rosa, second, saver, priya):
        with pytest.raises(NotAllowed):
            posting.approve_register(event, make.act(who))
    Event.objects.filter(pk=event.pk).update(pot_minutes=0)
    assert posting.approve_register(event, make.act(admin)).state == State.POSTED


def test_a_coordinator_of_another_bank_approves_nothing(rosa, lunch, bank):
    outsider = make.make_coordinator(make.make_bank())
    event = saved(lunch, rosa, came(lunch, make.make_member(bank), received=60))

    with pytest.raises(NotAllowed):
        posting.approve_register(event, make.act(outsider))


@pytest.mark.parametrize(("limit", "over"), [(60, 0), (30, 30)])
def test_the_pot_pays_up_to_what_was_agreed(bank, rosa, priya, limit, over):
    fill_pot(bank, 90)
    event = held(rosa, priya, pays="BOTH", pot_minutes=limit)
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(event, rosa, came(event, cook, given=120), came(event, one, received=60))

    found = posting.outlook(event, make.act(priya))

    assert (found.pot_adds_minutes, found.over_pot_minutes, found.fits) == (60, over, over == 0)
    if over:
        with pytest.raises(posting.DoesNotFit):
            posting.approve_register(event, make.act(priya))
        assert hours(cook, one) == [0, 0]
    else:
        posting.approve_register(event, make.act(priya))
        assert (hours(cook, one), pot(bank)) == ([120, -60], 30)


def test_who_does_not_fit_is_named_before_and_nothing_is_posted(bank, rosa, priya, lunch):
    """The pot pays for who is excused; nobody's hours are changed silently."""
    bank.floor_minutes = -30
    bank.save()
    cook, poor = make.make_member(bank, name="Cook"), make.make_member(bank, name="Poor")
    event = saved(lunch, rosa, came(lunch, cook, given=60), came(lunch, poor, received=60))
    before = hours(cook, poor)

    found = posting.outlook(event, make.act(priya))
    assert [each.line.member for each in found.misfits] == [poor]
    assert not found.fits
    with pytest.raises(OverLimit):
        posting.approve_register(event, make.act(priya))
    assert hours(cook, poor) == before

    line = event.attendees.get(member=poor)
    excused = Line(came=True, received_minutes=60, is_excused=True)
    event = registers.save_register(event, Register({line.pk: excused}, event.register_number), make.act(rosa))
    with pytest.raises(posting.DoesNotFit):  # the pot gives what it has
        posting.approve_register(event, make.act(priya))
    assert [each.line for each in posting.outlook(event, make.act(priya)).misfits] == [None]
    fill_pot(bank, 60)
    posting.approve_register(event, make.act(priya))
    assert (hours(cook, poor), pot(bank)) == ([60, 0], 0)


def test_no_line_is_put_right_past_what_the_pot_has(bank, rosa, priya):
    event = held(rosa, priya, pays="BOTH", pot_minutes=600)
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(event, rosa, came(event, cook, given=60), came(event, one, received=60))
    event = posting.approve_register(event, make.act(priya))

    with pytest.raises(posting.DoesNotFit):
        posting.put_right(
            event, event.attendees.get(member=cook), make.act(priya), given=90, received=0, reason="Longer."
        )
    assert (hours(cook, one), pot(bank)) == ([60, -60], 0)


def test_where_the_pot_pays_nobody_is_put_right_to_pay(bank, rosa, priya):
    fill_pot(bank, 60)
    event = held(rosa, priya, pays="POT", pot_minutes=600)
    cook = make.make_member(bank)
    event = posting.approve_register(saved(event, rosa, came(event, cook, given=60)), make.act(priya))

    with pytest.raises(EventRefused):
        posting.put_right(event, event.attendees.get(), make.act(priya), given=0, received=60, reason="No.")
    assert hours(cook) == [60]


def test_who_could_not_be_paid_is_named_too(bank, rosa, priya, lunch):
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(lunch, rosa, came(lunch, cook, given=60), came(lunch, one, received=60))
    set_limits(cook.account_id, Limits(0, 30), by="system", reason="TEST")

    assert [each.line.member for each in posting.outlook(event, make.act(priya)).misfits] == [cook]


def test_all_is_taken_back_and_posted_again(bank, rosa, priya, lunch):
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(lunch, rosa, came(lunch, cook, given=60), came(lunch, one, received=90))
    posting.approve_register(event, make.act(priya))

    with pytest.raises(EventRefused):
        posting.take_back(event, make.act(priya), reason=" ")
    event = posting.take_back(event, make.act(priya), reason="We wrote the wrong day.")
    assert (hours(cook, one), pot(bank), event.state) == ([0, 0], 0, State.REGISTERED)

    line = event.attendees.get(member=one)
    anew = Register({line.pk: Line(came=True, received_minutes=60)}, event.register_number)
    event = registers.save_register(event, anew, make.act(rosa))
    posting.approve_register(event, make.act(priya))

    assert (hours(cook, one), pot(bank)) == ([60, -60], 0)
    assert ledger.prove(bank=bank.slug).ok
    assert Notice.objects.filter(kind="EVENT_REVERSED", body="We wrote the wrong day.").count() == 2


@pytest.mark.parametrize(("given", "received", "in_pot"), [(90, 0, 0), (0, 0, 90), (30, 15, 75), (60, 30, 60)])
def test_one_line_is_put_right_and_nobody_elses_statement_grows(bank, rosa, priya, given, received, in_pot):
    event = held(rosa, priya, pays="BOTH", pot_minutes=600)
    cook, one = make.make_member(bank), make.make_member(bank)
    event = saved(event, rosa, came(event, cook, given=60), came(event, one, received=90))
    event = posting.approve_register(event, make.act(priya))
    assert pot(bank) == 30
    line = event.attendees.get(member=cook)

    for _twice in range(2):
        posting.put_right(event, line, make.act(priya), given=given, received=received, reason="She stayed longer.")

    assert hours(cook, one) == [given - received, -90]
    assert (pot(bank), ledger.balance_of(event.account_id)) == (in_pot, 0)
    assert len(list(ledger.statement_lines(one.account_id, first_on=event.on, last_on=event.on + 9 * YESTERDAY))) == 1
    assert ledger.prove(bank=bank.slug).ok
    posting.take_back(event, make.act(priya), reason="It never happened.")
    assert (hours(cook, one), pot(bank)) == ([0, 0], 0)


def test_the_register_is_kept_by_who_puts_it_on_and_once_the_day_has_come(bank, rosa, priya, lunch):
    with pytest.raises(NotAllowed):
        saved(lunch, make.make_member(bank))
    to_come = planning.agree(make.make_event(rosa), make.act(priya))
    with pytest.raises(WrongState):
        saved(to_come, rosa)


def test_two_who_write_at_once_are_told_and_a_double_tap_does_no_harm(bank, rosa, priya, lunch):
    one, two = make.make_member(bank), make.make_member(bank)
    guests = [NewGuest("Tom Field", "01632 960200")]
    first = saved(lunch, rosa, came(lunch, one, received=60), guests=guests, seen=0)

    again = saved(lunch, rosa, came(lunch, one, received=60), guests=guests, seen=0)
    assert (again.register_number, Attendee.objects.count(), Guest.objects.count()) == (first.register_number, 1, 1)
    with pytest.raises(registers.RegisterChanged):
        saved(lunch, priya, came(lunch, two, received=60), guests=guests, seen=0)
    assert Attendee.objects.count() == 1


def test_who_signed_up_and_did_not_come_has_no_hours(bank, rosa, priya):
    event = planning.agree(make.make_event(rosa), make.act(priya))
    one, two = make.make_member(bank), make.make_member(bank)
    lines = [signing.sign_up(event, Part.GUEST, make.act(each)) for each in (one, two)]
    Event.objects.filter(pk=event.pk).update(on=bank.day(timezone.now()), pays="BOTH", pot_minutes=60)

    said = {lines[0].pk: Line(came=True, received_minutes=60), lines[1].pk: Line(came=False, received_minutes=60)}
    event = registers.save_register(event, Register(said, 0), make.act(rosa))
    posting.approve_register(event, make.act(priya))

    assert hours(one, two) == [-60, 0]


def test_people_under_18_walk_in_only_where_somebody_watches(rosa, lunch):
    bank = make.make_bank(lets_in_minors=True)
    priya = make.make_coordinator(bank)
    event = held(make.make_member(bank), priya)

    with pytest.raises(EventRefused, match="under 18"):
        saved(event, priya, came(event, make.make_guarded(bank), received=60))


def test_guests_are_invited_once_and_forgotten_as_they_wish(rosa, lunch):
    saved(lunch, rosa, guests=[NewGuest("Tom Field", "01632 960200")])
    guest = Guest.objects.get()

    made = {registers.invite_from_event(guest, make.act(rosa)).pk for _each in range(2)}
    registers.forget_guest(guest, make.act(rosa))

    assert made == {Invitation.objects.get().pk}
    guest.refresh_from_db()
    assert (guest.name, guest.contact, guest.event.guests.count()) == ("", "", 1)


def test_nobody_leaves_while_their_hours_wait_in_a_register(bank, rosa, priya, lunch):
    cook = make.make_member(bank)
    event = saved(lunch, rosa, came(lunch, cook, given=60), came(lunch, make.make_member(bank), received=60))

    with pytest.raises(leaving.StillOpen):
        leaving.leave(cook, by=cook, at=timezone.now())
    posting.approve_register(event, make.act(priya))
    assert leaving.leave(cook, by=cook, at=timezone.now()).state == "LEFT"


def test_who_leaves_comes_no_more_and_what_they_put_on_is_called_off(bank, rosa, priya):
    event = planning.agree(make.make_event(rosa, places=1), make.act(priya))
    other = make.make_event(priya, host=None, places=1)
    first, second = make.make_member(bank), make.make_member(bank)
    for each in (rosa, first):
        signing.sign_up(other, Part.GUEST, make.act(each))
    signing.sign_up(event, Part.GUEST, make.act(second))

    leaving.leave(rosa, by=rosa, at=timezone.now())

    event.refresh_from_db()
    assert event.state == State.CANCELLED
    assert other.attendees.get(member=first).state == "COMING"
    assert Notice.objects.for_recipients([second.actor_key]).filter(kind="EVENT_CANCELLED").count() == 1


def test_a_number_that_is_given_up_takes_its_place_along(bank, rosa, priya, lunch):
    kept, given_up = make.make_member(bank, email=""), make.make_member(bank, email="")
    event = saved(lunch, rosa, came(lunch, given_up, given=60), came(lunch, make.make_member(bank), received=60))

    merging.merge(kept, given_up, by=priya, at=timezone.now())
    posting.approve_register(event, make.act(make.make_coordinator(bank)))

    assert hours(kept) == [60]


def test_no_hours_are_lost_where_both_numbers_stand_in_a_register(bank, rosa, priya, lunch):
    kept, given_up = make.make_member(bank, email=""), make.make_member(bank, email="")
    signing_day = make.make_event(priya, host=None)
    signing.sign_up(signing_day, Part.HELPER, make.act(kept))
    Event.objects.filter(pk=signing_day.pk).update(on=lunch.on)
    event = saved(signing_day, priya, came(signing_day, given_up, given=60))

    with pytest.raises(leaving.StillOpen, match="Both numbers"):
        merging.merge(kept, given_up, by=priya, at=timezone.now())

    line = event.attendees.get(member=given_up)
    registers.save_register(event, Register({line.pk: Line(came=False)}, event.register_number), make.act(priya))
    assert merging.merge(kept, given_up, by=priya, at=timezone.now()) == kept


@pytest.mark.slow
def test_a_register_of_500_posts_in_one_go_and_conserves_every_minute(bank, rosa, priya):
    event = held(rosa, priya, pays="BOTH", pot_minutes=6000)
    people = make_crowd(bank, 500)
    lines = Attendee.objects.bulk_create(
        Attendee(event=event, member=each, part=Part.GUEST, state="COMING", since=timezone.now()) for each in people
    )
    said = {
        line.pk: Line(came=True, given_minutes=15 + place % 7, received_minutes=0)
        if place % 3 == 0
        else Line(came=True, received_minutes=10 + place % 5)
        for place, line in enumerate(lines)
    }

    began = time.perf_counter()
    event = registers.save_register(event, Register(said, 0), make.act(rosa))
    wrote = time.perf_counter()
    found = posting.outlook(event, make.act(priya))
    looked = time.perf_counter()
    event = posting.approve_register(event, make.act(priya))
    posted = time.perf_counter()
    print(f"\nsave {wrote - began:.2f} s, look {looked - wrote:.2f} s, post {posted - looked:.2f} s")

    given = sum(line.given_minutes for line in said.values())
    received = sum(line.received_minutes for line in said.values())
    assert found.fits
    assert hours(*people) == [line.given_minutes - line.received_minutes for line in said.values()]
    assert (pot(bank), ledger.balance_of(event.account_id)) == (received - given, 0)
    assert ledger.prove(bank=bank.slug).ok
    began = time.perf_counter()
    posting.take_back(event, make.act(priya), reason="The wrong day.")
    print(f"take back {time.perf_counter() - began:.2f} s")
    assert (set(hours(*people)), pot(bank)) == ({0}, 0)
