"""The report of a period: opening balances, what moved, closing balances, and the hours given."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from insight.reads.exchanges import BEGUN, Elsewhere, ExchangeLine, Given, Place, elsewhere, exchange_lines, given
from insight.reads.moments import one_moment
from insight.reads.names import GROUPS, KINDS, SPONSORS, Names, group_of, is_a_members
from insight.reads.periods import Period, last_months
from ledger import reads as ledger
from members.models import Bank

LINES_SHOWN = 50
MONTHS_SHOWN = 6


@dataclass(frozen=True)
class Group:
    """All accounts of one kind: where they stood, what they were given and received, where they stand."""

    words: str
    accounts: int
    opening_minutes: int
    given_minutes: int
    received_minutes: int
    closing_minutes: int

    @property
    def is_used(self) -> bool:
        """Whether there is anything to show but noughts."""
        return any((self.opening_minutes, self.given_minutes, self.received_minutes, self.closing_minutes))

    @property
    def difference_minutes(self) -> int:
        """What is missing between the opening balance with its movements and the closing balance: nothing."""
        return self.opening_minutes + self.given_minutes - self.received_minutes - self.closing_minutes


@dataclass(frozen=True)
class Moved:
    """What moved by one kind of transfer."""

    words: str
    transfers: int
    minutes: int


@dataclass(frozen=True)
class Month:
    """The hours given in one calendar month, less what was taken back."""

    period: Period
    minutes: int


@dataclass(frozen=True)
class Report:
    """A bank's ledger between two days. The total of all groups is zero before and after."""

    period: Period
    groups: list[Group]
    total: Group
    moved: list[Moved]
    moved_total: Moved
    given: Given
    elsewhere: Elsewhere
    took_part: int
    lines: list[ExchangeLine]
    next_place: Place | None

    @property
    def used_groups(self) -> list[Group]:
        """The kinds of account that held or moved any hours."""
        return [group for group in self.groups if group.is_used]

    @property
    def adds_up(self) -> bool:
        """Whether opening and movements make closing in every group, and all balances sum to zero."""
        total = self.total
        straight = not any(group.difference_minutes for group in self.groups)
        return straight and not total.opening_minutes and not total.closing_minutes


def report(bank: Bank, period: Period, *, after: Place | None = None) -> Report:
    """Read the report of a period as of one moment, with the first lines after a place in the journal."""
    with one_moment():
        return _report(bank, period, after)


def months(bank: Bank, period: Period) -> list[Month]:
    """Add up the hours given in each of the last months of a period."""
    return [
        Month(each, given(ledger.totals(bank.book_id, first_on=each.first_on, last_on=each.last_on)).minutes)
        for each in last_months(period.last_on, MONTHS_SHOWN)
    ]


def grouped(
    before: Iterable[ledger.AccountOnDay], movements: Iterable[ledger.Movement], after: Iterable[ledger.AccountOnDay]
) -> list[Group]:
    """Put all accounts of one kind together, in the order of GROUPS; those of sponsors come last."""
    opening = {account.account_id: account for account in before}
    closing = {account.account_id: account.balance_minutes for account in after}
    came, went = dict.fromkeys(opening, 0), dict.fromkeys(opening, 0)
    for each in movements:
        came[each.account_id] += each.in_minutes
        went[each.account_id] += each.out_minutes
    return [
        Group(
            words=str(words),
            accounts=len(ids),
            opening_minutes=sum(opening[pk].balance_minutes for pk in ids),
            given_minutes=sum(came[pk] for pk in ids),
            received_minutes=sum(went[pk] for pk in ids),
            closing_minutes=sum(closing[pk] for pk in ids),
        )
        for words in (*GROUPS.values(), SPONSORS)
        if (ids := [pk for pk, account in opening.items() if group_of(account) is words])
    ]


def added_up(groups: Iterable[Group]) -> Group:
    """Add all groups up."""
    columns = [
        (each.accounts, each.opening_minutes, each.given_minutes, each.received_minutes, each.closing_minutes)
        for each in groups
    ]
    return Group("", *(sum(column) for column in zip(*columns, strict=True)))


def _report(bank: Bank, period: Period, after: Place | None) -> Report:
    totals = ledger.totals(bank.book_id, first_on=period.first_on, last_on=period.last_on)
    movements = ledger.movements(bank.book_id, first_on=period.first_on, last_on=period.last_on)
    before = ledger.trial_balance(bank.book_id, day=period.eve)
    groups = grouped(before, movements, ledger.trial_balance(bank.book_id, day=period.last_on))
    people = {account.account_id for account in before if is_a_members(account)}
    clearing = {account.account_id for account in before if account.kind == "CLEARING"}
    lines = list(islice(exchange_lines(bank, period, Names(bank), after=after), LINES_SHOWN + 1))
    return Report(
        period=period,
        groups=groups,
        total=added_up(groups),
        moved=[Moved(str(KINDS[each.kind]), each.transfers, each.minutes) for each in totals],
        moved_total=Moved("", sum(each.transfers for each in totals), sum(each.minutes for each in totals)),
        given=given(totals),
        elsewhere=elsewhere(movements, clearing),
        took_part=len({each.account_id for each in movements if each.kind in BEGUN} & people),
        lines=lines[:LINES_SHOWN],
        next_place=lines[LINES_SHOWN - 1].place if len(lines) > LINES_SHOWN else None,
    )
