"""What measures are made of: who is served, who took part in what, and each gift of time. Rows only, no database."""

import datetime
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import cached_property
from typing import NamedTuple

from timebank.lib.months import month_of

Pair = tuple[int, int]  # two members, the lower id first
Months = tuple[datetime.date, ...]  # each by its first day, in order
Served = Mapping[datetime.date, frozenset[int]]  # who counts in which month


class Side(IntEnum):
    """Who stands on one side of a gift, seen from the service that is measured."""

    SERVED = auto()  # somebody the service serves in that month, from the day they came in
    CITIZEN = auto()  # any other member, also an association or a business
    SERVICE = auto()  # the service itself, or its paid staff on duty
    APART = auto()  # another public service
    MANY = auto()  # an event: whoever gives there gives to all, whoever receives there receives from all


class Where(IntEnum):
    """Where a gift happened."""

    EXCHANGE = auto()  # from one to another, also with a member of another time bank
    EVENT = auto()  # at an event that is no session of this service
    SESSION = auto()  # at a session of this service
    BESIDE = auto()  # at a session where citizens and staff did the same work side by side
    DUTY = auto()  # staff on duty, paid, for the people they serve


PEOPLE = (Side.SERVED, Side.CITIZEN)


class Flow(NamedTuple):
    """Minutes given by one side to another on one day: one gift, or several of that day added up."""

    on: datetime.date
    giver: int | None
    receiver: int | None
    minutes: int
    where: Where
    giver_is: Side
    receiver_is: Side


class Stay(NamedTuple):
    """From when to when a member took part in a programme; no end while they do and the programme runs."""

    programme: int
    member: int
    first_on: datetime.date
    last_on: datetime.date | None


class Answer(NamedTuple):
    """What one of two said on a day when asked whether they had met before their first exchange."""

    pair: Pair
    by: int
    had_met: bool
    on: datetime.date


class Gap(NamedTuple):
    """Whole months of which nothing of somebody is counted, or told: from the one in which they said no."""

    first_on: datetime.date
    before: datetime.date = datetime.date.max  # the month in which they said yes, or yes again

    def has(self, on: datetime.date) -> bool:
        """Whether a day is in it."""
        return self.first_on <= on < self.before


@dataclass(frozen=True)
class Person:
    """Somebody a service serves: from when, until when, introduced when, and since when in a role like staff's.

    `untold`: the months at whose end they did not let the service learn how their introduction goes.
    """

    member: int
    since: datetime.date
    until: datetime.date | None = None
    referred_on: datetime.date | None = None
    leads_from: datetime.date | None = None
    untold: tuple[Gap, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def is_served_in(self, first_on: datetime.date, last_on: datetime.date) -> bool:
        """Whether the service serves them on at least one of these days of a month, and they let it be counted."""
        is_served = self.since <= last_on and (self.until is None or self.until >= first_on)
        return is_served and not any(gap.has(last_on) for gap in self.gaps)

    def referral_by(self, last_on: datetime.date) -> datetime.date | None:
        """Give the day they were introduced, up to a day; None where they were not, or do not let it be told."""
        is_untold = any(gap.has(last_on) for gap in self.untold)
        return None if is_untold or self.referred_on is None or self.referred_on > last_on else self.referred_on


def pair_of(one: int, other: int) -> Pair:
    """Name two members, whoever of them gave."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class Cast:
    """Who is who in each month, for the service, programme or bank that is measured."""

    people: Mapping[int, Person]
    served: Served  # the people of each month that is shown; a month not shown has none
    own: Set[int] = frozenset()  # the organisations that are measured
    others: Set[int] = frozenset()  # those of other public services

    @cached_property
    def _served_on(self) -> dict[datetime.date, frozenset[int]]:
        return {}

    def side_of(self, member: int, on: datetime.date) -> Side:
        """Say who a member is on a day. Before the day they came in somebody is a citizen like any other."""
        person = self.people.get(member)
        if person is None:
            return Side.SERVICE if member in self.own else Side.APART if member in self.others else Side.CITIZEN
        served = self._served_on.get(on)
        if served is None:  # a month has many gifts on few days
            served = self._served_on[on] = self.served.get(month_of(on), frozenset())
        return Side.SERVED if member in served and person.since <= on else Side.CITIZEN

    def exchange(self, on: datetime.date, giver: int, receiver: int, minutes: int) -> Flow:
        """Write a gift from one to another."""
        side_of = self.side_of
        return Flow(on, giver, receiver, minutes, Where.EXCHANGE, side_of(giver, on), side_of(receiver, on))

    def gave_to_many(self, on: datetime.date, giver: int, minutes: int, where: Where) -> Flow:
        """Write what somebody gave at an event or a session."""
        return Flow(on, giver, None, minutes, where, self.side_of(giver, on), Side.MANY)

    def received_from_many(self, on: datetime.date, receiver: int, minutes: int, where: Where) -> Flow:
        """Write what somebody received at an event or a session."""
        return Flow(on, None, receiver, minutes, where, Side.MANY, self.side_of(receiver, on))


def on_duty(on: datetime.date, minutes: int, *, beside: bool) -> Flow:
    """Write the time of paid staff: side by side with citizens, or for the people they serve."""
    where = Where.BESIDE if beside else Where.DUTY
    return Flow(on, None, None, minutes, where, Side.SERVICE, Side.MANY)
