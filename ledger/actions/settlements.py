"""Settling an account with the pot: what is left goes there, a debt is met from there."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledger.actions.books import close_account
from ledger.actions.protocol import Row, insert, lock
from ledger.actions.refusals import AccountKept, NoSuchAccount
from ledger.models import Account, Balance
from timebank.lib.transactions import atomic_with_retry


@dataclass(frozen=True)
class Settlement:
    """What makes settlements necessary, and who records them."""

    key: uuid.UUID
    cause: str
    by: str
    reason: str
    happened_on: datetime.date
    booked_on: datetime.date | None = None
    batch: uuid.UUID | None = None


@atomic_with_retry
def settle_and_close(
    account_id: int,
    *,
    key: uuid.UUID,
    by: str,
    reason: str,
    happened_on: datetime.date,
    booked_on: datetime.date | None = None,
) -> None:
    """Bring an account to zero with the pot and close it, in one transaction. Does nothing to a closed one.

    The pot's own limits hold: raises OverLimit where the pot cannot meet the debt, or cannot hold what is left.
    """
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NoSuchAccount(_("There is no such account."))
    if account.kind in Account.ONE_IN_A_BOOK:
        raise AccountKept(_("This account belongs to the time bank itself and stays open."))
    pot_id = pot_of(account.book_id)
    lock([account_id, pot_id])
    balance = Balance.objects.get(pk=account_id)
    if not balance.is_open:
        return
    cause = f"account:{account_id}/closing:{balance.limits_count + 1}"
    settle(account_id, pot_id, Settlement(key, cause, by, reason, happened_on, booked_on))
    close_account(account_id, by=by, reason=reason)


def settle(account_id: int, pot_id: int, settlement: Settlement) -> None:
    """Bring a locked account to zero with the locked pot, if it is not there already."""
    minutes = Balance.objects.get(pk=account_id).minutes
    if not minutes:
        return
    payer_id, payee_id = (account_id, pot_id) if minutes > 0 else (pot_id, account_id)
    insert(
        Row(
            key=uuid.uuid5(settlement.key, f"settlement:{account_id}"),
            kind="SETTLEMENT",
            payer_id=payer_id,
            payee_id=payee_id,
            minutes=abs(minutes),
            reference=settlement.cause,
            happened_on=settlement.happened_on,
            recorded_by=settlement.by,
            asked_on=settlement.booked_on,
            batch=settlement.batch,
            reason=settlement.reason,
        )
    )


def pot_of(book_id: int) -> int:
    """Find a book's pot."""
    return Account.objects.values_list("pk", flat=True).get(book_id=book_id, kind=Account.Kind.POT)
