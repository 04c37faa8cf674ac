"""Statements: what happened on one account between two days, with the balance before and after."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.models import Entry
from ledger.reads.rows import fetch, stream


@dataclass(frozen=True)
class StatementLine:
    """One entry of an account. `minutes` is negative for what the account paid."""

    number: int
    transfer_id: int
    kind: str
    reference: str
    booked_on: datetime.date
    happened_on: datetime.date
    recorded_at: datetime.datetime
    other_account_id: int
    other_code: str
    description: str
    minutes: int
    balance_minutes: int
    reverses_id: int | None
    reversed_by_id: int | None


@dataclass(frozen=True)
class Statement:
    """An account between two days, both included. `count` is of all lines, also those on other pages."""

    account_id: int
    first_on: datetime.date
    last_on: datetime.date
    opening_minutes: int
    closing_minutes: int
    count: int
    lines: list[StatementLine]
    next_after: int | None


@dataclass(frozen=True)
class _Place:
    """A place in an account's history: so many entries, and the balance after them."""

    number: int
    minutes: int


START = _Place(number=0, minutes=0)
LINES = """
  SELECT e.number, e.transfer_id, t.kind, t.reference, e.booked_on, t.happened_on, t.recorded_at,
         other.id AS other_account_id, other.code AS other_code, coalesce(w.text, '') AS description,
         e.minutes, e.balance_after AS balance_minutes, t.reverses_id, r.id AS reversed_by_id
    FROM ledger_entry e
    JOIN ledger_transfer t ON t.id = e.transfer_id
    JOIN ledger_account other ON other.id = CASE e.account_id WHEN t.payer_id THEN t.payee_id ELSE t.payer_id END
    LEFT JOIN ledger_words w ON w.transfer_id = t.id
    LEFT JOIN ledger_transfer r ON r.reverses_id = t.id
   WHERE e.account_id = %(account_id)s AND e.number > %(after)s AND e.number <= %(last)s
   ORDER BY e.number
"""


def statement(
    account_id: int, *, first_on: datetime.date, last_on: datetime.date, after: int = 0, at_most: int = 100
) -> Statement:
    """Read one page of a statement, oldest line first; the next page starts after `next_after`.

    Days are those booked on. As fast on the longest history: both ends are looked up, nothing is added up.
    """
    opening, closing = _place_before(account_id, first_on), _place_at_end_of(account_id, last_on)
    after = max(after, opening.number)
    values = {"account_id": account_id, "after": after, "last": closing.number, "at_most": at_most}
    lines = fetch(StatementLine, f"{LINES} LIMIT %(at_most)s", values)
    more = bool(lines) and lines[-1].number < closing.number
    return Statement(
        account_id=account_id,
        first_on=first_on,
        last_on=last_on,
        opening_minutes=opening.minutes,
        closing_minutes=closing.minutes,
        count=max(0, closing.number - opening.number),
        lines=lines,
        next_after=lines[-1].number if more else None,
    )


def statement_lines(account_id: int, *, first_on: datetime.date, last_on: datetime.date) -> Iterator[StatementLine]:
    """Stream all lines of a statement, oldest first."""
    opening, closing = _place_before(account_id, first_on), _place_at_end_of(account_id, last_on)
    return stream(StatementLine, LINES, {"account_id": account_id, "after": opening.number, "last": closing.number})


def balance_on(account_id: int, day: datetime.date) -> int:
    """Say where an account stood at the end of a day."""
    return _place_at_end_of(account_id, day).minutes


def _place_before(account_id: int, day: datetime.date) -> _Place:
    return _place_at_end_of(account_id, day - datetime.timedelta(days=1)) if day > datetime.date.min else START


def _place_at_end_of(account_id: int, day: datetime.date) -> _Place:
    latest = Entry.objects.filter(account_id=account_id, booked_on__lte=day).order_by("-booked_on", "-number")
    found = latest.values_list("number", "balance_after").first()
    return _Place(*found) if found else START
