"""Who is served by a service or a programme, and from when to when: worked out of the signs there are of it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from services.reads.measures.rows import Gap, Person
from timebank.lib.months import month_of, months_before

NEVER = datetime.date.max


class Sign(NamedTuple):
    """One reason why somebody counts as served: a referral, a part in a programme, help at sessions."""

    member: int
    since: datetime.date
    until: datetime.date | None = None
    referred_on: datetime.date | None = None
    untold: tuple[Gap, ...] = ()


class Came(NamedTuple):
    """What somebody gave and received at one session."""

    service: int
    programme: int
    event: int
    member: int
    on: datetime.date
    given: int
    received: int


def people_from(
    signs: Iterable[Sign],
    leads_from: Mapping[int, datetime.date],
    gaps: Mapping[int, tuple[Gap, ...]],
) -> dict[int, Person]:
    """Bring together all signs of each person: served from the first day of any to the last day of all, but for pauses.

    `leads_from`: since when who has a role like staff's; who is not served counts for nothing by it. `gaps`: when who
    is not counted, whatever there is of them.
    """
    by_member = defaultdict(list)
    for sign in signs:
        by_member[sign.member].append(sign)
    return {member: _person(found, leads_from.get(member), gaps.get(member, ())) for member, found in by_member.items()}


def signs_of_sessions(came: Iterable[Came]) -> set[Sign]:
    """Give those who received time at sessions: served in each month in which they came, from that first day on.

    What a session says, it says of its own month: a later one adds nobody to a month that is over.
    """
    first: dict[int, datetime.date] = {}
    for each in came:
        if each.received:
            first[each.member] = min(each.on, first.get(each.member, each.on))
    return {Sign(each.member, each.on, each.on) for each in came if first.get(each.member, NEVER) <= each.on}


def _person(signs: list[Sign], leads_from: datetime.date | None, gaps: tuple[Gap, ...]) -> Person:
    ends = [sign.until for sign in signs]
    known = [end for end in ends if end is not None]
    return Person(
        member=signs[0].member,
        since=min(sign.since for sign in signs),
        until=max(known) if len(known) == len(ends) else None,
        referred_on=min((sign.referred_on for sign in signs if sign.referred_on is not None), default=None),
        leads_from=leads_from,
        untold=tuple(gap for sign in signs for gap in sign.untold),
        gaps=(*gaps, *_pauses(signs)),
    )


def _pauses(signs: Iterable[Sign]) -> Iterator[Gap]:
    """Give the whole months between the end of all that was known so far and the next sign."""
    until: datetime.date | None = None
    for sign in sorted(signs, key=lambda sign: sign.since):
        if until is not None and months_before(until, -1) < month_of(sign.since):
            yield Gap(months_before(until, -1), month_of(sign.since))
        if sign.until is None:
            return
        until = max(sign.until, until or sign.until)
