"""Posting: moving hours from one account to another, singly or several together."""

import datetime
import uuid
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from django.db import connection, transaction

from ledger.actions.protocol import Row, insert, insert_all, lock
from timebank.lib.transactions import atomic_with_retry, retried


@dataclass(frozen=True)
class Posting:
    """What to post. `reference` names its one cause in the book; `booked_on` is for imports and the demo alone.

    The key is made when the form is drawn, or derived from the event: sending it again posts nothing twice.
    """

    key: uuid.UUID
    kind: str
    payer_id: int
    payee_id: int
    minutes: int
    reference: str
    happened_on: datetime.date
    recorded_by: str
    words: str = ""
    booked_on: datetime.date | None = None
    batch: uuid.UUID | None = None
    reason: str = ""
    hold_id: int | None = None


@retried
def post(posting: Posting) -> int:
    """Move minutes from payer to payee in one round trip, once for each key. Answers with the transfer's id.

    Inside a transaction a refusal undoes this posting alone. Raises a LedgerRefused.
    """
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return insert(row_of(posting))


@atomic_with_retry
def post_together(postings: Sequence[Posting]) -> list[int]:
    """Post several transfers in the order given, all or none, under one batch. Answers with their ids.

    All accounts are locked first, so that batches wait for each other instead of for each other's halves.
    """
    if not postings:
        return []
    batch = postings[0].batch or uuid.uuid5(postings[0].key, "batch")
    lock(account for posting in postings for account in (posting.payer_id, posting.payee_id))
    return insert_all([row_of(replace(posting, batch=batch)) for posting in postings])


def row_of(posting: Posting) -> Row:
    """Write a posting as the row it becomes."""
    return Row(
        key=posting.key,
        kind=posting.kind,
        payer_id=posting.payer_id,
        payee_id=posting.payee_id,
        minutes=posting.minutes,
        reference=posting.reference,
        happened_on=posting.happened_on,
        recorded_by=posting.recorded_by,
        words=posting.words,
        asked_on=posting.booked_on,
        batch=posting.batch,
        reason=posting.reason,
        hold_id=posting.hold_id,
    )
