"""Reading a file of the past: opening balances and exchanges that another system or a spreadsheet kept.

docs/import.md is written for the person who makes the file. Nothing is guessed and nothing is rounded: a line that
could be read in two ways is refused, with what to write instead.
"""

import csv
import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from exchanges.actions.importing import BadLine, OpeningBalance, Party, PastExchange, PastRow
from exchanges.models import LONGEST_MINUTES, Category
from members.models import Bank, Member
from timebank.lib.durations import NotADuration, TooLong, minutes_from
from timebank.lib.errors import RuleBroken

NUMBER, KIND, GIVER, RECEIVER, HOURS, MINUTES = "number", "kind", "giver", "receiver", "hours", "minutes"
DATE, WHAT_FOR, CATEGORY = "date", "what for", "category"
NEEDED = (NUMBER, GIVER, RECEIVER, DATE, WHAT_FOR)
COLUMNS = {*NEEDED, KIND, HOURS, MINUTES, CATEGORY}
EXCHANGE, OPENING = "exchange", "opening"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
OLDEST_DAY = datetime.date(1900, 1, 1)  # no time bank is older
LONGEST_NUMBER, LONGEST_WORDS, MOST_FIGURES = 200, 500, 9
MINUS = ("-", "−")

Cells = dict[str, str]


class NotAHistory(RuleBroken):
    """The file as a whole cannot be read: its letters, its columns or its quotation marks."""


class NotReadable(RuleBroken):
    """A line cannot be read, or could be read in two ways."""


