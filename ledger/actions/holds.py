"""Holds: minutes set aside for what is agreed, until it is posted, called off or forgotten."""

import datetime
import uuid
from dataclasses import asdict, dataclass, replace

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.utils.translation import gettext as _

from ledger.actions.postings import Posting, row_of
from ledger.actions.protocol import insert, lock, must_be_minutes
from ledger.actions.refusals import HoldEnded, refusals_in_words
from ledger.models import Hold, HoldEnd
from timebank.lib.transactions import atomic_with_retry

SYSTEM = "system"


@dataclass(frozen=True)
class Holding:
    """What to set aside. `reference` names its one cause in the book, as a posting's does."""

    key: uuid.UUID
    payer_id: int
    payee_id: int
    minutes: int
    reference: str
    expires_at: datetime.datetime
    held_by: str


SET_ASIDE = """
  SELECT ledger_set_aside(%(key)s, %(payer_id)s, %(payee_id)s, %(minutes)s, %(reference)s, %(expires_at)s, %(held_by)s)
"""
END = """
  INSERT INTO ledger_holdend (hold_id, outcome, reason, ended_by) VALUES (%s, %s, %s, %s)
  ON CONFLICT (hold_id) DO NOTHING
"""


@atomic_with_retry
def hold(holding: Holding) -> int:
    """Set minutes of the payer's aside, once for each key. Answers with the hold's id.

    What is set aside cannot be spent otherwise. Raises OverLimit where the payer has not so much left.
    """
    must_be_minutes(holding.minutes)
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(SET_ASIDE, asdict(holding))
        hold_id: int = cursor.fetchone()[0]
    return hold_id


@atomic_with_retry
def release(hold_id: int, *, by: str, reason: str) -> None:
    """Give set-aside minutes back to the payer; does nothing where they are back. Raises HoldEnded once captured."""
    _end(hold_id, HoldEnd.Outcome.RELEASED, by=by, reason=reason)
    if HoldEnd.objects.filter(hold_id=hold_id, outcome=HoldEnd.Outcome.CAPTURED).exists():
        raise HoldEnded(_("These hours are in the ledger already."))


@atomic_with_retry
def expire(hold_id: int) -> None:
    """End a hold whose time has run out; does nothing where it has ended. Raises HoldTooSmall before its time."""
    _end(hold_id, HoldEnd.Outcome.EXPIRED, by=SYSTEM, reason="EXPIRED")


@atomic_with_retry
def capture(hold_id: int, posting: Posting) -> int:
    """Post what was set aside, in whole or in part; what is left over is free again. Answers with the transfer's id.

    A hold that is too small, has expired or was released ends, and the whole is posted against the ordinary limit.
    """
    held = Hold.objects.get(pk=hold_id)
    lock([posting.payer_id, posting.payee_id, held.payer_id])
    outcome = HoldEnd.objects.filter(hold_id=hold_id).values_list("outcome", flat=True).first()
    if outcome == HoldEnd.Outcome.CAPTURED or (outcome is None and _covers(hold_id, posting)):
        return insert(row_of(replace(posting, hold_id=hold_id)))
    if outcome is None:
        _end(hold_id, HoldEnd.Outcome.RELEASED, by=posting.recorded_by, reason="NOT_COVERED")
    return insert(row_of(posting))


def _covers(hold_id: int, posting: Posting) -> bool:
    """Tell whether PostgreSQL will let the posting capture the hold: both judge by when the transaction began."""
    covering = Hold.objects.filter(
        payer_id=posting.payer_id, payee_id=posting.payee_id, expires_at__gt=TransactionNow()
    )
    return covering.filter(pk=hold_id, minutes__gte=posting.minutes).exists()


def _end(hold_id: int, outcome: HoldEnd.Outcome, *, by: str, reason: str) -> None:
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(END, [hold_id, outcome, reason, by])
