"""Where accounts stand: the trial balance, members' balances, those outside their limits, those that lie still."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from django.utils.translation import gettext as _

from insight.reads.catalogue.shapes import FAR_OFF, Asked, Cell, Check, Line, Place, Reading, Shape
from insight.reads.names import Holder, Names, group_of, is_a_members
from insight.reads.periods import ONE_DAY
from ledger import reads as ledger
from members.models import Bank, Member
from members.models.members import MemberQuerySet

MEMBERS_AT_A_TIME = 500
Standing = tuple[Member, ledger.AccountState]


class TrialBalance(Reading[ledger.AccountOnDay]):
    """Every account as it stood at the end of a day."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.day = self.period.last_on
        self.above = self.below = self.count = self.agreeing = 0

    def size(self) -> int:
        """Count the members' accounts; the bank's own are few."""
        return _count_members(self.bank)

    def rows(self, after: Place | None = None) -> Iterator[ledger.AccountOnDay]:
        """Give the accounts, adding up what is above zero and what is below."""
        for row in ledger.trial_balance(self.book_id, day=self.day):
            if after is None or self.place(row) > after:
                self.count += 1
                self.above += max(0, row.balance_minutes)
                self.below += max(0, -row.balance_minutes)
                self.agreeing += row.balance_minutes == self.by_todays_balances[row.account_id]
                yield row

    def place(self, row: ledger.AccountOnDay) -> Place:
        """Say where an account stands: in the order they were opened."""
        return (row.account_id,)

    def lines(self, rows: Sequence[ledger.AccountOnDay]) -> list[Line]:
        """Write some accounts, what they have and what they owe in columns of their own."""
        names = Names(self.bank, only=[row.account_id for row in rows])
        return [self._line(row, names.of(row.account_id)) for row in rows]

    def checks(self) -> list[Check]:
        """Compare both columns, and each account with today's balance less what has moved since."""
        return [
            Check(_("Hours above zero, and hours below zero"), self.above, self.below),
            Check(
                _("Accounts, and those where today's balance less what moved since comes to the same"),
                self.count,
                self.agreeing,
                Shape.COUNT,
            ),
        ]

    @cached_property
    def by_todays_balances(self) -> dict[int, int]:
        """Reckon each account's balance of that day backwards, from the balance it has now."""
        found = {state.account_id: state.balance_minutes for state in ledger.accounts_of_book(self.book_id)}
        for moved in ledger.movements(self.book_id, first_on=self.day + ONE_DAY, last_on=FAR_OFF):
            found[moved.account_id] += moved.out_minutes - moved.in_minutes
        return found

    def _line(self, row: ledger.AccountOnDay, holder: Holder) -> Line:
        minutes = row.balance_minutes
        above, below = (minutes if minutes > 0 else None), (-minutes if minutes < 0 else None)
        return Line(self.place(row), (holder, str(group_of(row)), above, below))


class _Members(Reading[Standing]):
    """Members who hold an account, in the order of their numbers, each with its account as it stands now."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.minutes = 0
        self.accounts: list[int] = []

    def size(self) -> int:
        """Count the members' accounts."""
        return int(self.members().count())

    def members(self) -> MemberQuerySet:
        """Choose the members: all who hold an account."""
        members: MemberQuerySet = Member.objects.of(self.bank).exclude(account=None)
        return members

    def rows(self, after: Place | None = None) -> Iterator[Standing]:
        """Give the members with their accounts, some hundreds at a time."""
        members = self.members().order_by("number")
        if after:
            members = members.filter(number__gt=after[0])
        found = members.iterator(chunk_size=MEMBERS_AT_A_TIME)
        while chunk := list(islice(found, MEMBERS_AT_A_TIME)):
            accounts = {each.account_id: each for each in chunk if each.account_id}
            states = ledger.account_states(accounts)
            standing = ((each, states[account_id]) for account_id, each in accounts.items())
            yield from self._added_up(row for row in standing if self.belongs(row))

    def belongs(self, _row: Standing) -> bool:
        """Tell whether the report is about this account."""
        return True

    def place(self, row: Standing) -> Place:
        """Say where a member stands: by number."""
        return (row[0].number or 0,)

    def _added_up(self, rows: Iterable[Standing]) -> Iterator[Standing]:
        for row in rows:
            self.minutes += row[1].balance_minutes
            self.accounts.append(row[1].account_id)
            yield row


class Balances(_Members):
    """What each member has now, how much is set aside, and how far they may go."""

    def lines(self, rows: Sequence[Standing]) -> list[Line]:
        """Write some members' accounts."""
        return [Line(self.place(row), self._cells(*row)) for row in rows]

    def checks(self) -> list[Check]:
        """Compare with the last lines of these accounts, and with what all other accounts stand at."""
        found = ledger.trial_balance(self.book_id, day=FAR_OFF)
        people = sum(each.balance_minutes for each in found if is_a_members(each))
        others = sum(each.balance_minutes for each in found if not is_a_members(each))
        return [
            Check(_("All balances added up, and the last lines of the same accounts"), self.minutes, people),
            Check(_("All balances, and what the time bank's own accounts owe"), self.minutes, -others),
        ]

    def _cells(self, member: Member, state: ledger.AccountState) -> tuple[Cell, ...]:
        return (
            Holder(member.name, state.kind, member.number),
            str(Member.State(member.state).label),
            state.balance_minutes,
            state.held_minutes,
            state.available_minutes,
            state.floor_minutes,
            state.ceiling_minutes,
            state.last_booked_on,
        )


