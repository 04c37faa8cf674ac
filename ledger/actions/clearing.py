"""Hours between two banks: each has an account for the other, and what leaves one book arrives in the other."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.actions.books import Limits, open_account, set_limits
from ledger.actions.protocol import Row, insert, lock
from ledger.actions.refusals import NoAgreement
from ledger.models import Account
from timebank.lib.transactions import atomic_with_retry

NO_BOOK = 0


@dataclass(frozen=True)
class Crossing:
    """Hours that a member of one bank receives from a member of another. `reference` names the cause in both books."""

    key: uuid.UUID
    payer_id: int
    payee_id: int
    minutes: int
    reference: str
    happened_on: datetime.date
    recorded_by: str
    words: str = ""
    hold_id: int | None = None


@transaction.atomic
def open_clearing(book_id: int, other_book_id: int, *, limits: Limits, other_limits: Limits, by: str) -> None:
    """Open the pair of accounts over which two books exchange hours, or open them again with new limits.

    Each is seen from its own book: above zero stand the hours that its members have received from the other bank
    and not given back, below zero the hours they have given it.
    """
    known_pair = _accounts_between(book_id, other_book_id)
    lock(known_pair.values())
    for book, other, each in ((book_id, other_book_id, limits), (other_book_id, book_id, other_limits)):
        known = known_pair.get(book)
        if known is not None:
            set_limits(known, each, by=by, reason="AGREED")
        else:
            open_account(
                book_id=book, code=f"clearing:{other}", kind="CLEARING", limits=each, by=by, other_book_id=other
            )


@transaction.atomic
def end_clearing(book_id: int, other_book_id: int, *, by: str) -> None:
    """Let hours between two books move only towards zero from now on: what is owed can still be given back."""
    pair = clearing_pair(book_id, other_book_id)
    lock(pair)
    for clearing in pair:
        set_limits(clearing, Limits(0, 0), by=by, reason="ENDED")


@atomic_with_retry
def post_between(crossing: Crossing) -> tuple[int, int]:
    """Post hours from a member of one book to a member of another, both sides or neither, once for each key.

    Answers with both transfers' ids, the payer's first. Raises NoAgreement, or OverLimit where a member or the
    agreement of the two banks leaves no room.
    """
    books = dict(Account.objects.filter(pk__in=[crossing.payer_id, crossing.payee_id]).values_list("pk", "book_id"))
    near, far = clearing_pair(books.get(crossing.payer_id, NO_BOOK), books.get(crossing.payee_id, NO_BOOK))
    lock([crossing.payer_id, near, far, crossing.payee_id])
    leaving = insert(_side(crossing, payee_id=near, key=crossing.key))
    arriving = insert(_side(crossing, payer_id=far, key=uuid.uuid5(crossing.key, "arriving")))
    return leaving, arriving


def clearing_pair(book_id: int, other_book_id: int) -> tuple[int, int]:
    """Find the account of one book for the other, and that of the other for the one. Raises NoAgreement."""
    pair = _accounts_between(book_id, other_book_id)
    near, far = pair.get(book_id), pair.get(other_book_id)
    if near is None or far is None:
        raise NoAgreement(_("These two time banks do not exchange hours."))
    return near, far


def _accounts_between(book_id: int, other_book_id: int) -> dict[int, int]:
    """Find the accounts two books have for each other, by book."""
    books = [book_id, other_book_id]
    return dict(Account.objects.filter(book_id__in=books, other_book_id__in=books).values_list("book_id", "pk"))


def _side(crossing: Crossing, *, key: uuid.UUID, payer_id: int | None = None, payee_id: int | None = None) -> Row:
    return Row(
        key=key,
        kind="CLEARING",
        payer_id=payer_id or crossing.payer_id,
        payee_id=payee_id or crossing.payee_id,
        minutes=crossing.minutes,
        reference=crossing.reference,
        happened_on=crossing.happened_on,
        recorded_by=crossing.recorded_by,
        words=crossing.words,
        batch=uuid.uuid5(crossing.key, "batch"),
        hold_id=crossing.hold_id if payee_id is not None else None,
    )
