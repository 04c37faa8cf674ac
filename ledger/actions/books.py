"""Opening books and accounts, and saying how far an account may go."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger.actions.protocol import lock
from ledger.actions.refusals import AccountKept, NoSuchAccount, refusals_in_words
from ledger.models import Account, Balance, Book

SYSTEM = "system"
OPEN_ALL = """
  INSERT INTO ledger_account (book_id, code, kind)
  SELECT %(book_id)s, code, kind FROM unnest(%(codes)s::text[], %(kinds)s::text[]) AS given (code, kind)
  RETURNING code, id
"""
LIMIT_ALL = """
  INSERT INTO ledger_limit (account_id, floor_minutes, ceiling_minutes, warning_minutes, is_open, reason, set_by)
  SELECT id, %(floor_minutes)s, %(ceiling_minutes)s, %(warning_minutes)s, true, 'OPENED', %(by)s
    FROM unnest(%(ids)s::bigint[]) AS id
"""


@dataclass(frozen=True)
class Limits:
    """How far an account may go, in minutes; None is no limit. Below the warning level people are told, no more."""

    floor_minutes: int | None = None
    ceiling_minutes: int | None = None
    warning_minutes: int | None = None


@transaction.atomic
def open_book(*, slug: str, zone: str) -> Book:
    """Open one time bank's ledger with its own accounts: pot, welcome, expiry and opening, which have no limits."""
    book_id = _insert("INSERT INTO ledger_book (slug, zone) VALUES (%s, %s) RETURNING id", slug, zone)
    own = [(kind.lower(), kind) for kind in Account.ONE_IN_A_BOOK]
    open_accounts(book_id, own, limits=Limits(), by=SYSTEM)
    return Book.objects.get(pk=book_id)


@transaction.atomic
def open_account(
    *, book_id: int, code: str, kind: str, limits: Limits, by: str, other_book_id: int | None = None
) -> Account:
    """Open an account with its first limits. `by` is the actor's key.

    Only a CLEARING account has another book: the one it clears with (open_clearing makes both sides).
    """
    if not Book.objects.filter(pk=book_id).exists():
        raise NoSuchAccount(_("There is no such time bank."))
    account_id = _insert(
        "INSERT INTO ledger_account (book_id, code, kind, other_book_id) VALUES (%s, %s, %s, %s) RETURNING id",
        book_id,
        code,
        kind,
        other_book_id,
    )
    set_limits(account_id, limits, by=by, reason="OPENED")
    return Account.objects.get(pk=account_id)


@transaction.atomic
def open_accounts(book_id: int, accounts: Sequence[tuple[str, str]], *, limits: Limits, by: str) -> list[int]:
    """Open many accounts, each a code and a kind, with the same first limits: two statements, whatever their number.

    Answers with their ids in the order given.
    """
    if not Book.objects.filter(pk=book_id).exists():
        raise NoSuchAccount(_("There is no such time bank."))
    codes, kinds = [code for code, _kind in accounts], [kind for _code, kind in accounts]
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(OPEN_ALL, {"book_id": book_id, "codes": codes, "kinds": kinds})
        ids: dict[str, int] = dict(cursor.fetchall())
        cursor.execute(LIMIT_ALL, {**vars(limits), "ids": list(ids.values()), "by": by})
    return [ids[code] for code in codes]


@transaction.atomic
def set_limits(account_id: int, limits: Limits, *, by: str, reason: str) -> None:
    """Say how far an account may go below and above zero from now on. Opens a closed account."""
    _insert_limit(account_id, limits, by=by, reason=reason, is_open=True)


@transaction.atomic
def close_account(account_id: int, *, by: str, reason: str) -> None:
    """Close an account that stands at zero; closing it again changes nothing. Its history stays.

    Raises AccountNotSettled while there are hours, a debt or hours set aside: settle_and_close clears them.
    """
    lock([account_id])
    balance = Balance.objects.select_related("account").filter(pk=account_id).first()
    if balance is None:
        raise NoSuchAccount(_("There is no such account."))
    if balance.account.kind in Account.NEVER_CLOSED:
        raise AccountKept(_("This account belongs to the time bank itself and stays open."))
    if balance.is_open:
        limits = Limits(balance.floor_minutes, balance.ceiling_minutes, balance.warning_minutes)
        _insert_limit(account_id, limits, by=by, reason=reason, is_open=False)


def _insert_limit(account_id: int, limits: Limits, *, by: str, reason: str, is_open: bool) -> None:
    _insert(
        """
        INSERT INTO ledger_limit
               (account_id, floor_minutes, ceiling_minutes, warning_minutes, is_open, reason, set_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
        """,
        account_id,
        limits.floor_minutes,
        limits.ceiling_minutes,
        limits.warning_minutes,
        is_open,
        reason,
        by,
    )


def _insert(statement: str, *values: int | str | bool | None) -> int:
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted: int = cursor.fetchone()[0]
    return inserted
