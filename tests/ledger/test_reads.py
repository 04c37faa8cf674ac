"""Statements, journals and totals."""

import datetime

import pytest

from ledger import reads
from tests.ledger.making import days_ago, new_account, pay, take_back

EVER = {"first_on": datetime.date.min, "last_on": datetime.date.max}


@pytest.fixture
def year(bank):
    """Five transfers on ten days, as Ann's statement has them: -10, -20, +5, -40, -80."""
    return [
        pay(bank.ann, bank.bob, 10, booked_on=days_ago(90), words="Lift to the surgery"),
        pay(bank.ann, bank.pot, 20, booked_on=days_ago(60), kind="GIFT"),
        pay(bank.bob, bank.ann, 5, booked_on=days_ago(60)),
        pay(bank.ann, bank.bob, 40, booked_on=days_ago(30)),
        pay(bank.ann, bank.bob, 80),
    ]


class TestStatements:
    @pytest.mark.parametrize(
        ("first", "last", "opening", "closing", "minutes"),
        [
            (365, 0, 0, -145, [-10, -20, 5, -40, -80]),
            (60, 30, -10, -65, [-20, 5, -40]),
            (59, 31, -25, -25, []),
            (400, 365, 0, 0, []),
            (60, 60, -10, -25, [-20, 5]),
            (0, 365, -65, 0, []),
        ],
    )
    def test_a_statement_opens_moves_and_closes(self, bank, year, first, last, opening, closing, minutes):
        page = reads.statement(bank.ann, first_on=days_ago(first), last_on=days_ago(last))

        assert (page.opening_minutes, page.closing_minutes) == (opening, closing)
        assert [line.minutes for line in page.lines] == minutes
        assert page.count == len(minutes)

    def test_a_line_says_who_what_and_when(self, bank, year):
        [line, *_others] = reads.statement(bank.ann, **EVER).lines

        assert (line.transfer_id, line.kind, line.other_account_id) == (year[0], "EXCHANGE", bank.bob)
        assert (line.description, line.minutes, line.balance_minutes) == ("Lift to the surgery", -10, -10)
        assert (line.booked_on, line.happened_on) == (days_ago(90), days_ago(400))

    def test_a_line_knows_that_it_was_taken_back(self, bank):
        transfer = pay(bank.ann, bank.bob)
        reversal = take_back(transfer)

        there, back = reads.statement(bank.ann, **EVER).lines

        assert (there.reversed_by_id, back.reverses_id) == (reversal, transfer)

    def test_pages_follow_each_other(self, bank, year):
        seen, after = [], 0
        while after is not None:
            page = reads.statement(bank.ann, **EVER, after=after, at_most=2)
            seen += [line.transfer_id for line in page.lines]
            after = page.next_after

        assert seen == year

    def test_a_page_within_days_starts_within_them(self, bank, year):
        page = reads.statement(bank.ann, first_on=days_ago(60), last_on=days_ago(30), at_most=2)

        assert [line.transfer_id for line in page.lines] == year[1:3]
        following = reads.statement(
            bank.ann, first_on=days_ago(60), last_on=days_ago(30), after=page.next_after, at_most=2
        )
        assert [line.transfer_id for line in following.lines] == year[3:4]
        assert following.next_after is None

    def test_all_lines_can_be_streamed(self, bank, year):
        assert [line.transfer_id for line in reads.statement_lines(bank.ann, **EVER)] == year

    def test_a_statement_takes_three_queries_however_long(self, bank, year, django_assert_num_queries):
        with django_assert_num_queries(3):
            reads.statement(bank.ann, first_on=days_ago(365), last_on=days_ago(0))

    def test_a_balance_on_any_day(self, bank, year):
        days = [365, 90, 61, 60, 0]

        assert [reads.balance_on(bank.ann, days_ago(day)) for day in days] == [0, -10, -10, -25, -145]


class TestBooks:
    def test_the_journal_streams_in_order_with_both_balances(self, bank, year):
        lines = list(reads.journal(bank.book, first_on=days_ago(60), last_on=days_ago(0)))

        assert [line.transfer_id for line in lines] == year[1:]
        assert [(line.payer_balance_minutes, line.payee_balance_minutes) for line in lines[:2]] == [(-30, 20), (5, -25)]

    def test_the_journal_holds_one_book(self, bank, year):
        assert list(reads.journal(bank.book + 1, **EVER)) == []

    def test_a_trial_balance_has_every_account_and_sums_to_zero(self, bank, year):
        idle = new_account(bank.book)

        on = {state.account_id: state.balance_minutes for state in reads.trial_balance(bank.book, day=days_ago(60))}

        assert (on[bank.ann], on[bank.bob], on[bank.pot], on[idle]) == (-25, 5, 20, 0)
        assert sum(on.values()) == 0

    def test_movements_add_up_by_account_and_kind(self, bank, year):
        moved = reads.movements(bank.book, first_on=days_ago(60), last_on=days_ago(30))

        assert {(m.account_id, m.kind): (m.transfers, m.in_minutes, m.out_minutes) for m in moved} == {
            (bank.ann, "EXCHANGE"): (2, 5, 40),
            (bank.ann, "GIFT"): (1, 0, 20),
            (bank.bob, "EXCHANGE"): (2, 40, 5),
            (bank.pot, "GIFT"): (1, 20, 0),
        }

    def test_opening_and_movements_make_the_closing(self, bank, year):
        opening = {s.account_id: s.balance_minutes for s in reads.trial_balance(bank.book, day=days_ago(61))}
        closing = {s.account_id: s.balance_minutes for s in reads.trial_balance(bank.book, day=days_ago(0))}
        for moved in reads.movements(bank.book, first_on=days_ago(60), last_on=days_ago(0)):
            opening[moved.account_id] += moved.in_minutes - moved.out_minutes

        assert opening == closing

    def test_totals_add_up_by_kind(self, bank, year):
        totals = reads.totals(bank.book, **EVER)

        assert [(t.kind, t.transfers, t.minutes) for t in totals] == [("EXCHANGE", 4, 135), ("GIFT", 1, 20)]
        assert all(type(t.minutes) is int for t in totals)

    def test_transfers_are_read_together(self, bank, year, django_assert_num_queries):
        with django_assert_num_queries(1):
            found = reads.transfers(year[:2])

        assert {pk: line.minutes for pk, line in found.items()} == {year[0]: 10, year[1]: 20}

    def test_states_of_a_book_s_accounts(self, bank, year):
        states = {state.account_id: state for state in reads.accounts_of_book(bank.book)}

        assert states[bank.ann].last_booked_on == days_ago(0)
        assert states == reads.account_states(states)

    def test_only_a_book_s_own_accounts_are_found_by_kind(self, bank):
        assert reads.account_of_kind(bank.book, "POT") == bank.pot
        with pytest.raises(ValueError, match="many accounts"):
            reads.account_of_kind(bank.book, "MEMBER")
