"""Silence counts as a yes where the bank says so, and never weakens what else is asked."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from exchanges import tasks
from exchanges.access import may_approve
from exchanges.actions import life, silence
from exchanges.models import Exchange
from exchanges.views.sentences import history
from ledger import actions as ledger_actions
from ledger import reads as ledger
from members.actions import change_bank
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.ledger.making import at_once
from tests.reminding import since_noon, speak

pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank(silence_posts=True)


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Rosa Diaz")


def after(exchange, days):
    return exchange.state_since + datetime.timedelta(days=days)


def sent(at):
    """Let every letter that was written go out."""
    Notice.objects.filter(delivery="EMAIL", sent_at=None).update(sent_at=at, next_attempt_at=None)


def reminded(exchange):
    since_noon(exchange)
    for days in (3, 7):
        speak("ANSWER", exchange.bank, at=after(exchange, days))
        sent(after(exchange, days))
    return exchange


def taken(exchange, days=14):
    return silence.take_silence_as_yes(exchange.pk, at=after(exchange, days))


def test_silence_posts_after_the_days_of_the_bank_and_says_so(giver, receiver):
    exchange = reminded(make.logged_exchange(giver, receiver, minutes=60))

    reminder = Notice.objects.filter(kind="REMINDER").last()
    assert "counts as a yes" in reminder.body
    assert not taken(exchange, 13)
    assert taken(exchange)
    assert not taken(exchange, 15)

    exchange.refresh_from_db()
    assert exchange.state == State.POSTED
    assert [step.by for step in exchange.steps.all()] == [giver, None, None]
    assert "Nobody said otherwise" in history(exchange, giver)[1].words
    assert exchange.receiver_agreed_by is None
    assert ledger.balance_of(giver.account_id) == 60
    told = dict(Notice.objects.filter(kind__in=["SILENCE", "POSTED"]).values_list("recipient__key", "subject"))
    assert {key: words[:5] for key, words in told.items()} == {giver.actor_key: "You e", receiver.actor_key: "You s"}
    assert life.dispute(exchange, make.act(receiver, after(exchange, 1)), reason="No").state == State.DISPUTED


def test_without_the_rule_or_the_reminders_silence_says_nothing(bank, giver, receiver):
    assert not taken(make.logged_exchange(giver, receiver))
    Bank.objects.filter(pk=bank.pk).update(silence_posts=False)
    exchange = reminded(make.logged_exchange(giver, receiver))

    assert "counts as a yes" not in Notice.objects.filter(kind="REMINDER").last().body
    assert not taken(exchange)


def test_what_was_there_before_the_rule_goes_to_the_desk(giver, receiver):
    exchange = reminded(make.logged_exchange(giver, receiver))
    at = timezone.now() + datetime.timedelta(days=10)
    change_bank(giver.bank, {"silent_after_days": 10}, by=make.admin_of(giver.bank), at=at, words="To be quick.")

    assert not taken(exchange)


@pytest.mark.parametrize("why", ["under 18", "rests", "apart", "by hand"])
def test_whose_silence_never_counts(bank, giver, receiver, why):
    if why == "by hand":
        receiver = make.make_member(bank, email="")
    exchange = reminded(make.logged_exchange(giver, receiver))
    if why == "apart":
        make.make_block(receiver, giver)
    change = {"under 18": {"age_band": "TEEN"}, "rests": {"state": Member.State.PAUSED}}.get(why)
    if change:
        Member.objects.filter(pk=receiver.pk).update(**change)

    assert not taken(exchange)
    assert Exchange.objects.get().state == State.LOGGED


def test_what_a_coordinator_wrote_down_waits_for_a_second_person(bank, giver, receiver):
    writer, other = make.make_coordinator(bank), make.make_coordinator(bank)
    told = make.act(writer, on_behalf_of=giver, channel="PHONE")
    exchange = reminded(life.log(make.draft(giver, receiver), told))

    taken(exchange)

    exchange.refresh_from_db()
    assert exchange.state == State.CONFIRMED
    assert not may_approve(exchange, writer)
    assert may_approve(exchange, other)
    assert ledger.balance_of(giver.account_id) == 0


@pytest.mark.parametrize("how", ["by everybody", "by the time", "by the giver", "by the kind"])
def test_what_the_bank_asks_approval_for_waits_all_the_same(bank, giver, receiver, how):
    category = make.make_category(bank, needs_approval=True) if how == "by the kind" else None
    rule = {"by everybody": {"approval": "ALL"}, "by the time": {"approval": "OVER", "approval_over_minutes": 30}}
    Bank.objects.filter(pk=bank.pk).update(**rule.get(how, {}))
    Member.objects.filter(pk=giver.pk).update(needs_approval=how == "by the giver")
    exchange = reminded(make.logged_exchange(giver, receiver, category=category))

    assert taken(exchange)
    assert (Exchange.objects.get().state, ledger.balance_of(giver.account_id)) == (State.CONFIRMED, 0)
    assert "A coordinator looks at it" in Notice.objects.filter(kind="SILENCE").first().body


def test_a_supporters_word_and_silence_wait_for_somebody_who_stands_with_neither(bank, giver, receiver):
    daughter = make.make_coordinator(bank)
    make.supporter(giver, daughter)
    exchange = reminded(life.log(make.draft(giver, receiver), make.acting(daughter, giver)))

    assert taken(exchange)
    exchange.refresh_from_db()
    assert exchange.state == State.CONFIRMED
    assert not may_approve(exchange, daughter)
    assert may_approve(exchange, make.make_coordinator(bank))


@pytest.mark.parametrize("how", ["acts for them", "wrote down their address"])
def test_who_stands_with_the_silent_side_moves_no_hours_alone(bank, giver, receiver, how):
    if how == "acts for them":
        make.supporter(receiver, giver)
    else:
        giver, receiver = make.make_coordinator(bank), make.make_member(bank, email="")
        receiver = make.write_address(receiver, giver)
    exchange = reminded(make.logged_exchange(giver, receiver))

    assert not taken(exchange)
    assert not taken(exchange, 40)
    assert list(Exchange.objects.silent(after(exchange, 14))) == [exchange]


@pytest.mark.parametrize("why", ["a limit", "a closed account"])
def test_what_the_ledger_refuses_waits_on_the_desk_and_is_not_tried_again(bank, giver, receiver, why):
    exchange = reminded(make.logged_exchange(giver, receiver))
    if why == "a limit":
        ledger_actions.set_limits(receiver.account_id, ledger_actions.Limits(0, None), by="t", reason="T")
    else:
        ledger_actions.close_account(receiver.account_id, by="system", reason="T")

    assert taken(exchange)
    assert not taken(exchange, 15)

    exchange.refresh_from_db()
    assert (exchange.state, exchange.transfer_id, exchange.posted_at) == (State.CONFIRMED, None, None)
    assert [step.to_state for step in exchange.steps.all()] == ["LOGGED", "CONFIRMED"]
    assert list(Exchange.objects.of(bank).to_approve()) == [exchange]
    assert not Exchange.objects.silent(after(exchange, 60)).exists()
    assert (ledger.balance_of(giver.account_id), ledger.prove().faults) == (0, [])
    told = Notice.objects.filter(kind="SILENCE")
    assert (told.count(), "A coordinator looks at it" in told[0].body) == (2, True)


def test_what_happened_in_a_month_closed_since_is_booked_in_the_open_one(bank, giver, receiver):
    closed = bank.day(timezone.now()).replace(day=1) - datetime.timedelta(days=1)
    exchange = reminded(make.logged_exchange(giver, receiver, day=closed))
    ledger_actions.close_through(bank.book_id, day=closed, by="system")

    assert taken(exchange)
    assert (Exchange.objects.get().state, ledger.balance_of(giver.account_id)) == (State.POSTED, 60)
    assert ledger.prove().faults == []


def test_a_reminder_that_went_nowhere_says_nothing(giver, receiver):
    exchange = reminded(make.logged_exchange(giver, receiver))
    last = Notice.objects.filter(kind="REMINDER").order_by("pk").last()
    Notice.objects.filter(pk=last.pk).update(sent_at=None, failed_at=after(exchange, 8))
    assert not taken(exchange)

    Notice.objects.filter(pk=last.pk).update(read_at=after(exchange, 12))
    assert not taken(exchange)
    assert taken(exchange, 15)


def test_late_reminders_leave_three_days_and_say_so(giver, receiver):
    exchange = since_noon(make.logged_exchange(giver, receiver))
    late = after(exchange, 20)
    speak("ANSWER", exchange.bank, at=late)
    sent(late)

    day = date_format(exchange.bank.day(after(exchange, 23)), "l j F")
    assert f"before {day}" in Notice.objects.get(kind="REMINDER").body
    assert not taken(exchange, 22)
    assert taken(exchange, 23)


def test_a_word_and_the_silence_of_the_same_moment_are_one(transactional_db):
    bank = make.make_bank(silence_posts=True)
    giver, receiver = make.make_member(bank), make.make_member(bank)
    exchange = reminded(make.logged_exchange(giver, receiver))
    word = make.act(receiver, after(exchange, 14))

    answers = at_once(lambda: taken(exchange), lambda: taken(exchange), lambda: life.agree(exchange, word, minutes=60))

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    exchange.refresh_from_db()
    assert [step.to_state for step in exchange.steps.all()] == ["LOGGED", "CONFIRMED", "POSTED"]
    assert ledger.balance_of(giver.account_id) == 60


def test_the_sweep_looks_only_where_the_rule_is(giver, receiver, monkeypatch):
    other = make.make_bank()
    make.logged_exchange(make.make_member(other), make.make_member(other))
    exchange = make.logged_exchange(giver, receiver)
    Exchange.objects.update(state_since=timezone.now() - datetime.timedelta(days=20))
    asked = []
    monkeypatch.setattr(tasks.take_silence_as_yes, "delay", lambda **which: asked.append(which))

    tasks.sweep_silence()

    assert asked == [{"exchange_id": exchange.pk}]


def test_the_page_says_from_which_day(giver, receiver, client):
    exchange = make.logged_exchange(giver, receiver)
    day = date_format(exchange.bank.day(after(exchange, 14)), "l j F")

    for member, words in ((giver, "If they"), (receiver, "If you")):
        client.force_login(member.person)
        page = client.get(reverse("exchanges:exchange", args=[giver.bank.slug, exchange.pk])).text
        assert f"{words} don&#x27;t answer before {day}" in page
