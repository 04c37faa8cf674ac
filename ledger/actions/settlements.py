"""Settling an account: what is left goes to the pot or to a member, a debt is met by the pot or written off."""

import datetime
import uuid
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.actions.books import close_account
from ledger.actions.holds import release
from ledger.actions.protocol import Row, insert, lock
from ledger.actions.refusals import AccountKept, NoSuchAccount, OverLimit
from ledger.models import Account, Balance, Hold
from timebank.lib.transactions import atomic_with_retry


@dataclass(frozen=True)
class Settlement:
    """What makes settlements necessary, and who records them.

    `heir_id` is who gets what is left, `debtor_id` who takes on a debt within their own limits; None is the pot.
    """

    key: uuid.UUID
    cause: str
    by: str
    reason: str
    happened_on: datetime.date
    booked_on: datetime.date | None = None
    batch: uuid.UUID | None = None
    heir_id: int | None = None
    debtor_id: int | None = None


@dataclass(frozen=True)
class Farewell:
    """Why and when an account is closed, who gets what is left on it, and who takes on a debt: None is the pot."""

    key: uuid.UUID
    by: str
    reason: str
    happened_on: datetime.date
    booked_on: datetime.date | None = None
    heir_id: int | None = None
    debtor_id: int | None = None


@atomic_with_retry
def settle_and_close(account_id: int, farewell: Farewell) -> None:
    """Bring an account to zero and close it, in one transaction. Does nothing to a closed one.

    Hours set aside from it or for it are released first. A debt never keeps it open: the pot meets it, and where the
    pot's own limits leave no room it is written off; unless a debtor takes it on. Raises OverLimit where the heir
    cannot hold what is left, or the debtor cannot owe so much.
    """
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NoSuchAccount(_("There is no such account."))
    if account.kind in Account.NEVER_CLOSED:
        raise AccountKept(_("This account belongs to the time bank itself and stays open."))
    holds = Hold.objects.touching(account_id).still_open()
    holding = holds.values_list("payer_id", flat=True)
    others = settling_accounts(account.book_id, farewell.heir_id, farewell.debtor_id)
    lock([account_id, *others, *holding])
    balance = Balance.objects.get(pk=account_id)
    if not balance.is_open:
        return
    for hold in holds.all():  # read again: none can be added any more
        release(hold.pk, by=farewell.by, reason=farewell.reason)
    settlement = Settlement(
        key=farewell.key,
        cause=f"account:{account_id}/closing:{balance.limits_count + 1}",
        by=farewell.by,
        reason=farewell.reason,
        happened_on=farewell.happened_on,
        booked_on=farewell.booked_on,
        heir_id=farewell.heir_id,
        debtor_id=farewell.debtor_id,
    )
    settle(account_id, account.book_id, settlement)
    close_account(account_id, by=farewell.by, reason=farewell.reason)


def settle(account_id: int, book_id: int, settlement: Settlement) -> None:
    """Bring a locked account to zero, if it is not there already, with the locked accounts of `settling_accounts`."""
    minutes = Balance.objects.get(pk=account_id).minutes
    if not minutes:
        return
    pot_id, write_off_id = settling_accounts(book_id)
    row = Row(
        key=uuid.uuid5(settlement.key, f"settlement:{account_id}"),
        kind="SETTLEMENT",
        payer_id=account_id,
        payee_id=settlement.heir_id or pot_id,
        minutes=abs(minutes),
        reference=settlement.cause,
        happened_on=settlement.happened_on,
        recorded_by=settlement.by,
        asked_on=settlement.booked_on,
        batch=settlement.batch,
        reason=settlement.reason,
    )
    if minutes > 0:
        insert(row)
    elif settlement.debtor_id is not None:
        insert(replace(row, payer_id=settlement.debtor_id, payee_id=account_id))
    else:
        _meet_debt(replace(row, payer_id=pot_id, payee_id=account_id), write_off_id)


def settling_accounts(book_id: int, *chosen: int | None) -> list[int]:
    """Name the accounts that settling may move hours to or from: the pot, the one for written-off hours, the chosen."""
    others = [account_id for account_id in chosen if account_id is not None]
    return [pot_of(book_id), _account_of_kind(book_id, Account.Kind.EXPIRY), *others]


def pot_of(book_id: int) -> int:
    """Find a book's pot."""
    return _account_of_kind(book_id, Account.Kind.POT)


def _meet_debt(row: Row, write_off_id: int) -> None:
    """Let the pot pay; where it may not, write the hours off, which is what the account of lapsed hours is for."""
    try:
        with transaction.atomic():
            insert(row)
    except OverLimit:
        insert(replace(row, payer_id=write_off_id))


def _account_of_kind(book_id: int, kind: str) -> int:
    return Account.objects.values_list("pk", flat=True).get(book_id=book_id, kind=kind)