class Dormant(_Members):
    """Members whose account has lain still for so many days, counted from joining where nothing was ever booked."""

    @property
    def since(self) -> datetime.date:
        """Give the day from which on nothing was booked."""
        return self.period.last_on - (self.asked.quiet_days - 1) * ONE_DAY

    def members(self) -> MemberQuerySet:
        """Choose those who belong now."""
        members: MemberQuerySet = Member.objects.of(self.bank).trading()
        return members

    def belongs(self, row: Standing) -> bool:
        """Tell whether nothing was booked since."""
        return self._last(row) < self.since

    def lines(self, rows: Sequence[Standing]) -> list[Line]:
        """Write some accounts that lie still."""
        return [Line(self.place(row), self._cells(row)) for row in rows]

    def checks(self) -> list[Check]:
        """Compare with the balances before the quiet days, and with whom the journal names since."""
        before = {each.account_id: each.balance_minutes for each in self._on_the_eve()}
        moved = {each.account_id for each in ledger.movements(self.book_id, first_on=self.since, last_on=FAR_OFF)}
        return [
            Check(
                _("All balances, and the same accounts before these days began"),
                self.minutes,
                sum(before[account_id] for account_id in self.accounts),
            ),
            Check(
                _("Accounts, and those of them that the journal does not name since"),
                len(self.accounts),
                len(set(self.accounts) - moved),
                Shape.COUNT,
            ),
        ]

    def _on_the_eve(self) -> list[ledger.AccountOnDay]:
        return ledger.trial_balance(self.book_id, day=self.since - ONE_DAY)

    def _last(self, row: Standing) -> datetime.date:
        member, state = row
        joined_on = self.bank.day(member.joined_at) if member.joined_at else datetime.date.min
        return max(state.last_booked_on or datetime.date.min, joined_on)

    def _cells(self, row: Standing) -> tuple[Cell, ...]:
        member, state = row
        quiet = (self.period.last_on - self._last(row)).days
        holder = Holder(member.name, state.kind, member.number)
        return holder, state.last_booked_on, quiet, state.balance_minutes


class OutsideLimits(Reading[ledger.AccountState]):
    """Accounts past their floor or ceiling, or below the level at which people are told."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.looked_at = self.minutes = 0
        self.accounts: set[int] = set()

    def size(self) -> int:
        """Count the accounts to look at; the bank's own are few."""
        return _count_members(self.bank)

    def rows(self, after: Place | None = None) -> Iterator[ledger.AccountState]:
        """Look at every account, and give those that are outside."""
        for state in ledger.accounts_of_book(self.book_id):
            self.looked_at += 1
            if (state.is_past_a_limit or state.is_low) and (after is None or self.place(state) > after):
                self.minutes += state.balance_minutes
                self.accounts.add(state.account_id)
                yield state

    def place(self, row: ledger.AccountState) -> Place:
        """Say where an account stands: in the order they were opened."""
        return (row.account_id,)

    def lines(self, rows: Sequence[ledger.AccountState]) -> list[Line]:
        """Write some accounts, with what is the matter."""
        names = Names(self.bank, only=[row.account_id for row in rows])
        return [self._line(row, names.of(row.account_id)) for row in rows]

    def checks(self) -> list[Check]:
        """Compare with the last lines of these accounts, and with how many accounts there are."""
        found = {each.account_id: each.balance_minutes for each in ledger.trial_balance(self.book_id, day=FAR_OFF)}
        return [
            Check(
                _("All balances, and the last lines of the same accounts"),
                self.minutes,
                sum(found[account_id] for account_id in self.accounts),
            ),
            Check(_("Accounts looked at, and accounts there are"), self.looked_at, len(found), Shape.COUNT),
        ]

    def _line(self, row: ledger.AccountState, holder: Holder) -> Line:
        words, past = _what_is_the_matter(row)
        limits = (row.floor_minutes, row.ceiling_minutes, row.warning_minutes)
        return Line(self.place(row), (holder, words, row.balance_minutes, past, *limits))


def _count_members(bank: Bank) -> int:
    return int(Member.objects.of(bank).exclude(account=None).count())


def _what_is_the_matter(state: ledger.AccountState) -> tuple[str, int]:
    """Say what an account is past, and by how many minutes."""
    if state.floor_minutes is not None and state.balance_minutes < state.floor_minutes:
        return _("Owes more than it may"), state.floor_minutes - state.balance_minutes
    if state.ceiling_minutes is not None and state.balance_minutes > state.ceiling_minutes:
        return _("Has more than it may"), state.balance_minutes - state.ceiling_minutes
    return _("Below the warning level"), (state.warning_minutes or 0) - state.balance_minutes
