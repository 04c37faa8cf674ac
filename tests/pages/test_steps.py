"""A bank may count hours by the quarter: other times are refused with the two nearest, on every page. Never rounded."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.actions.acts import NotAStep
from exchanges.actions.events import posting
from exchanges.actions.events.registers import Line, Register, WalkIn, save_register
from exchanges.models import Exchange
from tests import factories as make
from tests.pages.exchanging import a_plan, url
from tests.pages.reading import words
from timebank.lib.durations import minutes_in_words, nearest_steps

pytestmark = pytest.mark.django_db

BETWEEN = "50 minutes is between 45 minutes and 1 hour. Choose one."
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank(step_minutes=15)


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Rosa Diaz")


def today(bank):
    return bank.day(timezone.now())


@pytest.mark.parametrize(
    ("minutes", "step", "nearest"),
    [(50, 15, [45, 60]), (45, 15, []), (50, 1, []), (7, 15, [15]), (1439, 15, [1425, 1440])],
)
def test_the_two_nearest_times_are_whole_steps(minutes, step, nearest):
    assert nearest_steps(minutes, step) == nearest


def test_minutes_are_written_out_as_they_are_counted():
    assert [minutes_in_words(each) for each in (1, 45, 60, 75, 121)] == [
        "1 minute",
        "45 minutes",
        "1 hour",
        "1 hour 15 minutes",
        "2 hours 1 minute",
    ]


def test_no_action_takes_a_time_between_two_steps(giver, receiver):
    plan = a_plan(giver, receiver)
    logged = make.logged_exchange(giver, receiver)
    disputed = life.dispute(make.logged_exchange(giver, receiver), make.act(receiver), reason="It was shorter.")
    coordinator = make.make_coordinator(giver.bank)

    for attempt in (
        lambda: life.log(make.draft(giver, receiver, minutes=50), make.act(giver)),
        lambda: life.propose(make.draft(giver, receiver, minutes=50), make.act(giver)),
        lambda: life.log_planned(plan, make.act(giver), minutes=50, happened_on=today(giver.bank)),
        lambda: life.confirm(logged, make.act(receiver), minutes=50),
        lambda: approval.resolve(disputed, make.act(coordinator), minutes=50, reason="Both say so."),
    ):
        with pytest.raises(NotAStep, match=BETWEEN):
            attempt()


def test_no_event_takes_a_time_between_two_steps(bank, giver, receiver):
    coordinator = make.make_coordinator(bank)
    event = make.held_event(giver, coordinator)
    line = Line(came=True, received_minutes=50)
    posted = make.keep_register(make.held_event(giver, coordinator), giver, receiver)
    posting.approve_register(posted, make.act(coordinator))
    walk_in = WalkIn(receiver, "GUEST", line)

    for attempt in (
        lambda: make.make_event(giver, given_minutes=50),
        lambda: save_register(event, Register({}, event.register_number, walk_ins=[walk_in]), make.act(giver)),
        lambda: posting.put_right(
            posted, posted.attendees.get(), make.act(coordinator), given=0, received=50, reason="Longer."
        ),
    ):
        with pytest.raises(NotAStep, match=BETWEEN):
            attempt()


def test_the_same_again_in_other_steps_asks_which_of_the_two_nearest(sign_in, bank, giver, receiver):
    giver.bank.step_minutes = 1
    exchange = make.logged_exchange(giver, receiver, minutes=50)
    client = sign_in(giver)

    page = client.post(url(exchange, "again"))

    assert page.status_code == 400
    assert BETWEEN in words(page)
    assert 'value="0:45">45 minutes</button>' in " ".join(page.content.decode().split())
    assert Exchange.objects.count() == 1
    client.post(url(exchange, "again"), {"hours": ["0:50", "1:00"]})
    assert Exchange.objects.exclude(pk=exchange.pk).get().minutes == 60


def test_the_form_of_an_event_asks_for_whole_steps(sign_in, bank, giver):
    page = sign_in(giver).post(reverse("exchanges:event_new", args=[bank.slug]), {"given": "50 min"})

    assert page.context["form"].errors["given"] == [f"{BETWEEN}"]


def test_what_was_written_by_another_rule_can_still_be_agreed(giver, receiver):
    giver.bank.step_minutes = 1
    exchange = make.logged_exchange(giver, receiver, minutes=50)

    assert life.agree(exchange, make.act(receiver), minutes=50).state == State.POSTED


def test_every_page_offers_the_two_nearest_and_keeps_what_was_typed(sign_in, bank, giver, receiver):
    plan, logged = a_plan(giver, receiver), make.logged_exchange(giver, receiver)
    listing = make.make_listing(receiver)
    day = today(bank).isoformat()
    client = sign_in(giver)
    client.post(reverse("exchanges:log", args=[bank.slug]), {"who": receiver.number})
    log_when = reverse("exchanges:log_when", args=[bank.slug])
    propose = reverse("exchanges:listing_propose", args=[bank.slug, listing.pk])

    answers = [
        client.post(log_when, {"hours": "50 min", "day": day}),
        client.post(url(plan, "log_planned"), {"hours": "50 min", "day": day}),
        client.post(propose, {"hours": "50 min", "day": day, "description": "Tea and biscuits"}),
        sign_in(receiver).post(url(logged, "confirm"), {"hours": "50 min"}),
    ]

    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 400
        assert BETWEEN in words(answer)
        assert 'value="50 min"' in page
        assert 'value="0:45">45 minutes</button>' in " ".join(page.split())
        assert 'value="1:00">1 hour</button>' in " ".join(page.split())
    assert "Tea and biscuits" in answers[2].content.decode()


def test_a_button_with_a_time_counts_instead_of_what_is_in_the_box(sign_in, giver, receiver):
    plan = a_plan(giver, receiver)

    response = sign_in(giver).post(
        url(plan, "log_planned"), {"hours": ["50 min", "0:45"], "day": today(giver.bank).isoformat()}
    )

    plan.refresh_from_db()
    assert (response.status_code, plan.state, plan.minutes) == (302, State.LOGGED, 45)


def test_the_desk_is_offered_them_too(sign_in, bank, giver, receiver):
    told = {"giver": giver.number, "receiver": receiver.number, "description": "Shopping", "minutes": "50 min"}
    told |= {"day": today(bank).isoformat(), "told_by": "giver", "channel": "PHONE"}

    response = sign_in(make.make_coordinator(bank)).post(reverse("exchanges:log_for", args=[bank.slug]), told)

    assert response.status_code == 400
    assert BETWEEN in words(response)
    assert "Shopping" in response.content.decode()
    assert not Exchange.objects.exists()
