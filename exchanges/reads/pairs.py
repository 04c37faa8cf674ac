"""With whom members exchanged lately, so that what happens every week is written down with one press."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from exchanges.models import Exchange
from members.models import Bank

EACH = 3  # of each member's pairs
READ_FOR_EACH = 12
A_WEEK = datetime.timedelta(days=7)
NEVER_WAS = (Exchange.State.PROPOSED, Exchange.State.AGREED, *Exchange.ENDED)


@dataclass(frozen=True)
class Pair:
    """What two members did last: who gave, who received, and the exchange that says what and how long."""

    exchange: Exchange

    def same_day_again(self, today: datetime.date) -> datetime.date:
        """Give the latest day of the same weekday, not after today."""
        last = self.exchange.happened_on or today
        return last + (today - last) // A_WEEK * A_WEEK if last <= today else today


def last_pairs(bank: Bank, members: Collection[int], *, each: int = EACH) -> dict[int, list[Pair]]:
    """Give the last pairs of each of these members, by their id, the latest first; one query for all of them."""
    if not members:
        return {}
    theirs = Exchange.objects.of(bank).filter(Q(giver__in=members) | Q(receiver__in=members))
    found = theirs.exclude(state__in=NEVER_WAS).order_by("-pk")[: READ_FOR_EACH * len(members)]
    pairs: dict[int, list[Pair]] = {pk: [] for pk in members}
    seen: set[tuple[int, int, int]] = set()
    for exchange in found:
        for side in (exchange.giver_id, exchange.receiver_id):
            key = (side, exchange.giver_id, exchange.receiver_id)
            if side in pairs and key not in seen and len(pairs[side]) < each:
                seen.add(key)
                pairs[side].append(Pair(exchange))
    return pairs
