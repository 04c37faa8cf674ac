"""Many clients at the same moment, each on a connection of its own: nothing lost, nothing twice, no deadlock."""

import dataclasses
import random
import uuid

import pytest
from django.db import connections

from ledger import actions, reads
from ledger.models import Entry, Transfer
from tests.ledger.making import at_once, correction, new_account, pay, posting, settle, take_back
from timebank.lib import transactions

CLIENTS = 16


@pytest.fixture(autouse=True)
def no_second_try(monkeypatch):
    """A deadlock that trying again would hide is a fault here."""
    monkeypatch.setattr(transactions, "TRIES", 1)


def call(action, *args, **kwargs):
    return lambda: action(*args, **kwargs)


def raised(answers):
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


def whole():
    assert reads.prove().faults == []


def test_room_for_one_is_given_to_one(committed_bank):
    spender = new_account(committed_bank.book, floor=-60)
    rush = [call(pay, spender, committed_bank.bob, 60) for _ in range(CLIENTS)]

    answers = at_once(*rush)

    assert raised(answers) == [actions.OverLimit] * (CLIENTS - 1)
    assert reads.balances([spender, committed_bank.bob]) == {spender: -60, committed_bank.bob: 60}
    whole()


def test_room_for_one_under_the_ceiling_is_given_to_one(committed_bank):
    earner = new_account(committed_bank.book, ceiling=60)
    rush = [call(pay, committed_bank.pot, earner, 60) for _ in range(CLIENTS)]

    answers = at_once(*rush)

    assert raised(answers) == [actions.OverLimit] * (CLIENTS - 1)
    whole()


def test_opposite_pairs_never_wait_in_a_circle(committed_bank):
    pairs = [(committed_bank.ann, committed_bank.bob), (committed_bank.bob, committed_bank.ann)]

    def many(pair):
        return [pay(*pair, 1) for _ in range(25)]

    answers = at_once(*(call(many, pairs[client % 2]) for client in range(CLIENTS)))

    assert raised(answers) == []
    assert reads.balances([committed_bank.ann, committed_bank.bob]) == {committed_bank.ann: 0, committed_bank.bob: 0}
    assert Entry.objects.filter(account_id=committed_bank.ann).count() == 25 * CLIENTS
    whole()


def test_the_same_key_at_the_same_moment_posts_once(committed_bank):
    for _ in range(10):
        one = posting(committed_bank.ann, committed_bank.bob, 1)

        answers = at_once(*[call(actions.post, one)] * CLIENTS)

        assert raised(answers) == []
        assert len(set(answers)) == 1
    assert reads.balance_of(committed_bank.bob) == 10
    whole()


def test_one_cause_under_many_keys_posts_once(committed_bank):
    one = posting(committed_bank.ann, committed_bank.bob)
    twins = [dataclasses.replace(one, key=uuid.uuid4()) for _ in range(CLIENTS)]

    answers = at_once(*(call(actions.post, twin) for twin in twins))

    assert raised(answers) == [actions.AlreadyPosted] * (CLIENTS - 1)
    assert reads.balance_of(committed_bank.bob) == 60
    whole()


def test_a_transfer_is_taken_back_once(committed_bank):
    transfer = pay(committed_bank.ann, committed_bank.bob)

    answers = at_once(*[call(take_back, transfer)] * CLIENTS)

    assert raised(answers) == [actions.AlreadyReversed] * (CLIENTS - 1)
    assert reads.balance_of(committed_bank.bob) == 0
    whole()


def test_batches_over_ten_accounts_never_wait_in_a_circle(committed_bank):
    accounts = [new_account(committed_bank.book, floor=None, ceiling=None) for _ in range(10)]

    def batches(seed):
        chance = random.Random(seed)
        for _ in range(10):
            pairs = [chance.sample(accounts, 2) for _ in range(8)]
            actions.post_together([posting(*pair, chance.randint(1, 90)) for pair in pairs])

    answers = at_once(*(call(batches, seed) for seed in range(8)))

    assert raised(answers) == []
    assert Transfer.objects.filter(book_id=committed_bank.book).count() == 8 * 10 * 8
    whole()


