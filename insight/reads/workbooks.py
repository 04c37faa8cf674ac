"""Rows as a workbook that spreadsheets open: real numbers and days, and nothing that runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from typing import IO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from insight.reads.sheets import Cell

ROWS_IN_SHEET = 1_048_576  # more do not fit into one sheet; the next sheet goes on
A4 = 9  # as XLSX numbers sizes of paper
NARROWEST, WIDEST = 10, 48  # columns, in letters
MIDNIGHT = time()
NOT_IN_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})  # one of them and nothing opens the file
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class _Formats:
    """How cells look."""

    head: Format
    day: Format
    moment: Format
    figure: Format


@dataclass
class _Widths:
    """The longest text of each column so far."""

    letters: dict[int, int] = field(default_factory=dict)

    def note(self, column: int, letters: int) -> None:
        """Count the letters of one cell."""
        self.letters[column] = max(self.letters.get(column, NARROWEST), min(letters + 2, WIDEST))

    def set_on(self, sheet: Worksheet) -> None:
        """Make the columns of a sheet wide enough."""
        for column, letters in self.letters.items():
            sheet.set_column(column, column, letters)


def write_workbook(rows: Iterable[Sequence[Cell]], file: IO[bytes]) -> None:
    """Write rows, the first of which names the columns, into an open file. Any number of them takes little memory.

    Text is written as text whatever it begins with, so nobody's name becomes a formula or a link.
    """
    with Workbook(file, OPTIONS) as book:
        formats = _formats(book)
        rest = iter(rows)
        head = next(rest)
        for first in chain([next(rest, None)], rest):
            page = islice(rest, ROWS_IN_SHEET - 2)
            _write_sheet(book.add_worksheet(), formats, head, page if first is None else chain([first], page))


def _formats(book: Workbook) -> _Formats:
    return _Formats(
        head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        day=book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        figure=book.add_format({"align": "right"}),
    )


def _write_sheet(sheet: Worksheet, formats: _Formats, head: Sequence[Cell], rows: Iterator[Sequence[Cell]]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)  # on every page of paper
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    widths = _Widths()
    for column, cell in enumerate(head):
        sheet.write_string(0, column, str(cell), formats.head)
        widths.note(column, len(str(cell)))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell not in (None, ""):
                widths.note(column, _write(sheet, (number, column), cell, formats))
    widths.set_on(sheet)


def _write(sheet: Worksheet, place: tuple[int, int], cell: Cell, formats: _Formats) -> int:
    """Write one cell as what it is, and say how many letters wide it shows."""
    if isinstance(cell, datetime):  # in the zone it was given in: a workbook knows no zones
        sheet.write_datetime(*place, cell.replace(tzinfo=None), formats.moment)
        return len("2026-10-31 12:00:00")
    if isinstance(cell, date):
        sheet.write_datetime(*place, datetime.combine(cell, MIDNIGHT), formats.day)
        return len("2026-10-31")
    if isinstance(cell, int):
        sheet.write_number(*place, cell)
        return len(str(cell))
    text = str(cell).translate(NOT_IN_XML)
    is_hours = text.removeprefix("-").replace(":", "", 1).isdecimal() and ":" in text
    sheet.write_string(*place, text, formats.figure if is_hours else None)
    return len(text)
