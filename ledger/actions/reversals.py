"""Undoing: a reversal is the exact opposite of a transfer, a correction is a reversal and a new transfer."""

import datetime
import uuid
from dataclasses import replace

from django.utils.translation import gettext as _

from ledger.actions.protocol import Row, insert, lock
from ledger.actions.refusals import NotReversible
from ledger.actions.settlements import Settlement, pot_of, settle
from ledger.models import Balance, Transfer, Words
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def reverse(
    transfer_id: int,
    *,
    key: uuid.UUID,
    by: str,
    reason: str,
    happened_on: datetime.date,
    booked_on: datetime.date | None = None,
) -> int:
    """Post the exact opposite of a transfer, past any limit, once. Answers with the reversal's id.

    A closed account that it touches is settled with the pot in the same batch. Raises AlreadyReversed,
    NotReversible, or OverLimit where the pot cannot take part.
    """
    original = _locked(transfer_id)
    row = _reversal(original, key=key, by=by, reason=reason, happened_on=happened_on)
    row = replace(row, asked_on=booked_on)
    reversal_id = insert(row)
    _settle_closed(row, reversal_id)
    return reversal_id


@atomic_with_retry
def correct(transfer_id: int, *, key: uuid.UUID, minutes: int, by: str, reason: str, happened_on: datetime.date) -> int:
    """Reverse a transfer and post it again with other minutes, in one batch. Answers with the correction's id.

    The limits hold for what is posted again: raises OverLimit and nothing has changed.
    """
    row = _taken_back(transfer_id, key=key, by=by, reason=reason, happened_on=happened_on)
    return insert(replace(row, minutes=minutes))


@atomic_with_retry
def correct_past_limits(
    transfer_id: int, *, key: uuid.UUID, minutes: int, by: str, reason: str, happened_on: datetime.date
) -> int:
    """Correct a transfer as an admin may: past limits, and where an account has closed since, settled with the pot."""
    row = _taken_back(transfer_id, key=key, by=by, reason=reason, happened_on=happened_on)
    row = replace(row, minutes=minutes, forced=True)
    correction_id = insert(row)
    _settle_closed(row, correction_id)
    return correction_id


def _locked(transfer_id: int) -> Transfer:
    """Read a transfer with its accounts and the pot locked: whether an account is closed stays so until commit."""
    original = Transfer.objects.filter(pk=transfer_id).first()
    if original is None:
        raise NotReversible(_("There are no such hours to take back."))
    lock([original.payer_id, original.payee_id, pot_of(original.book_id)])
    return original


def _reversal(original: Transfer, *, key: uuid.UUID, by: str, reason: str, happened_on: datetime.date) -> Row:
    """Write down the opposite. Its batch comes from the key alone, so that a repeated call says the same."""
    return Row(
        key=key,
        kind=Transfer.Kind.REVERSAL,
        payer_id=original.payee_id,
        payee_id=original.payer_id,
        minutes=original.minutes,
        reference=f"transfer:{original.pk}",
        happened_on=happened_on,
        recorded_by=by,
        batch=uuid.uuid5(key, "batch"),
        reason=reason,
        reverses_id=original.pk,
        forced=True,
    )


def _taken_back(transfer_id: int, *, key: uuid.UUID, by: str, reason: str, happened_on: datetime.date) -> Row:
    """Reverse a transfer and answer with the row that posts it again, for the same hours of the same people."""
    original = _locked(transfer_id)
    reversal = _reversal(original, key=uuid.uuid5(key, "reversal"), by=by, reason=reason, happened_on=happened_on)
    reversal_id = insert(reversal)
    words = Words.objects.filter(pk=transfer_id).values_list("text", flat=True).first()
    return replace(
        reversal,
        key=key,
        kind=Transfer.Kind.CORRECTION,
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
            pot_of(balance.book_id),
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
