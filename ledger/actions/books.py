"""Opening books and accounts, and saying how far an account may go."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger.actions.protocol import lock
from ledger.actions.refusals import AccountKept, AccountNotSettled, NoSuchAccount, refusals_in_words
from ledger.models import Account, Balance, Book

SYSTEM = "system"


@transaction.atomic
def open_book(*, slug: str, zone: str) -> Book:
    """Open one time bank's ledger with its own accounts: pot, welcome, expiry and opening, which have no limits."""
    book_id = _insert("INSERT INTO ledger_book (slug, zone) VALUES (%s, %s) RETURNING id", slug, zone)
    for kind in Account.ONE_IN_A_BOOK:
        open_account(book_id=book_id, code=kind.lower(), kind=kind, floor_minutes=None, ceiling_minutes=None, by=SYSTEM)
    return Book.objects.get(pk=book_id)


@transaction.atomic
def open_account(
    *, book_id: int, code: str, kind: str, floor_minutes: int | None, ceiling_minutes: int | None, by: str
) -> Account:
    """Open an account with its first limits; None is no limit. `by` is the actor's key."""
    if not Book.objects.filter(pk=book_id).exists():
        raise NoSuchAccount(_("There is no such time bank."))
    account_id = _insert(
        "INSERT INTO ledger_account (book_id, code, kind) VALUES (%s, %s, %s) RETURNING id", book_id, code, kind
    )
    set_limits(account_id, floor_minutes=floor_minutes, ceiling_minutes=ceiling_minutes, by=by, reason="OPENED")
    return Account.objects.get(pk=account_id)


@transaction.atomic
def set_limits(
    account_id: int, *, floor_minutes: int | None, ceiling_minutes: int | None, by: str, reason: str
) -> None:
    """Say how far an account may go below and above zero from now on; None is no limit. Opens a closed account."""
    _insert(NEW_LIMIT, account_id, floor_minutes, ceiling_minutes, True, reason, by)  # noqa: FBT003 a column


@transaction.atomic
def close_account(account_id: int, *, by: str, reason: str) -> None:
    """Close an account that stands at zero; closing it again changes nothing. Its history stays.

    Raises AccountNotSettled while there are hours or a debt on it: settle_and_close clears them.
    """
    lock([account_id])
    balance = Balance.objects.select_related("account").filter(pk=account_id).first()
    if balance is None:
        raise NoSuchAccount(_("There is no such account."))
    if balance.account.kind in Account.ONE_IN_A_BOOK:
        raise AccountKept(_("This account belongs to the time bank itself and stays open."))
    if balance.minutes:
        raise AccountNotSettled(_("There are still hours on this account. Settle them first."))
    if balance.is_open:
        _insert(NEW_LIMIT, account_id, balance.floor_minutes, balance.ceiling_minutes, False, reason, by)  # noqa: FBT003


NEW_LIMIT = """
  INSERT INTO ledger_limit (account_id, floor_minutes, ceiling_minutes, is_open, reason, set_by)
  VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""


def _insert(statement: str, *values: int | str | bool | None) -> int:
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted: int = cursor.fetchone()[0]
    return inserted
