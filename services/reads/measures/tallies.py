"""What was given in a month, added up once: every measure of every stretch is made of these sums."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.reads.measures.rows import PEOPLE, Flow, Pair, Side, Where, pair_of
from timebank.lib.months import month_of

Kind = tuple[Where, Side, Side]  # a Way, as a plain and quick key


class Way(NamedTuple):
    """Where gifts happened, and who stood on either side."""

    where: Where
    giver_is: Side
    receiver_is: Side

    @property
    def is_between_people(self) -> bool:
        """Whether one who is served exchanged with somebody, not with a service."""
        sides = (self.giver_is, self.receiver_is)
        is_exchange = self.where is Where.EXCHANGE
        return is_exchange and Side.SERVED in sides and all(side in PEOPLE for side in sides)


@dataclass
class Tally:
    """The minutes of some time by their ways, who of the people served gave, and who met."""

    minutes: dict[Kind, int] = field(default_factory=lambda: defaultdict(int))
    gave: set[int] = field(default_factory=set)
    met: set[Pair] = field(default_factory=set)  # exchanged for the first time ever, one of them served

    def add(self, other: "Tally") -> None:
        """Add the sums of another time."""
        for way, minutes in other.minutes.items():
            self.minutes[way] += minutes
        self.gave |= other.gave
        self.met |= other.met


def tallied(flows: Iterable[Flow], met_on: Mapping[Pair, datetime.date]) -> dict[datetime.date, Tally]:
    """Add up gifts by month, in whatever order they come. Who met when may be unknown: then nobody did."""
    found: dict[datetime.date, Tally] = defaultdict(Tally)
    of_day: dict[datetime.date, Tally] = {}
    for on, giver, receiver, minutes, where, giver_is, receiver_is in flows:
        tally = of_day.get(on)
        if tally is None:
            tally = of_day[on] = found[month_of(on)]
        way = (where, giver_is, receiver_is)
        tally.minutes[way] += minutes
        if giver_is is Side.SERVED and giver is not None:
            tally.gave.add(giver)
        if giver is not None and receiver is not None and way in TIES:
            pair = pair_of(giver, receiver)
            if met_on.get(pair) == on:
                tally.met.add(pair)
    return found


TIES: frozenset[Kind] = frozenset(
    way
    for giver_is in PEOPLE
    for receiver_is in PEOPLE
    if (way := Way(Where.EXCHANGE, giver_is, receiver_is)).is_between_people
)


def together(tallies: Iterable[Tally]) -> Tally:
    """Add up some months."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole
