"""What coordinators decide about one exchange: return it, resolve it, reverse it."""

import pytest

from exchanges.actions import life
from exchanges.models import Exchange
from members.models import Bank
from notices.models import Notice
from tests import factories as make
from tests.pages.desk import balance, disputed_exchange, state_of, step
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

State = Exchange.State


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(approval=Bank.Approval.ALL)


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Raghunathan")


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Fatima Zahra")


# ------------------------------------------------------------------------------------------- return, resolve, reverse


def test_sending_back_asks_both_again_and_tells_them_why(client, coordinator, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step("send_back", exchange), {"reason": "Was it really on Sunday?"})

    exchange.refresh_from_db()
    assert response.status_code == 302
    assert (exchange.state, exchange.giver_agreed_at, exchange.receiver_agreed_at) == (State.LOGGED, None, None)
    assert Notice.objects.filter(kind="RETURNED", body="Was it really on Sunday?").count() == 2


@pytest.mark.parametrize("name", ["send_back", "reverse", "resolve"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "\x00"])
def test_a_reason_that_cannot_stand_is_asked_for_again(client, coordinator, giver, receiver, name, reason):
    exchange = make.confirmed_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step(name, exchange), {"reason": reason, "outcome": "undone"})

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert state_of(exchange) == State.CONFIRMED


def test_a_dispute_ends_with_the_agreed_hours(client, coordinator, giver, receiver):
    exchange = disputed_exchange(giver, receiver, minutes=180)
    client.force_login(coordinator.person)

    page = words(client.get(step("resolve", exchange))).replace("\u2068", "").replace("\u2069", "")
    response = client.post(
        step("resolve", exchange), {"outcome": "agreed", "minutes": "1½", "reason": "They agreed on the phone."}
    )

    exchange.refresh_from_db()
    assert "Gwilym Prys wrote 3 hours." in page
    assert "Fatima Zahra has not written any hours." in page
    assert "It was shorter." in page
    assert response.status_code == 302
    assert (exchange.state, exchange.minutes) == (State.LOGGED, 90)


def test_a_dispute_ends_by_taking_it_back(client, coordinator, giver, receiver):
    exchange = make.posted_exchange(giver, receiver)
    life.dispute(exchange, make.act(receiver), reason="He never came.")
    client.force_login(coordinator.person)

    client.post(step("resolve", exchange), {"outcome": "undone", "reason": "It did not happen."})

    assert state_of(exchange) == State.REVERSED
    assert (balance(giver), balance(receiver)) == (0, 0)


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.333", "25", "soon", "1e3"])
def test_hours_that_cannot_be_settled_are_asked_for_again(client, coordinator, giver, receiver, typed):
    exchange = disputed_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step("resolve", exchange), {"outcome": "agreed", "minutes": typed, "reason": "They agree."})

    assert response.status_code == 400
    assert "They agree." in response.content.decode()
    assert state_of(exchange) == State.DISPUTED


def test_taking_back_returns_the_hours(client, coordinator, giver, receiver):
    exchange = make.posted_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step("reverse", exchange), {"reason": "Wrong person."})

    assert response.status_code == 302
    assert state_of(exchange) == State.REVERSED
    assert (balance(giver), balance(receiver)) == (0, 0)


@pytest.mark.parametrize("name", ["send_back", "resolve", "reverse"])
def test_out_of_turn_is_a_sentence_and_keeps_what_was_typed(client, coordinator, giver, receiver, name):
    exchange = make.logged_exchange(giver, receiver)
    client.force_login(coordinator.person)

    looked = client.get(step(name, exchange))
    sent = client.post(step(name, exchange), {"reason": "My long reason", "outcome": "undone"})

    assert looked.status_code == 302
    assert sent.status_code == 409
    assert "This can't be done now" in words(sent)
    assert "My long reason" in sent.content.decode()


@pytest.mark.parametrize("name", ["resolve", "reverse"])
def test_who_took_part_neither_resolves_nor_reverses(client, coordinator, receiver, name):
    exchange = make.confirmed_exchange(coordinator, receiver)
    client.force_login(coordinator.person)

    response = client.post(step(name, exchange), {"reason": "Because", "outcome": "undone"})

    assert response.status_code == 403
    assert "somebody else does this" in words(response)
