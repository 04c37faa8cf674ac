"""Bring members over from a file."""

import datetime
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from members.actions.arrivals import Arrival, ImportedMember, totals_of
from members.actions.importing import check_members, import_members
from members.actions.inviting import invite_imported
from members.forms.columns import DAYS, PROGRAM_NAMES, Reading, said_columns
from members.forms.rosters import RosterReader
from members.models import Bank
from timebank.lib.durations import hours_in_words
from timebank.lib.progress import show, with_progress
from timebank.lib.tables import BadLine, ImportRefused, NotATable

NOTHING = "Nothing was imported."
EXAMPLE = """
the first line names the columns, in any order; only a name is needed:
  number,name,email,telephone,gifts,balance,joined,state
  12,Ann Smith,ann@example.org,01632 960184,baking; sewing,3½,2021-05-03,active
  13,Bertha Jones,,01632 960185,,-1:30,,paused

docs/import.md explains each of them, and what other programs call them.

example:
  manage.py import_members members.csv --bank riverside --dry-run
"""


class Command(BaseCommand):
    """Imports a whole file, or nothing of it."""

    help = (
        "Bring members over from a CSV file, with their numbers, gifts and balances: all of them, or none and a line "
        "for each row that does not fit. Nobody is written to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the bank, how the file is to be read, and whether only to look."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLE
        parser.add_argument("file", metavar="FILE.csv", type=Path, help="the file to read, in UTF-8, with , or ;")
        parser.add_argument("--bank", metavar="SLUG", required=True, help="the short name of the bank")
        parser.add_argument("--dry-run", action="store_true", help="say what each line would become; change nothing")
        parser.add_argument("--invite", action="store_true", help="then send each address a link that works once")
        parser.add_argument("--from", dest="program", default="", choices=list(PROGRAM_NAMES), help="who made the file")
        parser.add_argument(
            "--map", action="append", default=[], metavar="THEIRS=OURS", help="what a column is; may be given again"
        )
        parser.add_argument(
            "--dates", default="YMD", type=str.upper, choices=list(DAYS), help="how days are written (YMD: 2026-01-31)"
        )
        parser.add_argument(
            "--as-of", metavar="DAY", type=datetime.date.fromisoformat, help="the day of the balances (today)"
        )

    def handle(self, *, file: Path, bank: str, dry_run: bool, **options: Any) -> None:
        """Read the file, check it, import it."""
        found = Bank.objects.filter(slug=bank).first()
        if found is None:
            raise CommandError(f"There is no time bank called '{bank}'.")
        day = options["as_of"] or found.day(timezone.now())
        try:
            rows, bad_lines = self._read(file, found, options)
            if not rows and not bad_lines:
                raise CommandError(f"There is nothing to import in {file}.")
            arrivals = self._bring(found, rows, bad_lines, day, dry_run=dry_run)
        except ImportRefused as refused:
            raise self._refusal(refused, len(rows) + len({bad.line for bad in bad_lines})) from None
        except (OperationalError, InterfaceError) as fault:
            why = str(fault).partition("\n")[0]  # what follows may quote a row
            raise CommandError(f"The database could not go on ({why}). Run the same again.") from None
        self._tell(arrivals, dry_run=dry_run)
        if options["invite"] and not dry_run:
            invited = invite_imported(found, by=None, at=timezone.now())
            self.stdout.write(f"Letters that leave in the next minutes: {invited:,}.")

    def _read(self, path: Path, bank: Bank, options: dict[str, Any]) -> tuple[list[ImportedMember], list[BadLine]]:
        try:
            reading = Reading(options["program"], said_columns(options["map"]), options["dates"])
            reader = RosterReader(bank, reading, today=bank.day(timezone.now()))
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(with_progress(reader.read(file), file, self.stderr))
        except NotATable as refusal:
            raise CommandError(f"{path}: {refusal.sentence}") from None
        except OSError as fault:
            raise CommandError(f"Could not read {path}: {fault.strerror}.") from None
        if reader.columns_not_read:
            self.stderr.write(f"These columns are not imported: {', '.join(reader.columns_not_read)}.")
        return rows, reader.bad_lines

    def _bring(
        self, bank: Bank, rows: list[ImportedMember], bad_lines: list[BadLine], day: datetime.date, *, dry_run: bool
    ) -> list[Arrival]:
        at = timezone.now()
        if bad_lines:
            faults = [*bad_lines, *_misfits(bank, rows, day, at)]
            raise ImportRefused(NOTHING, sorted(faults, key=attrgetter("line")))
        show("Checking them …" if dry_run else "Importing them …", self.stderr)
        if dry_run:
            return check_members(bank, rows, day=day, at=at)
        return import_members(bank, rows, day=day, by=None, at=at)

    def _refusal(self, refused: ImportRefused, of: int) -> CommandError:
        """Write a line for each fault, and the sentence that ends it."""
        for bad in refused.lines:
            self.stderr.write(f"Line {bad.line}: {bad.sentence}")
        if not refused.lines:
            return CommandError(refused.sentence)
        count = len({bad.line for bad in refused.lines})
        return CommandError(f"{NOTHING} Lines to put right first: {count:,} of {of:,}.")

    def _tell(self, arrivals: Sequence[Arrival], *, dry_run: bool) -> None:
        """On a dry run say what each line would become; else what an admin should know, and all of it in figures."""
        for arrival in arrivals:
            if dry_run or arrival.remark:
                self.stdout.write(f"Line {arrival.row.line}: {arrival.in_words()}")
        self.stdout.write(_summary(arrivals, dry_run=dry_run))


def _misfits(bank: Bank, rows: list[ImportedMember], day: datetime.date, at: datetime.datetime) -> list[BadLine]:
    """Look through the lines that can be read too, so that one run names all that is wrong."""
    try:
        check_members(bank, rows, day=day, at=at)
    except ImportRefused as refused:
        return refused.lines
    return []


def _summary(arrivals: Sequence[Arrival], *, dry_run: bool) -> str:
    totals = totals_of(arrivals)
    sentences = [
        "This can be imported." if dry_run else "Imported.",
        f"Members: {totals.members:,} (organisations {totals.organisations:,}, paused {totals.paused:,}, "
        f"left {totals.left:,}).",
        f"They have {hours_in_words(totals.had_minutes)} and owe {hours_in_words(totals.owed_minutes)}; the accounts "
        f"go from {hours_in_words(totals.lowest_minutes)} to {hours_in_words(totals.highest_minutes)}.",
    ]
    if dry_run:
        sentences.append("Nothing was changed.")
    return " ".join(sentences)
