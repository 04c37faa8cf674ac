"""Pages of paper as PDF: a letterhead, one table with its head on every page, notes, and numbered pages.

Large plain letters (12 points and more), for members without a computer. The text can be searched and read aloud.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from insight.views.letters import PLAIN, STRONG, printable, register_fonts, wrapped

WIDTH, HEIGHT = A4
MARGIN, TOP, BOTTOM = 36.0, HEIGHT - 34.0, 52.0
ROOM = TOP - BOTTOM
FOOT = 32.0  # where the line at the foot stands
LEADING = 1.14  # the height of a line of text, in its size
DESCENT = 0.26  # how much of it lies below the letters
PADDING = 2.5  # above and below each row of the table
GAP = 7.0  # between columns
SPACE = 12.0  # between the parts of a page
BODY, LARGE, LARGEST = 12, 15, 21  # points


@dataclass(frozen=True)
class Words:
    """Some text, large or strong or plain."""

    text: str
    size: int = BODY
    font: str = PLAIN


@dataclass(frozen=True)
class Column:
    """A column of the table: its head, its width in points, and whether it holds figures."""

    head: str
    width: float
    is_figure: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the table, one text for each column. Opening, total and closing are strong."""

    cells: Sequence[str]
    is_strong: bool = False


@dataclass(frozen=True)
class Paper:
    """What is printed: `letterhead` and `heading` stand at the top of the first page, `foot` on each."""

    title: str
    author: str
    language: str
    letterhead: Sequence[Words]
    heading: Sequence[Words]
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: Sequence[str]
    foot: str


@dataclass(frozen=True)
class _Block:
    """Lines that stay together: the cells of a row, each broken into lines, or one text."""

    cells: Sequence[Sequence[str]]
    font: str
    size: int = BODY
    padding: float = 0.0

    @property
    def height(self) -> float:
        return max(len(lines) for lines in self.cells) * self.size * LEADING + 2 * self.padding


def pdf_of(paper: Paper) -> bytes:
    """Print a paper."""
    register_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, lang=paper.language, initialFontName=PLAIN)
    canvas.setTitle(printable(paper.title))
    canvas.setAuthor(printable(paper.author))
    canvas.setCreator(printable(paper.author))
    canvas.setSubject(printable(paper.title))
    top = _Top(_texts(paper.letterhead), _texts(paper.heading))
    head = _row(paper, Row([column.head for column in paper.columns], is_strong=True))
    notes = _texts(Words(note) for note in paper.notes)
    pages = _pages([_row(paper, row) for row in paper.rows], head, first_room=ROOM - top.height)
    if notes and _height([head, *pages[-1], *notes]) + SPACE > (ROOM if len(pages) > 1 else ROOM - top.height):
        pages.append([])  # notes that find no room get a page of their own
    for number, rows in enumerate(pages, start=1):
        y = top.draw(canvas) if number == 1 else TOP
        if rows:
            y = _draw_table(canvas, paper, [head, *rows], y)
        if number == len(pages):
            _draw_texts(canvas, notes, y - SPACE)
        _draw_foot(canvas, paper.foot, _("Page %(number)d of %(count)d") % {"number": number, "count": len(pages)})
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@dataclass(frozen=True)
class _Top:
    """The letterhead, a thick and a thin rule, and the heading."""

    letterhead: list[_Block]
    heading: list[_Block]

    @property
    def height(self) -> float:
        return _height(self.letterhead) + _height(self.heading) + 2.5 * SPACE

    def draw(self, canvas: Canvas) -> float:
        """Draw it, and say where it ends."""
        y = _draw_texts(canvas, self.letterhead, TOP) - SPACE / 2
        _draw_rule(canvas, y, 2.2)
        _draw_rule(canvas, y - 3.5, 0.6)
        return _draw_texts(canvas, self.heading, y - SPACE) - SPACE


def _pages(rows: Sequence[_Block], head: _Block, *, first_room: float) -> list[list[_Block]]:
    """Say which rows stand on which page, each of which begins with the head."""
    pages: list[list[_Block]] = [[]]
    room = first_room - head.height
    for row in rows:
        if row.height > room:
            pages.append([])
            room = ROOM - head.height
        pages[-1].append(row)
        room -= row.height
    return pages


def _texts(all_words: Iterable[Words]) -> list[_Block]:
    """Break texts into lines as wide as the page."""
    width = WIDTH - 2 * MARGIN
    return [_Block([wrapped(words.text, words.font, words.size, width)], words.font, words.size) for words in all_words]


def _row(paper: Paper, row: Row) -> _Block:
    font = STRONG if row.is_strong else PLAIN
    cells = [wrapped(cell, font, BODY, column.width) for cell, column in zip(row.cells, paper.columns, strict=True)]
    return _Block(cells, font, padding=PADDING)


def _height(blocks: Iterable[_Block]) -> float:
    return sum(block.height for block in blocks)


def _draw_table(canvas: Canvas, paper: Paper, rows: Sequence[_Block], y: float) -> float:
    for number, row in enumerate(rows):
        x = MARGIN
        for lines, column in zip(row.cells, paper.columns, strict=True):
            _draw_lines(canvas, row, lines, (x, y), column)
            x += column.width + GAP
        y -= row.height
        _draw_rule(canvas, y, 0.4 if number else 1.2)
    _draw_rule(canvas, y - 2, 0.4)
    return y


def _draw_lines(
    canvas: Canvas, block: _Block, lines: Sequence[str], place: tuple[float, float], column: Column
) -> None:
    x, y = place
    canvas.setFont(block.font, block.size)
    y -= block.padding - block.size * DESCENT
    for line in lines:
        y -= block.size * LEADING
        if column.is_figure:
            canvas.drawRightString(x + column.width, y, line)
        else:
            canvas.drawString(x, y, line)


def _draw_texts(canvas: Canvas, blocks: Iterable[_Block], y: float) -> float:
    whole = Column("", WIDTH - 2 * MARGIN)
    for block in blocks:
        _draw_lines(canvas, block, block.cells[0], (MARGIN, y), whole)
        y -= block.height
    return y


def _draw_foot(canvas: Canvas, words: str, page: str) -> None:
    canvas.setFont(PLAIN, BODY)
    canvas.drawString(MARGIN, FOOT, printable(words))
    canvas.drawRightString(WIDTH - MARGIN, FOOT, page)


def _draw_rule(canvas: Canvas, y: float, thickness: float) -> None:
    canvas.setLineWidth(thickness)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)
