"""Reading the tables that people keep in a spreadsheet: CSV files whose first line names the columns.

Nothing is guessed and nothing is rounded: a cell that could be read in two ways is refused, with what to write instead.
"""

import csv
import datetime
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from django.utils.translation import gettext as _

from timebank.lib.durations import NotADuration, TooLong, minutes_from
from timebank.lib.errors import RuleBroken

OLDEST_DAY = datetime.date(1900, 1, 1)  # no time bank is older
MOST_FIGURES = 9
MINUS = ("-", "−")
SEPARATORS = ",;\t"  # the first of equals wins
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class BadLine:
    """A line of a file that cannot be taken, and why."""

    line: int
    sentence: str


class NotATable(RuleBroken):
    """A file as a whole cannot be read: its letters, its columns or its quotation marks."""


class NotReadable(RuleBroken):
    """A cell cannot be read, or could be read in two ways."""


class ImportRefused(RuleBroken):
    """Some lines do not fit, so nothing was brought over. `lines` says which and why."""

    code = "wrong_state"

    def __init__(self, sentence: str, lines: Sequence[BadLine] = ()) -> None:
        super().__init__(sentence)
        self.lines = list(lines)


def read_table(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Give the number of each line and its cells: the first line, then those that are not empty.

    Raises NotATable where the file as a whole cannot be read.
    """
    try:
        head = file.readline()
        separator = max(SEPARATORS, key=head.count)
        lines = csv.reader(itertools.chain([head], file), delimiter=separator, strict=True)
        line_before = 0
        for cells in lines:
            line, line_before = line_before + 1, lines.line_num  # a cell may go over several lines
            if line == 1 or any(cell.strip() for cell in cells):
                yield line, cells
    except UnicodeDecodeError:
        raise NotATable(_("The letters of this file are not UTF-8. Save it again as “CSV UTF-8”.")) from None
    except csv.Error as fault:
        raise NotATable(_("This is no CSV file as we can read it: %(fault)s.") % {"fault": fault}) from None


def must_name(columns: Collection[str], needed: Collection[str]) -> None:
    """Refuse a first line in which a column is missing."""
    missing = [name for name in needed if name not in columns]
    if missing:
        words = _("The first line names the columns. These are missing: %(names)s.")
        raise NotATable(words % {"names": ", ".join(missing)})


def must_name_once(columns: Sequence[str], known: Collection[str]) -> None:
    """Refuse a first line in which a known column stands twice."""
    twice = sorted({name for name in columns if name in known and columns.count(name) > 1})
    if twice:
        raise NotATable(_("These columns are there twice: %(names)s.") % {"names": ", ".join(twice)})


def by_column(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Give a line's cells by the names of their columns, trimmed. Raises NotReadable where there are too many."""
    if len(cells) > len(columns):
        words = _(
            "This line has more cells than the first line has names. Put a value with a comma in quotation marks."
        )
        raise NotReadable(words)
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return {name: cell.strip() for name, cell in zip(columns, padded, strict=True)}


def plain(typed: str) -> str:
    """Write a name as it is compared: whatever its capitals, blanks and underscores."""
    return " ".join(unicodedata.normalize("NFKC", typed).replace("_", " ").casefold().split())


def past_day(typed: str, today: datetime.date) -> datetime.date:
    """Read a day that is written in the one way that all countries read alike, and has been."""
    try:
        day = datetime.date.fromisoformat(typed) if DAY.fullmatch(typed) else None
    except ValueError:
        day = None
    if day is None:
        raise NotReadable(_("“%(typed)s” is no day as we read it. Write it as 2026-01-31.") % {"typed": typed})
    if not OLDEST_DAY <= day <= today:
        raise NotReadable(_("%(day)s is no day of the past.") % {"day": day})
    return day


def minutes_of_hours(typed: str) -> int:
    """Read hours as people write them; they must come to whole minutes."""
    try:
        return minutes_from(typed)
    except NotADuration as fault:
        raise _not_minutes(typed, "1½, 1.5, 1:30", fault) from None


def whole_number(typed: str, *, example: str = "90") -> int:
    """Read a whole number of something, such as minutes."""
    if not typed.isdecimal():
        raise _not_minutes(typed, example, NotADuration(typed))
    if len(typed) > MOST_FIGURES:
        raise _not_minutes(typed, example, TooLong(typed))
    return int(typed)


def without_minus(typed: str) -> tuple[int, str]:
    """Take a minus from before a figure: -1 or 1, and what follows it."""
    return (-1, typed[1:].strip()) if typed.startswith(MINUS) else (1, typed)


def _not_minutes(typed: str, example: str, fault: NotADuration) -> NotReadable:
    if isinstance(fault, TooLong):
        return NotReadable(_("“%(typed)s” is too long a time.") % {"typed": typed})
    words = _("“%(typed)s” does not come to whole minutes. Write it such as %(example)s.")
    return NotReadable(words % {"typed": typed, "example": example})
