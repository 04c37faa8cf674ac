"""The journal, and the lines of it that put others right."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import dropwhile, islice

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import Exchange, Step
from insight.reads.catalogue.shapes import FAR_OFF, Asked, Check, Line, Place, Reading, Shape
from insight.reads.exchanges import LINES_AT_A_TIME, Caused, exchanges_behind, origins
from insight.reads.names import KINDS, Names, actors
from ledger import reads as ledger

REVERSAL, CORRECTION = "REVERSAL", "CORRECTION"
# Where nobody's own words are kept, the ledger's reason code says why.
REASONS: dict[str, Promise] = {
    "REVERSED": gettext_lazy("It was taken back"),
    "DISPUTE": gettext_lazy("They did not agree on the hours"),
}


class _JournalLines(Reading[ledger.JournalLine]):
    """Lines of the journal in its own order: those of some kinds, or all."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.count = self.minutes = 0

    @property
    @abstractmethod
    def kinds(self) -> Collection[str]:
        """Name the kinds of transfer it is about."""

    @cached_property
    def in_ledger(self) -> tuple[int, int]:
        """Ask the ledger how many transfers of these kinds there are, and their minutes."""
        found = [each for each in ledger.totals(self.book_id, **self.days) if each.kind in self.kinds]
        return sum(each.transfers for each in found), sum(each.minutes for each in found)

    def size(self) -> int:
        """Count the lines."""
        return self.in_ledger[0]

    def rows(self, after: Place | None = None) -> Iterator[ledger.JournalLine]:
        """Stream the lines; once all that there are have been found, nothing more is read."""
        wanted = (line for line in self.journal(after) if line.kind in self.kinds)
        for line in islice(wanted, self.in_ledger[0]) if self.size() else ():
            self.count, self.minutes = self.count + 1, self.minutes + line.minutes
            yield line

    def place(self, row: ledger.JournalLine) -> Place:
        """Say where a line stands: on which day, and its number in the journal."""
        return row.booked_on.toordinal(), row.journal_number

    def checks(self) -> list[Check]:
        """Compare with the ledger's own count and sum."""
        transfers, minutes = self.in_ledger
        return [
            Check(_("Lines"), self.count, transfers, Shape.COUNT),
            Check(_("All lines added up"), self.minutes, minutes),
        ]

    def journal(self, after: Place | None) -> Iterator[ledger.JournalLine]:
        """Stream the journal of all kinds, after a place."""
        if not after:
            return ledger.journal(self.book_id, **self.days)
        lines = ledger.journal(self.book_id, **self.days_from(after))
        return dropwhile(lambda line: self.place(line) <= after, lines)

    def days_from(self, place: Place | None) -> dict[str, date]:
        """Give the days that are left after a place: its own day and the later ones."""
        first_on = date.fromordinal(min(max(place[0], 1), FAR_OFF.toordinal())) if place else self.period.first_on
        return {"first_on": max(self.period.first_on, first_on), "last_on": self.period.last_on}

    def names(self, rows: Sequence[ledger.JournalLine]) -> tuple[Names, Callable[[str], str]]:
        """Read who holds the accounts of some lines, and who recorded them."""
        accounts = {account for row in rows for account in (row.payer_id, row.payee_id)}
        return Names(self.bank, only=accounts), actors(self.bank, {row.recorded_by for row in rows})


