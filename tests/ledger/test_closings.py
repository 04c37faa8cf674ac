"""Closed months: what was reported stays as it was, and what comes late goes into the open month."""

import datetime

import pytest
from psycopg2.errors import CheckViolation, UniqueViolation

from ledger import actions, reads
from ledger.models import Closing, Entry
from tests.ledger.making import (
    at_once,
    capture,
    correction,
    days_ago,
    last_day_of_month,
    new_account,
    new_book,
    pay,
    posting,
    raised,
    set_aside,
    settle,
    take_back,
    today,
    whole,
)

ONE_DAY = datetime.timedelta(days=1)


def close(book, months_ago=1):
    actions.close_through(book, day=last_day_of_month(months_ago), by="member:9")


def booked_on(transfer):
    return {entry.booked_on for entry in Entry.objects.filter(transfer_id=transfer)}


def test_nothing_was_closed_in_a_new_book(bank):
    assert reads.first_open_day(bank.book) is None
    assert reads.closings_of(bank.book) == []


def test_a_month_that_is_over_is_closed(bank):
    last = pay(bank.ann, bank.bob)

    close(bank.book, 2)
    close(bank.book, 1)

    assert reads.first_open_day(bank.book) == today().replace(day=1)
    assert [(one.closed_through, one.closed_by, one.transfers_through) for one in reads.closings_of(bank.book)] == [
        (last_day_of_month(1), "member:9", last),
        (last_day_of_month(2), "member:9", last),
    ]
    whole()


@pytest.mark.parametrize(
    "day",
    [today(), days_ago(-40), last_day_of_month(1) - ONE_DAY, last_day_of_month(0) + ONE_DAY],
    ids=["today", "a day to come", "a month's last day but one", "tomorrow"],
)
def test_only_a_whole_month_that_is_over_is_closed(bank, day):
    with pytest.raises(actions.MonthNotOver):
        actions.close_through(bank.book, day=day, by="member:9")

    assert reads.first_open_day(bank.book) is None


@pytest.mark.parametrize("months_ago", [1, 2])
def test_a_month_is_closed_once(bank, months_ago):
    close(bank.book, 1)

    with pytest.raises(actions.MonthClosed):
        close(bank.book, months_ago)

    assert len(reads.closings_of(bank.book)) == 1


def test_an_unknown_book_closes_nothing(db):
    with pytest.raises(actions.NoSuchAccount):
        close(10**12)


def test_a_past_day_that_is_closed_becomes_the_first_open_one(bank):
    close(bank.book)

    late = pay(bank.ann, bank.bob, booked_on=days_ago(300), happened_on=days_ago(300))

    assert booked_on(late) == {today().replace(day=1)}
    assert reads.transfers([late])[late].happened_on == days_ago(300)
    whole()


def test_a_past_day_that_is_open_stays_as_asked(bank):
    close(bank.book, 2)
    asked = last_day_of_month(1)

    assert booked_on(pay(bank.ann, bank.bob, booked_on=asked)) == {asked}


def test_what_is_closed_in_one_bank_is_open_in_another(bank):
    close(bank.book)
    book = new_book()
    ann, bob = new_account(book), new_account(book)

    assert booked_on(pay(ann, bob, booked_on=days_ago(100))) == {days_ago(100)}


def test_a_correction_goes_into_the_open_month(bank):
    old = [pay(bank.ann, bank.bob, booked_on=days_ago(100)) for _ in range(2)]
    close(bank.book)

    reversal = take_back(old[0], booked_on=days_ago(100), happened_on=days_ago(100))
    corrected = actions.correct(old[1], **correction(booked_on=days_ago(100), happened_on=days_ago(100)))

    first = {today().replace(day=1)}
    assert (booked_on(reversal), booked_on(corrected), booked_on(old[0])) == (first, first, {days_ago(100)})
    assert reads.balance_of(bank.bob) == 30
    whole()


