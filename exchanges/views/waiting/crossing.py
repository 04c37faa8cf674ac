"""The desk's part of exchanges with other banks: those that wait for this bank's side, most pressing first."""

import datetime
from dataclasses import dataclass

from exchanges.models import CrossExchange
from exchanges.views import crossing_words
from exchanges.views.sentences import Badge
from exchanges.views.waiting.stretches import days_in_words, days_since
from members.models import Member

CROSSES_SHOWN = 10


@dataclass(frozen=True)
class CrossPending:
    """One that waits: who with whom, for how many days, and what for."""

    cross: CrossExchange
    sentence: str
    badge: Badge
    in_the_way: str
    days: int

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)


@dataclass(frozen=True)
class CrossWaiting:
    """The first few that wait for a bank, and how many there are in all."""

    rows: list[CrossPending]
    count: int

    @property
    def pressing(self) -> int:
        """How many of those shown, where they come first, the two do not agree on."""
        return sum(row.cross.state == CrossExchange.State.DISPUTED for row in self.rows)


def waiting_elsewhere(asker: Member, at: datetime.datetime) -> CrossWaiting:
    """List the most pressing that wait for this bank, with two queries and one where nothing waits."""
    found = CrossExchange.objects.waiting_for(asker.bank, at)
    shown = list(found[: CROSSES_SHOWN + 1])
    count = found.count() if len(shown) > CROSSES_SHOWN else len(shown)
    return CrossWaiting([_pending(each, asker, at) for each in shown[:CROSSES_SHOWN]], count)


def _pending(cross: CrossExchange, asker: Member, at: datetime.datetime) -> CrossPending:
    return CrossPending(
        cross,
        crossing_words.sentence(cross, asker),
        crossing_words.badge(cross),
        crossing_words.refusal(cross, asker),
        days_since(cross.state_since, at),
    )
