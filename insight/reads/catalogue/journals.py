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

from exchanges.models import CrossStep, Exchange, Step
from insight.reads.catalogue.shapes import FAR_OFF, Asked, Cell, Check, Line, Place, Reading, Shape
from insight.reads.exchanges import LINES_AT_A_TIME, Caused, Source, exchanges_behind, is_correction, origins
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

    def belongs(self, line: ledger.JournalLine) -> bool:
        """Tell whether a line is one of these."""
        return line.kind in self.kinds

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
        wanted = (line for line in self.journal(after) if self.belongs(line))
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

    def _line(self, row: ledger.JournalLine, names: Names, exchange: Source | None, *, by: str) -> Line:
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
        return _about(self.place(row), cells, exchange)

    def _of_account(self, account_id: int, after: Place | None) -> Iterator[ledger.JournalLine]:
        statement = ledger.statement_lines(account_id, **self.days_from(after))
        while chunk := list(islice(statement, LINES_AT_A_TIME)):
            found = ledger.transfers([line.transfer_id for line in chunk])
            lines = (found[line.transfer_id] for line in chunk)
            yield from (line for line in lines if after is None or self.place(line) > after)


@dataclass(frozen=True)
class _Said:
    """Why hours were changed after they had moved, in the words of who decided it."""

    is_put_right: bool
    minutes: int
    reason: str


@dataclass(frozen=True)
class _Behind:
    """What stands behind a reversal or a correction."""

    original: Caused
    exchange: Source | None
    steps: Sequence["_Said"]
    by: str


class Reversals(_JournalLines):
    """What was taken back or put right: why, by whom, and what it goes back to. With other banks, too."""

    @property
    def kinds(self) -> Collection[str]:
        """Name the kinds: both. What is put right with another bank crosses as it did at first."""
        return (REVERSAL, CORRECTION)

    @cached_property
    def in_ledger(self) -> tuple[int, int]:
        """Ask the ledger how many such transfers there are, those put right with other banks too."""
        transfers, minutes = super().in_ledger
        elsewhere = ledger.put_right_between(self.book_id, **self.days)
        return transfers + sum(each.transfers for each in elsewhere), minutes + sum(each.minutes for each in elsewhere)

    def belongs(self, line: ledger.JournalLine) -> bool:
        """Tell whether a line takes back or puts right."""
        return super().belongs(line) or is_correction(line)

    def lines(self, rows: Sequence[ledger.JournalLine]) -> list[Line]:
        """Write some reversals and corrections."""
        (names, actor), exchanges, first = self.names(rows), exchanges_behind(self.bank, rows), origins(rows)
        steps = _reasons_given(exchanges.values())
        lines = []
        for row in rows:
            exchange, original = exchanges.get(row.transfer_id), first[row.transfer_id]
            said = steps.get(exchange.number, []) if exchange else []
            lines.append(self._line(row, names, _Behind(original, exchange, said, actor(row.recorded_by))))
        return lines

    def _line(self, row: ledger.JournalLine, names: Names, behind: _Behind) -> Line:
        exchange = behind.exchange
        cells = (
            row.booked_on,
            str(KINDS[CORRECTION if is_correction(row) else row.kind]),
            exchange.description if exchange else behind.original.description,
            behind.original.booked_on,
            names.of(row.payer_id),
            names.of(row.payee_id),
            row.minutes,
            _reason(row, behind.steps),
            behind.by,
        )
        return _about(self.place(row), cells, exchange)


def _about(place: Place, cells: tuple[Cell, ...], exchange: Source | None) -> Line:
    return Line(place, cells, exchange.pk, exchange.page) if exchange else Line(place, cells)


def _reasons_given(exchanges: Collection[Source]) -> dict[int | str, list[_Said]]:
    """Read why the hours of some exchanges were changed after they had moved, oldest first."""
    found: dict[int | str, list[_Said]] = {each.number: [] for each in exchanges}
    at_home = {each.pk: each.number for each in exchanges if not each.is_elsewhere}
    put_right = Q(from_state=Exchange.State.DISPUTED, to_state=Exchange.State.POSTED)
    changed = Q(to_state=Exchange.State.REVERSED) | put_right
    for step in Step.objects.filter(changed, exchange__in=at_home).exclude(reason="").order_by("pk"):
        is_put_right = step.to_state == Exchange.State.POSTED
        found[at_home[step.exchange_id]].append(_Said(is_put_right, step.minutes, step.reason))
    elsewhere = {each.pk: each.number for each in exchanges if each.is_elsewhere}
    kinds = (CrossStep.Kind.SETTLED, CrossStep.Kind.REVERSED)
    said = CrossStep.objects.filter(kind__in=kinds, exchange__in=elsewhere).exclude(reason="") if elsewhere else []
    for each in said:
        is_put_right = each.kind == CrossStep.Kind.SETTLED
        found[elsewhere[each.exchange_id]].append(_Said(is_put_right, each.minutes, each.reason))
    return found


def _reason(row: ledger.JournalLine, steps: Iterable[_Said]) -> str:
    """Give the reason in the words of who decided: the last that fits; else what the ledger's code means."""
    if row.reason == "DISPUTE":
        fitting = [each for each in steps if each.is_put_right]
        if is_correction(row):
            fitting = [each for each in fitting if each.minutes == row.minutes]
    else:
        fitting = [each for each in steps if not each.is_put_right]
    return fitting[-1].reason if fitting else str(REASONS.get(row.reason, ""))
