"""A report on screen: a page of its lines, its picture and how it ties to the ledger; and the rows of its file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from insight.reads.catalogue.shapes import Asked, Check, Column, Definition, Line, Picture, Place, Reading, Shape
from insight.reads.catalogue.shapes import Cell as ShownCell
from insight.reads.moments import one_moment
from insight.reads.names import Holder
from insight.reads.sheets import Cell, Row
from timebank.lib.durations import hours_in_table

LINES_SHOWN = 50
MOST_AT_ONCE = 5_000  # more rows are not added up while somebody waits: a worker makes the file
LINES_AT_A_TIME = 500

Step = Callable[[int], None]


@dataclass(frozen=True)
class Page:
    """One page of a report. A long one is not added up here: it has no checks and no picture."""

    lines: list[Line]
    size: int
    is_long: bool
    count: int = 0
    next_place: Place | None = None
    checks: tuple[Check, ...] = ()
    picture: Picture | None = None

    @property
    def ties(self) -> bool:
        """Whether every figure is the ledger's own."""
        return not any(check.difference for check in self.checks)


def page_of(definition: Definition, asked: Asked, *, after: Place | None = None) -> Page:
    """Read a page of a report as of one moment."""
    with one_moment():
        reading = definition.reading(asked)
        size = reading.size()
        return _long_page(reading, size, after) if size > MOST_AT_ONCE else _whole_page(reading, size, after)


def size_of(definition: Definition, asked: Asked) -> int:
    """Say how many rows a report has to read."""
    with one_moment():
        return definition.reading(asked).size()


def is_long(size: int) -> bool:
    """Whether a report of that size is made by a worker."""
    return size > MOST_AT_ONCE


def file_rows(definition: Definition, asked: Asked, *, step: Step = lambda _done: None) -> Iterator[Row]:
    """Give the rows of a report's file: its columns, all lines, and how they tie to the ledger.

    `step` is told how many lines are done.
    """
    yield [words for column in definition.columns for words in _heads(column)]
    width = sum(len(_heads(column)) for column in definition.columns)
    with one_moment():
        reading, done = definition.reading(asked), 0
        rows = reading.rows()
        while chunk := list(islice(rows, LINES_AT_A_TIME)):
            for line in reading.lines(chunk):
                yield [cell for pair in zip(definition.columns, line.cells, strict=True) for cell in _cells(*pair)]
            done += len(chunk)
            step(done)
        yield from _feet(reading.checks(), width)


def _whole_page(reading: Reading[Any], size: int, after: Place | None) -> Page:
    """Read every row, so that all are added up, and write the lines of one page."""
    shown: list[Any] = []
    count = 0
    for row in reading.rows():
        count += 1
        if len(shown) <= LINES_SHOWN and (after is None or reading.place(row) > after):
            shown.append(row)
    return Page(
        lines=reading.lines(shown[:LINES_SHOWN]),
        size=size,
        is_long=False,
        count=count,
        next_place=_next_place(reading, shown),
        checks=tuple(reading.checks()),
        picture=reading.picture(),
    )


def _long_page(reading: Reading[Any], size: int, after: Place | None) -> Page:
    if not reading.pages_by_itself:
        return Page(lines=[], size=size, is_long=True)
    shown = list(islice(reading.rows(after), LINES_SHOWN + 1))
    lines = reading.lines(shown[:LINES_SHOWN])
    return Page(lines=lines, size=size, is_long=True, next_place=_next_place(reading, shown))


def _next_place(reading: Reading[Any], shown: Sequence[Any]) -> Place | None:
    return reading.place(shown[LINES_SHOWN - 1]) if len(shown) > LINES_SHOWN else None


def _heads(column: Column) -> list[str]:
    """Name a column in a file: hours stand twice, for people and for programs; a member's number stands by itself."""
    words = str(column.words)
    if column.shape == Shape.HOURS:
        return [words, _("%(column)s, in minutes") % {"column": words}]
    return [_("%(column)s, number") % {"column": words}, words] if column.shape == Shape.HOLDER else [words]


def _cells(column: Column, cell: ShownCell) -> list[Cell]:
    if isinstance(cell, Holder):
        return [cell.number_text, cell.name]
    if column.shape == Shape.HOURS:
        return [hours_in_table(cell), cell] if isinstance(cell, int) else ["", None]
    if column.shape == Shape.MONTH and isinstance(cell, date):
        return [f"{cell:%Y-%m}"]
    return [cell]


def _feet(checks: Sequence[Check], width: int) -> Iterator[Row]:
    """Write each figure, the ledger's own and the difference, in words and figures side by side."""
    for check in checks:
        yield _foot([check.words], width)
        for words, figure in (
            (_("In this report"), check.here),
            (_("In the ledger"), check.in_ledger),
            (_("Difference"), check.difference),
        ):
            shown: list[Cell] = [hours_in_table(figure), figure] if check.shape == Shape.HOURS else ["", figure]
            yield _foot([words, *shown], width)
    ties = not any(check.difference for check in checks)
    yield _foot([_tied() if ties else _not_tied()], width)


def _foot(cells: list[Cell], width: int) -> Row:
    return [*cells, *[""] * (width - len(cells))]


def _tied() -> str:
    return _("This report ties to the ledger.")


def _not_tied() -> str:
    return _("This report does not tie to the ledger. Do not rely on it before somebody has looked.")
