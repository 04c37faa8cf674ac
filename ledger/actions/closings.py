"""Closing months: what is booked stays as it was reported."""

import datetime

from django.db import connection
from django.utils.translation import gettext as _

from ledger.actions.refusals import NoSuchAccount, busy_in_words, refusals_in_words
from ledger.models import Book
from timebank.lib.transactions import atomic_with_retry


@busy_in_words()
@atomic_with_retry
def close_through(book_id: int, *, day: datetime.date, by: str) -> None:
    """Book nothing on or before this day any more: what comes later is booked on the first open day.

    The day is the last of a month that is over. A closed month stays closed. Raises MonthNotOver, MonthClosed
    or LedgerBusy.
    """
    if not Book.objects.filter(pk=book_id).exists():
        raise NoSuchAccount(_("There is no such time bank."))
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_closing (book_id, closed_through, closed_by) VALUES (%s, %s, %s)", [book_id, day, by]
        )
