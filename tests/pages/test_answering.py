"""Answering an offer or a request: it becomes a proposed exchange."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.listings import take_down
from exchanges.models import Exchange
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Díaz")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def url(name, bank, *args):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


def tomorrow(bank):
    return bank.day(timezone.now()) + datetime.timedelta(days=1)


def plan(bank, /, **changes):
    day = tomorrow(bank)
    return {
        "hours": "1½",
        "day_0": str(day.day),
        "day_1": str(day.month),
        "day_2": str(day.year),
        "description": "A lift on Tuesday, at nine",
        "key": str(uuid.uuid4()),
        **changes,
    }


@pytest.mark.parametrize(("kind", "giver_is_owner"), [("OFFER", True), ("REQUEST", False)])
def test_an_answer_proposes_an_exchange_the_right_way_round(client, rosa, gwilym, kind, giver_is_owner):
    listing = make.make_listing(gwilym, kind=kind)
    client.force_login(rosa.person)

    answer = client.post(url("listing_propose", rosa.bank, listing.pk), plan(rosa.bank))

    exchange = Exchange.objects.get()
    assert answer.url == url("exchange", rosa.bank, exchange.pk)
    assert (exchange.giver, exchange.receiver) == ((gwilym, rosa) if giver_is_owner else (rosa, gwilym))
    assert (exchange.state, exchange.minutes, exchange.listing) == ("PROPOSED", 90, listing)
    assert exchange.planned_on == tomorrow(rosa.bank)
    assert Notice.objects.filter(recipient__key=gwilym.actor_key, kind="PROPOSED").count() == 1


def test_an_answer_sent_twice_is_one_proposal(client, rosa, gwilym):
    listing = make.make_listing(gwilym)
    client.force_login(rosa.person)
    answers = plan(rosa.bank)

    sent = [client.post(url("listing_propose", rosa.bank, listing.pk), answers) for _press in range(2)]

    assert Exchange.objects.count() == 1
    assert sent[0].url == sent[1].url


def test_forged_parties_change_nothing(client, rosa, gwilym):
    third = make.make_member(rosa.bank)
    listing = make.make_listing(gwilym)
    client.force_login(rosa.person)

    client.post(
        url("listing_propose", rosa.bank, listing.pk),
        plan(rosa.bank, giver=third.pk, receiver=third.pk, minutes=600, state="POSTED", listing=1, bank=1),
    )

    exchange = Exchange.objects.get()
    assert (exchange.giver, exchange.receiver, exchange.minutes, exchange.state) == (gwilym, rosa, 90, "PROPOSED")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", ""),
        ("hours", "0"),
        ("hours", "-1"),
        ("hours", "25"),
        ("hours", "99999999999999999999"),
        ("hours", "0.123"),
        ("hours", "soon"),
        ("hours", "1\x00"),
        ("day_2", "1900"),
        ("day_2", "99"),
        ("day_2", "9999"),
        ("day_0", "32"),
        ("day_0", "x"),
        ("description", ""),
        ("description", "x" * 501),
        ("description", "a\x00b"),
        ("key", "not a key"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_in_words(client, rosa, gwilym, field, value):
    listing = make.make_listing(gwilym)
    client.force_login(rosa.person)

    page = client.post(url("listing_propose", rosa.bank, listing.pk), plan(rosa.bank, **{field: value}))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field.split("_")[0]]
    assert not Exchange.objects.exists()


def test_yesterday_is_no_plan(client, rosa, gwilym):
    listing = make.make_listing(gwilym)
    client.force_login(rosa.person)
    day = rosa.bank.day(timezone.now()) - datetime.timedelta(days=1)
    boxes = {"day_0": day.day, "day_1": day.month, "day_2": day.year}

    page = client.post(url("listing_propose", rosa.bank, listing.pk), plan(rosa.bank, **boxes))

    assert page.context["form"].errors == {"day": ["Choose a day that is still to come"]}


@pytest.mark.parametrize(("who", "status"), [("own", 403), ("auditor", 403), ("stranger", 404), ("closed", 404)])
def test_who_cannot_answer(client, gwilym, who, status):
    listing = make.make_listing(gwilym)
    asker = {
        "own": lambda: gwilym,
        "auditor": lambda: make.make_auditor(gwilym.bank),
        "stranger": lambda: make.make_member(make.make_bank()),
        "closed": lambda: make.make_member(gwilym.bank),
    }[who]()
    if who == "closed":
        take_down(listing, by=gwilym, at=timezone.now())
    client.force_login(asker.person)

    answer = client.post(url("listing_propose", gwilym.bank, listing.pk), plan(gwilym.bank))

    assert answer.status_code == status
    assert not Exchange.objects.exists()
