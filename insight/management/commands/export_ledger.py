"""Write a bank's journal to a file or to standard output, in the form of one program or another."""

import datetime
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from xlsxwriter.exceptions import FileCreateError

from insight.reads import beancount, hledger, journal_json
from insight.reads.periods import FIRST_DAY, Period
from insight.reads.sheets import csv_text, transfer_rows
from insight.reads.workbooks import write_workbook
from members.models import Bank

Piece = TypeVar("Piece")
STANDARD_OUTPUT = "-"
LAST_DAY = datetime.date(2999, 12, 31)  # some programs count no further
WORKBOOK = "xlsx"
LINES_BETWEEN = 1000
TEXTS: dict[str, Callable[[Bank, Period], Iterator[str]]] = {
    "csv": lambda bank, period: csv_text(transfer_rows(bank, period)),
    "hledger": hledger.journal_text,
    "beancount": beancount.journal_text,
    "json": journal_json.journal_text,
}


class Command(BaseCommand):
    """Exports the journal of one bank."""

    help = (
        "Write a bank's journal, every transfer in the order it was booked, with the proof that it adds up. "
        "Example: manage.py export_ledger --bank riverside --format hledger --from 2026-01-01 -o riverside.journal"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which bank, in which form, between which days, and where to."""
        parser.add_argument("--bank", metavar="SLUG", required=True, help="the short name of the bank")
        parser.add_argument("--format", choices=[*TEXTS, WORKBOOK], required=True, help="the form of the journal")
        parser.add_argument("--from", dest="first_on", metavar="D", type=_day, help="the first day, as 2026-01-31")
        parser.add_argument("--to", dest="last_on", metavar="D", type=_day, help="the last day; today without it")
        parser.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help="the file to write; standard output without it, except for xlsx",
        )

    def handle(self, **options: Any) -> None:
        """Find the bank, and write."""
        bank = Bank.objects.filter(slug=options["bank"]).first()
        if bank is None:
            raise CommandError(f"There is no time bank called '{options['bank']}'.")
        period = _period(bank, options["first_on"], options["last_on"])
        try:
            self._write(bank, period, form=options["format"], output=options["output"])
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, FileCreateError) as fault:
            words = getattr(fault, "strerror", None) or fault
            raise CommandError(f"Could not write {options['output']}: {words}.") from None

    def _write(self, bank: Bank, period: Period, *, form: str, output: str) -> None:
        if form == WORKBOOK:
            self._write_workbook(bank, period, output)
            return
        text = TEXTS[form](bank, period)
        if output == STANDARD_OUTPUT:
            for piece in text:
                self.stdout.write(piece, ending="")
            self.stdout.flush()
            return
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            file.writelines(self._with_progress(text, lines_in=lambda piece: piece.count("\n")))

    def _write_workbook(self, bank: Bank, period: Period, output: str) -> None:
        if output == STANDARD_OUTPUT:
            raise CommandError("A workbook is no text: say which file to write with -o FILE.")
        rows = transfer_rows(bank, period)
        with Path(output).open("wb") as file, TemporaryFile() as written:  # the writer goes back and forth in its file
            write_workbook(self._with_progress(rows, lines_in=lambda _row: 1), written)
            written.seek(0)
            copyfileobj(written, file)

    def _with_progress(self, pieces: Iterable[Piece], *, lines_in: Callable[[Piece], int]) -> Iterator[Piece]:
        """On a terminal, count the lines as they are written."""
        lines = shown = 0
        for piece in pieces:
            yield piece
            lines += lines_in(piece)
            if lines - shown >= LINES_BETWEEN:
                shown = lines
                self._show(f"\r{lines:,} lines", ending="")
        self._show(f"\r{lines:,} lines")

    def _show(self, words: str, *, ending: str = "\n") -> None:
        if self.stderr.isatty():
            self.stderr.write(words, style_func=str, ending=ending)
            self.stderr.flush()


def _day(typed: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(typed)
    except ValueError:
        day = datetime.date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ArgumentTypeError(f"'{typed}' is no day. Write it like 2026-01-31.")
    return day


def _period(bank: Bank, first_on: datetime.date | None, last_on: datetime.date | None) -> Period:
    period = Period(first_on or FIRST_DAY, last_on or bank.day(timezone.now()))
    if period.first_on > period.last_on:
        raise CommandError(f"The first day, {period.first_on}, is after the last, {period.last_on}.")
    return period
