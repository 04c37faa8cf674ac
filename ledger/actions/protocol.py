"""How a transfer reaches PostgreSQL: one call of ledger_post, which may be repeated with the same key."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import connection
from django.utils.translation import gettext as _

from ledger.actions.refusals import NotWholeMinutes, refusals_in_words

MOST_MINUTES = 2**31 - 1  # what the column holds
LEDGER_POST = """
  SELECT ledger_post(%(key)s, %(kind)s, %(payer_id)s, %(payee_id)s, %(minutes)s, %(reference)s, %(asked_on)s,
                     %(happened_on)s, %(recorded_by)s, %(batch)s, %(reverses_id)s, %(reason)s, %(forced)s, %(words)s,
                     %(hold_id)s)
"""


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
    if type(row.minutes) is not int or not 0 < row.minutes <= MOST_MINUTES:
        raise NotWholeMinutes(_("Hours must come to a whole number of minutes, and to more than none."))
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(LEDGER_POST, asdict(row))
        transfer_id: int = cursor.fetchone()[0]
    return transfer_id


def lock(account_ids: Iterable[int]) -> None:
    """Lock accounts until the transaction ends, the lowest first: before several postings, or before a decision."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_lock(%s)", [sorted(set(account_ids))])
