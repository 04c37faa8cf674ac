"""What a report is made of: what is asked, its columns and lines, and how it ties to the ledger. No report itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise

from exchanges.models import Category
from insight.reads.names import Holder
from insight.reads.periods import Period
from members.models import Bank, Member

USUAL_QUIET_DAYS = 90
FAR_OFF = date.max  # a day after everything that was ever booked

Place = tuple[int, ...]  # where a line stands: places of one report can be compared, so a page goes on after one
Cell = str | int | date | datetime | Holder | None
Row = TypeVar("Row")


class Filter(StrEnum):
    """What somebody may choose of a report."""

    PERIOD = "period"
    DAY = "day"
    MEMBER = "member"
    CATEGORY = "category"
    KIND = "kind"
    QUIET_DAYS = "quiet_days"


class Shape(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    ABOUT = "about"  # what was done: leads to the exchange
    HOLDER = "holder"
    DAY = "day"
    MONTH = "month"  # by its first day
    MOMENT = "moment"
    HOURS = "hours"
    COUNT = "count"


@dataclass(frozen=True)
class Asked:
    """What somebody wants to read. A report as of a day is asked for with a period of that one day."""

    bank: Bank
    period: Period
    member: Member | None = None
    category: Category | None = None
    kind: str = ""
    quiet_days: int = USUAL_QUIET_DAYS


@dataclass(frozen=True)
class Column:
    """One column: its words and what stands in it."""

    words: str | Promise
    shape: Shape = Shape.TEXT


@dataclass(frozen=True)
class Line:
    """One line, a cell for each column, and the exchange it is about, if any, with the name of its page."""

    place: Place
    cells: tuple[Cell, ...]
    exchange_id: int | None = None
    page: str = "exchanges:exchange"


@dataclass(frozen=True)
class Check:
    """A figure of the report beside the same figure as the ledger itself gives it, minutes or a count."""

    words: str
    here: int
    in_ledger: int
    shape: Shape = Shape.HOURS

    @property
    def difference(self) -> int:
        """What the report has too much, or too little: nothing."""
        return self.here - self.in_ledger


@dataclass(frozen=True)
class Picture:
    """What a drawing shows: bars of minutes in one or two series, or a balance day by day."""

    title: str
    series: list[tuple[str, str]] = field(default_factory=list)
    bars: list[tuple[str, list[int]]] = field(default_factory=list)
    points: list[tuple[date, int]] = field(default_factory=list)


class Reading(ABC, Generic[Row]):
    """One report being read, as of one moment. It adds up what it gives, and then compares that with the ledger."""

    pages_by_itself: ClassVar[bool] = True  # whether a page of many lines costs no more than a page of few

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.bank = asked.bank
        self.book_id = asked.bank.book_id
        self.period = asked.period

    @property
    def days(self) -> dict[str, Any]:
        """Give the period as the ledger's reads take it."""
        return {"first_on": self.period.first_on, "last_on": self.period.last_on}

    @abstractmethod
    def size(self) -> int:
        """Say how many rows have to be read for the whole report."""

    @abstractmethod
    def rows(self, after: Place | None = None) -> Iterator[Row]:
        """Stream what the report is about, after a place, adding it up on the way."""

    @abstractmethod
    def place(self, row: Row) -> Place:
        """Say where a row stands."""

    @abstractmethod
    def lines(self, rows: Sequence[Row]) -> list[Line]:
        """Write some rows as people read them, with as many queries for many as for one."""

    @abstractmethod
    def checks(self) -> list[Check]:
        """Compare what all rows came to with what the ledger says. Only once they are all read."""

    def picture(self) -> Picture | None:
        """Give what to draw, once all rows are read; None where a drawing would tell nothing more."""
        return None


@dataclass(frozen=True)
class Definition:
    """One report of the catalogue: what it is called, what it is for, what can be chosen and what it shows."""

    name: str
    title: str | Promise
    purpose: str | Promise
    columns: tuple[Column, ...]
    reading: type[Reading[Any]]
    filters: tuple[Filter, ...] = ()

    @property
    def has_period(self) -> bool:
        """Whether it is about a stretch of days; else it is about one day."""
        return Filter.PERIOD in self.filters
