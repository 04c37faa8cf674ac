"""Any sequence of postings, reversals, corrections, limits, closings and refusals keeps every law.

A small model in plain Python says what should happen; PostgreSQL must say the same, step by step, and the proof,
the statements and the trial balances must agree with it at the end.
"""

import dataclasses
import datetime
import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger import actions, reads
from tests.ledger.making import NUMBERS, ZONE, correction, days_ago, posting, settle, take_back, today

POT, WRITE_OFF = 0, 1
MINUTES = st.integers(1, 400)
FLOORS = st.none() | st.integers(-300, 0)
CEILINGS = st.none() | st.integers(0, 300)
DAYS = st.none() | st.integers(0, 40).map(days_ago)


class Refused(Exception):
    def __init__(self, refusal, fits=None):
        super().__init__(refusal.__name__)
        self.refusal, self.fits = refusal, fits


@dataclass
class Line:
    minutes: int
    balance: int
    booked_on: datetime.date


@dataclass
class Account:
    pk: int
    floor: int | None = None
    ceiling: int | None = None
    is_open: bool = True
    lines: list[Line] = field(default_factory=list)

    @property
    def balance(self):
        return self.lines[-1].balance if self.lines else 0

    @property
    def last_booked_on(self):
        return self.lines[-1].booked_on if self.lines else datetime.date.min

    def takes(self, change, *, kind, forced):
        after = self.balance + change
        if forced:
            return True
        if not self.is_open:
            return kind == "SETTLEMENT" and after == 0
        too_low = change < 0 and self.floor is not None and after < self.floor
        too_high = change > 0 and self.ceiling is not None and after > self.ceiling
        return not (too_low or too_high)


@dataclass
class Moved:
    pk: int | None
    payer: Account
    payee: Account
    minutes: int
    kind: str = "EXCHANGE"
    is_reversed: bool = False


class Model:
    """The whole ledger in forty lines: what a posting does, and what it refuses."""

    def __init__(self, pot, write_off):
        self.accounts = [pot, write_off]

    def move(self, payer, payee, minutes, *, kind="EXCHANGE", forced=False, asked_on=None):
        changes = {payer.pk: (payer, -minutes), payee.pk: (payee, minutes)}
        for pk in sorted(changes):
            account, change = changes[pk]
            if not account.takes(change, kind=kind, forced=forced):
                raise self.refusal(account, payer, payee)
        booked_on = max(asked_on or today(), payer.last_booked_on, payee.last_booked_on)
        for account, change in changes.values():
            account.lines.append(Line(change, account.balance + change, booked_on))

    def refusal(self, account, payer, payee):
        if not account.is_open:
            return Refused(actions.AccountClosed)
        rooms = []
        if payer.floor is not None:
            rooms.append(payer.balance - payer.floor)
        if payee.ceiling is not None:
            rooms.append(payee.ceiling - payee.balance)
        return Refused(actions.OverLimit, fits=max(0, min(rooms)))

    def settle(self, account):
        pot = self.accounts[POT]
        if account.balance > 0:
            self.move(account, pot, account.balance, kind="SETTLEMENT")
        elif account.balance < 0:
            try:
                self.move(pot, account, -account.balance, kind="SETTLEMENT")
            except Refused:
                self.move(self.accounts[WRITE_OFF], account, -account.balance, kind="SETTLEMENT")

    def settle_closed(self, *accounts):
        for account in sorted(accounts, key=lambda one: one.pk):
            if not account.is_open:
                self.settle(account)

    def whole_or_not_at_all(self, steps):
        """Run steps; on a refusal put everything back, as a transaction does."""
        before = [len(account.lines) for account in self.accounts]
        try:
            steps()
        except Refused:
            for account, count in zip(self.accounts, before, strict=True):
                del account.lines[count:]
            raise


