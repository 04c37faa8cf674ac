"""The connection is cut after COMMIT was sent: trying again with the same key gives the first answer."""

import uuid

import pytest
from django.conf import settings

from ledger import actions, reads
from ledger.models import HoldEnd, Transfer
from tests.ledger.conftest import make_bank
from tests.ledger.making import (
    correction,
    days_ago,
    holding,
    new_account,
    new_book,
    pay,
    posting,
    set_aside,
    settle,
    state,
    take_back,
    whole,
)
from tests.survival.cutting import answer_lost_after

COMMIT, AT_ONCE = b"COMMIT", b"SELECT ledger_post"


@pytest.fixture
def bank(transactional_db):
    if not settings.EMBEDDED_DATABASE:
        pytest.skip("the wire to somebody else's server is not ours to cut")
    return make_bank()


def test_a_posting(bank):
    one = posting(bank.ann, bank.bob, 60)

    with answer_lost_after(AT_ONCE) as wire:
        posted = actions.post(one)

    assert wire.cuts == 1
    assert actions.post(one) == posted
    assert (reads.balance_of(bank.bob), Transfer.objects.count()) == (60, 1)
    whole()


def test_a_batch(bank):
    batch = [posting(bank.ann, bank.bob, 60), posting(bank.bob, bank.ann, 15)]

    with answer_lost_after(COMMIT) as wire:
        posted = actions.post_together(batch)

    assert wire.cuts == 1
    assert actions.post_together(batch) == posted
    assert (reads.balance_of(bank.bob), Transfer.objects.count()) == (45, 2)
    whole()


def test_a_hold_and_its_capture(bank):
    one = holding(bank.ann, bank.bob, 60)
    with answer_lost_after(COMMIT) as wire:
        hold = actions.hold(one)
    assert wire.cuts == 1

    captured = posting(bank.ann, bank.bob, 45)
    with answer_lost_after(COMMIT) as wire:
        posted = actions.capture(hold, captured)

    assert wire.cuts == 1
    assert actions.capture(hold, captured) == posted
    assert (reads.balance_of(bank.bob), state(bank.ann).held_minutes) == (45, 0)
    whole()


def test_a_release(bank):
    hold = set_aside(bank.ann, bank.bob)

    with answer_lost_after(COMMIT) as wire:
        actions.release(hold, by="member:2", reason="DECLINED")

    assert wire.cuts == 1
    assert (HoldEnd.objects.count(), state(bank.ann).held_minutes) == (1, 0)
    whole()


def test_a_reversal(bank):
    transfer, key = pay(bank.ann, bank.bob, 60), uuid.uuid4()

    with answer_lost_after(COMMIT) as wire:
        reversal = take_back(transfer, key=key)

    assert wire.cuts == 1
    assert take_back(transfer, key=key) == reversal
    assert (reads.balance_of(bank.bob), Transfer.objects.count()) == (0, 2)
    whole()


def test_a_correction(bank):
    transfer, given = pay(bank.ann, bank.bob, 60), correction(minutes=45)

    with answer_lost_after(COMMIT) as wire:
        corrected = actions.correct(transfer, **given)

    assert wire.cuts == 1
    assert actions.correct(transfer, **given) == corrected
    assert (reads.balance_of(bank.bob), Transfer.objects.count()) == (45, 3)
    whole()


def test_hours_between_two_banks(bank):
    other = new_book()
    limits = actions.Limits(-600, 600)
    actions.open_clearing(bank.book, other, limits=limits, other_limits=limits, by="member:9")
    crossing = actions.Crossing(
        key=uuid.uuid4(),
        payer_id=bank.ann,
        payee_id=new_account(other),
        minutes=60,
        reference="exchange:crossing",
        happened_on=days_ago(1),
        recorded_by="member:1",
    )

    with answer_lost_after(COMMIT) as wire:
        crossed = actions.post_between(crossing)

    assert wire.cuts == 1
    assert actions.post_between(crossing) == crossed
    assert Transfer.objects.count() == 2
    whole()


def test_a_farewell(bank):
    pay(bank.ann, bank.bob, 60)

    with answer_lost_after(COMMIT) as wire:
        settle(bank.bob)

    assert wire.cuts == 1
    assert (state(bank.bob).is_open, reads.balance_of(bank.pot)) == (False, 60)
    whole()


def test_a_seal(bank):
    pay(bank.ann, bank.bob, 60)

    with answer_lost_after(COMMIT) as wire:
        actions.seal_book(bank.book)

    assert wire.cuts == 1
    assert [seal.number for seal in reads.seals_of(bank.book)] == [1]
    whole()
