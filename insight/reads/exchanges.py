"""What exchanges did to the ledger: hours given, put right and taken back, each with its exchange."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, islice
from typing import Protocol
from uuid import UUID

from exchanges.models import FROM_IMPORT, Category, CrossSide, Exchange, imported_key
from insight.reads.names import Holder, Names
from insight.reads.periods import Period
from ledger import reads as ledger
from members.models import Bank

# With another bank hours cross by CLEARING, at first and put right; of the two books each counts its own line.
# A reversal takes back what one of these gave, so all together are what stands.
ELSEWHERE = "CLEARING"
BEGUN = ("EXCHANGE", ELSEWHERE)
GIVEN = (*BEGUN, "CORRECTION")
TAKEN_BACK = "REVERSAL"
LINES_AT_A_TIME = 500
FROM_EXCHANGE, FROM_ELSEWHERE, FROM_REVERSAL = "exchange:", "elsewhere:", "correction:"

Cause = tuple[str, int] | UUID  # whence and an id, or the key of an exchange that was brought over from other books


@dataclass(frozen=True)
class Place:
    """A place in the journal: the day booked on, and the number on that day's page."""

    booked_on: date
    journal_number: int


@dataclass(frozen=True)
class Source:
    """The exchange that a line goes back to, at home or with another bank, as this bank's own people may read it."""

    pk: int
    description: str
    category: Category | None = None
    is_elsewhere: bool = False

    @property
    def page(self) -> str:
        """Name the page that shows it."""
        return "exchanges:cross" if self.is_elsewhere else "exchanges:exchange"

    @property
    def number(self) -> int | str:
        """Say which it is, as files write it; one with another bank as the ledger names its cause."""
        return f"{FROM_ELSEWHERE}{self.pk}" if self.is_elsewhere else self.pk


@dataclass(frozen=True)
class ExchangeLine:
    """One line of the ledger that an exchange caused. `minutes` is negative where hours were taken back."""

    line: ledger.JournalLine
    giver: Holder
    receiver: Holder
    exchange: Source | None

    @property
    def is_put_right(self) -> bool:
        """Whether the line stands in the place of one that was taken back."""
        return is_correction(self.line)

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


@dataclass(frozen=True)
class Elsewhere:
    """How many exchanges with other banks stand, and what a bank's own members gave and received in them."""

    exchanges: int = 0
    given_minutes: int = 0
    received_minutes: int = 0

    @property
    def minutes(self) -> int:
        """What they add to the hours of all exchanges."""
        return self.given_minutes + self.received_minutes

    @property
    def is_any(self) -> bool:
        """Whether there is anything to say of them."""
        return any((self.exchanges, self.given_minutes, self.received_minutes))


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


def elsewhere(movements: Iterable[ledger.Movement], clearing: Collection[int]) -> Elsewhere:
    """Add up what crossed to and from other banks: what moved on the accounts a bank has for them."""
    exchanges = given_minutes = received_minutes = 0
    for moved in movements:
        if moved.account_id not in clearing:
            continue
        if moved.kind == TAKEN_BACK:
            exchanges -= moved.transfers
            given_minutes -= moved.in_minutes
            received_minutes -= moved.out_minutes
        elif moved.kind == ELSEWHERE:
            exchanges += moved.transfers
            given_minutes += moved.out_minutes
            received_minutes += moved.in_minutes
    return Elsewhere(exchanges, given_minutes, received_minutes)


def is_correction(line: Caused) -> bool:
    """Whether a line stands in the place of one that was taken back, at home or with another bank."""
    return line.kind in GIVEN and line.reference.startswith(FROM_REVERSAL)


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


def exchanges_behind(bank: Bank, lines: Sequence[Caused]) -> dict[int, Source]:
    """Find the exchange that each transfer goes back to, also through reversals and corrections.

    One query for those at home and one for those with other banks; none where there are none.
    """
    causes = {transfer_id: _exchange_of(bank, origin) for transfer_id, origin in origins(lines).items()}
    sought = {cause for cause in causes.values() if cause is not None}
    exchanges = _at_home(bank, sought) | _elsewhere(bank, sought)
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


def _at_home(bank: Bank, sought: Iterable[Cause]) -> dict[Cause, Source]:
    ids = [cause[1] for cause in sought if isinstance(cause, tuple) and cause[0] == FROM_EXCHANGE]
    keys = [cause for cause in sought if isinstance(cause, UUID)]
    found: dict[Cause, Exchange] = dict(Exchange.objects.of(bank).in_bulk(keys, field_name="key"))
    found |= {(FROM_EXCHANGE, pk): each for pk, each in Exchange.objects.of(bank).in_bulk(ids).items()}
    return {cause: Source(each.pk, each.description, each.category) for cause, each in found.items()}


def _elsewhere(bank: Bank, sought: Iterable[Cause]) -> dict[Cause, Source]:
    """Read a bank's own sides: what was done, and what kind of help that bank calls it."""
    ids = [cause[1] for cause in sought if isinstance(cause, tuple) and cause[0] == FROM_ELSEWHERE]
    if not ids:
        return {}
    sides = CrossSide.objects.filter(bank=bank, exchange__in=ids).select_related("exchange", "category")
    return {
        (FROM_ELSEWHERE, side.exchange_id): Source(
            side.exchange_id, side.exchange.description, side.category, is_elsewhere=True
        )
        for side in sides
    }


def _line(line: ledger.JournalLine, names: Names, exchange: Source | None) -> ExchangeLine:
    payer, payee = names.of(line.payer_id), names.of(line.payee_id)
    giver, receiver = (payer, payee) if line.kind == TAKEN_BACK else (payee, payer)
    return ExchangeLine(line, giver, receiver, exchange)


def _befores(lines: Iterable[Caused]) -> set[int]:
    return {before for line in lines if (before := _before(line)) is not None}


def _before(line: Caused) -> int | None:
    """Give the transfer that this one undoes or replaces."""
    if is_correction(line):
        return int(line.reference.removeprefix(FROM_REVERSAL))
    return line.reverses_id


def _origin(line: Caused, known: dict[int, Caused]) -> Caused:
    before = _before(line)
    while before is not None and before in known:
        line = known[before]
        before = _before(line)
    return line


def _exchange_of(bank: Bank, origin: Caused) -> Cause | None:
    for whence in (FROM_EXCHANGE, FROM_ELSEWHERE):
        if origin.reference.startswith(whence):
            return whence, int(origin.reference.removeprefix(whence))
    if origin.reference.startswith(FROM_IMPORT):
        return imported_key(bank.pk, origin.reference)
    return None
