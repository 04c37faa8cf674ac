"""What exchanges did to the ledger: hours given, put right and taken back, each with its exchange."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, islice
from typing import Protocol
from uuid import UUID

from exchanges.models import FROM_IMPORT, Exchange, imported_key
from insight.reads.names import Holder, Names
from insight.reads.periods import Period
from ledger import reads as ledger
from members.models import Bank

# A reversal takes back what an exchange or a correction gave, so these three together are what stands.
GIVEN = ("EXCHANGE", "CORRECTION")
TAKEN_BACK = "REVERSAL"
LINES_AT_A_TIME = 500
FROM_EXCHANGE, FROM_REVERSAL = "exchange:", "correction:"

Cause = int | UUID  # an exchange's id, or the key of one that was brought over from other books


@dataclass(frozen=True)
class Place:
    """A place in the journal: the day booked on, and the number on that day's page."""

    booked_on: date
    journal_number: int


@dataclass(frozen=True)
class ExchangeLine:
    """One line of the ledger that an exchange caused. `minutes` is negative where hours were taken back."""

    line: ledger.JournalLine
    giver: Holder
    receiver: Holder
    exchange: Exchange | None

    @property
    def is_taken_back(self) -> bool:
        """Whether the hours went back to who had received the time."""
        return self.line.kind == TAKEN_BACK

    @property
    def minutes(self) -> int:
        """What the line adds to the hours given."""
        return -self.line.minutes if self.is_taken_back else self.line.minutes

    @property
    def place(self) -> Place:
        """Where the line stands."""
        return Place(self.line.booked_on, self.line.journal_number)


@dataclass(frozen=True)
class Given:
    """How many lines exchanges wrote, and the hours they come to."""

    lines: int
    minutes: int


class Caused(Protocol):
    """What a line of a journal or a statement says of its cause."""

    @property
    def transfer_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def reverses_id(self) -> int | None: ...
    @property
    def booked_on(self) -> date: ...
    @property
    def description(self) -> str: ...


def given(totals: Iterable[ledger.KindTotal]) -> Given:
    """Add up what exchanges gave, less what was taken back, from the ledger's own totals."""
    lines, minutes = 0, 0
    for total in totals:
        if total.kind in GIVEN:
            lines, minutes = lines + total.transfers, minutes + total.minutes
        elif total.kind == TAKEN_BACK:
            lines, minutes = lines + total.transfers, minutes - total.minutes
    return Given(lines, minutes)


def exchange_lines(bank: Bank, period: Period, names: Names, *, after: Place | None = None) -> Iterator[ExchangeLine]:
    """Stream the lines that exchanges wrote in a period, in the order they were booked."""
    first_on = max(period.first_on, after.booked_on) if after else period.first_on
    lines = ledger.journal(bank.book_id, first_on=first_on, last_on=period.last_on)
    if after:
        place = (after.booked_on, after.journal_number)
        lines = dropwhile(lambda line: (line.booked_on, line.journal_number) <= place, lines)
    caused = (line for line in lines if line.kind in GIVEN or line.kind == TAKEN_BACK)
    while chunk := list(islice(caused, LINES_AT_A_TIME)):
        found = exchanges_behind(bank, chunk)
        yield from (_line(line, names, found.get(line.transfer_id)) for line in chunk)


def exchanges_behind(bank: Bank, lines: Sequence[Caused]) -> dict[int, Exchange]:
    """Find the exchange that each transfer goes back to, also through reversals and corrections."""
    causes = {transfer_id: _exchange_of(bank, origin) for transfer_id, origin in origins(lines).items()}
    exchanges: dict[Cause, Exchange] = {}
    for name, kind in (("pk", int), ("key", UUID)):
        sought = {cause for cause in causes.values() if isinstance(cause, kind)}
        exchanges |= Exchange.objects.of(bank).in_bulk(sought, field_name=name)  # asks nothing where none is sought
    return {transfer_id: exchanges[cause] for transfer_id, cause in causes.items() if cause and cause in exchanges}


def origins(lines: Sequence[Caused]) -> dict[int, Caused]:
    """Give what each transfer goes back to through reversals and corrections: itself where it put nothing right.

    One query for each time something was put right.
    """
    known: dict[int, Caused] = {line.transfer_id: line for line in lines}
    missing = _befores(lines) - known.keys()
    while missing:
        found = ledger.transfers(missing)
        known.update(found)
        missing = _befores(found.values()) - known.keys() if found else set()
    return {line.transfer_id: _origin(line, known) for line in lines}


def _line(line: ledger.JournalLine, names: Names, exchange: Exchange | None) -> ExchangeLine:
    payer, payee = names.of(line.payer_id), names.of(line.payee_id)
    giver, receiver = (payer, payee) if line.kind == TAKEN_BACK else (payee, payer)
    return ExchangeLine(line, giver, receiver, exchange)


def _befores(lines: Iterable[Caused]) -> set[int]:
    return {before for line in lines if (before := _before(line)) is not None}


def _before(line: Caused) -> int | None:
    """Give the transfer that this one undoes or replaces."""
    if line.kind == "CORRECTION":
        return int(line.reference.removeprefix(FROM_REVERSAL))
    return line.reverses_id


def _origin(line: Caused, known: dict[int, Caused]) -> Caused:
    before = _before(line)
    while before is not None and before in known:
        line = known[before]
        before = _before(line)
    return line


def _exchange_of(bank: Bank, origin: Caused) -> Cause | None:
    if origin.reference.startswith(FROM_EXCHANGE):
        return int(origin.reference.removeprefix(FROM_EXCHANGE))
    if origin.reference.startswith(FROM_IMPORT):
        return imported_key(bank.pk, origin.reference)
    return None
