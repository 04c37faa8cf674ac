"""Erase again, in a database that was restored from a backup, whom the backup still remembers."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from insight.actions.erasing import erase_again
from insight.actions.erasure_list import Erased, NotAList, list_file, read_list
from members.models import Member


class Command(BaseCommand):
    """Replays the list of erasures."""

    help = (
        "Erase again, in a database that was restored from a backup, everybody on the list of erasures. Twice does no "
        "harm. Example: manage.py replay_erasures /safe/place/erasures.jsonl"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which list."""
        parser.add_argument("file", nargs="?", metavar="FILE", help="the list; var/erasures.jsonl without it")

    def handle(self, *, file: str | None, **_options: Any) -> None:
        """Erase again, line by line, and say what still has to be settled by hand."""
        path = Path(file) if file else list_file()
        try:
            lines = list(read_list(path))
        except (OSError, NotAList) as fault:
            raise CommandError(getattr(fault, "strerror", None) or str(fault)) from None
        erased = strangers = 0
        for number, line in enumerate(lines, start=1):
            self._show_progress(number, len(lines))
            try:
                stands = erase_again(line, at=line.erased_at)
            except Member.DoesNotExist:  # the backup is older than their membership, or the id is somebody else's now
                strangers += 1
                continue
            erased += 1
            if stands:
                self._say_what_stands(line, stands)
        self.stdout.write(f"Erased: {erased}. Not in this database: {strangers}.")

    def _say_what_stands(self, line: Erased, stands: str) -> None:
        number = line.member_row().number
        self.stderr.write(f"{line.bank}, member number {number}, is erased but could not leave: {stands}")

    def _show_progress(self, done: int, of: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done}/{of}", ending="\n" if done == of else "")
