"""What was so when: of each row of a life, and what will happen on which day."""

import datetime
import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from members.models import Bank
from tests.reminding import A_DAY, local

A_WHILE = datetime.timedelta(minutes=20)
Deed = Callable[[datetime.datetime], None]


@dataclass
class History:
    """What one row was from when on, the latest last."""

    lines: list[tuple[datetime.datetime, dict[str, Any]]] = field(default_factory=list)

    def note(self, at: datetime.datetime, **fields: Any) -> None:
        """Remember what changed."""
        self.lines.append((at, {**(self.lines[-1][1] if self.lines else {}), **fields}))

    def at(self, moment: datetime.datetime) -> dict[str, Any]:
        """Say how it was just then."""
        return next((fields for at, fields in reversed(self.lines) if at <= moment), {})


class Calendar:
    """What will happen when, over some days at one bank; the same for the same seed."""

    def __init__(self, bank: Bank, first: datetime.date, *, days: int, seed: int) -> None:
        """Nothing is planned yet."""
        self.bank, self.first, self.days = bank, first, days
        self.chance = random.Random(seed)
        self._to_do: list[tuple[datetime.datetime, int, Deed]] = []
        self._numbers = itertools.count()

    def moment(self, day: int, hour: int = 11) -> datetime.datetime:
        """Give an hour of the so many-th day."""
        return local(self.bank, self.first + day * A_DAY, hour)

    def go_on(self, until: datetime.datetime, *, before: Deed) -> None:
        """Let all happen that is to happen up to a moment; before each, what others do by then."""
        while self._to_do and self._to_do[0][0] <= until:
            at, _number, deed = heapq.heappop(self._to_do)
            before(at)
            deed(at)

    def at(self, at: datetime.datetime, deed: Deed) -> None:
        """Do something at a moment."""
        heapq.heappush(self._to_do, (at, next(self._numbers), deed))

    def on_day(self, day: int, deed: Deed, last: int = 21) -> None:
        """Do something in one of the hours up to the last; never at the moment at which jobs write and send."""
        self.at(self.moment(day, self.chance.randint(8, last)) + A_WHILE, deed)

    def between(self, first: datetime.date, last: datetime.date, deed: Deed) -> None:
        """Do something on one of some days, in the morning; on the first of them late in the evening."""
        day = first + self.chance.randint(0, max(0, (last - first).days)) * A_DAY
        self.at(local(self.bank, day, 22 if day == first else 7), deed)

    def about(self, many: float) -> int:
        """Give a whole number that is so many on average."""
        return int(many) + (self.chance.random() < many % 1)
