"""Holds: what is set aside is there when it is posted, is spent once, and comes back when it is not needed."""

import dataclasses
import datetime
import time
import uuid

import pytest
from django.utils import timezone

from ledger import actions, reads
from ledger.tasks import expire_hold
from tests.ledger.making import (
    capture,
    holding,
    new_account,
    new_book,
    outcome,
    pay,
    posting,
    run_out,
    set_aside,
    settle,
    state,
    take_back,
    whole,
)


def test_what_is_set_aside_is_not_available_and_not_yet_gone(bank):
    hold = set_aside(bank.ann, bank.bob, 200)

    ann = state(bank.ann)
    assert (ann.balance_minutes, ann.held_minutes, ann.available_minutes) == (0, 200, 400)
    assert state(bank.bob).held_minutes == 0
    assert reads.hold_is_open(hold)
    assert (
        [held.pk for held in reads.open_holds(bank.ann)] == [held.pk for held in reads.open_holds(bank.bob)] == [hold]
    )
    whole()


def test_what_is_set_aside_cannot_be_spent_otherwise(bank):
    set_aside(bank.ann, bank.bob, 500)

    with pytest.raises(actions.OverLimit) as refusal:
        pay(bank.ann, bank.pot, 101)

    assert refusal.value.fits_minutes == 100
    pay(bank.ann, bank.pot, 100)
    assert state(bank.ann).available_minutes == 0


def test_what_is_set_aside_cannot_be_set_aside_again(bank):
    set_aside(bank.ann, bank.bob, 500)

    with pytest.raises(actions.OverLimit) as refusal:
        set_aside(bank.ann, bank.pot, 101)

    assert refusal.value.fits_minutes == 100
    set_aside(bank.ann, bank.pot, 100)
    assert state(bank.ann).held_minutes == 600
    whole()


@pytest.mark.parametrize("payee_is_older", [True, False])
def test_a_refused_hold_says_what_the_payer_has_left(bank, payee_is_older):
    """Whoever has the lower id, and whatever ceiling the payee has: setting aside gives the payee nothing yet."""
    older, newer = new_account(bank.book, ceiling=30), new_account(bank.book, ceiling=30)
    payer, payee = (newer, older) if payee_is_older else (older, newer)

    with pytest.raises(actions.OverLimit) as refusal:
        set_aside(payer, payee, 601)

    assert refusal.value.fits_minutes == 600


def test_an_account_without_a_floor_sets_aside_what_it_likes(bank):
    set_aside(bank.pot, bank.ann, 100_000)

    assert (state(bank.pot).held_minutes, state(bank.pot).available_minutes) == (100_000, None)
    pay(bank.pot, bank.ann, 60)


def test_a_hold_is_captured_whole(bank):
    hold = set_aside(bank.ann, bank.bob, 60)

    capture(hold, bank.ann, bank.bob, 60)

    ann = state(bank.ann)
    assert (ann.balance_minutes, ann.held_minutes, outcome(hold)) == (-60, 0, ("CAPTURED", ""))
    assert not reads.hold_is_open(hold)
    whole()


def test_a_hold_is_captured_in_part_and_the_rest_is_free(bank):
    hold = set_aside(bank.ann, bank.bob, 600)

    capture(hold, bank.ann, bank.bob, 45)

    ann = state(bank.ann)
    assert (ann.balance_minutes, ann.held_minutes, ann.available_minutes) == (-45, 0, 555)
    whole()


def test_capturing_again_with_the_same_key_gives_the_first_answer(bank):
    hold = set_aside(bank.ann, bank.bob)
    one = posting(bank.ann, bank.bob)

    assert actions.capture(hold, one) == actions.capture(hold, one)
    assert reads.balance_of(bank.bob) == 60


def test_a_captured_hold_is_captured_no_second_time(bank):
    hold = set_aside(bank.ann, bank.bob, 60)
    capture(hold, bank.ann, bank.bob, 30)

    with pytest.raises(actions.HoldEnded):
        capture(hold, bank.ann, bank.bob, 30)

    assert reads.balance_of(bank.bob) == 30
    whole()


def test_a_hold_is_released_and_the_minutes_are_back(bank):
    hold = set_aside(bank.ann, bank.bob, 60)

    actions.release(hold, by="member:2", reason="DECLINED")
    actions.release(hold, by="member:3", reason="AGAIN")

    assert (state(bank.ann).held_minutes, outcome(hold)) == (0, ("RELEASED", "DECLINED"))
    whole()


def test_a_captured_hold_is_not_released(bank):
    hold = set_aside(bank.ann, bank.bob)
    capture(hold, bank.ann, bank.bob)

    with pytest.raises(actions.HoldEnded):
        actions.release(hold, by="member:2", reason="DECLINED")

    assert outcome(hold) == ("CAPTURED", "")


