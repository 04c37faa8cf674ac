"""The journal: every transfer of a book in the order it was booked, and what that comes to."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.reads.rows import fetch, stream


@dataclass(frozen=True)
class JournalLine:
    """A transfer with both its sides and the balances after it."""

    journal_number: int
    transfer_id: int
    kind: str
    reference: str
    payer_id: int
    payer_code: str
    payee_id: int
    payee_code: str
    minutes: int
    payer_balance_minutes: int
    payee_balance_minutes: int
    booked_on: datetime.date
    happened_on: datetime.date
    recorded_at: datetime.datetime
    recorded_by: str
    description: str
    batch: uuid.UUID | None
    reverses_id: int | None
    reversed_by_id: int | None
    reason: str
    forced: bool


@dataclass(frozen=True)
class AccountOnDay:
    """Where an account stood at the end of a day."""

    account_id: int
    code: str
    kind: str
    balance_minutes: int


@dataclass(frozen=True)
class Movement:
    """What moved on one account by one kind of transfer."""

    account_id: int
    kind: str
    transfers: int
    in_minutes: int
    out_minutes: int


@dataclass(frozen=True)
class KindTotal:
    """What moved by one kind of transfer."""

    kind: str
    transfers: int
    minutes: int


LINES = """
  SELECT paid.journal_number, t.id AS transfer_id, t.kind, t.reference,
         t.payer_id, payer.code AS payer_code, t.payee_id, payee.code AS payee_code, t.minutes,
         paid.balance_after AS payer_balance_minutes, got.balance_after AS payee_balance_minutes,
         paid.booked_on, t.happened_on, t.recorded_at, t.recorded_by, coalesce(w.text, '') AS description,
         t.batch, t.reverses_id, r.id AS reversed_by_id, t.reason, t.forced
    FROM ledger_entry paid
    JOIN ledger_transfer t ON t.id = paid.transfer_id
    JOIN ledger_entry got ON got.transfer_id = t.id AND got.account_id = t.payee_id
    JOIN ledger_account payer ON payer.id = t.payer_id
    JOIN ledger_account payee ON payee.id = t.payee_id
    LEFT JOIN ledger_words w ON w.transfer_id = t.id
    LEFT JOIN ledger_transfer r ON r.reverses_id = t.id
   WHERE paid.minutes < 0
"""
BETWEEN = "paid.book_id = %(book_id)s AND paid.booked_on BETWEEN %(first_on)s AND %(last_on)s"
TRIAL_BALANCE = """
  SELECT a.id AS account_id, a.code, a.kind, coalesce(latest.balance_after, 0) AS balance_minutes
    FROM ledger_account a
    LEFT JOIN LATERAL (
      SELECT balance_after FROM ledger_entry e WHERE e.account_id = a.id AND e.booked_on <= %(day)s
       ORDER BY e.booked_on DESC, e.number DESC LIMIT 1
    ) latest ON true
   WHERE a.book_id = %(book_id)s
   ORDER BY a.id
"""
MOVEMENTS = f"""
  SELECT side.account_id, t.kind, count(*) AS transfers,
         sum(side.in_minutes) AS in_minutes, sum(side.out_minutes) AS out_minutes
    FROM ledger_entry paid
    JOIN ledger_transfer t ON t.id = paid.transfer_id
   CROSS JOIN LATERAL (VALUES (t.payer_id, 0, t.minutes), (t.payee_id, t.minutes, 0))
         AS side (account_id, in_minutes, out_minutes)
   WHERE paid.minutes < 0 AND {BETWEEN}
   GROUP BY side.account_id, t.kind
   ORDER BY side.account_id, t.kind
"""  # noqa: S608 a constant
TOTALS = f"""
  SELECT t.kind, count(*) AS transfers, sum(t.minutes) AS minutes
    FROM ledger_entry paid
    JOIN ledger_transfer t ON t.id = paid.transfer_id
   WHERE paid.minutes < 0 AND {BETWEEN}
   GROUP BY t.kind
   ORDER BY t.kind
"""  # noqa: S608 a constant


def journal(book_id: int, *, first_on: datetime.date, last_on: datetime.date) -> Iterator[JournalLine]:
    """Stream a book's transfers between two days, in an order that is also each account's own."""
    query = f"{LINES} AND {BETWEEN} ORDER BY paid.booked_on, paid.journal_number"
    return stream(JournalLine, query, {"book_id": book_id, "first_on": first_on, "last_on": last_on})


def transfers(transfer_ids: Iterable[int]) -> dict[int, JournalLine]:
    """Read some transfers with one query."""
    found = fetch(JournalLine, f"{LINES} AND t.id = ANY (%(ids)s)", {"ids": list(transfer_ids)})
    return {line.transfer_id: line for line in found}


def trial_balance(book_id: int, *, day: datetime.date) -> list[AccountOnDay]:
    """Say where each account of a book stood at the end of a day, those at zero too. They sum to zero."""
    return fetch(AccountOnDay, TRIAL_BALANCE, {"book_id": book_id, "day": day})


def movements(book_id: int, *, first_on: datetime.date, last_on: datetime.date) -> list[Movement]:
    """Add up what moved between two days, by account and kind of transfer."""
    return fetch(Movement, MOVEMENTS, {"book_id": book_id, "first_on": first_on, "last_on": last_on})


def totals(book_id: int, *, first_on: datetime.date, last_on: datetime.date) -> list[KindTotal]:
    """Add up what moved between two days, by kind of transfer."""
    return fetch(KindTotal, TOTALS, {"book_id": book_id, "first_on": first_on, "last_on": last_on})
