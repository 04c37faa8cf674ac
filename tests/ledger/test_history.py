"""Posting a history at once: the order of its days, what does not fit, and that PostgreSQL has the last word."""

import datetime
import random
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import actions, reads
from ledger.actions import history
from tests.ledger.conftest import make_bank
from tests.ledger.making import at_once, days_ago, new_account, new_book, pay, posting, today

FLOOR = (
    "From here the account that the hours come from is below its floor of −10 hours. "
    "These rows, with any hours set aside, take it down to −{}. An admin can lower that floor first."
)
CEILING = (
    "From here the account that the hours go to is above its ceiling of 10 hours. "
    "These rows take it up to {} hours. An admin can raise that ceiling first."
)


def past(payer, payee, minutes=60, *, ago=1, **fields):
    return posting(payer, payee, minutes, happened_on=days_ago(ago), **fields)


def post(book, *rows):
    return actions.post_history(book, rows, today=today())


def set_floor(account, floor):
    actions.set_limits(account, actions.Limits(floor, None), by="system", reason="TEST")


def misfits(book, *rows):
    """Post what does not fit, and give each row's place and sentence."""
    before = reads.accounts_of_book(book)
    with pytest.raises(actions.HistoryRefused) as refusal:
        post(book, *rows)
    assert reads.accounts_of_book(book) == before
    outlook = refusal.value.outlook
    assert outlook == actions.look_through(book, rows, today=today())
    return [(misfit.place, misfit.sentence) for misfit in outlook.misfits]


def test_each_is_booked_on_its_day_whatever_the_order_given(bank):
    rows = [past(bank.ann, bank.bob, 10, ago=1), past(bank.bob, bank.ann, 30, ago=9, words="Sewing")]

    posted = post(bank.book, *rows)

    lines = list(reads.statement_lines(bank.ann, first_on=days_ago(99), last_on=today()))
    assert [(line.booked_on, line.minutes, line.balance_minutes) for line in lines] == [
        (days_ago(9), 30, 30),
        (days_ago(1), -10, 20),
    ]
    assert [line.description for line in lines] == ["Sewing", ""]
    assert [line.transfer_id for line in lines] == posted.transfer_ids[::-1]
    assert posted.booked_later == 0
    assert reads.prove().faults == []


def test_an_account_with_newer_lines_books_on_their_day(bank):
    pay(bank.ann, bank.bob, booked_on=days_ago(5))

    posted = post(bank.book, past(bank.bob, bank.ann, ago=9), past(bank.bob, bank.ann, ago=3))

    lines = list(reads.statement_lines(bank.ann, first_on=days_ago(99), last_on=today()))
    assert [line.booked_on for line in lines] == [days_ago(5), days_ago(5), days_ago(3)]
    assert posted.booked_later == 1


def test_limits_bind_in_the_order_of_the_days(bank):
    post(bank.book, past(bank.ann, bank.bob, 900, ago=8), past(bank.bob, bank.ann, 300, ago=9))

    assert reads.balance_of(bank.ann) == -600


def test_the_first_row_past_a_limit_says_how_far_the_whole_goes(bank):
    rows = [past(bank.ann, bank.bob, 300, ago=9 - day) for day in range(5)]

    assert misfits(bank.book, *rows) == [(2, FLOOR.format("25 hours")), (2, CEILING.format(25))]


def test_hours_set_right_in_the_end_do_not_excuse_the_days_between(bank):
    rows = [past(bank.ann, bank.bob, 660, ago=9), past(bank.bob, bank.ann, 660, ago=8)]

    assert misfits(bank.book, *rows) == [(0, FLOOR.format("11 hours")), (0, CEILING.format(11))]


def test_a_limit_binds_only_in_the_worsening_direction(bank):
    debtor = new_account(bank.book, floor=None)
    pay(debtor, bank.bob, 500)
    set_floor(debtor, 0)

    post(bank.book, past(bank.bob, debtor, 60))

    assert reads.balance_of(debtor) == -440


def test_hours_set_aside_are_not_there_for_the_past(bank):
    holding = actions.Holding(
        key=uuid.uuid4(),
        payer_id=bank.ann,
        payee_id=bank.bob,
        minutes=540,
        reference="exchange:1",
        expires_at=timezone.now() + datetime.timedelta(days=9),
        held_by="member:1",
    )
    actions.hold(holding)

    assert misfits(bank.book, past(bank.ann, bank.bob, 61)) == [(0, FLOOR.format("10 h 1 min"))]
    post(bank.book, past(bank.ann, bank.bob, 60))


