"""Reading a file of members that another program or a spreadsheet kept.

docs/import.md is written for the person who makes the file.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.actions.arrivals import ImportedMember
from members.actions.gifts import MOST_GIFTS, GiftWords
from members.forms import columns as names
from members.forms.boxes import AddressField, TelephoneField
from members.forms.columns import Reading
from members.models import Bank, Gift, Member
from timebank.lib.fields import LongTextField, NameField, OneLineField
from timebank.lib.tables import (
    BadLine,
    NotATable,
    NotReadable,
    by_column,
    minutes_of_hours,
    must_name,
    must_name_once,
    past_day,
    read_table,
    whole_number,
    without_minus,
)

SECONDS_IN_MINUTE = 60
ADULT_YEARS = 18
LONGEST_NUMBER = 60
# A day, and after it perhaps the time of day and the zone, which are not read.
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d.{0,24})?")
THREE_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
SEPARATORS = re.compile(r"[;|\n]")

FIELDS: dict[str, forms.CharField] = {
    names.NUMBER: OneLineField(max_length=LONGEST_NUMBER, required=False),
    names.NAME: NameField(max_length=150, required=False),
    names.EMAIL: AddressField(required=False),
    names.TELEPHONE: TelephoneField(max_length=40, required=False),
    names.ADDRESS: OneLineField(max_length=300, required=False),
    names.AREA: OneLineField(max_length=60, required=False),
    names.ABOUT: LongTextField(max_length=2000, required=False),
    names.GIFTS: OneLineField(max_length=100, required=False),
}
KINDS = {
    **dict.fromkeys(["", "person", "individual", "member", "no"], (Member.Kind.PERSON, "")),
    **dict.fromkeys(["organisation", "organization", "group", "yes"], (Member.Kind.ORGANISATION, "")),
    **dict.fromkeys(
        ["association", "charity", "club", "non-profit", "nonprofit"],
        (Member.Kind.ORGANISATION, Member.OrganisationKind.ASSOCIATION),
    ),
    **dict.fromkeys(["business", "company"], (Member.Kind.ORGANISATION, Member.OrganisationKind.BUSINESS)),
    "institution": (Member.Kind.ORGANISATION, Member.OrganisationKind.INSTITUTION),
}
STATES = {
    **dict.fromkeys(["", "active", "approved", "enabled", "member", "current", "yes"], Member.State.APPROVED),
    **dict.fromkeys(["paused", "on hold", "inactive", "disabled", "resting"], Member.State.PAUSED),
    **dict.fromkeys(["left", "closed", "deleted", "expired", "resigned", "former"], Member.State.LEFT),
}

Cells = dict[str, str]
Meant = TypeVar("Meant")


class RosterReader:
    """Reads a file's lines one by one. What is wrong with a line is kept in `bad_lines`, and reading goes on."""

    def __init__(self, bank: Bank, reading: Reading, *, today: datetime.date) -> None:
        self.bad_lines: list[BadLine] = []
        self.columns_not_read: list[str] = []
        self._bank = bank
        self._reading = reading
        self._today = today

    def read(self, file: TextIO) -> Iterator[ImportedMember]:
        """Give the members that can be read. Raises NotATable where the file as a whole cannot."""
        lines = read_table(file)
        head = next(lines, (1, []))[1]
        columns = self._columns(head)
        for line, cells in lines:
            faults: list[str] = []
            member = self._member(line, head, columns, cells, faults)
            self.bad_lines += [BadLine(line, fault) for fault in faults]
            if member is not None:
                yield member

    def _columns(self, head: Sequence[str]) -> list[str]:
        columns = [self._reading.column(name) for name in head]
        if not {names.FIRST_NAME, names.LAST_NAME} & set(columns):
            must_name(columns, [names.NAME])
        must_name_once(columns, names.NAMES)
        if len(set(names.BALANCES) & set(columns)) > 1:
            raise NotATable(_("The balance stands in one column: in hours, in minutes or in seconds."))
        pairs = zip(head, columns, strict=True)
        self.columns_not_read = [theirs.strip() for theirs, ours in pairs if theirs.strip() and ours not in names.NAMES]
        return columns

    def _member(
        self, line: int, head: Sequence[str], columns: Sequence[str], cells: Sequence[str], faults: list[str]
    ) -> ImportedMember | None:
        """Read one line, or name everything that is wrong with it."""
        if [cell.strip() for cell in cells] == [name.strip() for name in head]:
            faults.append(_("This is the first line once more. Take it out."))
            return None
        try:
            known = by_column(columns, cells)
        except NotReadable as fault:
            faults.append(fault.sentence)
            return None
        line_reader = _Line({name: known.get(name, "") for name in names.NAMES}, self._reading, self._today, faults)
        member = line_reader.member(line)
        return None if faults else member


