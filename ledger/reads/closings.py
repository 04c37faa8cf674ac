"""Closed months: up to which day nothing is booked any more."""

import datetime

from ledger.models import Closing

ONE_DAY = datetime.timedelta(days=1)


def closings_of(book_id: int) -> list[Closing]:
    """List a book's closings, the latest first."""
    return list(Closing.objects.filter(book_id=book_id).order_by("-closed_through"))


def first_open_day(book_id: int) -> datetime.date | None:
    """Give the first day on which hours can still be booked; None where nothing was ever closed."""
    last = Closing.objects.filter(book_id=book_id).order_by("-closed_through").values_list("closed_through", flat=True)
    closed_through = last.first()
    return closed_through + ONE_DAY if closed_through else None
