"""The canonical form that docs/seals.md writes down is the one that is sealed: its own program says so."""

import datetime
import hashlib
import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from ledger import actions, reads
from ledger.models import Book
from tests.ledger.making import days_ago, pay, take_back, today

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "seals.md").read_text()
PROGRAM = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)[1]
EXAMPLE = re.search(r"```\n(seal\|.*?)```", DOCUMENT, re.DOTALL)[1]


@pytest.fixture
def book(committed_bank) -> int:
    """A book with every kind of row in two seals."""
    first = pay(committed_bank.ann, committed_bank.bob, 60, booked_on=days_ago(40))
    last_of_month = today().replace(day=1) - datetime.timedelta(days=1)
    actions.close_through(committed_bank.book, day=last_of_month, by="member:1")
    actions.seal_book(committed_bank.book)
    take_back(first)
    holding = {"payer_id": committed_bank.ann, "payee_id": committed_bank.bob, "minutes": 30, "held_by": "member:1"}
    held = [
        actions.hold(actions.Holding(key=uuid.uuid4(), reference=f"exchange:{n}", expires_at=_tomorrow(), **holding))
        for n in (900, 901)
    ]
    actions.release(held[0], by="member:2", reason="CANCELLED")
    actions.set_limits(committed_bank.ann, actions.Limits(None, None, -60), by="member:2", reason="AGREED")
    actions.seal_book(committed_bank.book)
    return committed_bank.book


def _tomorrow() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=1)


def said(tmp_path, book: int) -> list[str]:
    """Run the document's program as somebody would who has saved it to a file."""
    path = tmp_path / "seals.py"
    path.write_text(PROGRAM)
    database = connection.get_connection_params()
    parts = ("dbname", "user", "password", "host", "port")
    address = " ".join(f"{part}='{database[part]}'" for part in parts if database.get(part))
    slug = Book.objects.get(pk=book).slug
    ran = subprocess.run([sys.executable, path, address, slug], capture_output=True, text=True, check=True, timeout=60)
    return ran.stdout.splitlines()


def test_the_program_of_the_document_finds_every_seal_right(book, tmp_path):
    lines = said(tmp_path, book)

    seals = reads.seals_of(book)
    assert lines == [f"{seal.number} {seal.hash} is right" for seal in reversed(seals)]
    assert (len(seals), seals[0].rows_count) == (2, 5)


def test_the_program_of_the_document_finds_a_change(book, tmp_path, superuser_connection):
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_holdend SET reason = 'EXPIRED' WHERE true")

    first, second = said(tmp_path, book)

    assert first.endswith("is right")
    assert "IS WRONG" in second


def test_the_program_is_as_short_as_the_document_says():
    lines = [line for line in PROGRAM.splitlines() if line and not line.startswith("import")]

    assert len(lines) == 20
    assert not re.search(r"\b(INSERT|UPDATE|DELETE)\b", PROGRAM)


def test_the_example_has_the_hash_that_the_document_says():
    digest = hashlib.sha256(EXAMPLE.encode()).hexdigest()

    assert f"SHA-256 `{digest}`" in DOCUMENT