class _Line:
    """One line's cells on their way to being a member; each fault is noted and the next cell is looked at."""

    def __init__(self, cells: Cells, reading: Reading, today: datetime.date, faults: list[str]) -> None:
        self._cells = cells
        self._reading = reading
        self._today = today
        self._faults = faults

    def member(self, line: int) -> ImportedMember:
        """Read all cells."""
        if any(cell.startswith("=") for cell in self._cells.values()):
            self._faults.append(_("One cell is a formula. Copy the sheet, paste it as values, and save that."))
        kind, organisation_kind = self._one_of(names.KIND, KINDS, _("person or organisation"), (Member.Kind.PERSON, ""))
        self._must_be_adult()
        return ImportedMember(
            line=line,
            name=self._name(),
            source_number=self._text(names.NUMBER, self._cells[names.NUMBER]),
            kind=kind,
            organisation_kind=organisation_kind,
            email=self._text(names.EMAIL, self._cells[names.EMAIL]).lower(),
            telephone=self._telephone(),
            postal_address=self._text(names.ADDRESS, self._postal_address()),
            area=self._text(names.AREA, self._cells[names.AREA]),
            about=self._text(names.ABOUT, self._cells[names.ABOUT]),
            gifts=self._gifts(),
            minutes=self._minutes(),
            joined_on=self._day(names.JOINED),
            state=self._one_of(names.STATE, STATES, _("active, paused or left"), Member.State.APPROVED),
        )

    def _name(self) -> str:
        cells = self._cells
        whole = cells[names.NAME] or f"{cells[names.FIRST_NAME]} {cells[names.LAST_NAME]}"
        if not whole.strip():
            self._faults.append(_("There is no name."))
            return ""
        return self._text(names.NAME, whole)

    def _telephone(self) -> str:
        """Keep the first number; both where there is room for them."""
        first, other = self._cells[names.TELEPHONE], self._cells[names.OTHER_TELEPHONE]
        both = " / ".join(number for number in dict.fromkeys([first, other]) if number)
        longest = FIELDS[names.TELEPHONE].max_length or 0
        return self._text(names.TELEPHONE, both if len(both) <= longest else first or other)

    def _postal_address(self) -> str:
        parts = (" ".join(self._cells[name].split()) for name in names.POSTAL)
        return ", ".join(part for part in parts if part)

    def _text(self, name: str, typed: str) -> str:
        """Read words by the same rules as the site's own forms."""
        try:
            return str(FIELDS[name].clean(typed))
        except ValidationError as refusal:
            self._faults.append(f"{name}: {' '.join(refusal.messages)}")
            return ""

    def _one_of(self, name: str, choices: Mapping[str, Meant], words: str, otherwise: Meant) -> Meant:
        typed = self._cells[name]
        found = choices.get(" ".join(typed.casefold().split()))
        if found is None:
            sentence = _("%(column)s: “%(typed)s” is not known here. Write %(words)s.")
            self._faults.append(sentence % {"column": name, "typed": typed, "words": words})
            return otherwise
        return found

    def _gifts(self) -> list[GiftWords]:
        """Read gifts and the names of categories alike: as what somebody can do. No category is made of them."""
        found: dict[str, GiftWords] = {}
        for name in (names.GIFTS, names.CATEGORIES):
            cell = self._cells[name]
            for each in SEPARATORS.split(cell) if SEPARATORS.search(cell) else cell.split(","):
                gift = self._gift(each.strip())
                if gift:
                    found.setdefault(gift.words.casefold(), gift)
        if len(found) > MOST_GIFTS:
            self._faults.append(_("gifts: These are more than %(most)d.") % {"most": MOST_GIFTS})
        return list(found.values())

    def _gift(self, typed: str) -> GiftWords | None:
        begins, colon, rest = typed.partition(":")
        kind = begins.strip().upper()
        if colon and kind in Gift.Kind.values:
            typed = rest
        else:
            kind = Gift.Kind.HAND.value
        words = self._text(names.GIFTS, typed)
        return GiftWords(kind, words) if words else None

    def _minutes(self) -> int:
        name = next((name for name in names.BALANCES if self._cells[name]), "")
        if not name:
            return 0
        try:
            sign, figure = without_minus(self._cells[name])
            return sign * _minutes(name, figure)
        except NotReadable as fault:
            self._faults.append(f"{name}: {fault.sentence}")
            return 0

    def _day(self, name: str) -> datetime.date | None:
        typed = self._cells[name]
        if not typed:
            return None
        try:
            return past_day(_as_year_first(typed, self._reading.days), self._today)
        except NotReadable as fault:
            self._faults.append(f"{name}: {fault.sentence}")
            return None

    def _must_be_adult(self) -> None:
        """Refuse who is under 18: a guardian has to say yes first. The day itself is kept nowhere."""
        born_on = self._day(names.BORN)
        if born_on is None:
            return
        birthday = (born_on.month, born_on.day) <= (self._today.month, self._today.day)
        if self._today.year - born_on.year - (not birthday) < ADULT_YEARS:
            self._faults.append(_("They are under 18. Take the line out and sign them up here, with their guardian."))


def _minutes(name: str, figure: str) -> int:
    if name == names.BALANCE:
        return minutes_of_hours(figure)
    number = whole_number(figure, example="5400" if name == names.BALANCE_SECONDS else "90")
    if name == names.BALANCE_MINUTES:
        return number
    if number % SECONDS_IN_MINUTE:
        raise NotReadable(_("%(seconds)d seconds do not come to whole minutes.") % {"seconds": number})
    return number // SECONDS_IN_MINUTE


def _as_year_first(typed: str, days: str) -> str:
    """Write a day the way all countries read alike, where it is said how the file writes it."""
    moment = MOMENT.fullmatch(typed)
    if moment:
        return moment[1]
    figures = THREE_FIGURES.fullmatch(typed)
    if days == names.YMD or not figures:
        return typed
    first, second, year = figures.groups()
    day, month = (first, second) if days == names.DMY else (second, first)
    return f"{year}-{month:0>2}-{day:0>2}"
