"""Events: put on, agreed to, signed up for, called off."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import erasing
from exchanges.actions.acts import Act
from exchanges.actions.events import planning, signing
from exchanges.actions.events.acts import EventRefused, path_of
from exchanges.actions.events.belonging import erase_in_events
from exchanges.models import Attendee, Event, Step
from members.models import MemberEvent
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

State, Part = Event.State, Attendee.Part
TOMORROW = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank(lets_in_minors=True)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


def told(member, kind: str) -> list[str]:
    return list(Notice.objects.for_recipients([member.actor_key]).filter(kind=kind).values_list("subject", flat=True))


def test_a_members_event_waits_for_a_coordinator_and_staffs_does_not(bank, priya):
    rosa = make.make_member(bank, name="Rosa Day")

    hers, ours = make.make_event(rosa), make.make_event(priya, host=None)

    assert (hers.state, ours.state) == (State.WAITING, State.OPEN)
    assert planning.agree(hers, make.act(priya)).state == State.OPEN
    assert told(rosa, "EVENT_AGREED") == [f"It can go ahead: Big Lunch, {hers.on:%-d %B}"]


def test_nobody_agrees_to_their_own_event_and_members_to_none(bank, priya):
    rosa = make.make_member(bank)
    event = make.make_event(rosa)
    Event.objects.filter(pk=event.pk).update(host=priya)

    for who in (priya, rosa):
        with pytest.raises(NotAllowed):
            planning.agree(event, make.act(who))


def test_a_declined_event_says_why(bank, priya):
    rosa = make.make_member(bank)
    event = make.make_event(rosa)

    planning.decline(event, make.act(priya), reason="The hall is closed that day.")

    assert Event.objects.get().state == State.DECLINED
    assert Notice.objects.get(kind="EVENT_DECLINED").body == "The hall is closed that day."


def test_the_same_form_sent_twice_puts_it_on_once(bank, priya):
    event = make.make_event(priya, host=None)

    again = planning.put_on(bank, make.plan(bank, host=None), make.act(priya), key=event.key)

    assert (again, Event.objects.count()) == (event, 1)


def test_the_waiting_list_moves_up_by_itself(bank, priya):
    event = make.make_event(priya, host=None, places=1)
    first, second, third, helper = (make.make_member(bank) for _each in range(4))
    lines = [signing.sign_up(event, Part.GUEST, make.act(each)) for each in (first, second, third)]
    signing.sign_up(event, Part.HELPER, make.act(helper))
    assert [line.state for line in lines] == ["COMING", "WAITING", "WAITING"]

    signing.withdraw(event, make.act(first))

    assert {line.member: line.state for line in event.attendees.all()} == {
        first: "OFF",
        second: "COMING",
        third: "WAITING",
        helper: "COMING",
    }
    assert [len(told(each, "EVENT_PLACE")) for each in (second, third)] == [1, 0]


def test_signing_up_twice_does_it_once_and_turning_helper_frees_the_place(bank, priya):
    event = make.make_event(priya, host=None, places=1)
    rosa, stefan = make.make_member(bank), make.make_member(bank)
    for _each in range(2):
        signing.sign_up(event, Part.GUEST, make.act(rosa))
    signing.sign_up(event, Part.GUEST, make.act(stefan))

    signing.sign_up(event, Part.HELPER, make.act(rosa))

    assert [(line.member, line.part, line.state) for line in event.attendees.order_by("pk")] == [
        (rosa, "HELPER", "COMING"),
        (stefan, "GUEST", "COMING"),
    ]


def test_more_places_let_in_who_waited(bank, priya):
    event = make.make_event(priya, host=None, places=1)
    for _each in range(3):
        signing.sign_up(event, Part.GUEST, make.act(make.make_member(bank)))

    planning.change(event, make.plan(bank, host=None, places=3), make.act(priya))

    assert event.attendees.waiting().count() == 0


def test_a_coordinator_signs_up_who_rang_and_the_member_reads_it(bank, priya):
    event = make.make_event(priya, host=None)
    rosa = make.make_member(bank)

    act = Act(priya, timezone.now(), on_behalf_of=rosa, channel=Step.Channel.PHONE)
    signing.sign_up(event, Part.GUEST, act)

    assert rosa.events.get(kind=MemberEvent.Kind.SIGNED_UP).is_on_behalf
    assert len(told(rosa, "EVENT_SIGNED_UP")) == 1


def test_a_supporter_signs_up_whom_they_act_for_and_nobody_else_does(bank, priya):
    event = make.make_event(priya, host=None)
    rosa, stefan, sian = (make.make_member(bank) for _each in range(3))
    make.supporter(rosa, sian)

    signing.sign_up(event, Part.GUEST, make.acting(sian, rosa))

    assert event.attendees.get().member == rosa
    with pytest.raises(NotAllowed):
        signing.sign_up(event, Part.GUEST, make.acting(stefan, rosa))
    with pytest.raises(NotAllowed):
        signing.sign_up(event, Part.GUEST, Act(stefan, timezone.now(), on_behalf_of=rosa, channel=Step.Channel.PHONE))


def test_who_signed_up_hears_of_another_day_and_of_the_end(bank, priya):
    event = make.make_event(priya, host=None)
    rosa = make.make_member(bank)
    signing.sign_up(event, Part.GUEST, make.act(rosa))

    planning.change(event, make.plan(bank, host=None, body="Bring a plate."), make.act(priya))
    assert told(rosa, "EVENT_CHANGED") == []
    planning.change(event, make.plan(bank, host=None, place="The library"), make.act(priya))
    planning.cancel(event, make.act(priya), reason="The hall is flooded.")
    planning.cancel(event, make.act(priya), reason="The hall is flooded.")

    assert [len(told(rosa, kind)) for kind in ("EVENT_CHANGED", "EVENT_CANCELLED")] == [1, 1]
    with pytest.raises(WrongState):
        signing.sign_up(event, Part.GUEST, make.act(make.make_member(bank)))


def test_what_an_agreed_event_said_before_is_kept_and_coordinators_hear_of_it(bank, priya):
    host, rosa, desk = make.make_member(bank), make.make_member(bank), make.make_coordinator(bank)
    said = {"host": host, "title": "Big Lunch", "body": "Bring a plate."}
    event = planning.agree(make.make_event(host, **said), make.act(priya))
    signing.sign_up(event, Part.GUEST, make.act(rosa))

    planning.change(event, make.plan(bank, **{**said, "title": "Car boot sale", "body": "Bring cash."}), make.act(host))
    planning.change(event, make.plan(bank, **{**said, "title": "Car boot sale", "body": ""}), make.act(desk))

    was = "It was called: Big Lunch\nIt said: Bring a plate."
    assert [step.reason for step in event.steps.filter(kind="CHANGED")] == [was, "It said: Bring cash."]
    for coordinator in (priya, desk):
        [notice] = Notice.objects.filter(recipient__key=coordinator.actor_key, kind="EVENT_REWORDED")
        assert (notice.subject.startswith("Reworded: Car boot sale"), notice.body) == (True, was)
    [changed] = Notice.objects.filter(recipient__key=rosa.actor_key, kind="EVENT_CHANGED")
    assert changed.body.splitlines()[-1] == "It was called: Big Lunch"
    erase_in_events(host)
    assert not event.steps.exclude(reason="").exists()


def test_only_who_puts_it_on_or_a_coordinator_changes_it(bank, priya):
    rosa, stefan = make.make_member(bank), make.make_member(bank)
    event = make.make_event(rosa)

    with pytest.raises(NotAllowed):
        planning.cancel(event, make.act(stefan), reason="I do not like it.")
    with pytest.raises(NotAllowed):
        planning.change(event, make.plan(bank, host=stefan), make.act(rosa))
    planning.agree(event, make.act(priya))
    with pytest.raises(NotAllowed):
        planning.change(event, make.plan(bank, host=rosa, pays="POT", pot_minutes=600), make.act(rosa))


def test_nobody_under_18_is_said_to_put_something_on(bank, priya):
    """Visitors read the first name of who does, and that one keeps the register."""
    event = make.make_event(priya, host=None)

    for plan in (make.plan(bank, host=make.make_minor(bank)), make.plan(bank, host=make.make_member(make.make_bank()))):
        with pytest.raises(EventRefused):
            planning.change(event, plan, make.act(priya))
        with pytest.raises(EventRefused):
            planning.put_on(bank, plan, make.act(priya))


def test_what_is_over_is_not_moved_to_another_day(bank, priya):
    """Who came stands in its register."""
    rosa = make.make_member(bank)
    event = make.held_event(rosa, priya)

    with pytest.raises(WrongState):
        planning.change(event, make.plan(bank, host=rosa), make.act(rosa))


def test_those_who_run_an_event_hear_that_nobody_watches_over_people_under_18():
    bank = make.make_bank(lets_in_minors=True)
    desk, host, watcher = make.make_coordinator(bank), make.make_member(bank), make.make_member(bank)
    make.make_check(watcher, make.make_check_kind(bank, is_for_minors=True))
    event = make.make_event(host, is_supervised=True, watched_by=watcher)
    admin = make.admin_of(bank)

    make.suspend(watcher, by=admin, reason="Somebody is worried.")

    told = Notice.objects.filter(kind="EVENT_UNWATCHED")
    assert {each.recipient.key for each in told} == {desk.actor_key, host.actor_key}
    assert {each.path for each in told} == {path_of(event)}
    assert not any("worried" in each.body for each in told)


def test_erasing_who_called_it_off_erases_why_in_what_others_were_told(bank, priya):
    rosa, guest = make.make_member(bank), make.make_member(bank)
    event = planning.agree(make.make_event(rosa), make.act(priya))
    signing.sign_up(event, Part.GUEST, make.act(guest))
    planning.cancel(event, make.act(rosa), reason="I am in hospital.")

    erasing.erase_words(rosa)

    told = Notice.objects.get(kind="EVENT_CANCELLED")
    assert (told.subject.startswith("Cancelled: Big Lunch"), told.body) == (True, "")
    assert not event.steps.exclude(reason="").exists()


def test_a_delegate_puts_on_the_events_of_an_organisation(bank):
    choir, rosa = make.make_organisation(bank), make.make_member(bank)
    make.delegate(choir, rosa)

    event = planning.put_on(bank, make.plan(bank, host=choir), make.acting(rosa, choir))

    assert (event.host, event.made_by, event.steps.get().by) == (choir, choir, rosa)
    with pytest.raises(NotAllowed):
        planning.put_on(bank, make.plan(bank, host=choir), make.act(rosa))


@pytest.mark.parametrize("lacks", ["nothing", "supervision", "guardian", "check"])
def test_people_under_18_come_only_where_all_is_there(bank, priya, lacks):
    kind = make.make_check_kind(bank, is_for_minors=True)
    sian = make.make_member(bank)
    if lacks != "check":
        make.make_check(sian, kind)
    tilly = make.make_minor(bank) if lacks == "guardian" else make.make_guarded(bank)
    event = make.make_event(priya, host=None)
    if lacks != "supervision":
        Event.objects.filter(pk=event.pk).update(is_supervised=True, watched_by=sian)

    if lacks == "nothing":
        assert signing.sign_up(event, Part.GUEST, make.act(tilly)).state == "COMING"
        guardian = tilly.mandates.get().holder
        assert len(told(guardian, "GUARDIAN_TOLD")) == 1
        with pytest.raises(EventRefused, match="under 18"):
            planning.change(event, make.plan(bank, host=None), make.act(priya))
    else:
        with pytest.raises(EventRefused):
            signing.sign_up(event, Part.GUEST, make.act(tilly))


def test_an_event_is_watched_by_a_checked_person_or_not_at_all(bank, priya):
    make.make_check_kind(bank, is_for_minors=True)

    with pytest.raises(EventRefused, match="not seen every check"):
        make.make_event(priya, host=None, is_supervised=True, watched_by=make.make_member(bank))


@pytest.mark.parametrize(("shift", "fits"), [(-1, False), (0, True), (400, False)])
def test_an_event_is_from_today_on_within_a_year(bank, priya, shift, fits):
    day = bank.day(timezone.now()) + datetime.timedelta(days=shift)
    if fits:
        assert make.make_event(priya, host=None, on=day).on == day
    else:
        with pytest.raises(EventRefused):
            make.make_event(priya, host=None, on=day)
