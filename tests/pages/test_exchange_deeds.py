"""What is done with an exchange from its page: answers, deeds on behalf, reminders."""

import datetime

import pytest
from django.utils import timezone

from exchanges import tasks
from exchanges.access import choices
from exchanges.actions import approval, life
from exchanges.models import Exchange, Step
from members.models import Bank
from notices.models import Notice
from tests import factories as make
from tests.pages.exchanging import a_plan, balance, state_of, tomorrow, url
from tests.pages.reading import words
from tests.reminding import local
from timebank.celery import app

pytestmark = pytest.mark.django_db

State = Exchange.State


# What is done with it

DEEDS = ["accept", "decline", "cancel", "log_planned", "confirm", "dispute"]


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_posted_and_never_fetched(sign_in, margaret, fatima, name):
    exchange = make.logged_exchange(margaret, fatima)

    assert sign_in(margaret).get(url(exchange, name)).status_code == 405
    assert state_of(exchange) == State.LOGGED


@pytest.mark.parametrize("name", DEEDS)
def test_a_stranger_finds_nothing_to_do(sign_in, bank, margaret, fatima, name):
    exchange = make.logged_exchange(margaret, fatima)

    assert sign_in(make.make_member(bank)).post(url(exchange, name), {"minutes": "60"}).status_code == 404


@pytest.mark.parametrize(("name", "state"), [("accept", State.AGREED), ("decline", State.DECLINED)])
def test_a_suggestion_is_answered(sign_in, bank, margaret, fatima, name, state):
    exchange = life.propose(make.draft(margaret, fatima, day=tomorrow(bank)), make.act(margaret))

    response = sign_in(fatima).post(url(exchange, name), {"reason": "Another time, gladly"}, follow=True)

    assert state_of(exchange) == state
    assert response.redirect_chain == [(url(exchange), 302)]
    assert "Margaret Pole" in words(response)


def test_the_one_who_suggested_cannot_answer(sign_in, bank, margaret, fatima):
    exchange = life.propose(make.draft(margaret, fatima, day=tomorrow(bank)), make.act(margaret))

    response = sign_in(margaret).post(url(exchange, "accept"))

    assert response.status_code == 403
    assert "The other side answers this." in words(response)


def test_who_logged_it_takes_it_back(sign_in, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima)

    response = sign_in(margaret).post(url(exchange, "cancel"), {"reason": "Wrong person"}, follow=True)

    assert state_of(exchange) == State.CANCELLED
    assert "Cancelled. We tell Fatima Zahra." in words(response)
    assert "“Wrong person”" in words(response)


def test_a_plan_is_logged_when_it_has_happened(sign_in, bank, margaret, fatima):
    exchange = a_plan(margaret, fatima)
    today = bank.day(timezone.now())

    response = sign_in(margaret).post(
        url(exchange, "log_planned"), {"hours": "1½", "day": today.isoformat()}, follow=True
    )

    assert state_of(exchange) == State.LOGGED
    assert (exchange.minutes, exchange.happened_on) == (90, today)
    assert "Sent. We ask Fatima Zahra to agree." in words(response)


@pytest.mark.parametrize(
    "typed",
    [
        {"hours": "", "day": "2026-01-01"},
        {"hours": "0", "day": "2026-01-01"},
        {"hours": "-1", "day": "2026-01-01"},
        {"hours": "1", "day": "1900-01-01"},
        {"hours": "1", "day": "2190-01-01"},
        {"hours": "1", "day": ""},
        {"hours": "\x00", "day": "\x00"},
        {"hours": "9" * 99, "day": "9" * 99},
    ],
)
def test_a_plan_logged_badly_stays_a_plan(sign_in, margaret, fatima, typed):
    exchange = a_plan(margaret, fatima)

    response = sign_in(margaret).post(url(exchange, "log_planned"), typed)

    assert response.status_code == 400
    assert "Please check" in words(response)
    assert state_of(exchange) == State.AGREED


