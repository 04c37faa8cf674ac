"""Holds at the same moment: one ending, one winner, no circle of waits."""

import pytest

from ledger import actions, reads
from ledger.models import HoldEnd
from tests.ledger.making import (
    at_once,
    capture,
    holding,
    new_account,
    outcome,
    pay,
    raised,
    run_out,
    set_aside,
    settle,
    state,
    whole,
)


def test_a_hold_never_has_two_endings(committed_bank, owner_connection):
    """Capture, release and expiry race for holds whose time has run out: one ends each, and the sum shows which."""
    endings = []
    for _ in range(15):
        hold = set_aside(committed_bank.ann, committed_bank.bob, 10)
        run_out(owner_connection, hold)

        answers = at_once(
            lambda hold=hold: capture(hold, committed_bank.ann, committed_bank.bob, 10),
            lambda hold=hold: actions.release(hold, by="member:2", reason="DECLINED"),
            lambda hold=hold: actions.expire(hold),
        )

        assert raised(answers) == []
        assert HoldEnd.objects.filter(hold_id=hold).count() == 1
        endings.append(outcome(hold)[0])
    assert set(endings) <= {"RELEASED", "EXPIRED"}
    assert (reads.balance_of(committed_bank.bob), state(committed_bank.ann).held_minutes) == (150, 0)
    whole()


def test_capture_and_release_race_and_one_of_them_ends_it(committed_bank):
    released = 0
    for _ in range(20):
        hold = set_aside(committed_bank.ann, committed_bank.bob, 10)

        answers = at_once(
            lambda hold=hold: capture(hold, committed_bank.ann, committed_bank.bob, 10),
            lambda hold=hold: actions.release(hold, by="member:2", reason="DECLINED"),
        )

        assert raised(answers) in ([], [actions.HoldEnded])
        assert raised(answers[:1]) == []  # with or without the hold, the hours were given
        released += outcome(hold)[0] == "RELEASED"
        assert (outcome(hold)[0] == "CAPTURED") == (raised(answers[1:]) == [actions.HoldEnded])
    assert (reads.balance_of(committed_bank.bob), state(committed_bank.ann).held_minutes) == (200, 0)
    whole()


def test_a_hold_is_captured_by_one_of_many(committed_bank):
    hold = set_aside(committed_bank.ann, committed_bank.bob, 60)
    rush = [lambda: capture(hold, committed_bank.ann, committed_bank.bob, 60)] * 12

    answers = at_once(*rush)

    assert raised(answers) == [actions.HoldEnded] * 11
    assert reads.balance_of(committed_bank.bob) == 60
    whole()


def test_room_for_one_hold_is_given_to_one(committed_bank):
    rush = [lambda: set_aside(committed_bank.ann, committed_bank.bob, 400)] * 12

    answers = at_once(*rush)

    assert raised(answers) == [actions.OverLimit] * 11
    assert state(committed_bank.ann).held_minutes == 400
    whole()


def test_the_same_key_at_the_same_moment_sets_aside_once(committed_bank):
    for _ in range(8):
        one = holding(committed_bank.ann, committed_bank.bob, 1)

        answers = at_once(*[lambda one=one: actions.hold(one)] * 8)

        assert raised(answers) == []
        assert len(set(answers)) == 1
    assert state(committed_bank.ann).held_minutes == 8


def capture_held(payer, payee):
    capture(set_aside(payer, payee, 2), payer, payee, 1)


def capture_by_posting(payer, payee):
    pay(payer, payee, 1, hold_id=set_aside(payer, payee, 2))


def release_held(payer, payee):
    actions.release(set_aside(payer, payee, 2), by="member:2", reason="DECLINED")


@pytest.mark.parametrize("work", [capture_held, capture_by_posting, release_held])
def test_holds_and_ordinary_postings_never_wait_in_a_circle(committed_bank, monkeypatch, work):
    """Both ways, whoever has the lower id; a deadlock counts as a fault here, though trying again would hide it."""
    monkeypatch.setattr("timebank.lib.transactions.TRIES", 1)
    ann, bob = (new_account(committed_bank.book, floor=None, ceiling=None) for _ in range(2))

    def many(act, payer, payee):
        for _ in range(20):
            act(payer, payee)

    pairs = [(ann, bob), (bob, ann)]
    answers = at_once(
        *(lambda act=act, pair=pair: many(act, *pair) for pair in pairs for act in (work, work, one_minute))
    )

    assert raised(answers) == []
    assert (reads.balance_of(ann), state(ann).held_minutes, state(bob).held_minutes) == (0, 0, 0)
    whole()


def one_minute(payer, payee):
    pay(payer, payee, 1)


def test_a_closing_racing_new_holds_leaves_none_behind(committed_bank):
    for _ in range(15):
        leaver = new_account(committed_bank.book)

        answers = at_once(
            lambda leaver=leaver: settle(leaver),
            lambda leaver=leaver: set_aside(leaver, committed_bank.bob, 10),
            lambda leaver=leaver: set_aside(committed_bank.bob, leaver, 10),
        )

        assert set(raised(answers)) <= {actions.AccountClosed}
        assert answers[0] is None
        assert (state(leaver).is_open, reads.open_holds(leaver)) == (False, [])
    assert state(committed_bank.bob).held_minutes == 0
    whole()
