"""Who has given time to whom: at home, with another bank or at an event, read once for many members."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Value

from exchanges.models import Attendee, CrossExchange, CrossSide, Event, Exchange
from exchanges.reads.pairs import NEVER_WAS

NOBODY = Value(None, output_field=BigIntegerField())
NEVER_CROSSED = (CrossExchange.State.CANCELLED, CrossExchange.State.REVERSED)


@dataclass(frozen=True)
class Ties:
    """Which pairs of members have exchanged time, and who has given and received any."""

    met: frozenset[frozenset[int]]
    gave: frozenset[int]
    received: frozenset[int]

    def have_met(self, one_id: int, other_id: int) -> bool:
        """Whether one of the two has given time to the other."""
        return frozenset([one_id, other_id]) in self.met


def ties_of(members: Collection[int]) -> Ties:
    """Read what these members gave and received, with one query: what was only planned, or taken back, never was."""
    theirs = Q(giver__in=members) | Q(receiver__in=members)
    here = Exchange.objects.filter(theirs).exclude(state__in=NEVER_WAS).order_by().values_list("giver", "receiver")
    rows = set(here.union(_across(members), _at_events(members, gave=True), _at_events(members, gave=False)))
    pairs = {row for row in rows if None not in row}
    return Ties(
        met=frozenset(map(frozenset, pairs)),
        gave=frozenset(giver for giver, _other in rows if giver is not None),
        received=frozenset(receiver for _other, receiver in rows if receiver is not None),
    )


def _across(members: Collection[int]) -> "QuerySet[CrossSide, tuple[int, int]]":
    theirs = Q(member__in=members) | Q(exchange__sides__member__in=members)
    gave = CrossSide.objects.filter(theirs, gives=True, exchange__sides__gives=False)
    stands = gave.exclude(exchange__state__in=NEVER_CROSSED).order_by()
    return stands.values_list("member", "exchange__sides__member")


def _at_events(members: Collection[int], *, gave: bool) -> "QuerySet[Attendee, Any]":
    """Give who gave or received time at an event; with nobody on the other side: an event is of many."""
    there = Attendee.objects.filter(member__in=members, event__state=Event.State.POSTED).order_by()
    if gave:
        return there.filter(given_minutes__gt=0).values_list("member", NOBODY)
    return there.filter(received_minutes__gt=0).values_list(NOBODY, "member")
