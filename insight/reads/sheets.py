"""The rows of the files that people save: exchanges, transfers, a statement. Each ends with the proof that it adds up.

Hours stand as '1:25' for people and as whole minutes for programs. Rows are made one by one from what the database
streams, so a file may be of any length; what is summed is what was written. The same rows make every form of file:
`csv_text` here, `insight.reads.workbooks` for XLSX.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from insight.reads.exchanges import LINES_AT_A_TIME, ExchangeLine, exchange_lines, given
from insight.reads.moments import one_moment
from insight.reads.names import KINDS, Names
from insight.reads.periods import Period
from insight.reads.reports import Group, added_up, grouped
from insight.reads.statements import Line, account_of, lines_of, with_names
from ledger import reads as ledger
from members.models import Bank, Member
from timebank.lib.durations import hours_in_table

# What a spreadsheet would take for a formula, the wide forms of some keyboards included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROWS_AT_A_TIME = 200

# Minutes and other whole numbers, days and moments stay what they are; each form of file writes them in its own way.
Cell = str | int | date | datetime | None
Row = list[Cell]


def exchange_rows(bank: Bank, period: Period) -> Iterator[Row]:
    """Give the rows of exchanges.csv: what exchanges gave and took back, and the ledger's own total beside it."""
    yield [
        _("Booked on"), _("Happened on"), _("Line"), _("Giver number"), _("Giver"), _("Receiver number"),
        _("Receiver"), _("What was done"), _("Kind of help"), _("Hours"), _("Minutes"), _("Exchange"),
    ]  # fmt: skip
    with one_moment():
        minutes = 0
        for each in exchange_lines(bank, period, Names(bank)):
            minutes += each.minutes
            yield _exchange_row(each)
        in_ledger = given(ledger.totals(bank.book_id, first_on=period.first_on, last_on=period.last_on)).minutes
    yield _exchange_foot(_("All lines above, added up"), minutes)
    yield _exchange_foot(_("The same in the ledger"), in_ledger)
    yield _exchange_foot(_("Difference"), minutes - in_ledger)


def transfer_rows(bank: Bank, period: Period) -> Iterator[Row]:
    """Give the rows of transfers.csv: every transfer, and how they make the closing of the opening balances."""
    yield [
        _("Booked on"), _("Happened on"), _("Why"), _("From number"), _("From"), _("To number"), _("To"),
        _("What for"), _("Hours"), _("Minutes"), _("Recorded at"), _("Recorded by"), _("Cause"), _("Transfer"),
    ]  # fmt: skip
    with one_moment():
        names = Names(bank)
        tally = Tally()
        for line in ledger.journal(bank.book_id, first_on=period.first_on, last_on=period.last_on):
            tally.add(line)
            yield _transfer_row(line, names, bank)
        yield from _transfer_feet(bank, period, tally)


def statement_rows(holder: Member, period: Period) -> Iterator[Row]:
    """Give the rows of a member's statement, from the opening to the closing balance."""
    yield [
        _("Booked on"), _("Happened on"), _("What was done"), _("With number"), _("With"),
        _("Given"), _("Received"), _("Balance"), _("Minutes"), _("Balance in minutes"),
    ]  # fmt: skip
    came = went = 0
    with one_moment():
        ends = ledger.statement(account_of(holder), first_on=period.first_on, last_on=period.last_on, at_most=1)
        yield _balance_row(period.first_on, _("Opening balance"), ends.opening_minutes)
        for page in _in_chunks(lines_of(holder, period), LINES_AT_A_TIME):
            for each in with_names(holder, page):
                came, went = came + each.given_minutes, went + each.received_minutes
                yield _statement_row(each)
    yield _total_row(came, went)
    yield _balance_row(period.last_on, _("Closing balance"), ends.closing_minutes)


class Tally:
    """Adds up what has been written: lines, minutes, and what came to and left each account."""

    def __init__(self) -> None:
        self.lines = 0
        self.minutes = 0
        self._moved: dict[int, tuple[int, int, int]] = {}

    def add(self, line: ledger.JournalLine) -> None:
        """Count one transfer."""
        self.lines += 1
        self.minutes += line.minutes
        self._note(line.payer_id, came=0, went=line.minutes)
        self._note(line.payee_id, came=line.minutes, went=0)

    def movements(self) -> list[ledger.Movement]:
        """Give what moved on each account."""
        return [ledger.Movement(pk, "", count, came, went) for pk, (count, came, went) in self._moved.items()]

    def _note(self, account_id: int, *, came: int, went: int) -> None:
        count, before_came, before_went = self._moved.get(account_id, (0, 0, 0))
        self._moved[account_id] = (count + 1, before_came + came, before_went + went)


def csv_text(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Write rows as comma-separated values, some at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for count, row in enumerate(rows, start=1):
        writer.writerow([_plain(cell) for cell in row])
        if count % ROWS_AT_A_TIME == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _plain(cell: Cell) -> str | int:
    """Write a day as 2026-10-31, a moment with its seconds and zone, and text that no spreadsheet runs."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return _harmless(cell) if isinstance(cell, str) else "" if cell is None else cell


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running what somebody wrote: an apostrophe makes it text. Our own figures stay."""
    is_figure = cell.removeprefix("-").replace(":", "").isdecimal()
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not is_figure else cell


def _exchange_row(each: ExchangeLine) -> Row:
    line, exchange = each.line, each.exchange
    return [
        line.booked_on,
        line.happened_on,
        str(_("Taken back") if each.is_taken_back else KINDS["CORRECTION"] if each.is_put_right else _("Given")),
        each.giver.number_text,
        each.giver.name,
        each.receiver.number_text,
        each.receiver.name,
        exchange.description if exchange else line.description,
        exchange.category.name if exchange and exchange.category else "",
        hours_in_table(each.minutes),
        each.minutes,
        exchange.number if exchange else None,
    ]


def _exchange_foot(words: str, minutes: int) -> Row:
    return [words, *[None] * 8, hours_in_table(minutes), minutes, None]


def _transfer_row(line: ledger.JournalLine, names: Names, bank: Bank) -> Row:
    payer, payee = names.of(line.payer_id), names.of(line.payee_id)
    return [
        line.booked_on,
        line.happened_on,
        str(KINDS[line.kind]),
        payer.number_text,
        payer.name,
        payee.number_text,
        payee.name,
        line.description,
        hours_in_table(line.minutes),
        line.minutes,
        line.recorded_at.astimezone(bank.zone_info()),
        names.actor(line.recorded_by),
        line.reference,
        line.transfer_id,
    ]


def _transfer_feet(bank: Bank, period: Period, tally: Tally) -> Iterator[Row]:
    totals = ledger.totals(bank.book_id, first_on=period.first_on, last_on=period.last_on)
    in_ledger = sum(each.minutes for each in totals)
    yield _transfer_foot(_("All lines above, added up"), tally.minutes)
    yield _transfer_foot(_("The same in the ledger"), in_ledger)
    yield _transfer_foot(_("Difference"), tally.minutes - in_ledger)
    before = ledger.trial_balance(bank.book_id, day=period.eve)
    after = ledger.trial_balance(bank.book_id, day=period.last_on)
    groups = grouped(before, tally.movements(), after)
    for group in groups:
        yield from _group_feet(group.words, group)
    yield from _group_feet(_("All accounts"), added_up(groups))


def _group_feet(words: str, group: Group) -> Iterator[Row]:
    yield _transfer_foot(_("%(who)s: opening balance") % {"who": words}, group.opening_minutes)
    yield _transfer_foot(_("%(who)s: given") % {"who": words}, group.given_minutes)
    yield _transfer_foot(_("%(who)s: received") % {"who": words}, -group.received_minutes)
    yield _transfer_foot(_("%(who)s: closing balance") % {"who": words}, group.closing_minutes)
    yield _transfer_foot(_("%(who)s: difference") % {"who": words}, group.difference_minutes)


def _transfer_foot(words: str, minutes: int) -> Row:
    return [words, *[None] * 7, hours_in_table(minutes), minutes, *[None] * 4]


def _statement_row(each: Line) -> Row:
    line = each.line
    return [
        line.booked_on,
        line.happened_on,
        each.exchange.description if each.exchange else each.words,
        each.other.number_text,
        each.other.name,
        hours_in_table(each.given_minutes) if each.given_minutes else None,
        hours_in_table(each.received_minutes) if each.received_minutes else None,
        hours_in_table(line.balance_minutes),
        line.minutes,
        line.balance_minutes,
    ]


def _balance_row(day: date, words: str, minutes: int) -> Row:
    return [day, None, words, None, None, None, None, hours_in_table(minutes), None, minutes]


def _total_row(came: int, went: int) -> Row:
    hours = [hours_in_table(came), hours_in_table(went)]
    return [None, None, _("Total"), None, None, *hours, None, came - went, None]


def _in_chunks(lines: Iterable[ledger.StatementLine], size: int) -> Iterator[list[ledger.StatementLine]]:
    chunk: list[ledger.StatementLine] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
