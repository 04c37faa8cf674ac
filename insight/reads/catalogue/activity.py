"""What exchanges came to: by month and kind of help, and by who gave and who received."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import ClassVar

from django.utils import formats
from django.utils.translation import gettext as _

from insight.reads.catalogue.shapes import Asked, Check, Line, Picture, Place, Reading, Shape
from insight.reads.exchanges import (
    BEGUN,
    ELSEWHERE,
    GIVEN,
    LINES_AT_A_TIME,
    TAKEN_BACK,
    Source,
    exchanges_behind,
    given,
    is_correction,
    origins,
)
from insight.reads.names import Names, is_a_members
from ledger import reads as ledger

FEWEST_BARS, MOST_BARS = 2, 12
HELP = (*GIVEN, "EVENT")


@dataclass
class Activity:
    """The exchanges of one month and one kind of help. `words` is '' where no kind was named."""

    month: date
    words: str
    exchanges: int = 0
    given_minutes: int = 0
    back_minutes: int = 0
    elsewhere_minutes: int = 0  # of what stands, what crossed to or from other banks

    @property
    def minutes(self) -> int:
        """What stands: given, less what was taken back."""
        return self.given_minutes - self.back_minutes

    @property
    def order(self) -> tuple[date, bool, str]:
        """Sort by month, then by kind; those without one come last."""
        return self.month, not self.words, self.words.casefold()


class ByMonth(Reading[tuple[int, Activity]]):
    """Hours given, by month and kind of help. All lines are read before the first can be shown."""

    pages_by_itself: ClassVar[bool] = False

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.in_ledger = given(ledger.totals(self.book_id, **self.days))
        self.count = self.minutes = 0
        self.found: dict[tuple[date, str], Activity] = {}

    def size(self) -> int:
        """Count the lines that exchanges wrote."""
        return self.in_ledger.lines

    def rows(self, after: Place | None = None) -> Iterator[tuple[int, Activity]]:
        """Read all lines, then give the months with their kinds of help in order."""
        lines = ledger.journal(self.book_id, **self.days)
        caused = (line for line in lines if line.kind in GIVEN or line.kind == TAKEN_BACK)
        while chunk := list(islice(caused, LINES_AT_A_TIME)):
            self._add(chunk)
        in_order = sorted(self.found.values(), key=lambda each: each.order)
        yield from islice(enumerate(in_order, start=1), after[0] if after else 0, None)

    def place(self, row: tuple[int, Activity]) -> Place:
        """Say where a row stands: it is numbered."""
        return (row[0],)

    def lines(self, rows: Sequence[tuple[int, Activity]]) -> list[Line]:
        """Write some months."""
        return [Line(self.place(row), self._cells(row[1])) for row in rows]

    def checks(self) -> list[Check]:
        """Compare all that was read, also of other kinds of help and other members, with the ledger's totals."""
        return [
            Check(_("Lines of exchanges that were read"), self.count, self.in_ledger.lines, Shape.COUNT),
            Check(_("Given in them, less what was taken back"), self.minutes, self.in_ledger.minutes),
        ]

    def picture(self) -> Picture | None:
        """Draw the months; nothing where there is but one, or where bars could not say it."""
        months: dict[date, int] = {}
        for each in sorted(self.found.values(), key=lambda each: each.order):
            months[each.month] = months.get(each.month, 0) + each.minutes
        bars = [(formats.date_format(month, "M"), [minutes]) for month, minutes in months.items()]
        if not FEWEST_BARS <= len(bars) <= MOST_BARS or min(months.values()) < 0:
            return None
        return Picture(_("Hours given each month"), [(_("Given"), "give")], bars)

    def _cells(self, row: Activity) -> tuple[date | str | int, ...]:
        words = row.words or _("No kind of help named")
        figures = (row.exchanges, row.given_minutes, row.back_minutes, row.minutes, row.elsewhere_minutes)
        return row.month, words, *figures

    def _add(self, chunk: Sequence[ledger.JournalLine]) -> None:
        exchanges, begun = exchanges_behind(self.bank, chunk), origins(chunk)
        for line in chunk:
            self.count += 1
            self.minutes += -line.minutes if line.kind == TAKEN_BACK else line.minutes
            exchange = exchanges.get(line.transfer_id)
            if self._is_asked(line, exchange):
                kind, first = exchange.category.name if exchange and exchange.category else "", begun[line.transfer_id]
                words = kind if first.kind in BEGUN else _("Gifts and grants put right")
                self._note(line, words, is_elsewhere=first.kind == ELSEWHERE)

    def _is_asked(self, line: ledger.JournalLine, exchange: Source | None) -> bool:
        member, category = self.asked.member, self.asked.category
        has_member = member is None or member.account_id in (line.payer_id, line.payee_id)
        return has_member and (category is None or (exchange is not None and exchange.category == category))

    def _note(self, line: ledger.JournalLine, words: str, *, is_elsewhere: bool) -> None:
        month = line.booked_on.replace(day=1)
        activity = self.found.setdefault((month, words), Activity(month, words))
        before = activity.minutes
        activity.exchanges += line.kind in BEGUN and not is_correction(line)
        if line.kind == TAKEN_BACK:
            activity.back_minutes += line.minutes
        else:
            activity.given_minutes += line.minutes
        if is_elsewhere:
            activity.elsewhere_minutes += activity.minutes - before


