"""The life of an exchange between its two members, DESIGN.md section 4."""

import datetime
import uuid

import pytest
from django.utils import timezone

from exchanges.access import choices
from exchanges.actions import approval, leaving, life
from exchanges.actions.acts import Act
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank
from notices.models import Notice
from tests import factories as make
from tests.reminding import since_noon, speak
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Rosa Diaz")


def balance(member):
    return ledger.balances([member.account_id])[member.account_id]


def states(exchange):
    return [(step.from_state, step.to_state) for step in exchange.steps.all()]


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


def test_a_proposal_becomes_posted_hours_step_by_step(giver, receiver):
    tomorrow = giver.bank.day(timezone.now()) + datetime.timedelta(days=1)
    exchange = life.propose(make.draft(giver, receiver, day=tomorrow), make.act(receiver))
    exchange = life.accept(exchange, make.act(giver))
    exchange = life.log_planned(exchange, make.act(giver), minutes=90, happened_on=giver.bank.day(timezone.now()))
    exchange = life.confirm(exchange, make.act(receiver), minutes=90)

    assert exchange.state == State.POSTED
    assert states(exchange) == [
        ("", "PROPOSED"),
        ("PROPOSED", "AGREED"),
        ("AGREED", "LOGGED"),
        ("LOGGED", "CONFIRMED"),
        ("CONFIRMED", "POSTED"),
    ]
    assert (balance(giver), balance(receiver)) == (90, -90)


def test_logging_starts_with_the_loggers_own_word(giver, receiver):
    exchange = make.logged_exchange(giver, receiver)

    assert exchange.state == State.LOGGED
    assert exchange.has_agreed(giver)
    assert not exchange.has_agreed(receiver)
    assert told(receiver)[-1] == "TO_CONFIRM"
    assert balance(giver) == 0


def test_other_minutes_ask_the_first_side_again(giver, receiver):
    exchange = make.logged_exchange(giver, receiver, minutes=60)

    exchange = life.confirm(exchange, make.act(receiver), minutes=45)

    assert (exchange.state, exchange.minutes) == (State.LOGGED, 45)
    assert not exchange.has_agreed(giver)
    assert exchange.has_agreed(receiver)
    assert balance(giver) == 0

    exchange = life.confirm(exchange, make.act(giver), minutes=45)

    assert exchange.state == State.POSTED
    assert (balance(giver), balance(receiver)) == (45, -45)


def test_confirming_twice_posts_once(giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver)

    again = life.confirm(exchange, make.act(receiver), minutes=60)

    assert again.state == State.POSTED
    assert balance(giver) == 60
    assert len(states(exchange)) == 3


def test_the_same_form_sent_twice_is_one_exchange(giver, receiver):
    draft = make.draft(giver, receiver)

    first = life.log(draft, make.act(giver))
    second = life.log(draft, make.act(giver))

    assert first.pk == second.pk
    assert Exchange.objects.count() == 1
    assert told(receiver).count("TO_CONFIRM") == 1


def test_the_same_key_with_other_answers_is_refused(giver, receiver):
    key = uuid.uuid4()
    life.log(make.draft(giver, receiver, key=key), make.act(giver))

    with pytest.raises(life.KeyReused):
        life.log(make.draft(giver, receiver, key=key, description="Another thing"), make.act(giver))

    with pytest.raises(life.KeyReused):
        life.log(make.draft(giver, receiver, key=key, minutes=120), make.act(giver))


def test_nobody_logs_for_others_as_a_party_they_are_not(giver, receiver, bank):
    stranger = make.make_member(bank)

    with pytest.raises(NotAllowed):
        life.log(make.draft(giver, receiver), make.act(stranger))

    assert Exchange.objects.count() == 0


def test_only_a_coordinator_writes_down_what_a_member_said(giver, receiver, bank):
    neighbour = make.make_member(bank)

    with pytest.raises(NotAllowed):
        life.log(make.draft(giver, receiver), make.act(neighbour, on_behalf_of=giver, channel="PHONE"))


def test_a_party_never_speaks_for_the_other_side(bank, receiver):
    coordinator = make.make_coordinator(bank)
    exchange = make.logged_exchange(coordinator, receiver)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.act(coordinator, on_behalf_of=receiver, channel="PHONE"), minutes=60)