def test_a_capture_and_a_settlement_go_into_the_open_month(bank):
    hold = set_aside(bank.ann, bank.bob)
    close(bank.book)

    captured = capture(hold, bank.ann, bank.bob, booked_on=days_ago(100))
    settle(bank.ann, booked_on=days_ago(100), happened_on=days_ago(100))

    assert booked_on(captured) == {today().replace(day=1)}
    assert set(Entry.objects.values_list("booked_on", flat=True)) == {today().replace(day=1)}
    whole()


def test_the_trial_balance_of_a_closed_month_never_changes(bank):
    last = last_day_of_month(1)
    pay(bank.ann, bank.bob, booked_on=last)
    close(bank.book)
    reported = reads.trial_balance(bank.book, day=last)

    pay(bank.ann, bank.bob, booked_on=days_ago(100))
    take_back(pay(bank.bob, bank.ann, 7, booked_on=last))

    assert reads.trial_balance(bank.book, day=last) == reported
    assert [state.balance_minutes for state in reported if state.account_id == bank.bob] == [60]


def test_a_closing_races_postings_that_ask_for_past_days(committed_bank):
    """Whoever comes after the closing is booked in the open month, also who drew an id before it and waited."""
    last = last_day_of_month(1)
    accounts = [new_account(committed_bank.book, floor=None, ceiling=None) for _ in range(8)]

    def post_many(payer, payee):
        return [pay(payer, payee, 1, booked_on=last) for _ in range(60)]

    pairs = list(zip(accounts[::2], accounts[1::2], strict=True))
    answers = at_once(
        *(lambda pair=pair: post_many(*pair) for pair in pairs),
        lambda: close_patiently(committed_bank.book),
    )

    assert raised(answers) == []
    closing = Closing.objects.get()
    in_the_month = Entry.objects.filter(booked_on__lte=last)
    assert in_the_month.filter(transfer_id__gt=closing.transfers_through).count() == 0
    assert Entry.objects.count() == 2 * 4 * 60
    whole()


def close_patiently(book):
    """Ask again as people do when they are told that the ledger is busy."""
    for _ in range(50):
        try:
            return close(book)
        except actions.LedgerBusy:
            continue
    raise AssertionError("the ledger was busy all the time")


def test_a_month_is_closed_by_one_of_many(committed_bank):
    answers = at_once(*[lambda: close_patiently(committed_bank.book)] * 8)

    assert raised(answers) == [actions.MonthClosed] * 7
    assert Closing.objects.count() == 1


def test_a_closing_waits_for_no_long_import(committed_bank, owner_connection):
    """It gives up after a moment instead of holding everybody else up, and works when asked again."""
    owner_connection.autocommit = False
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT FROM ledger_closing")  # as each posting does before it is booked
        with pytest.raises(actions.LedgerBusy):
            close(committed_bank.book)
    owner_connection.rollback()

    close(committed_bank.book)

    assert len(reads.closings_of(committed_bank.book)) == 1


CLOSE = "INSERT INTO ledger_closing (book_id, closed_through, closed_by) VALUES (%s, %s, 'member:9')"


@pytest.mark.parametrize(
    ("day", "law"), [(today(), "ledger_closing_month"), (last_day_of_month(1) - ONE_DAY, "ledger_closing_month")]
)
def test_not_even_sql_closes_what_is_not_over(committed_bank, application_connection, day, law):
    with application_connection.cursor() as cursor, pytest.raises(CheckViolation) as refusal:
        cursor.execute(CLOSE, [committed_bank.book, day])

    assert refusal.value.diag.constraint_name == law


def test_not_even_sql_closes_twice(committed_bank, application_connection):
    close(committed_bank.book)

    for months_ago in (1, 3):
        with application_connection.cursor() as cursor, pytest.raises(UniqueViolation) as refusal:
            cursor.execute(CLOSE, [committed_bank.book, last_day_of_month(months_ago)])
        assert refusal.value.diag.constraint_name == "ledger_closing_once"


def test_a_repeated_posting_answers_as_before_the_closing(bank):
    one = posting(bank.ann, bank.bob, booked_on=days_ago(100))
    first = actions.post(one)
    close(bank.book)

    assert actions.post(one) == first
    assert booked_on(first) == {days_ago(100)}