def test_yes_posts_the_hours_once_however_often_it_is_pressed(sign_in, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima, minutes=75)
    client = sign_in(fatima)

    pages = [client.post(url(exchange, "confirm"), {"minutes": "75"}, follow=True) for _tap in range(2)]

    assert [words(page).count("Agreed. 1¼ hours went from you to Margaret Pole.") for page in pages] == [1, 1]
    assert state_of(exchange) == State.POSTED
    assert (balance(margaret), balance(fatima)) == (75, -75)


def test_yes_waits_for_a_coordinator_where_the_rule_asks(sign_in, bank, margaret, fatima):
    bank.approval = Bank.Approval.ALL
    bank.save()
    exchange = make.logged_exchange(margaret, fatima)

    response = sign_in(fatima).post(url(exchange, "confirm"), {"minutes": "60"}, follow=True)

    assert state_of(exchange) == State.CONFIRMED
    assert "Agreed. A coordinator looks at it next." in words(response)


def test_another_time_asks_the_other_side_again(sign_in, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima, minutes=120)

    response = sign_in(fatima).post(url(exchange, "confirm"), {"hours": "1,5"}, follow=True)

    assert state_of(exchange) == State.LOGGED
    assert (exchange.minutes, exchange.has_agreed(fatima), exchange.has_agreed(margaret)) == (90, True, False)
    assert "We ask Margaret Pole to agree to 1½ hours." in words(response)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"hours": ""},
        {"hours": "0"},
        {"hours": "-2"},
        {"hours": "99"},
        {"hours": "<b>"},
        {"hours": "9" * 400},
        {"minutes": ""},
        {"minutes": "x"},
        {"minutes": "1.5"},
        {"minutes": "\x00"},
    ],
)
def test_a_time_that_cannot_be_read_changes_nothing(sign_in, margaret, fatima, typed):
    exchange = make.logged_exchange(margaret, fatima)

    response = sign_in(fatima).post(url(exchange, "confirm"), typed)

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert not Exchange.objects.get().has_agreed(fatima)


@pytest.mark.parametrize("minutes", ["0", "-60", "59", "9" * 18])
def test_yes_to_a_time_that_was_never_shown_is_refused(sign_in, margaret, fatima, minutes):
    exchange = make.logged_exchange(margaret, fatima)

    response = sign_in(fatima).post(url(exchange, "confirm"), {"minutes": minutes})

    assert response.status_code == 409
    assert not Exchange.objects.get().has_agreed(fatima)


def test_something_not_right_goes_to_a_coordinator_with_a_reason(sign_in, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima)
    client = sign_in(fatima)

    without = client.post(url(exchange, "dispute"), {"reason": "  "})
    response = client.post(url(exchange, "dispute"), {"reason": "I was not there.\r\nReally."}, follow=True)

    assert without.status_code == 400
    assert "Write what is not right" in words(without)
    assert state_of(exchange) == State.DISPUTED
    assert exchange.steps.last().reason == "I was not there.\nReally."
    assert "Thank you for saying so." in words(response)


@pytest.mark.parametrize(("reason", "status"), [("x" * 501, 400), ("x\x00", 400), ("<i>no</i> 🌷 لا", 302)])
def test_reasons_of_every_kind(sign_in, margaret, fatima, reason, status):
    exchange = make.logged_exchange(margaret, fatima)

    response = sign_in(fatima).post(url(exchange, "dispute"), {"reason": reason})

    assert response.status_code == status
    assert Exchange.objects.get().state == (State.DISPUTED if status == 302 else State.LOGGED)
    if status == 400:
        assert reason in response.content.decode()


def test_a_step_out_of_turn_says_so(sign_in, margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima)
    client = sign_in(fatima)

    out_of_turn = client.post(url(exchange, "confirm"), {"hours": "3"})
    client.post(url(exchange, "dispute"), {"reason": "Not mine"})

    assert out_of_turn.status_code == 409
    assert "This can't be done now" in words(out_of_turn)
    assert state_of(exchange) == State.DISPUTED
    assert balance(margaret) == 60


