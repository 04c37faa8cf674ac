"""Sealing in steps, by many and beside many: one chain, and no row that commits late slips past it."""

import contextlib
import time

import pytest
from django.db import transaction

from ledger import actions, reads
from ledger.models import Transfer
from tests.ledger.making import at_once, capture, new_account, pay, raised, set_aside, whole
from tests.ledger.sealing import (
    SEALED,
    as_if_written,
    hashed_again,
    reads_one,
    rows,
    write_history,
)


@pytest.fixture
def history(committed_bank):
    return write_history(committed_bank)


def test_a_large_book_is_sealed_in_many_steps(history, owner_connection):
    for _ in range(7):
        capture(set_aside(history["ann"], history["bob"], 2), history["ann"], history["bob"], 1)

    with as_if_written(owner_connection, "ledger_seal_next", "integer := 20000", "integer := 3"):
        made = actions.seal_book(history["book"])

    assert made == 3
    assert [seal.rows_count for seal in reversed(reads.seals_of(history["book"]))][2:] == [9, 9, 3]
    assert hashed_again(history["book"]) == [seal.hash for seal in reversed(reads.seals_of(history["book"]))]
    whole()


@pytest.mark.parametrize("most", [1, 2, 3])
def test_sealing_that_stops_halfway_raises_no_false_alarm(history, owner_connection, most):
    """Each table is sealed up to a row of its own, so a capture may lie behind the seal and its hold's end before."""
    holds = [set_aside(history["ann"], history["bob"], 2) for _ in range(4)]
    pay(history["ann"], history["bob"], 1)
    for hold in holds:
        capture(hold, history["ann"], history["bob"], 1)

    with as_if_written(owner_connection, "ledger_seal_next", "integer := 20000", f"integer := {most}"):
        reads_one("SELECT ledger_seal_next(%s, %s)", history["book"], actions.take_mark())

    assert reads.prove_since_seal().faults == []
    actions.seal_book(history["book"])
    whole()


def test_many_sealers_at_once_make_one_chain(history):
    book = history["book"]

    def seal_many():
        made = 0
        for _ in range(4):
            pay(history["ann"], history["bob"], 1)
            made += actions.seal_book(book)
        return made

    answers = at_once(*[seal_many] * 4)

    assert raised(answers) == []
    assert sum(answers) == reads.latest_seal(book).number - 2
    assert hashed_again(book) == [seal.hash for seal in reversed(reads.seals_of(book))]
    whole()


def test_a_sealer_beside_posters_skips_no_row_that_commits_late(history):
    """Eight post, some in transactions that linger, so that low ids commit after higher ones."""
    book = history["book"]
    accounts = [new_account(book, floor=None, ceiling=None) for _ in range(16)]

    def post_many(payer, payee):
        for turn in range(12):
            pay(payer, payee, 1) if turn % 3 else linger(payer, payee)

    def seal_many():
        return [seal_patiently(book) for _ in range(12)]

    pairs = zip(accounts[::2], accounts[1::2], strict=True)
    answers = at_once(*(lambda pair=pair: post_many(*pair) for pair in pairs), seal_many)
    actions.seal_book(book)

    assert raised(answers) == []
    sealed = sum(seal.rows_count for seal in reads.seals_of(book, at_most=1000))
    there = [rows(query, book) for query in SEALED.values()]
    assert sealed == sum(map(len, there))
    assert hashed_again(book) == [seal.hash for seal in reversed(reads.seals_of(book))]
    assert Transfer.objects.filter(book_id=book).count() == 4 + 8 * 12
    whole()


@transaction.atomic
def linger(payer, payee):
    pay(payer, payee, 1)
    time.sleep(0.01)


def seal_patiently(book):
    """Ask again as the job does half an hour later."""
    for _ in range(100):
        with contextlib.suppress(actions.LedgerBusy):
            return actions.seal_book(book)
    raise AssertionError("the ledger was busy all the time")


def test_a_mark_waits_for_no_long_import_and_is_asked_for_again(history, owner_connection):
    """Nobody posts while it waits, so it gives up after a moment, and the next sweep seals all the same."""
    pay(history["ann"], history["bob"], 1)
    owner_connection.autocommit = False
    with owner_connection.cursor() as cursor:
        cursor.execute("LOCK TABLE ledger_holdend IN ROW EXCLUSIVE MODE")
        began_at = time.monotonic()
        with pytest.raises(actions.LedgerBusy):
            actions.seal_book(history["book"])
        assert time.monotonic() - began_at < 30  # without giving up it would wait for ever
        pay(history["ann"], history["bob"], 1)
    owner_connection.rollback()

    assert actions.seal_book(history["book"]) == 1
    whole()
