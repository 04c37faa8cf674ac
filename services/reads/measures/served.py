"""Whom a service and each of its programmes serve, and which of them may be shown beside each other."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from services.reads.measures.people import NEVER, Sign, people_from, signs_of_sessions
from services.reads.measures.reading import Gathered, Led, Part
from services.reads.measures.rows import Gap, Months, Person, Served
from services.reads.measures.shown import months_shown, parts_shown, people_by_month
from timebank.lib.months import last_day, month_of, months_before


def people_served(found: Gathered, service: int, programme: int | None = None) -> dict[int, Person]:
    """Say whom a service serves, or one of its programmes, from when to when."""
    parts = [each for each in found.parts if each.service == service and programme in (None, each.programme)]
    came = [each for each in found.came if each.service == service and programme in (None, each.programme)]
    signs = [Sign(each.member, each.served_from, each.last_on) for each in parts if each.served_from is not None]
    signs += signs_of_sessions(came)
    introduced = [each for each in found.introduced if each.service == service and each.joined_on is not None]
    if programme is not None:  # a referral alone is no part in a programme, but says since when somebody was waited for
        there = {sign.member for sign in signs}
        introduced = [each for each in introduced if each.member in there]
    signs += [
        Sign(each.member, max(each.sent_on, each.joined_on or each.sent_on), each.until, each.sent_on, each.untold)
        for each in introduced
    ]
    gaps = {member: gaps for (where, member), gaps in found.gaps.items() if where == service}
    return people_from(signs, _leads_from(found, service, programme), gaps)


@dataclass(frozen=True)
class Programmes:
    """A service beside its programmes: the people of each, and where they may stand beside each other."""

    whole: Served
    parts: Mapping[int, Served]
    people: Mapping[int, Mapping[int, Person]]

    def shown(self, programme: int) -> tuple[Served, bool]:
        """Give the people of a programme in each month that is shown, and whether all these months together are."""
        return self._standing.get(programme, {}), programme in self._standing_in_all

    @cached_property
    def _standing(self) -> dict[int, dict[datetime.date, frozenset[int]]]:
        found: dict[int, dict[datetime.date, frozenset[int]]] = defaultdict(dict)
        for month, people in self.whole.items():
            inside = {key: served[month] for key, served in self.parts.items()}
            for key in parts_shown(people, inside):
                found[key][month] = inside[key]
        return found

    @cached_property
    def _standing_in_all(self) -> frozenset[int]:
        return parts_shown(everybody(self.whole), {key: everybody(served) for key, served in self._standing.items()})


def programmes_beside(found: Gathered, service: int, months: Months) -> Programmes:
    """Say of a service's programmes whom each serves in each month, beside the service's people."""
    keys = {each.programme for each in found.parts if each.service == service}
    keys |= {each.programme for each in found.came if each.service == service}
    people = {key: people_served(found, service, key) for key in keys}
    return Programmes(
        whole=months_shown(people_by_month(people_served(found, service).values(), months)),
        parts={key: people_by_month(each.values(), months) for key, each in people.items()},
        people=people,
    )


def in_any(parts: Collection[Mapping[int, Person]]) -> dict[int, Person]:
    """Bring together the people of several services, each once."""
    everyone = [person for people in parts for person in people.values()]
    leads: dict[int, datetime.date] = {}
    for each in everyone:
        if each.leads_from is not None:
            leads[each.member] = min(each.leads_from, leads.get(each.member, each.leads_from))
    signs = (Sign(each.member, each.since, each.until, each.referred_on, each.untold) for each in everyone)
    by_member = defaultdict(list)
    for each in everyone:
        by_member[each.member].append(each)
    return people_from(signs, leads, {member: tuple(_gaps_in_all(theirs)) for member, theirs in by_member.items()})


def _gaps_in_all(theirs: Collection[Person]) -> Iterator[Gap]:
    """Give the months in which none of some services counts somebody."""
    edges = {month_of(each.since) for each in theirs}
    edges |= {edge for each in theirs for gap in each.gaps for edge in gap if edge < NEVER}
    edges |= {months_before(each.until, -1) for each in theirs if each.until is not None}
    for first, before in pairwise([*sorted(edges), NEVER]):
        if not any(each.is_served_in(first, last_day(first)) for each in theirs):
            yield Gap(first, before)


def everybody(served: Served) -> frozenset[int]:
    """Give all who count in any month."""
    return frozenset().union(*served.values())


def _leads_from(found: Gathered, service: int, programme: int | None) -> dict[int, datetime.date]:
    """Say since when members share a role with staff, or led a session."""
    rows: list[tuple[Part | Led, datetime.date | None]] = [(each, each.leads_from) for each in found.parts]
    rows += [(each, each.on) for each in found.led]
    first: dict[int, datetime.date] = {}
    for each, on in rows:
        if on is not None and each.service == service and programme in (None, each.programme):
            first[each.member] = min(on, first.get(each.member, on))
    return first