def test_a_word_on_behalf_says_how_it_came(bank, giver, receiver):
    coordinator = make.make_coordinator(bank)

    with pytest.raises(NotAllowed):
        life.log(make.draft(giver, receiver), make.act(coordinator, on_behalf_of=giver))

    exchange = life.log(make.draft(giver, receiver), make.act(coordinator, on_behalf_of=giver, channel="PHONE"))

    step = exchange.steps.get()
    assert (step.by, step.on_behalf_of, step.channel) == (coordinator, giver, "PHONE")
    assert "ON_BEHALF" in told(giver)


def test_both_sides_on_behalf_wait_for_a_second_person_whatever_the_rule(bank, giver, receiver):
    coordinator = make.make_coordinator(bank)
    act = make.act(coordinator, on_behalf_of=giver, channel="IN_PERSON")

    exchange = life.log_for_both(make.draft(giver, receiver), act)

    assert bank.approval == Bank.Approval.NOBODY
    assert exchange.state == State.CONFIRMED
    assert balance(giver) == 0
    with pytest.raises(NotAllowed):
        approval.approve(exchange, make.act(coordinator))
    assert approval.approve(exchange, make.act(make.make_coordinator(bank))).state == State.POSTED


def test_logging_for_both_twice_is_one_exchange(bank, giver, receiver):
    coordinator = make.make_coordinator(bank)
    draft = make.draft(giver, receiver)
    act = make.act(coordinator, on_behalf_of=giver, channel="IN_PERSON")

    first, second = life.log_for_both(draft, act), life.log_for_both(draft, act)

    assert first.pk == second.pk
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1, 10**9])
def test_a_time_out_of_range_is_refused(giver, receiver, minutes):
    with pytest.raises(RuleBroken):
        life.log(make.draft(giver, receiver, minutes=minutes), make.act(giver))

    exchange = make.logged_exchange(giver, receiver)
    with pytest.raises(RuleBroken):
        life.confirm(exchange, make.act(receiver), minutes=minutes)

    assert Exchange.objects.get().minutes == 60


@pytest.mark.parametrize("days", [1, 400, -367, -40000])
def test_a_day_to_come_or_long_gone_is_refused(giver, receiver, days):
    day = giver.bank.day(timezone.now()) + datetime.timedelta(days=days)

    with pytest.raises(life.CannotExchange):
        life.log(make.draft(giver, receiver, day=day), make.act(giver))


def test_nobody_exchanges_with_themselves_or_with_another_bank(giver, receiver):
    elsewhere = make.make_member(make.make_bank())

    for other in (giver, elsewhere):
        with pytest.raises(life.CannotExchange):
            life.log(make.draft(giver, other), make.act(giver))


def test_categories_and_listings_of_another_bank_are_refused(giver, receiver):
    other = make.make_member(make.make_bank())

    for fields in ({"category": make.make_category(other.bank)}, {"listing": make.make_listing(other)}):
        with pytest.raises(life.CannotExchange):
            life.log(make.draft(giver, receiver, **fields), make.act(giver))


def test_the_proposer_cannot_accept_and_the_other_cannot_take_back(giver, receiver):
    tomorrow = giver.bank.day(timezone.now()) + datetime.timedelta(days=1)
    exchange = life.propose(make.draft(giver, receiver, day=tomorrow), make.act(giver))

    for step in (life.accept, life.decline):
        with pytest.raises(NotAllowed):
            step(exchange, make.act(giver))
    with pytest.raises(NotAllowed):
        life.cancel(exchange, make.act(receiver))
    assert life.decline(exchange, make.act(receiver)).state == State.DECLINED
    assert told(giver)[-1] == "DECLINED"


def test_either_side_cancels_a_plan(giver, receiver):
    tomorrow = giver.bank.day(timezone.now()) + datetime.timedelta(days=1)
    for who in (giver, receiver):
        exchange = life.propose(make.draft(giver, receiver, day=tomorrow), make.act(giver))
        exchange = life.accept(exchange, make.act(receiver))
        assert life.cancel(exchange, make.act(who)).state == State.CANCELLED


def test_only_the_logger_takes_back_what_was_logged_and_only_until_the_other_confirms(giver, receiver):
    exchange = make.logged_exchange(giver, receiver)
    with pytest.raises(NotAllowed):
        life.cancel(exchange, make.act(receiver))
    assert life.cancel(exchange, make.act(giver)).state == State.CANCELLED

    posted = make.confirmed_exchange(giver, receiver)
    with pytest.raises(WrongState):
        life.cancel(posted, make.act(giver))


