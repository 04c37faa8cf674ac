"""Where a bank stands with the banks it exchanges hours with."""

import datetime
from dataclasses import dataclass

from ledger.models import Transfer
from ledger.reads.journal import KindTotal
from ledger.reads.rows import fetch

POSITIONS = """
  SELECT ours.id AS account_id, theirs.id AS other_account_id, theirs.book_id AS other_book_id, book.slug AS other_bank,
         near.minutes AS balance_minutes, far.minutes AS other_balance_minutes,
         near.floor_minutes, near.ceiling_minutes
    FROM ledger_account ours
    JOIN ledger_account theirs ON theirs.book_id = ours.other_book_id AND theirs.other_book_id = ours.book_id
    JOIN ledger_book book ON book.id = theirs.book_id
    JOIN ledger_balance near ON near.account_id = ours.id
    JOIN ledger_balance far ON far.account_id = theirs.id
   WHERE ours.book_id = %(book_id)s
   ORDER BY book.slug
"""
PUT_RIGHT = """
  SELECT t.kind, count(*) AS transfers, sum(t.minutes) AS minutes
    FROM ledger_transfer t
    JOIN ledger_entry paid ON paid.transfer_id = t.id AND paid.account_id = t.payer_id
   WHERE t.book_id = %(book_id)s AND t.kind = 'CLEARING' AND t.reference LIKE 'correction:%%'
     AND paid.booked_on BETWEEN %(first_on)s AND %(last_on)s
   GROUP BY t.kind
"""


@dataclass(frozen=True)
class Position:
    """How two banks stand: above zero the minutes that ours received and did not give back. Both sum to zero."""

    account_id: int
    other_account_id: int
    other_book_id: int
    other_bank: str
    balance_minutes: int
    other_balance_minutes: int
    floor_minutes: int | None
    ceiling_minutes: int | None


def positions(book_id: int) -> list[Position]:
    """Say how a book stands with each book it exchanges hours with."""
    return fetch(Position, POSITIONS, {"book_id": book_id})


def put_right_between(book_id: int, *, first_on: datetime.date, last_on: datetime.date) -> list[KindTotal]:
    """Add up the hours with other banks that stand in the place of others: corrections, which cross as they did."""
    return fetch(KindTotal, PUT_RIGHT, {"book_id": book_id, "first_on": first_on, "last_on": last_on})


def twin_of(transfer_id: int) -> int:
    """Find the transfer in the other book that was posted together with this one."""
    asked = Transfer.objects.get(pk=transfer_id, kind=Transfer.Kind.CLEARING)
    pair = Transfer.objects.filter(batch=asked.batch, kind=asked.kind).exclude(pk=transfer_id)
    found: int = pair.values_list("pk", flat=True).get()
    return found