class HistoryReader:
    """Reads a file's lines one by one. What is wrong with a line is kept in `bad_lines`, and reading goes on."""

    def __init__(self, bank: Bank, *, today: datetime.date) -> None:
        self.bad_lines: list[BadLine] = []
        self.columns_not_read: list[str] = []
        self._today = today
        self._members = _members(bank)
        self._categories = {_plain(name): pk for pk, name in _categories(bank)}
        self._first_lines: dict[str, int] = {}

    def read(self, file: TextIO) -> Iterator[PastRow]:
        """Give the rows that can be read. Raises NotAHistory where the file as a whole cannot."""
        try:
            yield from self._rows(file)
        except UnicodeDecodeError:
            raise NotAHistory(_("The letters of this file are not UTF-8. Save it again as “CSV UTF-8”.")) from None
        except csv.Error as fault:
            raise NotAHistory(_("This is no CSV file as we can read it: %(fault)s.") % {"fault": fault}) from None

    def _rows(self, file: TextIO) -> Iterator[PastRow]:
        head = file.readline()
        lines = csv.reader(file, delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
        columns = self._columns(next(csv.reader([head], delimiter=lines.dialect.delimiter, strict=True), []))
        line_before = 0
        for cells in lines:
            line, line_before = line_before + 2, lines.line_num  # a cell may go over several lines
            if not any(cell.strip() for cell in cells):
                continue
            try:
                row = self._row(line, _cells(columns, cells))
            except NotReadable as fault:
                self.bad_lines.append(BadLine(line, fault.sentence))
            else:
                if row.minutes:  # an opening balance of nothing needs no transfer
                    yield row

    def _columns(self, head: Iterable[str]) -> list[str]:
        columns = [_plain(name.removeprefix("\ufeff")) for name in head]
        missing = [name for name in NEEDED if name not in columns]
        if missing:
            names = ", ".join(missing)
            raise NotAHistory(_("The first line names the columns. These are missing: %(names)s.") % {"names": names})
        if (HOURS in columns) == (MINUTES in columns):
            raise NotAHistory(_("The time stands in one column, called “hours” or “minutes”, and not in both."))
        twice = {name for name in columns if name in COLUMNS and columns.count(name) > 1}
        if twice:
            raise NotAHistory(_("These columns are there twice: %(names)s.") % {"names": ", ".join(sorted(twice))})
        self.columns_not_read = [name for name in columns if name and name not in COLUMNS]
        return columns

    def _row(self, line: int, cells: Cells) -> PastRow:
        number = self._number(line, cells[NUMBER])
        day = _day(cells[DATE], self._today)
        if _plain(cells.get(KIND, "")) == OPENING:
            return self._opening(line, number, day, cells)
        if _plain(cells.get(KIND, "")) not in {EXCHANGE, ""}:
            raise NotReadable(_("“%(kind)s” is no kind of line. Write exchange or opening.") % {"kind": cells[KIND]})
        giver, receiver = self._party(cells[GIVER]), self._party(cells[RECEIVER])
        if giver == receiver:
            raise NotReadable(_("An exchange needs two different people."))
        minutes = _minutes(cells)
        if not 0 < minutes <= LONGEST_MINUTES:
            raise NotReadable(_("Write a time of more than nothing and no more than 24 hours."))
        category_id = self._category(cells.get(CATEGORY, ""))
        words = _words(cells[WHAT_FOR] or cells.get(CATEGORY, ""))
        if not words:
            raise NotReadable(_("Write what it was for, or which kind of help it was."))
        return PastExchange(line, number, giver, receiver, minutes, day, words, category_id)

    def _opening(self, line: int, number: str, day: datetime.date, cells: Cells) -> OpeningBalance:
        if cells[RECEIVER]:
            raise NotReadable(_("An opening balance names its member as the giver. Leave the receiver empty."))
        return OpeningBalance(line, number, self._party(cells[GIVER]), _signed(cells), day, _words(cells[WHAT_FOR]))

    def _number(self, line: int, typed: str) -> str:
        if not typed:
            raise NotReadable(_("Give each line a number of its own, such as the one it had before."))
        if len(typed) > LONGEST_NUMBER:
            raise NotReadable(_("This number is longer than 200 letters."))
        first = self._first_lines.setdefault(typed, line)
        if first != line:
            raise NotReadable(_("Line %(line)d has the same number. Each line needs its own.") % {"line": first})
        return typed

    def _party(self, typed: str) -> Party:
        if not typed:
            raise NotReadable(_("Write the member number of who gave and of who received."))
        is_number = typed.isdecimal() and len(typed) <= MOST_FIGURES
        party = self._members.get(int(typed)) if is_number else None
        if party is None:
            raise NotReadable(_("There is no member with the number “%(number)s”.") % {"number": typed})
        return party

    def _category(self, typed: str) -> int | None:
        if not typed:
            return None
        found = self._categories.get(_plain(typed))
        if found is None:
            words = _("There is no kind of help called “%(name)s”. Add it first, or leave the category empty.")
            raise NotReadable(words % {"name": typed})
        return found


def _members(bank: Bank) -> dict[int, Party]:
    """Everybody with an account, those who left too: the ledger says where an account is closed."""
    found = Member.objects.of(bank).exclude(account=None).values_list("number", "pk", "account_id")
    return {number: Party(pk, account) for number, pk, account in found if number is not None}


def _categories(bank: Bank) -> Iterable[tuple[int, str]]:
    """Every kind of help, those no longer in use too: this is the past."""
    found: Iterable[tuple[int, str]] = Category.objects.filter(bank=bank).values_list("pk", "name")
    return found


def _cells(columns: list[str], cells: list[str]) -> Cells:
    if len(cells) > len(columns):
        words = _(
            "This line has more cells than the first line has names. Put a value with a comma in quotation marks."
        )
        raise NotReadable(words)
    padded = cells + [""] * (len(columns) - len(cells))
    return {name: cell.strip() for name, cell in zip(columns, padded, strict=True) if name in COLUMNS}


def _day(typed: str, today: datetime.date) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(typed) if DAY.fullmatch(typed) else None
    except ValueError:
        day = None
    if day is None:
        raise NotReadable(_("“%(typed)s” is no day as we read it. Write it as 2026-01-31.") % {"typed": typed})
    if not OLDEST_DAY <= day <= today:
        raise NotReadable(_("%(day)s is no day of the past.") % {"day": day})
    return day


def _signed(cells: Cells) -> int:
    name = HOURS if HOURS in cells else MINUTES
    owes = cells[name].startswith(MINUS)
    minutes = _minutes({**cells, name: cells[name][1:].strip()} if owes else cells)
    return -minutes if owes else minutes


def _minutes(cells: Cells) -> int:
    read, typed, example = (
        (minutes_from, cells[HOURS], "1½, 1.5, 1:30") if HOURS in cells else (_whole, cells[MINUTES], "90")
    )
    try:
        return read(typed)
    except TooLong:
        raise NotReadable(_("“%(typed)s” is too long a time.") % {"typed": typed}) from None
    except NotADuration:
        words = _("“%(typed)s” does not come to whole minutes. Write it such as %(example)s.")
        raise NotReadable(words % {"typed": typed, "example": example}) from None


def _whole(typed: str) -> int:
    if not typed.isdecimal():
        raise NotADuration(typed)
    if len(typed) > MOST_FIGURES:
        raise TooLong(typed)
    return int(typed)


def _words(typed: str) -> str:
    words = " ".join(typed.split())
    if len(words) > LONGEST_WORDS:
        raise NotReadable(_("Say what it was for in at most 500 letters."))
    if "\0" in words:
        raise NotReadable(_("There is a letter in this line that cannot be kept. Write the words again."))
    return words


def _plain(typed: str) -> str:
    """Names of columns and kinds of help are the same whatever their capitals, blanks and underscores."""
    return " ".join(unicodedata.normalize("NFKC", typed).replace("_", " ").casefold().split())