def test_hours_agreed_after_a_release_are_posted_against_the_ordinary_limit(bank):
    hold = set_aside(bank.ann, bank.bob, 60)
    actions.release(hold, by="member:2", reason="DECLINED")
    pay(bank.ann, bank.pot, 590)

    with pytest.raises(actions.OverLimit):
        capture(hold, bank.ann, bank.bob, 60)
    capture(hold, bank.ann, bank.bob, 10)

    assert (reads.balance_of(bank.ann), outcome(hold)) == (-600, ("RELEASED", "DECLINED"))
    whole()


def test_a_hold_that_is_too_small_ends_and_the_whole_is_posted(bank):
    hold = set_aside(bank.ann, bank.bob, 60)
    one = posting(bank.ann, bank.bob, 90)

    assert actions.capture(hold, one) == actions.capture(hold, one)

    assert (reads.balance_of(bank.ann), state(bank.ann).held_minutes) == (-90, 0)
    assert outcome(hold) == ("RELEASED", "NOT_COVERED")
    whole()


def test_a_hold_that_is_too_small_stays_where_the_limit_refuses_the_whole(bank):
    hold = set_aside(bank.ann, bank.bob, 60)

    with pytest.raises(actions.OverLimit) as refusal:
        capture(hold, bank.ann, bank.bob, 601)

    assert refusal.value.fits_minutes == 600
    assert (reads.hold_is_open(hold), state(bank.ann).held_minutes) == (True, 60)


def test_a_hold_for_somebody_else_ends_and_the_posting_stands_alone(bank):
    hold = set_aside(bank.ann, bank.bob, 60)

    capture(hold, bank.ann, bank.pot, 60)

    assert (state(bank.ann).held_minutes, outcome(hold)) == (0, ("RELEASED", "NOT_COVERED"))
    whole()


def test_a_floor_raised_meanwhile_does_not_break_the_promise(bank):
    hold = set_aside(bank.ann, bank.bob, 300)
    actions.set_limits(bank.ann, actions.Limits(-60, 600), by="member:2", reason="RULE")
    assert state(bank.ann).available_minutes == 0

    capture(hold, bank.ann, bank.bob, 300)

    assert reads.balance_of(bank.ann) == -300
    with pytest.raises(actions.OverLimit):
        pay(bank.ann, bank.bob, 1)
    whole()


def test_a_capture_that_the_payee_s_ceiling_refuses_says_what_fits_under_it(bank):
    hold = set_aside(bank.ann, bank.bob, 300)
    actions.set_limits(bank.ann, actions.Limits(0, 600), by="member:2", reason="RULE")
    actions.set_limits(bank.bob, actions.Limits(-600, 200), by="member:2", reason="RULE")

    with pytest.raises(actions.OverLimit) as refusal:
        capture(hold, bank.ann, bank.bob, 300)

    assert refusal.value.fits_minutes == 200
    capture(hold, bank.ann, bank.bob, 200)
    whole()


def test_an_account_that_closes_gets_its_minutes_back_first(bank):
    mine, theirs = set_aside(bank.ann, bank.bob, 60), set_aside(bank.bob, bank.ann, 30)
    pay(bank.pot, bank.ann, 100)

    settle(bank.ann)

    assert (outcome(mine), outcome(theirs)) == (("RELEASED", "LEFT"), ("RELEASED", "LEFT"))
    assert (reads.balance_of(bank.ann), state(bank.ann).is_open, state(bank.bob).held_minutes) == (0, False, 0)
    whole()


def test_an_account_with_hours_set_aside_is_not_closed_unsettled(bank):
    set_aside(bank.ann, bank.bob, 60)

    with pytest.raises(actions.AccountNotSettled):
        actions.close_account(bank.ann, by="member:2", reason="LEFT")

    assert state(bank.ann).is_open


@pytest.mark.parametrize("who", ["payer", "payee"])
def test_a_closed_account_takes_part_in_no_hold(bank, who):
    closed = new_account(bank.book)
    settle(closed)

    with pytest.raises(actions.AccountClosed):
        set_aside(closed, bank.bob) if who == "payer" else set_aside(bank.ann, closed)


def test_a_hold_stays_within_one_book(bank):
    stranger = new_account(new_book())

    with pytest.raises(actions.OtherBook):
        set_aside(bank.ann, stranger)
    with pytest.raises(actions.NoSuchAccount):
        set_aside(bank.ann, 10**12)
    with pytest.raises(actions.NoSuchAccount):
        set_aside(10**12, bank.ann)
    with pytest.raises(actions.SameAccount):
        set_aside(bank.ann, bank.ann)


