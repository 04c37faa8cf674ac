"""Any sequence of postings, holds, captures, expiries, reversals, corrections, limits, closed months and accounts,
hours between banks and refusals keeps every law.

A small model in plain Python (tests/ledger/model.py) says what should happen; PostgreSQL must say the same, step by
step, and the proof, the statements and the trial balances must agree with it at the end.
"""

import dataclasses
import uuid

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
    rule,
    run_state_machine_as_test,
)

from ledger import actions, reads
from ledger.models import HoldEnd
from tests.ledger.making import (
    NUMBERS,
    ZONE,
    capture,
    correction,
    days_ago,
    holding,
    last_day_of_month,
    posting,
    run_out,
    settle,
    take_back,
    today,
)
from tests.ledger.model import Account, Book, Hold, How, Line, Model, Moved, Refused

MINUTES = st.integers(1, 400)
FLOORS = st.none() | st.integers(-300, 0)
CEILINGS = st.none() | st.integers(0, 300)
DAYS = st.none() | st.integers(0, 40).map(days_ago)


class History(RuleBasedStateMachine):
    accounts = Bundle("accounts")
    postings = Bundle("postings")
    transfers = Bundle("transfers")
    holds = Bundle("holds")
    owner = None  # a connection that can let time pass

    @initialize(target=accounts, floor=FLOORS, ceiling=CEILINGS)
    def open_books(self, floor, ceiling):
        self.model = Model()
        self.book, other = self.open_book(), self.open_book()
        agreed = actions.Limits(-300, 300)
        actions.open_clearing(self.book.pk, other.pk, limits=agreed, other_limits=agreed, by="system")
        self.near, self.far = (self.clearing(one, another) for one, another in ((self.book, other), (other, self.book)))
        self.abroad = self.open_account_in(other, -500, None)
        pot = self.model.pots[self.book.pk]
        self.set_limits(pot, floor, ceiling)
        return multiple(pot, *(self.open_account_in(self.book, None, None) for _ in range(2)))

    def open_book(self):
        slug = f"history-{next(NUMBERS)}"
        book = Book(actions.open_book(slug=slug, zone=ZONE).pk, slug)
        for kind, where in (("POT", self.model.pots), ("EXPIRY", self.model.write_offs)):
            where[book.pk] = self.known(Account(reads.account_of_kind(book.pk, kind), book))
        return book

    def clearing(self, book, other):
        [position] = [one for one in reads.positions(book.pk) if one.other_book_id == other.pk]
        return self.known(Account(position.account_id, book, -300, 300))

    def open_account_in(self, book, floor, ceiling):
        limits = actions.Limits(floor, ceiling)
        code = f"member-{next(NUMBERS)}"
        opened = actions.open_account(book_id=book.pk, code=code, kind="MEMBER", limits=limits, by="system")
        return self.known(Account(opened.pk, book, floor, ceiling))

    def known(self, account):
        self.model.accounts.append(account)
        return account

    @rule(target=accounts, floor=FLOORS, ceiling=CEILINGS)
    def open_account(self, floor, ceiling):
        return self.open_account_in(self.book, floor, ceiling)

    @rule(target=postings, payer=accounts, payee=accounts, minutes=MINUTES, asked_on=DAYS)
    def post(self, payer, payee, minutes, asked_on):
        one = posting(payer.pk, payee.pk, minutes, booked_on=asked_on)
        if payer is payee:
            self.refuses(actions.SameAccount, lambda: actions.post(one))
            return multiple()
        how = How(asked_on=asked_on)
        pk = self.same(lambda: self.model.move(payer, payee, minutes, how), lambda: actions.post(one))
        return (one, Moved(((payer, payee),), minutes, (pk,))) if pk else multiple()

    @rule(target=transfers, posted=consumes(postings))
    def keep(self, posted):
        one, moved = posted
        assert (actions.post(one),) == moved.pks
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
        ours = [one for one in self.model.accounts if one.book is self.book and one is not self.near]
        path = [data.draw(st.permutations(ours).map(lambda some: some[:2])) for _ in minutes]
        batch = [posting(payer.pk, payee.pk, many) for (payer, payee), many in zip(path, minutes, strict=True)]

        def steps():
            for (payer, payee), many in zip(path, minutes, strict=True):
                self.model.move(payer, payee, many)

        self.same(steps, lambda: actions.post_together(batch))

    @rule(target=holds, payer=accounts, payee=accounts, minutes=MINUTES)
    def set_aside(self, payer, payee, minutes):
        one = holding(payer.pk, payee.pk, minutes)
        if payer is payee:
            self.refuses(actions.SameAccount, lambda: actions.hold(one))
            return multiple()
        hold = Hold(None, payer, payee, minutes)
        hold.pk = self.same(lambda: self.model.set_aside(hold), lambda: actions.hold(one))
        if not hold.pk:
            return multiple()
        assert actions.hold(one) == hold.pk
        return hold

    @rule(target=transfers, hold=holds, minutes=MINUTES, asked_on=DAYS)
    def capture(self, hold, minutes, asked_on):
        return self.captured(hold, minutes, asked_on)

    @rule(target=transfers, hold=holds)
    def capture_all(self, hold):
        return self.captured(hold, hold.minutes, None)

    def captured(self, hold, minutes, asked_on):
        key, reference = uuid.uuid4(), f"exchange:{next(NUMBERS)}"

        def act():
            fields = {"key": key, "reference": reference, "booked_on": asked_on}
            return capture(hold.pk, hold.payer.pk, hold.payee.pk, minutes, **fields)

        pk = self.same(lambda: self.model.capture(hold, minutes, asked_on), act)
        if not pk:
            return multiple()
        assert act() == pk
        return Moved(((hold.payer, hold.payee),), minutes, (pk,))

    @rule(target=transfers, hold=holds)
    def capture_below_a_floor_that_was_raised(self, hold):
        if hold.payer.is_open:
            self.set_limits(hold.payer, 0, None)
        return self.captured(hold, hold.minutes, None)

    @rule(hold=holds)
    def release(self, hold):
        self.same(lambda: self.model.release(hold), lambda: actions.release(hold.pk, by="system", reason="DECLINED"))

    @rule(hold=holds)
    def let_time_pass(self, hold):
        run_out(self.owner, hold.pk)
        hold.has_run_out = True

    @rule(hold=holds)
    def expire(self, hold):
        self.same(lambda: self.model.expire(hold), lambda: actions.expire(hold.pk))

    @rule(target=transfers, member=accounts, minutes=MINUTES, leaves=st.booleans())
    def cross(self, member, minutes, leaves):
        there, back = ((member, self.near), (self.far, self.abroad)), ((self.abroad, self.far), (self.near, member))
        path = there if leaves else back
        crossing = actions.Crossing(
            key=uuid.uuid4(),
            payer_id=path[0][0].pk,
            payee_id=path[-1][-1].pk,
            minutes=minutes,
            reference=f"exchange:{next(NUMBERS)}",
            happened_on=days_ago(400),
            recorded_by="system",
        )
        pks = self.same(lambda: self.model.move_along(path, minutes), lambda: actions.post_between(crossing))
        if not pks:
            return multiple()
        assert actions.post_between(crossing) == pks
        return Moved(path, minutes, pks)

    @rule(moved=transfers)
    def reverse(self, moved):
        if moved.is_reversed:
            self.refuses(actions.AlreadyReversed, lambda: take_back(moved.pks[0]))
            return
        reversal = self.same(lambda: self.model.reverse(moved), lambda: take_back(moved.pks[-1]))
        if reversal:
            moved.is_reversed = True
            self.refuses(actions.NotReversible, lambda: take_back(reversal))

    @rule(target=transfers, moved=transfers, minutes=MINUTES, by_admin=st.booleans())
    def correct(self, moved, minutes, by_admin):
        correct = actions.correct_past_limits if by_admin else actions.correct
        if moved.is_reversed and not (by_admin and moved.crosses):
            self.refuses(actions.AlreadyReversed, lambda: correct(moved.pks[0], **correction(minutes=minutes)))
            return multiple()
        corrected = self.same(
            lambda: self.model.correct(moved, minutes, by_admin=by_admin),
            lambda: correct(moved.pks[0], **correction(minutes=minutes)),
        )
        if not corrected:
            return multiple()
        moved.is_reversed = True
        return Moved(moved.path, minutes, (corrected,))

    @rule(account=accounts, floor=FLOORS, ceiling=CEILINGS)
    def set_limits(self, account, floor, ceiling):
        actions.set_limits(account.pk, actions.Limits(floor, ceiling), by="system", reason="RULE")
        account.floor, account.ceiling, account.is_open = floor, ceiling, True

    @rule(account=accounts, heir=st.none() | accounts, takes_debt=st.booleans())
    def settle_and_close(self, account, heir, takes_debt):
        if account in self.model.pots.values():
            self.refuses(actions.AccountKept, lambda: settle(account.pk))
            return
        heir = None if heir is account else heir
        debtor = heir if takes_debt else None
        chosen = {"heir_id": heir.pk if heir else None, "debtor_id": debtor.pk if debtor else None}
        if account.is_open:
            self.same(lambda: self.model.close(account, heir, debtor), lambda: settle(account.pk, **chosen))
        else:
            settle(account.pk, **chosen)

    @rule(months_ago=st.integers(1, 2), abroad=st.booleans(), payee=accounts)
    def close_month(self, months_ago, abroad, payee):
        self.close_through(months_ago, abroad=abroad)
        late = posting(self.model.write_offs[self.book.pk].pk, payee.pk, 1, booked_on=last_day_of_month(months_ago))
        how = How(asked_on=late.booked_on)
        self.same(
            lambda: self.model.move(self.model.write_offs[self.book.pk], payee, 1, how), lambda: actions.post(late)
        )

    def close_through(self, months_ago, *, abroad):
        book, day = self.abroad.book if abroad else self.book, last_day_of_month(months_ago)

        def act():
            actions.close_through(book.pk, day=day, by="system")

        if book.open_from > day:
            self.refuses(actions.MonthClosed, act)
            return
        act()
        book.open_from = reads.first_open_day(book.pk)
        assert book.open_from == last_day_of_month(months_ago - 1).replace(day=1)

    @rule()
    def seal(self):
        actions.seal_book(self.book.pk)

    @invariant()
    def balances_are_the_model_s(self):
        if not hasattr(self, "model"):
            return
        states = reads.account_states([account.pk for account in self.model.accounts])
        found = {pk: (state.balance_minutes, state.held_minutes, state.is_open) for pk, state in states.items()}
        assert found == {one.pk: (one.balance, one.held, one.is_open) for one in self.model.accounts}
        for book in (self.book, self.abroad.book):
            assert sum(one.balance for one in self.model.accounts if one.book is book) == 0
        assert self.near.balance == -self.far.balance

    def teardown(self):
        if not hasattr(self, "model"):
            return
        outcomes = dict(HoldEnd.objects.filter(hold__book_id=self.book.pk).values_list("hold_id", "outcome"))
        assert outcomes == {hold.pk: hold.outcome for hold in self.model.holds if hold.outcome}
        for book in (self.book, self.abroad.book):
            assert [one for one in reads.prove(bank=book.slug).faults if not self.is_of_time_passed(one)] == []
            assert reads.prove_since_seal(bank=book.slug).faults == []
        days = {"first_on": days_ago(400), "last_on": today()}
        for account in self.model.accounts:
            lines = reads.statement_lines(account.pk, **days)
            assert [Line(line.minutes, line.balance_minutes, line.booked_on) for line in lines] == account.lines
        for day in (days_ago(35), days_ago(15), today()):
            for book in (self.book, self.abroad.book):
                trial = {state.account_id: state.balance_minutes for state in reads.trial_balance(book.pk, day=day)}
                assert sum(trial.values()) == 0
                for account in (one for one in self.model.accounts if one.book is book):
                    assert trial[account.pk] == sum(x.minutes for x in account.lines if x.booked_on <= day)

    def is_of_time_passed(self, fault):
        """We let time pass by changing holds, and a seal that had covered one says so, as it must."""
        return fault.kind == "SEAL" and (fault.detail.startswith("hold ") or "does not match its rows" in fault.detail)

    def same(self, expected, actual):
        """Do it in the model and in PostgreSQL; both must do it, or refuse for the same reason."""
        refused = self.refused(expected)
        if refused is None:
            return actual()
        error = self.refuses(refused.refusal, actual)
        assert refused.fits is None or error.fits_minutes == refused.fits
        return None

    def refused(self, expected):
        try:
            self.model.whole_or_not_at_all(expected)
        except Refused as refused:
            return refused
        return None

    def refuses(self, refusal, action):
        with pytest.raises(refusal) as raised:
            action()
        return raised.value


def test_any_history_keeps_every_law(transactional_db, owner_connection):
    History.owner = owner_connection
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.reuse, Phase.generate],  # a history is readable as it is; shrinking one takes minutes
        ),
    )
