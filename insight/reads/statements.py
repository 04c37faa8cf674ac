"""A member's statement: the lines between two days, what they come to, and the balance day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from exchanges.models import CrossExchange, Exchange
from insight.reads.exchanges import GIVEN, TAKEN_BACK, Source, exchanges_behind
from insight.reads.moments import one_moment
from insight.reads.names import KINDS, ONE_OF_KIND, Holder, Names
from insight.reads.periods import Period
from ledger import reads as ledger
from members.models import Member

LINES_SHOWN = 100
LINES_ADDED_UP = 1000  # adding up more would make a page wait for a long history
LINES_PRINTED = 1000

State = Exchange.State


@dataclass(frozen=True)
class Line:
    """One line of a statement, with who was on the other side and the exchange it came from."""

    line: ledger.StatementLine
    other: Holder
    exchange: Source | None

    @property
    def is_taken_back(self) -> bool:
        """Whether the line undoes an earlier one."""
        return self.line.kind == TAKEN_BACK

    @property
    def words(self) -> str:
        """What the hours were for, or at least why they moved."""
        kind = ONE_OF_KIND.get(self.line.kind)
        if kind is None:
            return self.line.description or str(KINDS[self.line.kind])
        return f"{kind}: {self.line.description}" if self.line.description else str(kind)

    @property
    def given_minutes(self) -> int:
        """What came to the account."""
        return max(0, self.line.minutes)

    @property
    def received_minutes(self) -> int:
        """What left the account."""
        return max(0, -self.line.minutes)


@dataclass(frozen=True)
class Sum:
    """What the lines of a whole period come to.

    `given` and `received` add up to the difference of the balances. `hours_given` and `hours_received` are what was
    given and received in exchanges alone, less what was taken back.
    """

    given_minutes: int = 0
    received_minutes: int = 0
    hours_given: int = 0
    hours_received: int = 0
    has_other_hours: bool = False  # hours that no exchange moved, such as a welcome grant
    days: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True)
class MemberStatement:
    """One page of a member's statement, and what all its pages come to.

    `sum` is None where there are too many lines to add up while somebody waits. The page before starts after
    `previous_after`, the next one after `next_after`; there is none where it is None.
    """

    holder: Member
    period: Period
    opening_minutes: int
    closing_minutes: int
    count: int
    lines: list[Line]
    lines_before: int
    sum: Sum | None
    previous_after: int | None
    next_after: int | None
    waiting: int

    @property
    def is_first_page(self) -> bool:
        """Whether the lines shown are the first ones."""
        return self.lines_before == 0

    @property
    def is_whole(self) -> bool:
        """Whether all lines are shown."""
        return len(self.lines) == self.count


def member_statement(holder: Member, period: Period, *, after: int = 0) -> MemberStatement:
    """Read a page of a member's statement: as fast for any number of lines, of which nothing but a page is read."""
    return _read(holder, period, after, LINES_SHOWN)


def statement_to_print(holder: Member, period: Period) -> MemberStatement:
    """Read a member's statement in one piece; it is not `is_whole` where it is too long for paper."""
    return _read(holder, period, 0, LINES_PRINTED)


def _read(holder: Member, period: Period, after: int, at_most: int) -> MemberStatement:
    with one_moment():
        found, before = _page(account_of(holder), period, after, at_most)
        return MemberStatement(
            holder=holder,
            period=period,
            opening_minutes=found.opening_minutes,
            closing_minutes=found.closing_minutes,
            count=found.count,
            lines=with_names(holder, found.lines),
            lines_before=before,
            sum=_sum(holder, period, found),
            previous_after=max(0, found.lines[0].number - 1 - at_most) if before else None,
            next_after=found.next_after,
            waiting=_not_counted_yet(holder),
        )


def _page(account_id: int, period: Period, after: int, at_most: int) -> tuple[ledger.Statement, int]:
    """Read a page, and how many lines come before it. There is no page after the last line: that is the first."""
    first = ledger.statement(account_id, first_on=period.first_on, last_on=period.last_on, at_most=at_most)
    if not after or not first.lines:
        return first, 0
    found = ledger.statement(account_id, first_on=period.first_on, last_on=period.last_on, after=after, at_most=at_most)
    if not found.lines:
        return first, 0
    return found, found.lines[0].number - first.lines[0].number


def _sum(holder: Member, period: Period, found: ledger.Statement) -> Sum | None:
    if found.count > LINES_ADDED_UP:
        return None
    return added_up(found.lines if len(found.lines) == found.count else lines_of(holder, period))


def lines_of(holder: Member, period: Period) -> Iterable[ledger.StatementLine]:
    """Stream all lines of a member's statement."""
    return ledger.statement_lines(account_of(holder), first_on=period.first_on, last_on=period.last_on)


def with_names(holder: Member, lines: list[ledger.StatementLine]) -> list[Line]:
    """Say who was on the other side of each line, and which exchange it came from."""
    names = Names(holder.bank, only={line.other_account_id for line in lines})
    exchanges = exchanges_behind(holder.bank, lines)
    return [Line(line, names.of(line.other_account_id), exchanges.get(line.transfer_id)) for line in lines]


def added_up(lines: Iterable[ledger.StatementLine]) -> Sum:
    """Add up the lines of a statement, and note the balance at the end of each day that has one."""
    given = received = hours_given = hours_received = 0
    has_other_hours = False
    days: dict[date, int] = {}
    for line in lines:
        given += max(0, line.minutes)
        received += max(0, -line.minutes)
        if line.kind in GIVEN:
            hours_given += max(0, line.minutes)
            hours_received += max(0, -line.minutes)
        elif line.kind == TAKEN_BACK:  # the opposite of what it takes back
            hours_given -= max(0, -line.minutes)
            hours_received -= max(0, line.minutes)
        else:
            has_other_hours = True
        days[line.booked_on] = line.balance_minutes
    return Sum(given, received, hours_given, hours_received, has_other_hours, tuple(days.items()))


def account_of(holder: Member) -> int:
    """Give the account of a member who has one."""
    if holder.account_id is None:
        raise ValueError(f"Member {holder.pk} holds no account.")
    return holder.account_id


def _not_counted_yet(holder: Member) -> int:
    """Count the exchanges, at home and with other banks, that have happened and that the ledger does not know yet.

    The bank is named so that PostgreSQL may look through what waits in the bank, not through all a member ever did.
    """
    waiting = Exchange.objects.with_member(holder).filter(
        bank=holder.bank, state__in=[State.LOGGED, State.CONFIRMED, State.DISPUTED], transfer=None
    )
    elsewhere = CrossExchange.objects.with_member(holder).unsettled().filter(posted_at=None)
    return waiting.order_by().values("pk").union(elsewhere.order_by().values("pk"), all=True).count()