class History(RuleBasedStateMachine):
    accounts = Bundle("accounts")
    postings = Bundle("postings")
    transfers = Bundle("transfers")

    @initialize(target=accounts, floor=FLOORS, ceiling=CEILINGS)
    def open_book(self, floor, ceiling):
        self.slug = f"history-{next(NUMBERS)}"
        self.book = actions.open_book(slug=self.slug, zone=ZONE).pk
        pot = Account(reads.account_of_kind(self.book, "POT"))
        self.model = Model(pot, Account(reads.account_of_kind(self.book, "EXPIRY")))
        self.set_limits(pot, floor, ceiling)
        return multiple(pot, *(self.open_account(None, None) for _ in range(2)))

    @rule(target=accounts, floor=FLOORS, ceiling=CEILINGS)
    def open_account(self, floor, ceiling):
        opened = actions.open_account(
            book_id=self.book,
            code=f"member-{next(NUMBERS)}",
            kind="MEMBER",
            limits=actions.Limits(floor, ceiling),
            by="system",
        )
        account = Account(opened.pk, floor, ceiling)
        self.model.accounts.append(account)
        return account

    @rule(target=postings, payer=accounts, payee=accounts, minutes=MINUTES, asked_on=DAYS)
    def post(self, payer, payee, minutes, asked_on):
        one = posting(payer.pk, payee.pk, minutes, booked_on=asked_on)
        if payer is payee:
            self.refuses(actions.SameAccount, lambda: actions.post(one))
            return multiple()
        moved = Moved(None, payer, payee, minutes)
        moved.pk = self.same(
            lambda: self.model.move(payer, payee, minutes, asked_on=asked_on), lambda: actions.post(one)
        )
        return (one, moved) if moved.pk else multiple()

    @rule(target=transfers, posted=consumes(postings))
    def keep(self, posted):
        one, moved = posted
        assert actions.post(one) == moved.pk
        return moved

    @rule(posted=postings, minutes=MINUTES)
    def repeat_with_other_content(self, posted, minutes):
        one, _moved = posted
        if minutes != one.minutes:
            self.refuses(actions.KeyReused, lambda: actions.post(dataclasses.replace(one, minutes=minutes)))

    @rule(posted=postings)
    def repeat_under_another_key(self, posted):
        one, _moved = posted
        self.refuses(actions.AlreadyPosted, lambda: actions.post(dataclasses.replace(one, key=uuid.uuid4())))

    @rule(data=st.data(), minutes=st.lists(MINUTES, min_size=1, max_size=4))
    def post_together(self, data, minutes):
        pairs = [data.draw(st.permutations(self.model.accounts).map(lambda some: some[:2])) for _ in minutes]
        batch = [posting(payer.pk, payee.pk, many) for (payer, payee), many in zip(pairs, minutes, strict=True)]

        def steps():
            for (payer, payee), many in zip(pairs, minutes, strict=True):
                self.model.move(payer, payee, many)

        self.same(lambda: self.model.whole_or_not_at_all(steps), lambda: actions.post_together(batch))

    @rule(moved=transfers)
    def reverse(self, moved):
        if moved.is_reversed:
            self.refuses(actions.AlreadyReversed, lambda: take_back(moved.pk))
            return

        def steps():
            self.model.move(moved.payee, moved.payer, moved.minutes, forced=True)
            self.model.settle_closed(moved.payer, moved.payee)

        reversal = self.same(lambda: self.model.whole_or_not_at_all(steps), lambda: take_back(moved.pk))
        if reversal:
            moved.is_reversed = True
            self.refuses(actions.NotReversible, lambda: take_back(reversal))

    @rule(target=transfers, moved=transfers, minutes=MINUTES, by_admin=st.booleans())
    def correct(self, moved, minutes, by_admin):
        correct = actions.correct_past_limits if by_admin else actions.correct
        if moved.is_reversed:
            self.refuses(actions.AlreadyReversed, lambda: correct(moved.pk, **correction(minutes=minutes)))
            return multiple()

        def steps():
            self.model.move(moved.payee, moved.payer, moved.minutes, forced=True)
            self.model.move(moved.payer, moved.payee, minutes, forced=by_admin)
            self.model.settle_closed(moved.payer, moved.payee)

        corrected = self.same(
            lambda: self.model.whole_or_not_at_all(steps),
            lambda: correct(moved.pk, **correction(minutes=minutes)),
        )
        if not corrected:
            return multiple()
        moved.is_reversed = True
        return Moved(corrected, moved.payer, moved.payee, minutes)

    @rule(account=accounts, floor=FLOORS, ceiling=CEILINGS)
    def set_limits(self, account, floor, ceiling):
        actions.set_limits(account.pk, actions.Limits(floor, ceiling), by="system", reason="RULE")
        account.floor, account.ceiling, account.is_open = floor, ceiling, True

    @precondition(lambda self: len(self.model.accounts) > 2)
    @rule(data=st.data())
    def settle_and_close(self, data):
        account = data.draw(st.sampled_from(self.model.accounts[2:]))
        if not account.is_open:
            settle(account.pk)
            return
        try:
            self.same(lambda: self.model.settle(account), lambda: settle(account.pk), raising=True)
        except Refused:
            return
        account.is_open = False

    @invariant()
    def balances_are_the_model_s(self):
        if not hasattr(self, "model"):
            return
        expected = {account.pk: account.balance for account in self.model.accounts}
        assert reads.balances(expected) == expected
        assert sum(expected.values()) == 0

    def teardown(self):
        if not hasattr(self, "model"):
            return
        assert reads.prove(bank=self.slug).faults == []
        days = {"first_on": days_ago(400), "last_on": today()}
        for account in self.model.accounts:
            lines = reads.statement_lines(account.pk, **days)
            assert [Line(line.minutes, line.balance_minutes, line.booked_on) for line in lines] == account.lines
        for day in (days_ago(35), days_ago(15), today()):
            trial = {state.account_id: state.balance_minutes for state in reads.trial_balance(self.book, day=day)}
            assert sum(trial.values()) == 0
            for account in self.model.accounts:
                assert trial[account.pk] == sum(x.minutes for x in account.lines if x.booked_on <= day)

    def same(self, expected, actual, *, raising=False):
        """Do it in the model and in PostgreSQL; both must do it, or refuse for the same reason."""
        refused = self.refused(expected)
        if refused is None:
            return actual()
        error = self.refuses(refused.refusal, actual)
        assert refused.fits is None or error.fits_minutes == refused.fits
        if raising:
            raise refused
        return None

    def refused(self, expected):
        try:
            expected()
        except Refused as refused:
            return refused
        return None

    def refuses(self, refusal, action):
        with pytest.raises(refusal) as raised:
            action()
        return raised.value


def test_any_history_keeps_every_law(db):
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],  # a history is readable as it is; shrinking one takes minutes
        ),
    )
