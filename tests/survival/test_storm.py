"""A storm: sixteen clients, batches over ten accounts in any order, each act sent again under its key now and then.

Nothing is lost, nothing is there twice, and no fault that trying again cures reaches anybody. The full minute is
`STORM_SECONDS=60 python -m pytest tests/survival/test_storm.py`; the suite takes less.
"""

import os
import random
import time
import uuid

import pytest

from ledger import actions, reads
from ledger.models import Hold, HoldEnd, Transfer
from tests.ledger.making import (
    at_once,
    capture,
    new_account,
    new_book,
    posting,
    raised,
    set_aside,
    state,
    take_back,
    whole,
)
from timebank.lib.transactions import atomic_with_retry

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("STORM_SECONDS", "12"))
CLIENTS = 16


class Client:
    """Acts at random until time is up, and counts what the ledger must then hold."""

    def __init__(self, seed, accounts):
        self.chance = random.Random(seed)
        self.accounts = accounts
        self.change = dict.fromkeys(accounts, 0)
        self.transfers = 0
        self.holds = 0

    def act_until(self, until):
        acts = [self.batch, self.batch, self.single, self.levy, self.hold, self.undo, self.careless]
        while time.monotonic() < until:
            self.chance.choice(acts)()

    def postings(self, most):
        pairs = [self.chance.sample(self.accounts, 2) for _ in range(self.chance.randint(1, most))]
        return [posting(*pair, self.chance.randint(1, 90)) for pair in pairs]

    def count(self, *postings):
        self.transfers += len(postings)
        for one in postings:
            self.change[one.payer_id] -= one.minutes
            self.change[one.payee_id] += one.minutes

    def twice(self, act, *given):
        """Do it, and often once more: the answer is the same."""
        answer = act(*given)
        if self.chance.random() < 0.5:
            assert act(*given) == answer
        return answer

    def batch(self):
        batch = self.postings(8)
        assert len(set(self.twice(actions.post_together, batch))) == len(batch)
        self.count(*batch)

    def single(self):
        [one] = self.postings(1)
        self.twice(actions.post, one)
        self.count(one)

    def levy(self):
        levies = self.postings(8)
        assert self.twice(actions.post_each_that_fits, levies)[1] == []
        self.count(*levies)

    def hold(self):
        payer, payee = self.chance.sample(self.accounts, 2)
        hold = set_aside(payer, payee, 30)
        self.holds += 1
        if self.chance.random() < 0.5:
            one = posting(payer, payee, self.chance.randint(1, 45))
            self.twice(actions.capture, hold, one)
            self.count(one)
        else:
            actions.release(hold, by="system", reason="DECLINED")

    def undo(self):
        [one] = self.postings(1)
        transfer, key = actions.post(one), uuid.uuid4()
        self.twice(lambda: take_back(transfer, key=key))
        self.transfers += 2

    def careless(self):
        """Two postings in one transaction without locking first, as nobody should: a deadlock, tried again."""
        pair = [self.chance.sample(self.accounts, 2) for _ in range(2)]
        both = [posting(*each, 1) for each in pair]
        if self.chance.random() < 0.1:
            atomic_with_retry(lambda: [actions.post(one) for one in both])()
            self.count(*both)


def test_a_storm_over_ten_accounts(transactional_db):
    book = new_book()
    accounts = [new_account(book, floor=None, ceiling=None) for _ in range(10)]
    clients = [Client(seed, accounts) for seed in range(CLIENTS)]
    until = time.monotonic() + SECONDS

    answers = at_once(*(lambda client=client: client.act_until(until) for client in clients))

    assert raised(answers) == []
    assert Transfer.objects.count() == sum(client.transfers for client in clients)
    assert Hold.objects.count() == HoldEnd.objects.count() == sum(client.holds for client in clients)
    assert reads.balances(accounts) == {one: sum(client.change[one] for client in clients) for one in accounts}
    assert [state(one).held_minutes for one in accounts] == [0] * 10
    whole()


def test_a_storm_of_captures_over_one_pair(transactional_db):
    book = new_book()
    ann, bob = (new_account(book, floor=None, ceiling=None) for _ in range(2))

    def work(seed):
        chance = random.Random(seed)
        for _ in range(10):
            payer, payee = chance.sample([ann, bob], 2)
            capture(set_aside(payer, payee, 2), payer, payee, chance.randint(1, 3))

    answers = at_once(*(lambda seed=seed: work(seed) for seed in range(CLIENTS)))

    assert raised(answers) == []
    assert Transfer.objects.count() == 10 * CLIENTS
    whole()
