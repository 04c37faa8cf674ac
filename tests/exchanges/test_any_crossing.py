"""Whatever anybody of two banks does with exchanges between them: both books conserve, and both post or neither."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchanges.actions.crossing import deciding, words
from exchanges.models import CrossExchange
from ledger import actions as ledger
from ledger import reads
from members.models import Bank
from tests import factories as make
from timebank.lib.errors import RuleBroken

State = CrossExchange.State
VOICES = ("giver", "receiver", "ours", "theirs", "stranger")
MINUTES = st.sampled_from([0, 30, 60, 90])
MOVES = {
    "confirm": lambda cross, act, minutes: words.confirm(cross, act, minutes=minutes or 45),
    "agree": lambda cross, act, _minutes: words.confirm(cross, act, minutes=cross.minutes),
    "cancel": lambda cross, act, _minutes: words.cancel(cross, act),
    "dispute": lambda cross, act, _minutes: words.dispute(cross, act, reason="It was otherwise."),
    "approve": lambda cross, act, _minutes: deciding.approve(cross, act),
    "return": lambda cross, act, _minutes: deciding.send_back(cross, act, reason="Look again."),
    "settle": lambda cross, act, minutes: deciding.settle(cross, act, minutes=minutes, reason="We rang."),
    "reverse": lambda cross, act, _minutes: deciding.reverse(cross, act, reason="Wrong."),
}
ANYTHING = st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from(VOICES), MINUTES)
BOTH_AGREE = [("agree", "giver", 0), ("agree", "receiver", 0), ("approve", "ours", 0), ("approve", "theirs", 0)]


@st.composite
def any_steps(draw):
    """Mostly on the way that leads through every state, which chance alone seldom finds; with anything in between."""
    minutes = draw(MINUTES)
    settled = [("dispute", "receiver", 0), ("settle", "ours", minutes), ("settle", "theirs", minutes)]
    steps = []
    for each in (BOTH_AGREE, settled, BOTH_AGREE, [("reverse", "ours", 0)]):
        steps += draw(st.lists(ANYTHING, max_size=2)) + (each if draw(st.integers(0, 4)) else [])
    return steps


@pytest.fixture
def people(db):
    bank, other = make.make_bank(slug="riverside"), make.make_bank(slug="hillside")
    make.trade(bank, other, receives=90, gives=90)
    found = {
        "giver": make.make_member(bank),
        "receiver": make.make_member(other),
        "ours": make.make_coordinator(bank),
        "theirs": make.make_coordinator(other),
        "stranger": make.make_member(other),
    }
    ledger.set_limits(found["receiver"].account_id, ledger.Limits(-75, 600), by="test", reason="LIMITS_SET")
    return found


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=any_steps(), ours=st.booleans(), theirs=st.booleans())
def test_both_books_conserve_and_both_post_or_neither(people, steps, ours, theirs):
    with transaction.atomic():
        for who, asks in (("giver", ours), ("receiver", theirs)):
            rule = Bank.Approval.ALL if asks else Bank.Approval.NOBODY
            Bank.objects.filter(pk=people[who].bank_id).update(approval=rule)
        live(people, steps)
        transaction.set_rollback(True)  # each life begins with the same room


def live(people, steps):
    """Let anybody try these steps, and look at both books after each."""
    cross = make.crossed(people["giver"], people["receiver"], minutes=30)
    for move, who, minutes in steps:
        before = cross
        try:
            MOVES[move](cross, make.act(people[who], timezone.now()), minutes)
        except RuleBroken:
            after = CrossExchange.objects.get(pk=cross.pk)
            assert (before.state, before.minutes) == (after.state, after.minutes)
        else:
            assert who != "stranger"
        cross = CrossExchange.objects.filter(pk=cross.pk).with_sides().get()
        hold_true(people, cross)


def hold_true(people, cross):
    """Everything of a book is zero; what one bank gave the other has; what stands is what the pages say."""
    banks = [people[who].bank for who in ("giver", "receiver")]
    for bank in banks:
        assert sum(each.balance_minutes for each in reads.accounts_of_book(bank.book_id)) == 0
    near, far = (reads.positions(bank.book_id)[0].balance_minutes for bank in banks)
    total = cross.minutes if stands(cross) else 0
    assert (near, far) == (-total, total)
    assert reads.balance_of(people["giver"].account_id) == total
    assert reads.balance_of(people["receiver"].account_id) == -total
    assert {side.transfer_id is None for side in cross.sides.all()} in ({True}, {False})
    if cross.posted_at is not None:  # also after a correction each side names its own half of the newest pair
        assert reads.twin_of(cross.giver.transfer_id) == cross.receiver.transfer_id


def stands(cross):
    """Whether its hours stand in both ledgers: posted, also while somebody says that it is not right."""
    return cross.posted_at is not None and cross.state != State.REVERSED
