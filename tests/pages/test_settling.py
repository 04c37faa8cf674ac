"""The pages on which a dispute is settled: from 'something is not right' to its end, and who may look."""

import pytest
from django.urls import reverse

from exchanges.actions import disputes
from exchanges.models import Dispute, DisputeStep
from tests import factories as make
from tests.pages.desk import balance, step
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo(bank):
    return make.make_mediator(bank, name="Mo Middle")


@pytest.fixture
def exchange(margaret, fatima):
    return make.posted_and_disputed(margaret, fatima, minutes=60)


def plain(response) -> str:
    return words(response).replace("\u2068", "").replace("\u2069", "")


def test_a_dispute_to_its_end(client, bank, margaret, fatima, priya, mo):
    exchange = make.posted_exchange(margaret, fatima, minutes=60, description="Weeding")

    def post(who, name, **sent):
        client.force_login(who.person)
        response = client.post(step(name, exchange), sent, follow=True)
        assert response.status_code == 200, words(response)
        return plain(response)

    post(fatima, "dispute", reason="It was half an hour.")
    assert "We have asked Mo Middle" in post(priya, "settling_name", mediator=mo.pk)
    assert "Both sides are heard. Next, Mo Middle proposes" in post(margaret, "settling_say", words="I stayed an hour.")
    page = post(mo, "settling_propose", outcome="agreed", minutes="0:45", reason="Both half right.")
    assert "Both are asked whether they agree." in page
    proposal = DisputeStep.objects.get(kind="PROPOSED").pk
    post(margaret, "settling_agree", proposal=proposal)
    page = post(fatima, "settling_agree", proposal=proposal)

    assert "It is settled with hours. Both agreed." in page
    assert (balance(margaret), balance(fatima)) == (45, -45)
    client.force_login(priya.person)
    assert "Once in the last twelve months" in words(client.get(reverse("exchanges:mediating", args=[bank.slug])))


def test_whose_turn_it_is_reads_so_at_home(client, bank, margaret, fatima, priya, mo, exchange):
    def at_home(who):
        client.force_login(who.person)
        return plain(client.get(reverse("exchanges:home", args=[bank.slug])))

    def asked(*turns):
        return [turn in at_home(who) for who, turn in zip((margaret, fatima, mo), turns, strict=True)]

    told, way, mediate = "How was it, as you see it?", "A way out is proposed", "You were asked to mediate"
    assert asked(told, told, mediate) == [False, False, False]
    disputes.name_mediator(exchange, mo, make.act(priya))
    assert asked(told, told, mediate) == [True, False, True]
    disputes.say(exchange, make.act(margaret), words="An hour.")
    assert asked(told, told, "Both sides are heard") == [False, False, True]
    disputes.propose(exchange, make.act(mo), minutes=30, words="Half.")
    assert asked(way, way, "Both sides are heard") == [True, True, False]
    disputes.agree(exchange, make.act(fatima), proposal=DisputeStep.objects.get(kind="PROPOSED").pk)
    assert asked(way, way, way) == [True, False, False]


def test_you_is_written_with_its_own_words(client, margaret, priya, mo, exchange):
    disputes.name_mediator(exchange, mo, make.act(priya))
    disputes.say(exchange, make.act(margaret), words="An hour.")

    pages = []
    for reader in (mo, margaret):
        client.force_login(reader.person)
        pages.append(plain(client.get(step("settling", exchange))))

    assert "You were asked to mediate" in pages[0]
    assert "Margaret Pole told their side" in pages[0]
    assert "You told your side" in pages[1]


def test_a_mediator_sees_this_exchange_and_nothing_else(client, bank, margaret, fatima, priya, mo, exchange):
    other = make.posted_and_disputed(margaret, fatima)
    client.force_login(mo.person)
    assert client.get(step("settling", exchange)).status_code == 404

    disputes.name_mediator(exchange, mo, make.act(priya))

    assert "It was shorter." in words(client.get(step("settling", exchange)))
    assert client.get(step("settling", other)).status_code == 404
    assert client.get(step("exchange", exchange)).status_code == 404
    listed = words(client.get(reverse("exchanges:mediating", args=[bank.slug])))
    assert listed.count("Open it") == 1


def test_a_mediator_sees_it_until_it_ends(client, margaret, fatima, priya, mo, exchange):
    disputes.name_mediator(exchange, mo, make.act(priya))
    Dispute.objects.update(state="ENDED", ended_at=exchange.state_since, outcome="AGREED")
    client.force_login(mo.person)

    assert client.get(step("settling", exchange)).status_code == 404


def test_what_was_typed_stays_when_a_rule_refuses(client, priya, mo, exchange):
    disputes.name_mediator(exchange, mo, make.act(priya))
    client.force_login(mo.person)

    response = client.post(step("settling_propose", exchange), {"outcome": "agreed", "minutes": "1", "reason": "Fair."})

    assert response.status_code == 409
    assert "Hear both sides first" in words(response)
    unread = client.post(step("settling_propose", exchange), {"outcome": "agreed", "reason": "Because it is fair."})
    assert unread.status_code == 400
    response = client.post(step("settling_say", exchange), {"words": "I am no party."})
    assert response.status_code == 403


def test_a_coordinator_writes_an_answer_down(client, margaret, priya, mo, exchange):
    disputes.name_mediator(exchange, mo, make.act(priya))
    disputes.say(exchange, make.act(margaret), words="An hour.")
    disputes.propose(exchange, make.act(mo), minutes=30, words="Half.")
    client.force_login(priya.person)
    address = reverse("exchanges:settling_for", args=[exchange.bank.slug, exchange.pk, margaret.number])
    assert "They agree to what is proposed" in words(client.get(address))

    refused = client.post(address, {"answer": "no", "channel": "PHONE"})
    sent = {"answer": "yes", "channel": "PHONE", "proposal": DisputeStep.objects.get(kind="PROPOSED").pk}
    done = client.post(address, sent)

    assert (refused.status_code, done.status_code) == (400, 302)
    assert DisputeStep.objects.get(kind="YES").on_behalf_of == margaret


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_for_one_as_for_three(
    client, bank, margaret, fatima, priya, exchange, count, django_assert_num_queries
):
    for number in range(count):
        disputes.say(exchange, make.act(margaret), words=f"Word {number}")
        if number:
            make.posted_and_disputed(margaret, fatima)
    client.force_login(priya.person)

    with django_assert_num_queries(17):
        client.get(step("settling", exchange))
    with django_assert_num_queries(7):
        client.get(reverse("exchanges:mediating", args=[bank.slug]))