def test_after_thirty_days_nothing_is_offered_and_nothing_done(sign_in, margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima)
    Exchange.objects.update(posted_at=timezone.now() - datetime.timedelta(days=31))
    client = sign_in(fatima)

    page = client.get(url(exchange)).content.decode()
    response = client.post(url(exchange, "dispute"), {"reason": "Too late"})

    assert url(exchange, "dispute") not in page
    assert response.status_code == 409


# On behalf


def test_a_coordinator_writes_down_what_a_member_said(sign_in, margaret, fatima, priya):
    exchange = make.logged_exchange(margaret, fatima, minutes=60)
    client = sign_in(priya)
    page = client.get(url(exchange))
    told = {"on_behalf": fatima.number, "hours": "1", "channel": "PHONE"}

    response = client.post(url(exchange, "confirm"), told, follow=True)

    assert [side.member for side in page.context["spoken_for"]] == [fatima]
    assert state_of(exchange) == State.POSTED
    assert (exchange.receiver_agreed_by, exchange.steps.get(to_state="CONFIRMED").channel) == (priya, "PHONE")
    assert "Agreed. 1 hour went from Fatima Zahra to Margaret Pole." in words(response)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"channel": ""}, 400),
        ({"channel": "PIGEON"}, 400),
        ({"on_behalf": "999999"}, 400),
        ({"on_behalf": ""}, 400),
        ({"on_behalf": "x"}, 400),
        ({"on_behalf": "9" * 40}, 400),
    ],
)
def test_words_on_behalf_say_whose_and_how(sign_in, margaret, fatima, priya, told, status):
    exchange = make.logged_exchange(margaret, fatima)
    sent = {"on_behalf": fatima.number, "minutes": "60", "channel": "PHONE", **told}

    response = sign_in(priya).post(url(exchange, "confirm"), sent)

    assert response.status_code == status
    assert not Exchange.objects.get().has_agreed(fatima)


def test_only_a_coordinator_who_took_no_part_speaks_for_others(sign_in, bank, margaret, fatima, priya):
    exchange = make.logged_exchange(margaret, fatima)
    own = make.logged_exchange(priya, fatima)
    told = {"on_behalf": fatima.number, "minutes": "60", "channel": "PHONE"}

    answers = [
        sign_in(margaret).post(url(exchange, "confirm"), told).status_code,
        sign_in(make.admin_of(bank)).post(url(exchange, "confirm"), told).status_code,
        sign_in(priya).post(url(own, "confirm"), told).status_code,
    ]

    assert answers == [403, 403, 403]
    assert {each.state for each in Exchange.objects.all()} == {State.LOGGED}


def test_who_wrote_down_one_side_after_a_return_does_not_approve(bank, margaret, fatima, priya):
    bank.approval = Bank.Approval.ALL
    bank.save()
    first, second = make.make_coordinator(bank), priya
    exchange = make.confirmed_exchange(margaret, fatima)
    exchange = approval.send_back(exchange, make.act(first), reason="Which garden?")
    told = make.act(second, on_behalf_of=margaret, channel=Step.Channel.SLIP)
    exchange = life.confirm(exchange, told, minutes=60)
    exchange = life.confirm(exchange, make.act(fatima), minutes=60)

    assert exchange.steps.filter(on_behalf_of=margaret, by=second).exists()
    assert not choices(exchange, second).approve
    assert choices(exchange, first).approve


# Reminders


@pytest.fixture
def tasks_run_here():
    """Let started tasks run at once, in this process."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.usefixtures("tasks_run_here")
def test_the_sweep_reminds_whoever_has_not_answered_once(monkeypatch, margaret, fatima):
    make.logged_exchange(margaret, fatima)
    make.logged_exchange(fatima, margaret)
    at = local(margaret.bank, margaret.bank.day(timezone.now()))
    Exchange.objects.filter(giver=margaret).update(state_since=at - datetime.timedelta(days=8))
    monkeypatch.setattr(timezone, "now", lambda: at)

    tasks.sweep_reminders()
    tasks.sweep_reminders()

    reminded = Notice.objects.filter(kind="REMINDER")
    assert [(notice.recipient.name, notice.subject) for notice in reminded] == [
        ("Fatima Zahra", "Is this right? 1 hour: Weeding the front garden")
    ]
