"""Undoing: a reversal is the exact opposite of a transfer, a correction is a reversal and a new transfer.

What crossed from one bank to another is one cause with two transfers: both are taken back, or put right, together.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from ledger.actions.protocol import Row, insert, insert_all, lock
from ledger.actions.refusals import NotReversible
from ledger.actions.settlements import Settlement, settle, settling_accounts
from ledger.models import Balance, Transfer, Words
from timebank.lib.transactions import atomic_with_retry


@dataclass(frozen=True)
class Undoing:
    """Who takes a transfer back, why, and on which day that became known. The key makes a repeated call harmless."""

    key: uuid.UUID
    by: str
    reason: str
    happened_on: datetime.date
    booked_on: datetime.date | None = None


@atomic_with_retry
def reverse(transfer_id: int, undoing: Undoing) -> int:
    """Post the exact opposite of a transfer, past any limit, once. Answers with the reversal's id.

    A closed account that it touches is settled in the same batch. Raises AlreadyReversed or NotReversible.
    """
    reversals = {}
    for original in _locked(transfer_id):
        row = _reversal(original, undoing, key=_key(undoing, original, transfer_id))
        reversals[original.pk] = insert(row)
        _settle_closed(row, reversals[original.pk])
    return reversals[transfer_id]


@atomic_with_retry
def reverse_together(transfer_ids: Sequence[int], undoing: Undoing) -> list[int]:
    """Post the opposites of several transfers of one book in one batch, all or none. Answers with their ids.

    Closed accounts that they touch are settled in the same batch. What crossed to another bank is not taken back so.
    """
    originals = list(Transfer.objects.filter(pk__in=list(transfer_ids)).order_by("-pk"))
    if len(originals) != len(set(transfer_ids)) or any(each.kind == Transfer.Kind.CLEARING for each in originals):
        raise NotReversible(_("There are no such hours to take back."))
    accounts = {account for each in originals for account in (each.payer_id, each.payee_id)}
    lock(accounts.union(*(settling_accounts(book_id) for book_id in {each.book_id for each in originals})))
    rows = [_reversal(each, undoing, key=uuid.uuid5(undoing.key, f"transfer:{each.pk}")) for each in originals]
    reversals = insert_all(rows)
    closed = set(Balance.objects.filter(pk__in=accounts, is_open=False).values_list("pk", flat=True))
    for row, reversal_id in zip(rows, reversals, strict=True):
        if {row.payer_id, row.payee_id} & closed:
            _settle_closed(row, reversal_id)
    return reversals


@atomic_with_retry
def correct(transfer_id: int, undoing: Undoing, *, minutes: int) -> int:
    """Reverse a transfer and post it again with other minutes, in one batch. Answers with the new transfer's id.

    The limits hold for what is posted again: raises OverLimit and nothing has changed.
    """
    again = [(original.pk, _taken_back(original, undoing, transfer_id)) for original in _locked(transfer_id)]
    corrections = {pk: insert(replace(row, minutes=minutes)) for pk, row in again}
    return corrections[transfer_id]


@atomic_with_retry
def correct_past_limits(transfer_id: int, undoing: Undoing, *, minutes: int) -> int:
    """Correct a transfer as an admin may: past limits, and where an account has closed since, settled again.

    Hours between two banks keep to the limits of both: raises NotReversible.
    """
    originals = _locked(transfer_id)
    if len(originals) > 1:
        raise NotReversible(_("Hours between two time banks cannot be put right past a limit."))
    row = replace(_taken_back(originals[0], undoing, transfer_id), minutes=minutes, forced=True)
    correction_id = insert(row)
    _settle_closed(row, correction_id)
    return correction_id


def _locked(transfer_id: int) -> list[Transfer]:
    """Read a transfer, and its twin in another bank, with their accounts and those that settle locked.

    Whether an account is closed stays so until commit.
    """
    asked = Transfer.objects.filter(pk=transfer_id).first()
    if asked is None:
        raise NotReversible(_("There are no such hours to take back."))
    originals = [asked]
    if asked.kind == Transfer.Kind.CLEARING:
        originals = list(Transfer.objects.filter(batch=asked.batch, kind=asked.kind).order_by("pk"))
    accounts = {account for each in originals for account in (each.payer_id, each.payee_id)}
    lock(accounts.union(*(settling_accounts(each.book_id) for each in originals)))
    return originals


def _key(undoing: Undoing, original: Transfer, transfer_id: int) -> uuid.UUID:
    return undoing.key if original.pk == transfer_id else uuid.uuid5(undoing.key, f"transfer:{original.pk}")


def _reversal(original: Transfer, undoing: Undoing, *, key: uuid.UUID) -> Row:
    """Write down the opposite. Its batch comes from the key alone, so that a repeated call says the same."""
    return Row(
        key=key,
        kind=Transfer.Kind.REVERSAL,
        payer_id=original.payee_id,
        payee_id=original.payer_id,
        minutes=original.minutes,
        reference=f"transfer:{original.pk}",
        happened_on=undoing.happened_on,
        recorded_by=undoing.by,
        asked_on=undoing.booked_on,
        batch=uuid.uuid5(undoing.key, "batch"),
        reason=undoing.reason,
        reverses_id=original.pk,
        forced=True,
    )


def _taken_back(original: Transfer, undoing: Undoing, transfer_id: int) -> Row:
    """Reverse a transfer and answer with the row that posts it again, for the same hours of the same people."""
    key = _key(undoing, original, transfer_id)
    reversal = _reversal(original, undoing, key=uuid.uuid5(key, "reversal"))
    reversal_id = insert(reversal)
    words = Words.objects.filter(pk=original.pk).values_list("text", flat=True).first()
    crosses = original.kind == Transfer.Kind.CLEARING
    return replace(
        reversal,
        key=key,
        kind=Transfer.Kind.CLEARING if crosses else Transfer.Kind.CORRECTION,
        payer_id=original.payer_id,
        payee_id=original.payee_id,
        reference=f"correction:{reversal_id}",
        words=words or "",
        reverses_id=None,
        forced=False,
    )


def _settle_closed(row: Row, transfer_id: int) -> None:
    """Settle those of a transfer's two accounts that are closed, in its batch."""
    pair = Balance.objects.filter(pk__in=[row.payer_id, row.payee_id]).order_by("pk")
    for balance in pair:
        if balance.is_open:
            continue
        settle(
            balance.pk,
            balance.book_id,
            Settlement(
                key=row.key,
                cause=f"transfer:{transfer_id}/account:{balance.pk}",
                by=row.recorded_by,
                reason=row.reason,
                happened_on=row.happened_on,
                booked_on=row.asked_on,
                batch=row.batch,
            ),
        )
