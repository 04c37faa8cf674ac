"""Two workers that match within one bank, or two that trade, at the same time: neither misses what the other learns."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from exchanges.actions import matching
from exchanges.models import Listing, Match, Meaning
from tests import factories as make
from tests.exchanges.test_races import at_once
from timebank.embedded.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def pair():
    bank = make.make_bank()
    asks, sews = make.make_member(bank, name="Ada Asks"), make.make_member(bank, name="Sue Sews")
    request = make.make_listing(asks, kind="REQUEST", title="A torn coat", body="The lining hangs out.")
    return request, make.make_listing(sews, kind="OFFER", title="Sewing and mending", body="Zips, hems, linings.")


@pytest.fixture
def moved(pair):
    """Let who sews belong to another bank, with which the first trades."""
    request, offer = pair
    other = make.make_bank(slug="hillside", listings_are_public=True)
    make.trade(request.bank, other)
    offer = make.make_listing(make.make_member(other, name="Omar Sews"), title=offer.title, body=offer.body)
    Listing.objects.filter(bank=request.bank).exclude(pk=request.pk).delete()
    return request, offer


@pytest.mark.parametrize("where", ["pair", "moved"])
def test_a_request_and_an_offer_that_come_together_find_each_other(request, where):
    request, offer = request.getfixturevalue(where)
    learned = threading.Event()

    def first():
        with transaction.atomic():
            matching.match_listing(request.pk, at=timezone.now())
            learned.set()
            wait_for(somebody_waits, seconds=10)

    def second():
        learned.wait(10)
        matching.match_listing(offer.pk, at=timezone.now())

    at_once(first, second)

    assert Match.objects.filter(request=request, offer=offer).count() == 1


def test_the_same_two_matched_anew_at_once_stand_once(pair):
    for listing in pair:
        matching.match_listing(listing.pk, at=timezone.now())
    Listing.objects.update(match_due_at=timezone.now())

    answers = at_once(*[lambda pk=each.pk: matching.match_listing(pk, at=timezone.now()) for each in pair])

    assert answers == [1, 1]
    assert Match.objects.count() == 1


def test_the_same_two_of_two_banks_matched_anew_at_once_stand_once(moved):
    answers = at_once(*[lambda pk=each.pk: matching.match_listing(pk, at=timezone.now()) for each in moved])

    assert sorted(answers)[-1] == 1
    assert Match.objects.count() == 1


def test_turns_of_two_banks_are_taken_in_order_of_their_ids():
    """Who waits for the second holds the first: two that name them the other way round never wait in a circle."""
    held, seen = threading.Event(), []

    def first():
        with transaction.atomic():
            matching._take_turns(2)
            held.set()
            wait_for(somebody_waits, seconds=10)
            with connection.cursor() as cursor:
                cursor.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted")
                seen.extend(row[0] for row in cursor.fetchall())

    def second():
        held.wait(10)
        with transaction.atomic():
            matching._take_turns(2, 1)

    at_once(first, second)

    assert sorted(seen) == [1, 2]


def test_a_night_keeps_no_other_bank_waiting_while_it_learns(moved):
    """And waits for none: only what compares with another bank needs its turn."""
    request, offer = moved
    held, learned = threading.Event(), threading.Event()

    def other():
        with transaction.atomic():
            matching._take_turns(offer.bank_id)
            held.set()
            return learned.wait(10)

    def night():
        held.wait(10)
        for _step in ("learns", "feels how crowded it is"):
            assert matching.sweep_a_step(request.bank, at=timezone.now())
        learned.set()

    assert at_once(other, night)[0] is True
    assert Meaning.objects.filter(bank=request.bank).exists()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0