@dataclass
class Part:
    """What one account did in a period, in minutes."""

    account_id: int
    given: int = 0
    received: int = 0
    back: int = 0
    other: int = 0

    @property
    def change(self) -> int:
        """What that makes of the balance."""
        return self.given - self.received + self.back + self.other


class ByMember(Reading[Part]):
    """What each member gave and received, and how that changed their balance."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.change = 0

    def size(self) -> int:
        """Count the accounts that took part."""
        return len(self._parts)

    def rows(self, after: Place | None = None) -> Iterator[Part]:
        """Give those who took part, who gave most first."""
        for part in self._parts:
            if after is None or self.place(part) > after:
                self.change += part.change
                yield part

    def place(self, row: Part) -> Place:
        """Say where a member stands: by what they gave, then by account."""
        return -row.given, row.account_id

    def lines(self, rows: Sequence[Part]) -> list[Line]:
        """Write some members."""
        names = Names(self.bank, only=[row.account_id for row in rows])
        return [
            Line(
                self.place(row),
                (names.of(row.account_id), row.given, row.received, row.back, row.other, row.change),
            )
            for row in rows
        ]

    def checks(self) -> list[Check]:
        """Compare with where these accounts stood before and after."""
        before = sum(_people_on(self.book_id, self.period.eve).values())
        after = sum(_people_on(self.book_id, self.period.last_on).values())
        return [Check(_("All changes, and what the balances of all members changed by"), self.change, after - before)]

    @cached_property
    def _parts(self) -> list[Part]:
        """Read what moved on members' accounts; who gave most comes first."""
        found: dict[int, Part] = {}
        people = _people_on(self.book_id, self.period.last_on)
        for moved in ledger.movements(self.book_id, **self.days):
            if moved.account_id in people:
                _add(moved, found.setdefault(moved.account_id, Part(moved.account_id)))
        return sorted(found.values(), key=self.place)


def _add(moved: ledger.Movement, part: Part) -> None:
    if moved.kind in HELP:
        part.given += moved.in_minutes
        part.received += moved.out_minutes
    elif moved.kind == TAKEN_BACK:
        part.back += moved.in_minutes - moved.out_minutes
    else:
        part.other += moved.in_minutes - moved.out_minutes


def _people_on(book_id: int, day: date) -> dict[int, int]:
    """Read where the accounts of members and organisations stood at the end of a day."""
    found = ledger.trial_balance(book_id, day=day)
    return {each.account_id: each.balance_minutes for each in found if is_a_members(each)}
