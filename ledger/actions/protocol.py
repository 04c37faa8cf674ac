"""How a transfer reaches PostgreSQL: one call of ledger_post, which may be repeated with the same key."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from ledger.actions.refusals import NotWholeMinutes, refusals_in_words

MOST_MINUTES = 2**31 - 1  # what the column holds
LEDGER_POST = """
  SELECT ledger_post(%(key)s, %(kind)s, %(payer_id)s, %(payee_id)s, %(minutes)s, %(reference)s, %(asked_on)s,
                     %(happened_on)s, %(recorded_by)s, %(batch)s, %(reverses_id)s, %(reason)s, %(forced)s, %(words)s,
                     %(hold_id)s)
"""
COLUMNS = {
    "key": "uuid",
    "kind": "text",
    "payer_id": "bigint",
    "payee_id": "bigint",
    "minutes": "integer",
    "reference": "text",
    "asked_on": "date",
    "happened_on": "date",
    "recorded_by": "text",
    "batch": "uuid",
    "reverses_id": "bigint",
    "reason": "text",
    "forced": "boolean",
    "words": "text",
    "hold_id": "bigint",
}
# In the order of the arrays: the inner query keeps it, whatever plan PostgreSQL would think of.
LEDGER_POST_ALL = f"""
  SELECT ledger_post({", ".join(COLUMNS)})
    FROM (SELECT * FROM unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in COLUMNS.items())})
            WITH ORDINALITY AS given ({", ".join(COLUMNS)}, place)
           ORDER BY place OFFSET 0) given
"""  # noqa: S608 constants


@dataclass(frozen=True)
class Row:
    """A transfer as the table holds it, and the words beside it."""

    key: uuid.UUID
    kind: str
    payer_id: int
    payee_id: int
    minutes: int
    reference: str
    happened_on: datetime.date
    recorded_by: str
    words: str = ""
    asked_on: datetime.date | None = None
    batch: uuid.UUID | None = None
    reason: str = ""
    reverses_id: int | None = None
    forced: bool = False
    hold_id: int | None = None


def insert(row: Row) -> int:
    """Insert a transfer, or find the one its key made before. Answers with its id; raises a LedgerRefused."""
    must_be_minutes(row.minutes)
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(LEDGER_POST, vars(row))
        transfer_id: int = cursor.fetchone()[0]
    return transfer_id


def insert_all(rows: Sequence[Row]) -> list[int]:
    """Insert transfers in the order given, in one call. Answers with their ids; raises the first refusal."""
    for row in rows:
        must_be_minutes(row.minutes)
    given = {name: [getattr(row, name) for row in rows] for name in COLUMNS}
    for name in ("key", "batch"):
        given[name] = [each and str(each) for each in given[name]]
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(LEDGER_POST_ALL, given)
        return [transfer_id for (transfer_id,) in cursor.fetchall()]


def must_be_minutes(minutes: int) -> None:
    """Let only whole minutes through, more than none and no more than the column holds. Raises NotWholeMinutes."""
    if type(minutes) is not int or not 0 < minutes <= MOST_MINUTES:
        raise NotWholeMinutes(_("Hours must come to a whole number of minutes, and to more than none."))


def lock(account_ids: Iterable[int]) -> None:
    """Lock accounts until the transaction ends, the lowest first: before several postings, or before a decision."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_lock(%s)", [sorted(set(account_ids))])
