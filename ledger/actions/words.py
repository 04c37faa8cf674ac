"""The words beside the hours: the only thing in the ledger that erasure may clear. No seal and no proof reads them."""

from django.db.models import QuerySet

from ledger.models import Entry, Transfer, Words
from timebank.lib.traces import Traces, replace_traces


def erase_words(account_id: int) -> None:
    """Forget what all hours of one account were for; the hours stay. Again does no harm.

    What crossed from one book to another says the same in both, and is forgotten in both.
    """
    theirs = Entry.objects.filter(account_id=account_id).values("transfer_id")
    Words.objects.filter(transfer__in=theirs).delete()
    Words.objects.filter(transfer__batch__in=_crossed().filter(pk__in=theirs).values("batch")).delete()


def replace_in_words(book_id: int, traces: Traces) -> None:
    """Put dots where somebody is named in the words of a whole book, and of what crossed from or to it."""
    replace_traces(Words.objects.filter(transfer__book_id=book_id), ["text"], traces)
    crossed = _crossed().filter(book_id=book_id).values("batch")
    replace_traces(Words.objects.filter(transfer__batch__in=crossed), ["text"], traces)


def _crossed() -> QuerySet[Transfer]:
    return Transfer.objects.filter(kind=Transfer.Kind.CLEARING)