def test_single_postings_batches_reversals_and_closings_mix(committed_bank):
    accounts = [new_account(committed_bank.book, floor=None, ceiling=None) for _ in range(6)]
    leaving = accounts[0]

    def work(seed):
        chance = random.Random(seed)
        for _ in range(10):
            pair = chance.sample(accounts, 2)
            transfer = ledgered(call(pay, *pair, chance.randint(1, 90)))
            if transfer and chance.random() < 0.3:
                ledgered(call(take_back, transfer))
            elif transfer and chance.random() < 0.5:
                ledgered(call(actions.correct, transfer, **correction()))
            ledgered(call(actions.post_together, [posting(*chance.sample(accounts, 2), 5) for _ in range(3)]))
            if chance.random() < 0.1:
                ledgered(call(settle, leaving))

    answers = at_once(*(call(work, seed) for seed in range(8)))

    assert raised(answers) == []
    whole()


def ledgered(action):
    """Do it unless the ledger says no, which is an answer too."""
    try:
        return action()
    except actions.LedgerRefused:
        return None


def test_limits_set_at_the_same_moment_are_all_kept(committed_bank):
    def set_floor(floor):
        actions.set_limits(committed_bank.ann, actions.Limits(-floor, 0), by="system", reason="RULE")

    answers = at_once(*(call(set_floor, floor) for floor in range(CLIENTS)))

    assert raised(answers) == []
    assert [limit.number for limit in reads.limits_of(committed_bank.ann)] == list(range(CLIENTS + 1, 0, -1))
    whole()


def test_a_closing_racing_a_posting_leaves_nothing_behind(committed_bank):
    for _ in range(8):
        leaver = new_account(committed_bank.book)

        answers = at_once(call(settle, leaver), call(pay, committed_bank.pot, leaver, 30))

        assert raised(answers) in ([], [actions.AccountClosed])
        assert reads.balance_of(leaver) == 0
    whole()


def test_a_closing_racing_a_reversal_leaves_nothing_behind(committed_bank):
    for _ in range(12):
        leaver = new_account(committed_bank.book)
        transfer = pay(leaver, committed_bank.bob, 30)

        answers = at_once(call(settle, leaver), call(take_back, transfer))

        assert raised(answers) == []
        assert reads.balance_of(leaver) == 0
    whole()


def test_reversals_that_need_the_pot_never_wait_in_a_circle(committed_bank):
    """The pot has the lowest id of all and is needed last, so it is locked before anything is posted."""
    pot, bob = committed_bank.pot, committed_bank.bob
    leaver = new_account(committed_bank.book)
    transfers = [pay(leaver, bob, 1) for _ in range(40)]
    settle(leaver)

    def take_back_some(first):
        for transfer in transfers[first::8]:
            take_back(transfer)

    def pay_some():
        for _ in range(10):
            pay(pot, bob, 1)

    answers = at_once(*(call(take_back_some, first) for first in range(8)), *[pay_some] * 8)

    assert raised(answers) == []
    assert reads.balances([leaver, bob]) == {leaver: 0, bob: 80}
    whole()


def test_the_journal_runs_in_each_account_s_own_order(committed_bank):
    """Ids are drawn before the wait for the lock, so they do not."""
    accounts = [new_account(committed_bank.book, floor=None, ceiling=None) for _ in range(3)]

    def many(seed):
        chance = random.Random(seed)
        for _ in range(20):
            pay(*chance.sample(accounts, 2), chance.randint(1, 60))

    at_once(*(call(many, seed) for seed in range(8)))

    running = dict.fromkeys(accounts, 0)
    by_number = Entry.objects.filter(book_id=committed_bank.book, minutes__lt=0).order_by("journal_number")
    for line in reads.transfers(by_number.values_list("transfer_id", flat=True)).values():
        assert line.payer_id in running
    days = {"first_on": min(e.booked_on for e in by_number), "last_on": max(e.booked_on for e in by_number)}
    for line in reads.journal(committed_bank.book, **days):
        running[line.payer_id] -= line.minutes
        running[line.payee_id] += line.minutes
        assert (line.payer_balance_minutes, line.payee_balance_minutes) == (
            running[line.payer_id],
            running[line.payee_id],
        )


def test_a_proof_during_postings_sees_one_moment(committed_bank):
    def post_many():
        for _ in range(60):
            pay(committed_bank.ann, committed_bank.bob, 1)

    def prove_many():
        return [fault for _ in range(6) for fault in reads.prove().faults]

    answers = at_once(post_many, post_many, prove_many)

    assert answers == [None, None, []]


def test_no_connection_is_left_in_a_transaction(committed_bank):
    at_once(*[call(pay, committed_bank.ann, committed_bank.bob, 1)] * 4)

    assert not connections["default"].in_atomic_block