def test_a_closed_month_takes_no_past(bank):
    last_closed = today().replace(day=1) - datetime.timedelta(days=1)
    actions.close_through(bank.book, day=last_closed, by="system")
    ago = (today() - last_closed).days

    rows = [past(bank.ann, bank.bob, ago=ago), past(bank.ann, bank.bob, ago=ago - 1)]
    assert misfits(bank.book, *rows) == [(0, "That day lies in a month that is closed.")]
    post(bank.book, rows[1])


def test_every_row_that_cannot_be_is_named(bank):
    closed = new_account(bank.book)
    actions.close_account(closed, by="system", reason="LEFT")
    rows = [
        past(bank.ann, bank.bob),
        past(bank.ann, 10**9),
        past(bank.ann, bank.ann),
        past(bank.ann, closed),
        past(bank.ann, bank.bob, 0),
        past(bank.ann, bank.bob, 2**31),
        past(bank.ann, bank.bob, ago=-1),
    ]

    assert misfits(bank.book, *rows) == [
        (1, "There is no such account."),
        (2, "Hours move from one account to another."),
        (3, "One of the two accounts is closed, so no hours can move."),
        (4, "Hours must come to a whole number of minutes, and to more than none."),
        (5, "Hours must come to a whole number of minutes, and to more than none."),
        (6, "That day has not come yet. Choose today or an earlier day."),
    ]


def test_what_was_posted_before_is_named_and_nothing_posted_twice(bank):
    first, second, third = (past(bank.ann, bank.bob, 10) for _row in range(3))
    post(bank.book, second)

    with pytest.raises(actions.HistoryRefused) as refusal:
        post(bank.book, first, second, third)

    assert (refusal.value.outlook.posted_before, refusal.value.outlook.misfits) == ([1], [])
    assert reads.balance_of(bank.bob) == 10


def test_an_account_of_another_book_is_refused_by_the_ledger(bank):
    stranger = new_account(new_book())

    with pytest.raises(actions.OtherBook):
        post(bank.book, past(bank.ann, stranger))

    assert reads.balance_of(bank.ann) == 0


def test_postgresql_judges_again_what_python_let_pass(bank, monkeypatch):
    monkeypatch.setattr(history._Walk, "_fault_of", lambda _walk, _posting: "")
    monkeypatch.setattr(history._Course, "misfits", lambda _course: iter(()))

    with pytest.raises(actions.OverLimit):
        post(bank.book, past(bank.ann, bank.bob, 10), past(bank.ann, bank.bob, 601))

    assert reads.balance_of(bank.ann) == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_history_sent_twice_at_once_is_posted_once(committed_bank):
    bank = committed_bank
    rows = [past(bank.ann, bank.bob, 1, ago=1) for _row in range(50)]

    answers = at_once(*[lambda: post(bank.book, *rows)] * 4)

    assert [type(answer) for answer in answers].count(actions.PostedHistory) == 1
    assert sum(isinstance(answer, actions.HistoryRefused) for answer in answers) == 3
    assert reads.balance_of(bank.bob) == 50


@pytest.mark.django_db(transaction=True)
def test_histories_and_postings_the_other_way_round_never_lock_each_other(committed_bank):
    bank = committed_bank

    def one_way():
        return post(bank.book, *[past(bank.ann, bank.bob, 1) for _row in range(30)])

    def the_other():
        return [pay(bank.bob, bank.ann, 1) for _row in range(30)]

    answers = at_once(*[one_way, the_other] * 3)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert reads.balance_of(bank.ann) == 0
    assert reads.prove().faults == []


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_walk_foretells_what_the_ledger_does(seed):
    chance = random.Random(seed)
    bank = make_bank()
    accounts = [bank.ann, bank.bob, bank.pot, new_account(bank.book, floor=None, ceiling=90)]
    rows = [
        past(*chance.sample(accounts, 2), chance.choice([5, 60, 200]), ago=chance.randrange(20)) for _row in range(12)
    ]
    outlook = actions.look_through(bank.book, rows, today=today())
    if outlook.misfits:
        in_order = sorted(rows, key=lambda row: row.happened_on)
        with pytest.raises(actions.LedgerRefused):
            actions.post_together([replace(row, booked_on=row.happened_on) for row in in_order])
        return

    posted = post(bank.book, *rows)

    booked = {
        line.transfer_id: line.booked_on for line in reads.journal(bank.book, first_on=days_ago(99), last_on=today())
    }
    later = [row for row, pk in zip(rows, posted.transfer_ids, strict=True) if booked[pk] > row.happened_on]
    assert outlook.booked_later == len(later)
