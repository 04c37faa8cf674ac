"""Somebody who writes in the books: one act, once for each name, and the answer on a line.

`python -m tests.survival.clerk` is where they wait, in the database of TIMEBANK_VAR, as any process of ours works. For
each line `ACTS NAME FILE` one goes, a process of its own: its number is told, it writes what it is answered into the
file, and in the end its exit code is told. The same act and name again is the same act again, whatever became of the
first one.
"""

import datetime
import json
import os
import signal
import sys
import uuid
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import django

NAMES = uuid.UUID("6d1c8a4e-3f0b-4f6e-9a3c-0d8f9d6a1b2c")
LONG_AGO = datetime.date(2020, 1, 1)
NEVER = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
SLUG = "office"
PATIENCE_SECONDS = 60


class Clerk:
    """Keeps the books of one bank with two members."""

    def __init__(self) -> None:
        from ledger import actions, reads  # models are ready only by now
        from ledger.models import Account, Book

        self.actions, self.reads = actions, reads
        book = Book.objects.filter(slug=SLUG).first() or actions.open_book(slug=SLUG, zone="Europe/London")
        self.book = book.pk
        for code in ("ann", "bob"):
            if not Account.objects.filter(book=book, code=code).exists():
                limits = actions.Limits()
                actions.open_account(book_id=book.pk, code=code, kind="MEMBER", limits=limits, by="system")
        self.ann, self.bob = (Account.objects.get(book=book, code=code).pk for code in ("ann", "bob"))

    def post(self, name: str) -> int:
        return self.actions.post(self._posting(f"post:{name}"))

    def capture(self, name: str) -> int:
        return self.actions.capture(self._held(name), self._posting(f"capture:{name}"))

    def reverse(self, name: str) -> int:
        key = uuid.uuid5(NAMES, f"reverse:{name}")
        undoing = self.actions.Undoing(key=key, by="system", reason="MISTAKE", happened_on=LONG_AGO)
        return self.actions.reverse(self._mistaken(name), undoing)

    def seal(self, _name: str) -> str:
        self.actions.seal_book(self.book)
        latest = self.reads.latest_seal(self.book)
        assert latest is not None
        return latest.hash

    def prepare(self, name: str) -> None:
        """Do what comes before captures and reversals, of several names at once."""
        for each in name.split(","):
            self._held(each)
            self._mistaken(each)

    def prove(self, _name: str) -> list[str]:
        return [fault.detail for fault in self.reads.prove().faults]

    def ask_for_seals(self, _name: str) -> None:
        """Leave it to the worker."""
        from ledger.tasks import seal_books

        seal_books.delay()

    def _held(self, name: str) -> int:
        holding = self.actions.Holding(
            key=uuid.uuid5(NAMES, f"hold:{name}"),
            payer_id=self.ann,
            payee_id=self.bob,
            minutes=30,
            reference=f"hold:{name}",
            expires_at=NEVER,
            held_by="system",
        )
        return self.actions.hold(holding)

    def _mistaken(self, name: str) -> int:
        return self.actions.post(self._posting(f"mistake:{name}"))

    def _posting(self, cause: str):
        return self.actions.Posting(
            key=uuid.uuid5(NAMES, cause),
            kind="EXCHANGE",
            payer_id=self.ann,
            payee_id=self.bob,
            minutes=20,
            reference=cause,
            happened_on=LONG_AGO,
            recorded_by="system",
        )


def send_clerks() -> None:
    """Let them part when all the code is read and nothing is open: each by itself would read for a second."""
    for line in sys.stdin:
        clerk = os.fork()
        if not clerk:
            _go(*line.split())
        tell(clerk)
        tell(os.waitstatus_to_exitcode(os.waitpid(clerk, 0)[1]))


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _go(acts: str, name: str, file: str) -> NoReturn:
    """Do the acts and end as a process does; somebody who waits for ever is called back."""
    signal.alarm(PATIENCE_SECONDS)
    failed = True
    try:
        with Path(file).open("w") as answers:
            clerk = Clerk()
            for act in acts.split(","):
                answers.write(json.dumps(getattr(clerk, act)(name)) + "\n")
                answers.flush()
        failed = False
    finally:
        os._exit(failed)


if __name__ == "__main__":
    django.setup()
    for module in ("ledger.actions", "ledger.reads", "ledger.tasks"):
        import_module(module)
    send_clerks()
