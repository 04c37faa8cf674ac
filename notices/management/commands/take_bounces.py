"""Take note of letters that came back."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from notices import actions
from timebank.lib.bounces import MOST_BYTES, read_bounce

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the letter and calls us again
SEEN = ":2,S"


class Command(BaseCommand):
    """Reads reports of failed delivery, one from standard input or all that are new in a maildir."""

    help = (
        "Take note of letters that came back: what they said goes to the desk, and an address that does not exist is "
        "written to no more. Reads one letter from standard input, as a mail server's alias pipes it, or with "
        "--maildir all new ones of a maildir, and marks them all as seen. Of other letters nothing is made. "
        "Example: manage.py take_bounces --maildir /var/mail/bounces"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where the letters lie."""
        parser.add_argument("--maildir", metavar="FOLDER", type=Path, help="the maildir; without it standard input")

    def handle(self, *, maildir: Path | None, **_options: Any) -> None:
        """Take them; from standard input without a word, for a mail server would send that back."""
        try:
            if maildir is None:
                _take(sys.stdin.buffer.read(MOST_BYTES))
            else:
                taken = [_take(content) for content in _new(maildir)]
                self.stdout.write(f"{len(taken)} read, {sum(taken)} of them came back from us")
        except DatabaseError as fault:
            raise CommandError("The database does not answer.", returncode=TRY_AGAIN) from fault
        except OSError as fault:
            raise CommandError(f"{fault.filename or 'The letter'} cannot be read: {fault.strerror}.") from fault


def _take(content: bytes) -> bool:
    bounce = read_bounce(content)
    return bounce is not None and actions.take_bounce(bounce, at=timezone.now()) is not None


def _new(maildir: Path) -> Iterator[bytes]:
    """Give the new letters one by one; each is seen once it was taken. What is no letter keeps none waiting."""
    for path in sorted(each for each in (maildir / "new").iterdir() if each.is_file()):
        with path.open("rb") as file:
            yield file.read(MOST_BYTES)
        (maildir / "cur").mkdir(exist_ok=True)
        path.rename(maildir / "cur" / f"{path.name}{SEEN}")
