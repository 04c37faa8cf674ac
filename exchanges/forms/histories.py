"""Reading a file of the past: opening balances and exchanges that another system or a spreadsheet kept.

docs/import.md is written for the person who makes the file.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from exchanges.actions.importing import OpeningBalance, Party, PastExchange, PastRow
from exchanges.models import LONGEST_MINUTES, Category
from members.models import Bank, Member
from timebank.lib.tables import (
    MOST_FIGURES,
    BadLine,
    NotATable,
    NotReadable,
    by_column,
    minutes_of_hours,
    must_name,
    must_name_once,
    past_day,
    plain,
    read_table,
    whole_number,
    without_minus,
)

NUMBER, KIND, GIVER, RECEIVER, HOURS, MINUTES = "number", "kind", "giver", "receiver", "hours", "minutes"
DATE, WHAT_FOR, CATEGORY = "date", "what for", "category"
NEEDED = (NUMBER, GIVER, RECEIVER, DATE, WHAT_FOR)
COLUMNS = {*NEEDED, KIND, HOURS, MINUTES, CATEGORY}
EXCHANGE, OPENING = "exchange", "opening"
LONGEST_NUMBER, LONGEST_WORDS = 200, 500

Cells = dict[str, str]


class HistoryReader:
    """Reads a file's lines one by one. What is wrong with a line is kept in `bad_lines`, and reading goes on."""

    def __init__(self, bank: Bank, *, today: datetime.date) -> None:
        self.bad_lines: list[BadLine] = []
        self.columns_not_read: list[str] = []
        self._today = today
        self._members = _members(bank)
        self._categories = {plain(name): pk for pk, name in _categories(bank)}
        self._first_lines: dict[str, int] = {}

    def read(self, file: TextIO) -> Iterator[PastRow]:
        """Give the rows that can be read. Raises NotATable where the file as a whole cannot."""
        lines = read_table(file)
        columns = self._columns(next(lines, (1, []))[1])
        for line, cells in lines:
            try:
                row = self._row(line, by_column(columns, cells))
            except NotReadable as fault:
                self.bad_lines.append(BadLine(line, fault.sentence))
            else:
                if row.minutes:  # an opening balance of nothing needs no transfer
                    yield row

    def _columns(self, head: Iterable[str]) -> list[str]:
        columns = [plain(name.removeprefix("\ufeff")) for name in head]
        must_name(columns, NEEDED)
        if (HOURS in columns) == (MINUTES in columns):
            raise NotATable(_("The time stands in one column, called “hours” or “minutes”, and not in both."))
        must_name_once(columns, COLUMNS)
        self.columns_not_read = [name for name in columns if name and name not in COLUMNS]
        return columns

    def _row(self, line: int, cells: Cells) -> PastRow:
        number = self._number(line, cells[NUMBER])
        day = past_day(cells[DATE], self._today)
        if plain(cells.get(KIND, "")) == OPENING:
            return self._opening(line, number, day, cells)
        if plain(cells.get(KIND, "")) not in {EXCHANGE, ""}:
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
        found = self._categories.get(plain(typed))
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


def _signed(cells: Cells) -> int:
    name = HOURS if HOURS in cells else MINUTES
    sign, figure = without_minus(cells[name])
    return sign * _minutes({**cells, name: figure})


def _minutes(cells: Cells) -> int:
    return minutes_of_hours(cells[HOURS]) if HOURS in cells else whole_number(cells[MINUTES])


def _words(typed: str) -> str:
    words = " ".join(typed.split())
    if len(words) > LONGEST_WORDS:
        raise NotReadable(_("Say what it was for in at most 500 letters."))
    if "\0" in words:
        raise NotReadable(_("There is a letter in this line that cannot be kept. Write the words again."))
    return words
