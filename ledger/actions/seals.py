"""Sealing: hashing a book's new rows onto what was sealed before, so that the past cannot be changed unseen."""

from django.db import connection

from ledger.actions.refusals import busy_in_words
from ledger.models import Book
from timebank.lib.transactions import atomic_with_retry, retried


@busy_in_words()
@retried
def take_mark() -> int:
    """Note how far all books may be sealed. Answers with the mark's id.

    Waits for those who are writing just then, and keeps nobody from writing. Raises LedgerBusy where one of them takes
    long: ask again later.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_take_mark()")
        mark_id: int = cursor.fetchone()[0]
    return mark_id


def seal_book(book_id: int) -> int:
    """Seal what is new in one book, up to this moment. Answers with how many seals that made; postings go on."""
    return _seal_through(book_id, take_mark())


def seal_books() -> int:
    """Seal what is new in every book. Answers with how many seals that made."""
    mark_id = take_mark()
    return sum(_seal_through(pk, mark_id) for pk in Book.objects.order_by("pk").values_list("pk", flat=True))


def _seal_through(book_id: int, mark_id: int) -> int:
    made = 0
    while _seal_next(book_id, mark_id):
        made += 1
    return made


@atomic_with_retry
def _seal_next(book_id: int, mark_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal_next(%s, %s)", [book_id, mark_id])
        made: bool = cursor.fetchone()[0]
    return made
