"""Files that people save: rows sent as they are read, so that a file of any length needs little memory."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from insight.reads.periods import Period
from insight.reads.sheets import csv_text

# Excel reads a file without this mark in the letters of the old code page and spoils every accent; programs that know
# UTF-8 skip it. The command for programs (export_ledger) writes none.
BYTE_ORDER_MARK = "\ufeff"


def spreadsheet(rows: Iterable[Sequence[str]], *, name: str, period: Period) -> StreamingHttpResponse:
    """Send rows as a CSV file that spreadsheets open well."""
    response = StreamingHttpResponse(_bytes(rows), content_type="text/csv; charset=utf-8")
    file = f"{name}-{period.first_on}-{period.last_on}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _bytes(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode()
    for text in csv_text(rows):
        yield text.encode()
