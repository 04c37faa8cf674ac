"""Write a bank's journal to a file or to standard output."""

import datetime
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from insight.reads.hledger import journal_text
from insight.reads.periods import FIRST_DAY, Period
from insight.reads.sheets import csv_text, transfer_rows
from members.models import Bank

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    """Exports the journal of one bank."""

    help = (
        "Write a bank's journal, every transfer in the order it was booked, with the proof that it adds up. "
        "Example: manage.py export_ledger --bank riverside --format hledger --from 2026-01-01 -o riverside.journal"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which bank, in which form, between which days, and where to."""
        parser.add_argument("--bank", metavar="SLUG", required=True, help="the short name of the bank")
        parser.add_argument("--format", choices=["csv", "hledger"], required=True, help="the form of the journal")
        parser.add_argument("--from", dest="first_on", metavar="D", type=_day, help="the first day, as 2026-01-31")
        parser.add_argument("--to", dest="last_on", metavar="D", type=_day, help="the last day; today without it")
        parser.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help="the file to write; standard output without it",
        )

    def handle(self, **options: Any) -> None:
        """Find the bank, and write."""
        bank = Bank.objects.filter(slug=options["bank"]).first()
        if bank is None:
            raise CommandError(f"There is no time bank called '{options['bank']}'.")
        period = _period(bank, options["first_on"], options["last_on"])
        text = journal_text(bank, period) if options["format"] == "hledger" else csv_text(transfer_rows(bank, period))
        try:
            self._write(text, options["output"])
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as fault:
            raise CommandError(f"Could not write {options['output']}: {fault.strerror}.") from None

    def _write(self, text: Iterator[str], output: str) -> None:
        if output == STANDARD_OUTPUT:
            for piece in text:
                self.stdout.write(piece, ending="")
            self.stdout.flush()
            return
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            file.writelines(self._with_progress(text))

    def _with_progress(self, text: Iterator[str]) -> Iterator[str]:
        """On a terminal, count the lines as they are written."""
        lines = 0
        shows = self.stderr.isatty()
        for piece in text:
            yield piece
            lines += piece.count("\n")
            if shows:
                self.stderr.write(f"\r{lines:,} lines", ending="")
                self.stderr.flush()
        if shows:
            self.stderr.write("")


def _day(typed: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(typed)
    except ValueError:
        day = datetime.date.min
    if day < FIRST_DAY:
        raise ArgumentTypeError(f"'{typed}' is no day. Write it like 2026-01-31.")
    return day


def _period(bank: Bank, first_on: datetime.date | None, last_on: datetime.date | None) -> Period:
    period = Period(first_on or FIRST_DAY, last_on or bank.day(timezone.now()))
    if period.first_on > period.last_on:
        raise CommandError(f"The first day, {period.first_on}, is after the last, {period.last_on}.")
    return period
