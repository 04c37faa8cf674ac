"""A coordinator writes down what somebody without e-mail says to a plan: from the first question to settled hours."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.models import Exchange
from members.models import Bank, Member, Role
from notices.models import Notice
from tests import factories as make
from tests.pages import exchanging

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank(approval=Bank.Approval.NOBODY)


@pytest.fixture
def ethel(bank):
    return make.make_member(bank, name="Ethel Marsh", email="")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Nair")


@pytest.fixture
def sign_in():
    """Give everybody a browser of their own."""

    def signed(member):
        client = Client()
        client.force_login(member.person)
        return client

    return signed


def for_whom(exchange, member):
    return reverse("exchanges:speak_for", args=[exchange.bank.slug, exchange.pk, member.number])


def suggested(giver, receiver):
    return life.propose(make.draft(giver, receiver, day=exchanging.tomorrow(giver.bank)), make.act(giver))


def planned_for_today(giver, receiver):
    today = giver.bank.day(timezone.now())
    exchange = life.propose(make.draft(giver, receiver, day=today), make.act(giver))
    return life.accept(exchange, make.act(receiver))


def kinds_told(member):
    told = Notice.objects.filter(recipient__key=member.actor_key).exclude(kind="WELCOME")
    return list(told.order_by("pk").values_list("kind", flat=True))


def last_step(exchange):
    step = exchange.steps.last()
    return (step.to_state, step.by, step.on_behalf_of, step.channel)


def test_a_whole_plan_for_somebody_without_email(sign_in, ethel, gwilym, priya):
    bank, today = ethel.bank, ethel.bank.day(timezone.now())
    offer = make.make_listing(gwilym, kind="OFFER", title="Lifts to town")
    coordinator, neighbour = sign_in(priya), sign_in(gwilym)

    asked = coordinator.post(
        reverse("exchanges:listing_propose", args=[bank.slug, offer.pk]),
        {"whose": ethel.number, "channel": "PHONE", "hours": "1", "day": today, "description": "A lift to town"},
    )
    exchange = Exchange.objects.get()
    assert asked.url == exchanging.url(exchange)
    assert (exchange.giver, exchange.receiver, exchange.proposed_by) == (gwilym, ethel, ethel)
    assert last_step(exchange) == ("PROPOSED", priya, ethel, "PHONE")

    neighbour.post(exchanging.url(exchange, "accept"))
    said = {"answer": "log", "hours": "1½", "day": today, "channel": "IN_PERSON"}
    coordinator.post(for_whom(exchange, ethel), said)
    assert last_step(exchange) == ("LOGGED", priya, ethel, "IN_PERSON")

    neighbour.post(exchanging.url(exchange, "confirm"), {"minutes": "90"})
    coordinator.post(for_whom(exchange, ethel), {"answer": "thank", "words": "How kind!", "channel": "PHONE"})

    exchange.refresh_from_db()
    assert (exchange.state, exchange.minutes, exchange.thanks) == ("POSTED", 90, "How kind!")
    assert exchanging.balance(gwilym) == 90
    assert kinds_told(ethel) == ["ON_BEHALF", "ACCEPTED", "ON_BEHALF", "POSTED", "ON_BEHALF"]
    assert kinds_told(gwilym) == ["PROPOSED", "TO_CONFIRM", "THANKED"]


@pytest.mark.parametrize(
    ("answer", "state", "told"), [("accept", "AGREED", "ACCEPTED"), ("decline", "DECLINED", "DECLINED")]
)
def test_a_coordinator_writes_down_the_answer_to_a_suggestion(sign_in, ethel, gwilym, priya, answer, state, told):
    exchange = suggested(gwilym, ethel)
    said = {"answer": answer, "words": "On Fridays I am out.", "channel": "PHONE"}

    sign_in(priya).post(for_whom(exchange, ethel), said)

    assert last_step(exchange) == (state, priya, ethel, "PHONE")
    assert kinds_told(gwilym) == [told]
    assert kinds_told(ethel) == ["PROPOSED", "ON_BEHALF"]


def test_a_coordinator_takes_back_what_somebody_suggested_and_cancels_their_plan(sign_in, ethel, gwilym, priya):
    mine, plan = suggested(ethel, gwilym), exchanging.a_plan(gwilym, ethel)
    client = sign_in(priya)

    for exchange in (mine, plan):
        client.post(for_whom(exchange, ethel), {"answer": "cancel", "channel": "SLIP"})

    assert [last_step(each) for each in (mine, plan)] == [("CANCELLED", priya, ethel, "SLIP")] * 2


def test_a_coordinator_writes_down_that_something_is_not_right(sign_in, ethel, gwilym, priya):
    exchange = make.logged_exchange(gwilym, ethel)
    said = {"answer": "dispute", "words": "He was not there.", "channel": "PHONE"}

    sign_in(priya).post(for_whom(exchange, ethel), said)

    assert last_step(exchange) == ("DISPUTED", priya, ethel, "PHONE")
    assert exchange.steps.last().reason == "He was not there."


def test_each_side_is_offered_what_it_could_say_itself(sign_in, ethel, gwilym, priya):
    client = sign_in(priya)

    def offered(exchange, side):
        return [value for value, _words in client.get(for_whom(exchange, side)).context["form"]["answer"].field.choices]

    proposed, plan = suggested(gwilym, ethel), exchanging.a_plan(gwilym, ethel)
    assert offered(proposed, ethel) == ["accept", "decline"]
    assert offered(proposed, gwilym) == ["cancel"]
    assert offered(plan, ethel) == offered(plan, gwilym) == ["log", "cancel"]
    assert offered(make.posted_exchange(gwilym, ethel), ethel) == ["dispute", "thank"]


@pytest.mark.parametrize(
    ("changes", "asked_again"),
    [
        ({"channel": ""}, "channel"),
        ({"channel": "SUPPORTER"}, "channel"),
        ({"answer": ""}, "answer"),
        ({"answer": "accept"}, "answer"),
        ({"hours": ""}, "hours"),
        ({"hours": "soon"}, "hours"),
        ({"day": ""}, "day"),
        ({"day": "2199-01-01"}, "day"),
        ({"words": "x" * 501}, "words"),
    ],
)
def test_what_cannot_be_written_down_is_asked_again(sign_in, ethel, gwilym, priya, changes, asked_again):
    exchange = planned_for_today(gwilym, ethel)
    said = {"answer": "log", "hours": "1", "day": ethel.bank.day(timezone.now()), "channel": "PHONE", **changes}

    page = sign_in(priya).post(for_whom(exchange, ethel), said)

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [asked_again]
    assert exchanging.state_of(exchange) == "AGREED"


@pytest.mark.parametrize("answer", ["dispute", "thank"])
def test_a_worry_and_thanks_have_words(sign_in, ethel, gwilym, priya, answer):
    exchange = make.posted_exchange(gwilym, ethel)

    page = sign_in(priya).post(for_whom(exchange, ethel), {"answer": answer, "channel": "PHONE"})

    assert list(page.context["form"].errors) == ["words"]
    assert exchanging.state_of(exchange) == "POSTED"


@pytest.mark.parametrize(
    ("who", "status"),
    [("party", 403), ("stranger", 403), ("admin", 403), ("auditor", 403), ("supporting", 403), ("taking part", 403)],
)
def test_nobody_else_speaks_for_a_side(sign_in, ethel, gwilym, who, status):
    bank = ethel.bank
    asker = {
        "party": lambda: gwilym,
        "stranger": lambda: make.make_member(bank),
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "supporting": lambda: make.supporter(ethel, make.make_coordinator(bank)).holder,
        "taking part": lambda: make.make_coordinator(bank),
    }[who]()
    exchange = suggested(asker if who == "taking part" else gwilym, ethel)

    answer = sign_in(asker).post(for_whom(exchange, ethel), {"answer": "accept", "channel": "PHONE"})

    assert answer.status_code == status
    assert exchanging.state_of(exchange) == "PROPOSED"


def test_a_number_of_nobody_here_does_not_exist(sign_in, ethel, gwilym, priya):
    exchange, third = suggested(gwilym, ethel), make.make_member(ethel.bank)

    assert sign_in(priya).get(for_whom(exchange, third)).status_code == 404


def test_who_wrote_down_a_yes_never_approves_it(sign_in, ethel, gwilym, priya):
    Bank.objects.update(approval=Bank.Approval.ALL)
    make.make_coordinator(ethel.bank)
    exchange, client = planned_for_today(ethel, gwilym), sign_in(priya)
    said = {"answer": "log", "hours": "1", "day": ethel.bank.day(timezone.now()), "channel": "PHONE"}
    client.post(for_whom(exchange, ethel), said)
    sign_in(gwilym).post(exchanging.url(exchange, "confirm"), {"minutes": "60"})

    answer = client.post(exchanging.url(exchange, "approve"))

    assert (answer.status_code, exchanging.state_of(exchange)) == (403, "CONFIRMED")


def test_the_page_says_where_an_answer_is_too_late(sign_in, ethel, gwilym, priya):
    exchange = suggested(gwilym, ethel)
    life.decline(exchange, make.act(ethel))

    answer = sign_in(priya).post(for_whom(exchange, ethel), {"answer": "accept", "channel": "PHONE"}, follow=True)

    assert "Here is how the exchange stands" in answer.text
    assert exchanging.state_of(exchange) == "DECLINED"


def test_the_pages_lead_a_coordinator_to_the_answer(sign_in, ethel, gwilym, priya):
    exchange, client = suggested(gwilym, ethel), sign_in(priya)

    desk = client.get(reverse("exchanges:desk", args=[ethel.bank.slug])).text
    page = client.get(exchanging.url(exchange)).text

    assert desk.count("Write down their answer") == 1
    assert f'href="{exchanging.url(exchange)}"' in desk
    assert for_whom(exchange, ethel) in page
    assert for_whom(exchange, ethel) not in sign_in(gwilym).get(exchanging.url(exchange)).text


def test_who_has_answered_need_not_be_asked_again(sign_in, ethel, gwilym, priya):
    exchange, other = suggested(gwilym, ethel), suggested(gwilym, ethel)

    sign_in(priya).post(for_whom(exchange, ethel), {"answer": "accept", "channel": "PHONE"})

    asked = Notice.objects.filter(recipient__key=ethel.actor_key, kind="PROPOSED").order_by("pk")
    assert list(asked.values_list("path", "told_by")) == [
        (exchanging.url(exchange), priya.actor_key),
        (exchanging.url(other), ""),
    ]


def proposal(bank, **changes):
    tomorrow = bank.day(timezone.now()) + datetime.timedelta(days=1)
    return {"hours": "1", "day": tomorrow, "description": "A lift", **changes}


def test_a_coordinator_says_how_somebody_asked(sign_in, ethel, gwilym, priya):
    offer = make.make_listing(gwilym)
    url = reverse("exchanges:listing_propose", args=[ethel.bank.slug, offer.pk])

    page = sign_in(priya).post(url, proposal(ethel.bank, whose=ethel.name))

    assert page.context["form"].errors == {"channel": ["Say how they told you"]}
    assert not Exchange.objects.exists()


def test_a_coordinator_without_an_account_asks_for_others_only(sign_in, gwilym, ethel, priya):
    staff = make.make_auditor(ethel.bank)
    Member.objects.filter(pk=staff.pk).update(roles=[Role.COORDINATOR])
    offer = make.make_listing(gwilym)
    url, client = reverse("exchanges:listing_propose", args=[ethel.bank.slug, offer.pk]), sign_in(staff)

    own = client.post(url, proposal(ethel.bank))
    client.post(url, proposal(ethel.bank, whose=ethel.number, channel="SLIP"))

    assert own.context["form"].errors == {"whose": ["Write for whom: a name or a number"]}
    assert Exchange.objects.get().receiver == ethel
    assert url in client.get(reverse("exchanges:listing", args=[ethel.bank.slug, offer.pk])).text


def test_only_coordinators_ask_for_somebody_else(sign_in, gwilym, ethel):
    rosa = make.make_member(ethel.bank, name="Rosa")
    offer = make.make_listing(gwilym)
    url = reverse("exchanges:listing_propose", args=[ethel.bank.slug, offer.pk])

    sign_in(rosa).post(url, proposal(ethel.bank, whose=ethel.number, channel="PHONE"))

    exchange = Exchange.objects.get()
    assert (exchange.receiver, exchange.steps.get().on_behalf_of) == (rosa, None)
