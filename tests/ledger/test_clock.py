"""A clock that jumps back: hours, days and seals keep their order, and the proof finds nothing to say.

PostgreSQL's own clock cannot be set, so the functions of the ledger are given another one for a while: what they ask
`clock_timestamp()` is moved by a setting of the session.
"""

import datetime

import pytest
from django.db import connection

from ledger import actions, reads
from ledger.models import Entry, Transfer
from tests.ledger.making import capture, days_ago, new_account, pay, set_aside, settle, take_back, today, whole
from tests.ledger.sealing import hashed_again

FUNCTIONS = """
  SELECT pg_get_functiondef(oid) FROM pg_proc
   WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger\\_%' AND prosrc LIKE '%clock_timestamp()%'
"""
MOVED = "(clock_timestamp() + coalesce(nullif(current_setting('tests.clock', true), ''), '0')::interval)"


@pytest.fixture
def clock(committed_bank, owner_connection):
    """Set the ledger's clock ahead of ours, or back, by some days."""
    with owner_connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        right = [definition for (definition,) in cursor.fetchall()]
        assert len(right) >= 6
        for definition in right:
            cursor.execute(definition.replace("clock_timestamp()", MOVED))
        try:
            yield set_clock
        finally:
            set_clock(0)
            for definition in right:
                cursor.execute(definition)


def set_clock(days):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tests.clock', %s, false)", [f"{days} days"])


def faults():
    """What is wrong, other than the clock that we put into the functions."""
    return [fault for fault in reads.prove().faults if fault.kind != "LAW"]


def booked_on(transfer):
    return {entry.booked_on for entry in Entry.objects.filter(transfer_id=transfer)}


def test_days_never_run_backwards_in_an_account(clock, committed_bank):
    bank = committed_bank
    clock(40)
    ahead = pay(bank.ann, bank.bob, 60)
    clock(0)

    later = pay(bank.bob, bank.ann, 20)
    between_others = pay(new_account(bank.book), new_account(bank.book), 5)

    assert booked_on(ahead) == booked_on(later) == {today() + datetime.timedelta(days=40)}
    assert booked_on(between_others) == {today()}
    first, second = Transfer.objects.filter(pk__in=[ahead, later]).order_by("pk")
    assert first.recorded_at > second.recorded_at
    assert faults() == []


def test_holds_reversals_and_farewells_stand_a_clock_that_jumps_back(clock, committed_bank):
    bank = committed_bank
    clock(3)
    held, given = set_aside(bank.ann, bank.bob, 30), pay(bank.ann, bank.bob, 60)
    clock(-3)

    capture(held, bank.ann, bank.bob, 30)
    take_back(given, happened_on=days_ago(3))
    settle(bank.bob, happened_on=days_ago(3))

    assert reads.balances([bank.ann, bank.bob]) == {bank.ann: -30, bank.bob: 0}
    assert faults() == []


def test_a_month_closed_by_a_fast_clock_stays_closed(clock, committed_bank):
    bank = committed_bank
    month = (today().replace(day=1) + datetime.timedelta(days=62)).replace(day=1)  # the month after the next
    last = month - datetime.timedelta(days=1)
    clock(70)
    actions.close_through(bank.book, day=last, by="member:9")
    clock(0)

    given = pay(bank.ann, bank.bob, 60)

    assert booked_on(given) == {month}
    assert faults() == []


def test_seals_keep_their_order(clock, committed_bank):
    bank = committed_bank
    for days in (5, 0, -5):
        clock(days)
        pay(bank.ann, bank.bob, 10)
        assert actions.seal_book(bank.book) == 1

    seals = reads.seals_of(bank.book)
    assert [seal.number for seal in seals] == [3, 2, 1]
    assert sorted(seals, key=lambda seal: seal.sealed_at) == seals
    assert hashed_again(bank.book) == [seal.hash for seal in reversed(seals)]
    assert faults() == []


def test_the_ledger_has_its_own_clock_back(committed_bank):
    assert booked_on(pay(committed_bank.ann, committed_bank.bob, 10)) == {today()}

    whole()
