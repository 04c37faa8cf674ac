"""The whole ledger as a small model in plain Python: what each act does, and what it refuses."""

import datetime
from dataclasses import dataclass, field

from ledger import actions
from tests.ledger.making import today


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
class Book:
    pk: int
    slug: str
    open_from: datetime.date = datetime.date.min


@dataclass(eq=False)
class Account:
    pk: int
    book: Book
    floor: int | None = None
    ceiling: int | None = None
    is_open: bool = True
    held: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def balance(self):
        return self.lines[-1].balance if self.lines else 0

    @property
    def last_booked_on(self):
        return self.lines[-1].booked_on if self.lines else datetime.date.min

    def takes(self, change, how):
        if how.forced:
            return True
        if not self.is_open:
            return how.kind == "SETTLEMENT" and self.balance + change == 0
        if change < 0 and self.floor is not None and not how.captures:
            return self.balance - self.held + change >= self.floor
        return change < 0 or self.ceiling is None or self.balance + change <= self.ceiling


@dataclass(eq=False)
class Hold:
    pk: int | None
    payer: Account
    payee: Account
    minutes: int
    has_run_out: bool = False
    outcome: str | None = None

    def covers(self, minutes):
        return not self.has_run_out and minutes <= self.minutes

    def end(self, outcome):
        self.outcome = outcome
        self.payer.held -= self.minutes


@dataclass(eq=False)
class Moved:
    """What one cause moved: from one account to another, or over two clearing accounts to another bank."""

    path: tuple[tuple[Account, Account], ...]
    minutes: int
    pks: tuple[int, ...] = ()
    is_reversed: bool = False

    @property
    def crosses(self):
        return len(self.path) > 1


@dataclass(frozen=True)
class How:
    kind: str = "EXCHANGE"
    forced: bool = False
    captures: bool = False
    asked_on: datetime.date | None = None


PLAIN = How()


class Model:
    """Accounts and holds. An act is done wholly or, where it is refused, not at all (`whole_or_not_at_all`)."""

    def __init__(self):
        self.accounts = []
        self.holds = []
        self.pots = {}
        self.write_offs = {}

    def move(self, payer, payee, minutes, how=PLAIN):
        changes = {payer.pk: (payer, -minutes), payee.pk: (payee, minutes)}
        for pk in sorted(changes):
            account, change = changes[pk]
            if not account.takes(change, how):
                raise self.refusal(account, payer, payee, how)
        days = (how.asked_on or today(), payer.book.open_from, payer.last_booked_on, payee.last_booked_on)
        for account, change in changes.values():
            account.lines.append(Line(change, account.balance + change, max(days)))

    def refusal(self, account, payer, payee, how):
        if not account.is_open:
            return Refused(actions.AccountClosed)
        rooms = []
        if payer.floor is not None and not how.captures:
            rooms.append(payer.balance - payer.held - payer.floor)
        if payee.ceiling is not None:
            rooms.append(payee.ceiling - payee.balance)
        return Refused(actions.OverLimit, fits=max(0, min(rooms)))

    def move_along(self, path, minutes, how=PLAIN):
        for payer, payee in path:
            self.move(payer, payee, minutes, how)

    def set_aside(self, hold):
        payer = hold.payer
        if not (payer.is_open and hold.payee.is_open):
            raise Refused(actions.AccountClosed)
        if payer.floor is not None and payer.balance - payer.held - hold.minutes < payer.floor:
            raise Refused(actions.OverLimit, fits=max(0, payer.balance - payer.held - payer.floor))
        payer.held += hold.minutes
        self.holds.append(hold)

    def capture(self, hold, minutes, asked_on):
        if hold.outcome == "CAPTURED":
            raise Refused(actions.HoldEnded if minutes <= hold.minutes else actions.HoldTooSmall)
        captures = hold.outcome is None and hold.covers(minutes)
        if hold.outcome is None:
            hold.end("CAPTURED" if captures else "RELEASED")
        self.move(hold.payer, hold.payee, minutes, How(captures=captures, asked_on=asked_on))

    def release(self, hold):
        if hold.outcome == "CAPTURED":
            raise Refused(actions.HoldEnded)
        if hold.outcome is None:
            hold.end("RELEASED")

    def expire(self, hold):
        if not hold.has_run_out:
            raise Refused(actions.HoldTooSmall)
        if hold.outcome is None:
            hold.end("EXPIRED")

    def reverse(self, moved):
        for payer, payee in moved.path:
            self.move(payee, payer, moved.minutes, How(forced=True))
            self.settle_closed(payer, payee)

    def correct(self, moved, minutes, *, by_admin):
        if by_admin and moved.crosses:
            raise Refused(actions.NotReversible)
        self.move_along([(payee, payer) for payer, payee in moved.path], moved.minutes, How(forced=True))
        self.move_along(moved.path, minutes, How(kind="CORRECTION", forced=by_admin))
        for payer, payee in moved.path:
            self.settle_closed(payer, payee)

    def settle(self, account, heir=None, debtor=None):
        settlement = How(kind="SETTLEMENT")
        if account.balance > 0:
            self.move(account, heir or self.pots[account.book.pk], account.balance, settlement)
        elif account.balance < 0 and debtor:
            self.move(debtor, account, -account.balance, settlement)
        elif account.balance < 0:
            try:
                self.move(self.pots[account.book.pk], account, -account.balance, settlement)
            except Refused:
                self.move(self.write_offs[account.book.pk], account, -account.balance, settlement)

    def settle_closed(self, *accounts):
        for account in sorted(accounts, key=lambda one: one.pk):
            if not account.is_open:
                self.settle(account)

    def close(self, account, heir=None, debtor=None):
        for hold in self.holds:
            if hold.outcome is None and account in (hold.payer, hold.payee):
                hold.end("RELEASED")
        self.settle(account, heir, debtor)
        account.is_open = False

    def whole_or_not_at_all(self, act):
        """Do it; on a refusal put everything back, as a transaction does."""
        before = [(account, len(account.lines), account.held) for account in self.accounts]
        outcomes = [(hold, hold.outcome) for hold in self.holds]
        try:
            act()
        except Refused:
            for account, count, held in before:
                del account.lines[count:]
                account.held = held
            for hold, outcome in outcomes:
                hold.outcome = outcome
            raise
