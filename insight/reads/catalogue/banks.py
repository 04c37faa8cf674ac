"""The bank's own accounts: its pot, and where it stands with other banks."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from insight.reads.catalogue.shapes import Asked, Check, Line, Picture, Place, Reading, Shape
from insight.reads.names import KINDS, Names
from ledger import reads as ledger
from members.models import Bank

LINES_AT_A_TIME = 500
MOST_POINTS = 400


class Pot(Reading[ledger.StatementLine]):
    """What came to the community pot and left it, with its balance after each."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.pot_id = ledger.account_of_kind(self.book_id, "POT")
        self.count = self.came = self.went = 0
        self.points: dict[date, int] = {}

    @cached_property
    def ends(self) -> ledger.Statement:
        """Read where the pot stood before and after."""
        return ledger.statement(self.pot_id, **self.days, at_most=1)

    def size(self) -> int:
        """Count the lines."""
        return self.ends.count

    def rows(self, after: Place | None = None) -> Iterator[ledger.StatementLine]:
        """Read the pot's statement, some hundreds of lines at a time."""
        number: int | None = after[0] if after else 0
        while number is not None:
            page = ledger.statement(self.pot_id, **self.days, after=number, at_most=LINES_AT_A_TIME)
            for line in page.lines:
                self._add(line)
                yield line
            number = page.next_after

    def place(self, row: ledger.StatementLine) -> Place:
        """Say where a line stands: in the pot's own history."""
        return (row.number,)

    def lines(self, rows: Sequence[ledger.StatementLine]) -> list[Line]:
        """Write some movements, what came and what left in columns of their own."""
        names = Names(self.bank, only={row.other_account_id for row in rows})
        return [
            Line(
                self.place(row),
                (
                    row.booked_on,
                    str(KINDS[row.kind]),
                    row.description,
                    names.of(row.other_account_id),
                    row.minutes if row.minutes > 0 else None,
                    -row.minutes if row.minutes < 0 else None,
                    row.balance_minutes,
                ),
            )
            for row in rows
        ]

    def checks(self) -> list[Check]:
        """Compare with the balances of the pot, and with what the journal says moved on it."""
        moved = [each for each in ledger.movements(self.book_id, **self.days) if each.account_id == self.pot_id]
        reckoned = self.ends.opening_minutes + self.came - self.went
        return [
            Check(_("Lines"), self.count, sum(each.transfers for each in moved), Shape.COUNT),
            Check(_("Came to the pot"), self.came, sum(each.in_minutes for each in moved)),
            Check(_("Left the pot"), self.went, sum(each.out_minutes for each in moved)),
            Check(_("Opening balance with all lines, and closing balance"), reckoned, self.ends.closing_minutes),
        ]

    def picture(self) -> Picture | None:
        """Draw the balance day by day."""
        if not 0 < len(self.points) <= MOST_POINTS:
            return None
        first, last = self.period.first_on, self.period.last_on
        ends = [(first, self.ends.opening_minutes)], [(last, self.ends.closing_minutes)]
        return Picture(_("The pot, day by day"), points=[*ends[0], *self.points.items(), *ends[1]])

    def _add(self, line: ledger.StatementLine) -> None:
        self.count += 1
        self.came += max(0, line.minutes)
        self.went += max(0, -line.minutes)
        self.points[line.booked_on] = line.balance_minutes


class BetweenBanks(Reading[ledger.Position]):
    """Where the bank stands now with each bank it exchanges hours with."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.ours = self.theirs = 0
        self.accounts: set[int] = set()

    @cached_property
    def positions(self) -> list[ledger.Position]:
        """Read all positions: as many as there are banks to exchange with."""
        return ledger.positions(self.book_id)

    def size(self) -> int:
        """Count the banks."""
        return len(self.positions)

    def rows(self, after: Place | None = None) -> Iterator[ledger.Position]:
        """Give the positions in the order the accounts were opened."""
        for row in sorted(self.positions, key=self.place):
            if after is None or self.place(row) > after:
                self.ours += row.balance_minutes
                self.theirs += row.other_balance_minutes
                self.accounts.add(row.account_id)
                yield row

    def place(self, row: ledger.Position) -> Place:
        """Say where a position stands: by account."""
        return (row.account_id,)

    def lines(self, rows: Sequence[ledger.Position]) -> list[Line]:
        """Write some positions, each with the name of the other bank."""
        books = [row.other_book_id for row in rows]
        names = dict(Bank.objects.filter(book__in=books).values_list("book_id", "name"))
        return [
            Line(
                self.place(row),
                (
                    names.get(row.other_book_id, row.other_bank),
                    row.balance_minutes,
                    row.other_balance_minutes,
                    row.balance_minutes + row.other_balance_minutes,
                    row.floor_minutes,
                    row.ceiling_minutes,
                ),
            )
            for row in rows
        ]

    def checks(self) -> list[Check]:
        """Compare both sides of each pair, and ours with the last lines of the same accounts."""
        found = ledger.trial_balance(self.book_id, day=date.max)
        entries = sum(each.balance_minutes for each in found if each.account_id in self.accounts)
        return [
            Check(_("Our side, and the other side turned round"), self.ours, -self.theirs),
            Check(_("Our side, and the last lines of the same accounts"), self.ours, entries),
        ]
