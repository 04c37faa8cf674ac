"""What is held on somebody, group by group: each group has a key that programs know, and words that people read."""

import datetime
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from members.models import Member, Person

Value = str | int | bool | datetime.date | enum.Enum | list[str] | None  # a datetime is a date
Row = dict[str, Value]
AT_ONCE = 500  # rows that are in memory while a file is written
Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True)
class Whose:
    """About whom: the memberships, and the person behind them where they ask themselves."""

    members: tuple[Member, ...]
    person: Person | None = None

    @cached_property
    def ids(self) -> list[int]:
        """The memberships' ids."""
        return [member.pk for member in self.members]

    @cached_property
    def banks(self) -> dict[int, str]:
        """The time bank's name for each membership."""
        return {member.pk: member.bank.name for member in self.members}

    def bank_of(self, *member_ids: int | None) -> str:
        """Name the time bank of whichever of these memberships is theirs."""
        return next((self.banks[each] for each in member_ids if each in self.banks), "")


@dataclass(frozen=True)
class Group:
    """One group: `rows` gives each thing as a row of `columns`; `covers` names the keys of the tables it shows."""

    key: str
    title: Promise
    about: Promise
    columns: dict[str, Promise]
    rows: Callable[[Whose], Iterator[Row]]
    covers: tuple[str, ...] = ()


def named(member: Member | None) -> str:
    """Give the name of who did something; nobody where the site did it by itself."""
    return member.name if member else ""


def streamed(found: QuerySet[Found]) -> Iterator[Found]:
    """Read rows a few at a time."""
    return found.iterator(chunk_size=AT_ONCE)
