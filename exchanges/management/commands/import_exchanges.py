"""Bring over opening balances and past exchanges from a file."""

import datetime
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from exchanges.actions.importing import Brought, PastRow, check_import, import_history
from exchanges.forms.histories import HistoryReader
from members.models import Bank
from timebank.lib.progress import show, with_progress
from timebank.lib.tables import BadLine, ImportRefused, NotATable

NOTHING = "Nothing was imported."
ONCE = "nothing is imported twice."
EXAMPLE = """
the first line names the columns, in any order:
  number,kind,giver,receiver,hours,date,what for,category
  B-31,opening,31,,12:30,2026-01-01,,
  7045,exchange,31,7,1½,2026-01-14,Weeding the front garden,Garden

docs/import.md explains each of them.

example:
  manage.py import_exchanges history.csv --bank riverside --dry-run
"""


class Command(BaseCommand):
    """Imports a whole file, or nothing of it."""

    help = (
        "Bring over opening balances and past exchanges from a CSV file: all of it, or nothing and a line for each row "
        "that does not fit. Nobody is sent a notice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the bank, and whether only to look."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLE
        parser.add_argument("file", metavar="FILE.csv", type=Path, help="the file to read, in UTF-8, with , or ;")
        parser.add_argument("--bank", metavar="SLUG", required=True, help="the short name of the bank")
        parser.add_argument("--dry-run", action="store_true", help="say what would be imported, and change nothing")

    def handle(self, *, file: Path, bank: str, dry_run: bool, **_options: Any) -> None:
        """Read the file, check it, import it."""
        found = Bank.objects.filter(slug=bank).first()
        if found is None:
            raise CommandError(f"There is no time bank called '{bank}'.")
        try:
            rows, bad_lines = self._read(file, found)
            if not rows and not bad_lines:
                raise CommandError(f"There is nothing to import in {file}.")
            brought = self._bring(found, rows, bad_lines, dry_run=dry_run)
        except ImportRefused as refused:
            raise self._refusal(refused, len(rows) + len(bad_lines)) from None
        except (OperationalError, InterfaceError) as fault:
            why = str(fault).partition("\n")[0]  # what follows may quote a row
            raise CommandError(f"The database could not go on ({why}). Run the same again: {ONCE}") from None
        self.stdout.write(_summary(brought, dry_run=dry_run))

    def _read(self, path: Path, bank: Bank) -> tuple[list[PastRow], list[BadLine]]:
        reader = HistoryReader(bank, today=bank.day(timezone.now()))
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(with_progress(reader.read(file), file, self.stderr))
        except NotATable as refusal:
            raise CommandError(f"{path}: {refusal.sentence}") from None
        except OSError as fault:
            raise CommandError(f"Could not read {path}: {fault.strerror}.") from None
        if reader.columns_not_read:
            self.stderr.write(f"These columns are not imported: {', '.join(reader.columns_not_read)}.")
        return rows, reader.bad_lines

    def _bring(self, bank: Bank, rows: list[PastRow], bad_lines: list[BadLine], *, dry_run: bool) -> Brought:
        at = timezone.now()
        if bad_lines:
            raise ImportRefused(NOTHING, sorted([*bad_lines, *_misfits(bank, rows, at)], key=attrgetter("line")))
        show("Checking them …" if dry_run else "Importing them …", self.stderr)
        act = check_import if dry_run else import_history
        return act(bank, rows, at=at)

    def _refusal(self, refused: ImportRefused, of: int) -> CommandError:
        """Write a line for each row that does not fit, and the sentence that ends it."""
        for bad in refused.lines:
            self.stderr.write(f"Line {bad.line}: {bad.sentence}")
        if not refused.lines:
            return CommandError(refused.sentence)
        return CommandError(f"{NOTHING} Lines to put right first: {len(refused.lines):,} of {of:,}.")


def _misfits(bank: Bank, rows: list[PastRow], at: datetime.datetime) -> list[BadLine]:
    """Look through the lines that can be read too, so that one run names all that is wrong."""
    try:
        check_import(bank, rows, at=at)
    except ImportRefused as refused:
        return refused.lines
    return []


def _summary(brought: Brought, *, dry_run: bool) -> str:
    sentences = [
        "This can be imported." if dry_run else "Imported.",
        f"Past exchanges: {brought.exchanges:,}, opening balances: {brought.openings:,}.",
    ]
    if brought.booked_later:
        words = "for their accounts have newer lines; statements show both days."
        sentences.append(f"Booked on a later day than they happened: {brought.booked_later:,}, {words}")
    if dry_run:
        sentences.append("Nothing was changed.")
    return " ".join(sentences)