def test_writing_another_time_does_not_make_it_theirs_to_take_back(giver, receiver):
    exchange = make.logged_exchange(giver, receiver, minutes=180)
    exchange = life.confirm(exchange, make.act(receiver), minutes=30)

    with pytest.raises(NotAllowed):
        life.cancel(exchange, make.act(receiver))
    assert not choices(exchange, receiver).cancel
    assert life.confirm(exchange, make.act(giver), minutes=30).state == State.POSTED


def test_who_rang_to_have_it_logged_takes_it_back(bank, giver, receiver):
    told = {"on_behalf_of": giver, "channel": "PHONE"}
    exchange = life.log(make.draft(giver, receiver), make.act(make.make_coordinator(bank), **told))

    assert choices(exchange, giver).cancel
    assert life.cancel(exchange, make.act(giver)).state == State.CANCELLED


@pytest.mark.parametrize("begin", [life.log, life.propose])
def test_nothing_begins_with_somebody_who_left_a_moment_ago(bank, giver, receiver, begin):
    draft = make.draft(giver, receiver)
    leaving.leave(receiver, by=make.make_coordinator(bank), at=timezone.now())

    with pytest.raises(life.CannotExchange):
        begin(draft, make.act(giver))


def test_steps_out_of_turn_are_refused(giver, receiver):
    exchange = make.posted_exchange(giver, receiver)

    for step in (life.accept, life.decline, life.cancel):
        with pytest.raises(WrongState):
            step(exchange, make.act(receiver))
    with pytest.raises(WrongState):
        life.log_planned(exchange, make.act(giver), minutes=60, happened_on=exchange.happened_on)
    with pytest.raises(WrongState):
        life.confirm(exchange, make.act(receiver), minutes=90)


def test_what_the_ledger_refuses_stays_confirmed(bank, giver, receiver):
    bank.floor_minutes = -60
    bank.save()
    poor = make.make_member(bank)
    exchange = make.confirmed_exchange(giver, poor, minutes=61)

    assert exchange.state == State.CONFIRMED
    assert exchange.has_agreed(poor)
    assert (balance(giver), balance(poor)) == (0, 0)


def test_a_posted_exchange_is_disputed_within_thirty_days_only(giver, receiver):
    exchange = make.posted_exchange(giver, receiver)
    late = Act(by=receiver, at=exchange.posted_at + datetime.timedelta(days=30, seconds=1))

    with pytest.raises(WrongState):
        life.dispute(exchange, late, reason="Not mine")
    exchange = life.dispute(
        exchange, Act(receiver, exchange.posted_at + datetime.timedelta(days=30)), reason="Not mine"
    )

    assert exchange.state == State.DISPUTED
    assert balance(giver) == 60


def test_reminders_come_on_the_third_and_the_seventh_day_then_weekly_and_three_times_more(giver, receiver):
    exchange = since_noon(make.logged_exchange(giver, receiver))
    start = exchange.state_since
    sent = [speak("ANSWER", giver.bank, at=start + datetime.timedelta(days=day)) for day in range(60)]

    assert [day for day, was_sent in enumerate(sent) if was_sent] == [3, 7, 14, 21, 28]
    assert told(receiver).count("REMINDER") == 5
    assert told(giver).count("REMINDER") == 0


def test_an_answer_stops_the_reminders(giver, receiver):
    exchange = since_noon(make.confirmed_exchange(giver, receiver))

    assert not speak("ANSWER", giver.bank, at=exchange.state_since + datetime.timedelta(days=8))


def test_silence_comes_to_the_desk_after_fourteen_days(giver, receiver):
    exchange = make.logged_exchange(giver, receiver)
    on_day = lambda days: list(Exchange.objects.silent(exchange.state_since + datetime.timedelta(days=days)))  # noqa: E731

    assert on_day(13) == []
    assert on_day(14) == [exchange]


def test_no_exchange_without_its_notice_and_no_notice_without_it(giver, receiver, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the outbox is on fire")

    monkeypatch.setattr("notices.actions.tell", broken)

    with pytest.raises(RuntimeError):
        make.logged_exchange(giver, receiver)

    assert Exchange.objects.count() == 0


def test_the_receiver_says_thank_you_and_the_giver_reads_it(giver, receiver):
    exchange = make.posted_exchange(giver, receiver)

    with pytest.raises(NotAllowed):
        life.thank(exchange, make.act(giver), words="Thanks to me")
    with pytest.raises(RuleBroken):
        life.thank(exchange, make.act(receiver), words="  ")
    life.thank(exchange, make.act(receiver), words="You were a great help.")
    again = life.thank(exchange, make.act(receiver), words="You were a great help.")

    assert again.thanks == "You were a great help."
    assert told(giver).count("THANKED") == 1
