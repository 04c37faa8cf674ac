"""The words beside the hours: the only thing in the ledger that erasure may clear. No seal and no proof reads them."""

from ledger.models import Entry, Words
from timebank.lib.traces import Traces, replace_traces


def erase_words(account_id: int) -> None:
    """Forget what all hours of one account were for; the hours stay. Again does no harm."""
    Words.objects.filter(transfer__in=Entry.objects.filter(account_id=account_id).values("transfer_id")).delete()


def replace_in_words(book_id: int, traces: Traces) -> None:
    """Put dots where somebody is named in the words of a whole book."""
    replace_traces(Words.objects.filter(transfer__book_id=book_id), ["text"], traces)
