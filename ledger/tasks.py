"""The ledger's own jobs: beat wakes a sweep, the database says what is due."""

from celery import shared_task

from ledger import actions, reads


@shared_task(name="ledger.seal_books")
def seal_books() -> None:
    """Seal every book in which anything was written since its last seal."""
    actions.seal_books()


@shared_task(name="ledger.seal_book")
def seal_book(*, book_id: int) -> None:
    """Seal what is new in one book, because somebody asked."""
    actions.seal_book(book_id)


@shared_task(name="ledger.expire_holds")
def expire_holds() -> None:
    """Start one task for each hold whose time has run out."""
    for hold_id in reads.expired_holds():
        expire_hold.delay(hold_id=hold_id)


@shared_task(name="ledger.expire_hold")
def expire_hold(*, hold_id: int) -> None:
    """End one hold whose time has run out."""
    actions.expire(hold_id)
