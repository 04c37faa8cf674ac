"""Files that people save, made of rows that are read as they are written: a file of any length needs little memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse

from insight.reads.periods import Period
from insight.reads.sheets import Cell, csv_text
from insight.reads.workbooks import write_workbook
from timebank.lib.files import BYTE_ORDER_MARK

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(rows: Iterable[Sequence[Cell]], *, name: str, period: Period) -> StreamingHttpResponse:
    """Send rows as a CSV file that spreadsheets open well."""
    response = StreamingHttpResponse(_bytes(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, period, "csv")}"'
    return response


def xlsx_file(rows: Iterable[Sequence[Cell]], *, name: str, period: Period) -> FileResponse:
    """Send rows as a workbook. Its parts are known only when all is written, so it waits on disk until then."""
    with ExitStack() as kept:
        file = kept.enter_context(TemporaryFile())
        write_workbook(rows, file)
        kept.pop_all()  # from here on the response closes the file, which removes it
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(name, period, "xlsx"), content_type=XLSX)


def file_name(name: str, period: Period, ending: str) -> str:
    """Name a file by what it holds and its days: 'riverside-exchanges-2026-10-01-2026-10-31.csv'."""
    return f"{name}-{period.first_on}-{period.last_on}.{ending}"


def _bytes(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode()
    for text in csv_text(rows):
        yield text.encode()
