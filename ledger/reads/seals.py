"""Seals: what was hashed when, whether the rows are still those that were hashed, and how a seal is kept elsewhere."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import connection
from django.utils.translation import gettext as _

from ledger.models import Seal
from ledger.reads.rows import fetch
from timebank.lib.errors import RuleBroken

PARTS = ("", "account", "limit", "hold", "end", "transfer", "closing")
RECORD = 17  # bytes in `row_digests` for each row: its part, its id and the beginning of its hash
SEALS = """
  SELECT number, sealed_at, rows_count, transfers_count, transfers_through, holds_through, ends_through, hash
    FROM ledger_seal WHERE book_id = %(book_id)s
"""
OLDER = "AND (%(before)s::numeric IS NULL OR number < %(before)s)"
RESEALED = """
  SELECT s.previous = coalesce(before.hash, ''),
         again.rows_count = s.rows_count AND again.hash = s.hash
         AND s.transfers_count - coalesce(before.transfers_count, 0) = (
           SELECT count(*) FROM ledger_transfer t
            WHERE t.book_id = s.book_id
              AND t.id > coalesce(before.transfers_through, 0) AND t.id <= s.transfers_through)
    FROM ledger_seal s
    LEFT JOIN ledger_seal before ON before.book_id = s.book_id AND before.number = s.number - 1,
         ledger_hash(before, s) again
   WHERE s.book_id = %(book_id)s AND s.number = %(number)s
"""
DIGESTS = """
  SELECT s.row_digests, again.row_digests
    FROM ledger_seal s
    LEFT JOIN ledger_seal before ON before.book_id = s.book_id AND before.number = s.number - 1,
         ledger_hash(before, s) again
   WHERE s.book_id = %(book_id)s AND s.number = %(number)s
"""


@dataclass(frozen=True)
class SealLine:
    """One seal of a book: how far it reaches and its hash. `transfers_count` counts from the beginning."""

    number: int
    sealed_at: datetime.datetime
    rows_count: int
    transfers_count: int
    transfers_through: int
    holds_through: int
    ends_through: int
    hash: str


class NotASeal(RuleBroken):
    """A file that should hold a seal holds something else."""

    code = "invalid"


@dataclass(frozen=True)
class KeptSeal:
    """A seal as it is kept outside the database: which bank's, which one, and the hash that proves the past."""

    bank: str
    number: int
    hash: str

    def as_text(self) -> str:
        """Write the seal as the file that is kept."""
        return json.dumps({"timebank-seal": 1, **asdict(self)}, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> "KeptSeal":
        """Read a kept file. Raises NotASeal."""
        try:
            found = json.loads(text)
            kept = cls(bank=found["bank"], number=found["number"], hash=found["hash"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise NotASeal(_("That file holds no seal of a ledger.")) from None
        if (type(kept.bank), type(kept.number), type(kept.hash), found.get("timebank-seal")) != (str, int, str, 1):
            raise NotASeal(_("That file holds no seal of a ledger."))
        return kept


@dataclass(frozen=True)
class SealFault:
    """What a seal does not agree with; `transfer` and `account` name the row where it is one of these."""

    transfer: int | None
    account: int | None
    detail: str


def seals_of(book_id: int, *, before: int | None = None, at_most: int = 1000) -> list[SealLine]:
    """List a book's seals, the latest first; `before` a number, the ones that are older."""
    values = {"book_id": book_id, "before": before, "at_most": at_most}
    return fetch(SealLine, f"{SEALS} {OLDER} ORDER BY number DESC LIMIT %(at_most)s", values)


def latest_seal(book_id: int) -> SealLine | None:
    """Give a book's last seal, if it has one."""
    return next(iter(seals_of(book_id, at_most=1)), None)


def seal_numbered(book_id: int, number: int) -> SealLine | None:
    """Give the seal of this number, if the book has it."""
    found = seals_of(book_id, before=number + 1, at_most=1)
    return next((line for line in found if line.number == number), None)


def seal_numbers(book_id: int, *, after: int = 0) -> list[int]:
    """List the numbers of a book's seals after one of them, the first first."""
    later = Seal.objects.filter(book_id=book_id, number__gt=after).order_by("number")
    return list(later.values_list("number", flat=True))


def seal_faults(book_id: int, number: int) -> list[SealFault]:
    """Hash the rows of one seal again and say what is not as it was sealed."""
    with connection.cursor() as cursor:
        cursor.execute(RESEALED, {"book_id": book_id, "number": number})
        continues, is_same = cursor.fetchone()
    faults = []
    if not continues:
        faults.append(SealFault(None, None, f"seal {number} does not continue the seal before it"))
    if not is_same:
        changed = list(_changed_rows(book_id, number))
        what = "does not match its rows" if changed else "itself, or the name or time zone of its book, was changed"
        faults += [SealFault(None, None, f"seal {number} {what}"), *changed]
    return faults


def kept_seal_faults(book_id: int, kept: KeptSeal) -> list[SealFault]:
    """Say whether the ledger still holds a seal that was kept elsewhere, and with it everything up to then."""
    held = Seal.objects.filter(book_id=book_id, number=kept.number).values_list("hash", flat=True).first()
    if held is None:
        return [SealFault(None, None, f"seal {kept.number} of the file is not here: what came before it may be lost")]
    if held != kept.hash:
        return [SealFault(None, None, f"seal {kept.number} is not the one in the file: the past was changed")]
    return []


def _changed_rows(book_id: int, number: int) -> Iterator[SealFault]:
    with connection.cursor() as cursor:
        cursor.execute(DIGESTS, {"book_id": book_id, "number": number})
        then, now = (_records(bytes(digests)) for digests in cursor.fetchone())
    for row in sorted(then.keys() | now.keys()):
        if then.get(row) != now.get(row):
            yield _row_fault(row, number, was_there=row in then, is_there=row in now)


def _records(digests: bytes) -> dict[tuple[int, int], bytes]:
    """Read the digests of rows by part and id."""
    records = (digests[start : start + RECORD] for start in range(0, len(digests), RECORD))
    return {(record[0], int.from_bytes(record[1:9], "big")): record[9:] for record in records}


def _row_fault(row: tuple[int, int], number: int, *, was_there: bool, is_there: bool) -> SealFault:
    part, pk = row
    name = PARTS[part] if part < len(PARTS) else "row"
    what = "was changed" if was_there and is_there else "was removed" if was_there else "was put in later"
    detail = f"{name} {pk} {what} since seal {number}"
    return SealFault(pk if name == "transfer" else None, pk if name == "account" else None, detail)