@pytest.mark.parametrize("minutes", [0, -5, 1.5, "60", True, 2**31])
def test_only_whole_minutes_are_set_aside(bank, minutes):
    with pytest.raises(actions.NotWholeMinutes):
        set_aside(bank.ann, bank.bob, minutes)


def test_the_same_key_sets_aside_once(bank):
    one = holding(bank.ann, bank.bob)

    assert actions.hold(one) == actions.hold(one)
    assert state(bank.ann).held_minutes == 60


def test_a_key_is_not_used_for_another_hold(bank):
    one = holding(bank.ann, bank.bob)
    actions.hold(one)

    with pytest.raises(actions.KeyReused):
        actions.hold(dataclasses.replace(one, minutes=30))
    with pytest.raises(actions.AlreadyPosted):
        actions.hold(dataclasses.replace(one, key=uuid.uuid4()))
    assert state(bank.ann).held_minutes == 60


def test_a_hold_that_has_expired_before_it_began_is_refused(bank):
    with pytest.raises(actions.HoldTooSmall):
        set_aside(bank.ann, bank.bob, expires_at=timezone.now() - datetime.timedelta(seconds=1))


def test_what_captured_a_hold_is_taken_back_like_anything_else(bank):
    hold = set_aside(bank.ann, bank.bob, 60)

    take_back(capture(hold, bank.ann, bank.bob, 60))

    assert (reads.balance_of(bank.ann), state(bank.ann).held_minutes, outcome(hold)[0]) == (0, 0, "CAPTURED")
    whole()


def test_a_hold_does_not_expire_before_its_time(bank):
    hold = set_aside(bank.ann, bank.bob)

    assert reads.expired_holds() == []
    with pytest.raises(actions.HoldTooSmall):
        actions.expire(hold)
    assert reads.hold_is_open(hold)


def test_a_hold_runs_out_by_the_database_s_own_clock(bank):
    hold = set_aside(bank.ann, bank.bob, expires_at=timezone.now() + datetime.timedelta(milliseconds=300))
    assert reads.expired_holds() == []

    time.sleep(0.4)

    assert reads.expired_holds() == [hold]


def test_the_job_frees_what_was_forgotten_once(committed_bank, owner_connection):
    hold, later = (
        set_aside(committed_bank.ann, committed_bank.bob, 60),
        set_aside(committed_bank.ann, committed_bank.bob),
    )
    run_out(owner_connection, hold)
    assert reads.expired_holds() == [hold]

    expire_hold(hold_id=hold)
    expire_hold(hold_id=hold)

    assert reads.expired_holds() == []
    assert (outcome(hold), reads.hold_is_open(later)) == (("EXPIRED", "EXPIRED"), True)
    assert state(committed_bank.ann).held_minutes == 60
    whole()


def test_expired_minutes_are_held_until_the_hold_is_ended(committed_bank, owner_connection):
    """The balance holds the minutes until somebody ends the hold: the sweep does, or the posting itself."""
    hold = set_aside(committed_bank.ann, committed_bank.bob, 600)
    run_out(owner_connection, hold)

    with pytest.raises(actions.OverLimit):
        pay(committed_bank.ann, committed_bank.bob, 1)
    actions.expire(hold)

    pay(committed_bank.ann, committed_bank.bob, 1)


def test_an_expired_hold_ends_and_the_whole_is_posted_against_the_ordinary_limit(committed_bank, owner_connection):
    hold = set_aside(committed_bank.ann, committed_bank.bob, 60)
    run_out(owner_connection, hold)
    one = posting(committed_bank.ann, committed_bank.bob, 60)

    assert actions.capture(hold, one) == actions.capture(hold, one)

    assert (reads.balance_of(committed_bank.ann), state(committed_bank.ann).held_minutes) == (-60, 0)
    assert outcome(hold) == ("RELEASED", "NOT_COVERED")
    whole()


def test_an_expired_hold_keeps_no_promise_against_a_raised_floor(committed_bank, owner_connection):
    hold = set_aside(committed_bank.ann, committed_bank.bob, 60)
    actions.set_limits(committed_bank.ann, actions.Limits(0, 600), by="member:2", reason="RULE")
    run_out(owner_connection, hold)

    with pytest.raises(actions.OverLimit):
        capture(hold, committed_bank.ann, committed_bank.bob, 60)

    assert (reads.balance_of(committed_bank.ann), reads.hold_is_open(hold)) == (0, True)


def test_a_hold_asked_for_again_after_its_time_gives_the_first_answer(committed_bank, owner_connection):
    one = holding(committed_bank.ann, committed_bank.bob, expires_at=timezone.now() + datetime.timedelta(seconds=0.2))
    hold = actions.hold(one)

    time.sleep(0.3)

    assert actions.hold(one) == hold
