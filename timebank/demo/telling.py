"""How the demo bank's story is told: what happens is planned, and told in the order of time."""

import datetime
import heapq
import itertools
from collections.abc import Callable

Happening = Callable[[datetime.datetime], object]
LOWEST_MINUTES = -480  # nobody of the town owes more


class Story:
    """What happens in the town, kept in the order of time: the ledger books days as they come."""

    def __init__(self) -> None:
        """Start with nothing planned."""
        self._planned: list[tuple[datetime.datetime, int, Happening]] = []
        self._count = itertools.count()

    def plan(self, at: datetime.datetime, happening: Happening) -> None:
        """Let something happen at a time."""
        heapq.heappush(self._planned, (at, next(self._count), happening))

    def tell(self) -> None:
        """Let all of it happen; what happens may plan what follows from it."""
        while self._planned:
            at, _place, happening = heapq.heappop(self._planned)
            happening(at)