class Journal(_JournalLines):
    """Every transfer, of one member or one kind where that is asked for."""

    @property
    def kinds(self) -> Collection[str]:
        """Name the kinds: one, or all."""
        return [self.asked.kind] if self.asked.kind else KINDS

    @cached_property
    def statement(self) -> ledger.Statement | None:
        """Read the ends of the member's statement, where one member's lines are asked for."""
        member = self.asked.member
        if member is None or member.account_id is None:
            return None
        return ledger.statement(member.account_id, **self.days, at_most=1)

    def size(self) -> int:
        """Count the lines; of a member, those of all kinds."""
        return self.statement.count if self.statement else self.in_ledger[0]

    def rows(self, after: Place | None = None) -> Iterator[ledger.JournalLine]:
        """Stream the lines; a member's come from the statement, however long the journal is."""
        if self.statement is None:
            yield from super().rows(after)
            return
        for line in self._of_account(self.statement.account_id, after):
            self.count += 1
            self.minutes += line.minutes if line.payee_id == self.statement.account_id else -line.minutes
            if line.kind in self.kinds:
                yield line

    def checks(self) -> list[Check]:
        """Compare with the ledger's own count and sum; for a member with the balances before and after."""
        if self.statement is None:
            return super().checks()
        moved = self.statement.closing_minutes - self.statement.opening_minutes
        return [
            Check(_("Lines of this member, of every kind"), self.count, self.statement.count, Shape.COUNT),
            Check(_("What they change in the balance"), self.minutes, moved),
        ]

    def lines(self, rows: Sequence[ledger.JournalLine]) -> list[Line]:
        """Write some transfers."""
        (names, actor), exchanges = self.names(rows), exchanges_behind(self.bank, rows)
        return [self._line(row, names, exchanges.get(row.transfer_id), by=actor(row.recorded_by)) for row in rows]

    def _line(self, row: ledger.JournalLine, names: Names, exchange: Exchange | None, *, by: str) -> Line:
        cells = (
            row.booked_on,
            row.happened_on,
            str(KINDS[row.kind]),
            exchange.description if exchange else row.description,
            names.of(row.payer_id),
            names.of(row.payee_id),
            row.minutes,
            by,
        )
        return Line(self.place(row), cells, exchange.pk if exchange else None)

    def _of_account(self, account_id: int, after: Place | None) -> Iterator[ledger.JournalLine]:
        statement = ledger.statement_lines(account_id, **self.days_from(after))
        while chunk := list(islice(statement, LINES_AT_A_TIME)):
            found = ledger.transfers([line.transfer_id for line in chunk])
            lines = (found[line.transfer_id] for line in chunk)
            yield from (line for line in lines if after is None or self.place(line) > after)


@dataclass(frozen=True)
class _Behind:
    """What stands behind a reversal or a correction."""

    original: Caused
    exchange: Exchange | None
    steps: Sequence[Step]
    by: str


class Reversals(_JournalLines):
    """What was taken back or put right: why, by whom, and what it goes back to."""

    @property
    def kinds(self) -> Collection[str]:
        """Name the kinds: both."""
        return (REVERSAL, CORRECTION)

    def lines(self, rows: Sequence[ledger.JournalLine]) -> list[Line]:
        """Write some reversals and corrections."""
        (names, actor), exchanges, first = self.names(rows), exchanges_behind(self.bank, rows), origins(rows)
        steps = _reasons_given({each.pk for each in exchanges.values()})
        lines = []
        for row in rows:
            exchange, original = exchanges.get(row.transfer_id), first[row.transfer_id]
            said = steps[exchange.pk] if exchange else []
            lines.append(self._line(row, names, _Behind(original, exchange, said, actor(row.recorded_by))))
        return lines

    def _line(self, row: ledger.JournalLine, names: Names, behind: _Behind) -> Line:
        exchange = behind.exchange
        cells = (
            row.booked_on,
            str(KINDS[row.kind]),
            exchange.description if exchange else behind.original.description,
            behind.original.booked_on,
            names.of(row.payer_id),
            names.of(row.payee_id),
            row.minutes,
            _reason(row, behind.steps),
            behind.by,
        )
        return Line(self.place(row), cells, exchange.pk if exchange else None)


def _reasons_given(exchange_ids: Collection[int]) -> dict[int, list[Step]]:
    """Read why the hours of some exchanges were changed after they had moved, oldest first."""
    put_right = Q(from_state=Exchange.State.DISPUTED, to_state=Exchange.State.POSTED)
    changed = Q(to_state=Exchange.State.REVERSED) | put_right
    found: dict[int, list[Step]] = {pk: [] for pk in exchange_ids}
    for step in Step.objects.filter(changed, exchange__in=exchange_ids).exclude(reason="").order_by("pk"):
        found[step.exchange_id].append(step)
    return found


def _reason(row: ledger.JournalLine, steps: Iterable[Step]) -> str:
    """Give the reason in the words of who decided: the last that fits; else what the ledger's code means."""
    if row.reason == "DISPUTE":
        fitting = [each for each in steps if each.to_state == Exchange.State.POSTED]
        if row.kind == CORRECTION:
            fitting = [each for each in fitting if each.minutes == row.minutes]
    else:
        fitting = [each for each in steps if each.to_state == Exchange.State.REVERSED]
    return fitting[-1].reason if fitting else str(REASONS.get(row.reason, ""))
