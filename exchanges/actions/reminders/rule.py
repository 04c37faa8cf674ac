"""What a rule of reminding is: when it speaks, of which rows, to whom, in which words, and until when it is of use."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable

from members.models import Bank, Member

Rows = QuerySet[Any]
Row = TypeVar("Row", bound=Model, contravariant=True)


@dataclass(frozen=True)
class Hours:
    """The hours of a bank's day in which a rule speaks: from the full hour of the first up to that of the last."""

    first: int
    last: int

    def include(self, bank: Bank, at: datetime.datetime) -> bool:
        """Whether it is one of these hours in the community now."""
        return self.first <= at.astimezone(bank.zone_info()).hour < self.last


DAYTIME = Hours(8, 21)  # nobody is told anything earlier or later
FROM_NINE = Hours(9, 21)  # what may be said on any hour of its day
MORNING = Hours(9, 13)  # what is said once a day, or is as good the next morning
EVENING = Hours(17, 21)  # what is to be read at leisure


@dataclass(frozen=True)
class Said:
    """What one member is told because of one row."""

    row: Any
    member: Member
    subject: str
    body: str
    path: str  # of one row the same for everybody
    about: Member | None = None  # who is suggested to them, if anybody: nobody is, whom they have blocked meanwhile


class Rule(Protocol[Row]):
    """One rule. Its name is kept with what it said, so it never changes; its kind is that of its notices.

    A suggestion is what nobody asked for: people get few of them, whichever rule makes them.
    """

    name: str
    kind: str
    hours: Hours
    is_suggestion: bool

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give a bank's rows of which somebody is to be told now, each with its `occasion`: said once for each."""

    def say(self, bank: Bank, rows: Sequence[Row], at: datetime.datetime) -> Iterator[Said]:
        """Say whom to tell, and what. About a row of which nobody can be told just now it says nothing."""

    def moot_at(self, bank: Bank, row: Row) -> datetime.datetime | None:
        """Give the moment from which on it is of no use; None where only what people do makes it so."""


def with_occasion(rows: Rows, occasion: Combinable) -> Rows:
    """Give each row its occasion: a rule speaks once of a row on each."""
    found: Rows = rows.annotate(occasion=occasion)
    return found


def moment(bank: Bank, day: datetime.date, time: datetime.time = datetime.time.min) -> datetime.datetime:
    """Give the moment of a time of day in the community."""
    return datetime.datetime.combine(day, time, tzinfo=bank.zone_info())


def clock(bank: Bank, at: datetime.datetime) -> datetime.time:
    """Give the time of day in the community."""
    return at.astimezone(bank.zone_info()).time()
