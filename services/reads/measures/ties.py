"""When people first gave, first met, last exchanged and parted: read from all gifts there ever were."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.reads.measures.rows import Answer, Flow, Pair, Person, Stay, pair_of
from services.reads.measures.shown import kept_together
from timebank.lib.months import last_day, month_of

NEVER, FOREVER_AGO = datetime.date.max, datetime.date.min


class FirstGift(NamedTuple):
    """The first gift of somebody who was introduced: so many days after that."""

    member: int
    days: int


@dataclass(frozen=True)
class Past:
    """What is known of people and pairs from the beginning to the last day that is measured."""

    met_on: Mapping[Pair, datetime.date]  # the first day two members exchanged
    last_on: Mapping[Pair, datetime.date]  # and the last
    parted_on: Mapping[Pair, datetime.date]  # when pairs that met in a programme stopped sharing it
    parted_in: Mapping[datetime.date, Sequence[Pair]]  # the same by month, and answers, and first gifts: kept together
    answers_in: Mapping[datetime.date, Sequence[Answer]]  # until they are of ten people
    first_gifts_in: Mapping[datetime.date, Sequence[FirstGift]]


def past_of(
    flows: Iterable[Flow], people: Mapping[int, Person], stays: Iterable[Stay], answers: Collection[Answer] = ()
) -> Past:
    """Read all gifts once, in whatever order they come."""
    first_gift: dict[int, datetime.date] = {}
    met: dict[Pair, datetime.date] = {}
    last: dict[Pair, datetime.date] = {}
    referred_on = {each.member: each.referred_on for each in people.values() if each.referred_on is not None}
    for on, giver, receiver, _minutes, _where, _giver_is, _receiver_is in flows:
        if giver is None:
            continue
        if giver in referred_on and referred_on[giver] <= on < first_gift.get(giver, NEVER):
            first_gift[giver] = on
        if receiver is not None:
            pair = pair_of(giver, receiver)
            if on < met.get(pair, NEVER):
                met[pair] = on
            if on > last.get(pair, FOREVER_AGO):
                last[pair] = on
    parted = _parted(met, people, stays)
    return Past(
        met_on=met,
        last_on=last,
        parted_on=parted,
        parted_in=_parted_in(parted, people),
        answers_in=_answers_in(answers, met, people),
        first_gifts_in=_first_gifts_in(first_gift, people),
    )


def _parted(
    met: Mapping[Pair, datetime.date], people: Mapping[int, Person], stays: Iterable[Stay]
) -> dict[Pair, datetime.date]:
    """Find the pairs that met while both took part in one programme and one was served, and when that was over.

    Two who share several programmes part when the last of these is over for one of them.
    """
    by_member = defaultdict(list)
    for stay in stays:
        by_member[stay.member].append(stay)
    parted = {}
    for pair, on in met.items():
        ends = _ends_of_shared(by_member.get(pair[0], ()), by_member.get(pair[1], ()), on)
        if ends and max(ends) != NEVER and any(people[who].since <= on for who in pair if who in people):
            parted[pair] = max(ends)
    return parted


def _parted_in(
    parted: Mapping[Pair, datetime.date], people: Mapping[int, Person]
) -> Mapping[datetime.date, Sequence[Pair]]:
    by_month = defaultdict(list)
    for pair, on in parted.items():
        if any(_is_served(people.get(member), on) for member in pair):
            by_month[month_of(on)].append(pair)
    return kept_together(by_month, lambda pair: pair)


def _answers_in(
    answers: Iterable[Answer], met: Mapping[Pair, datetime.date], people: Mapping[int, Person]
) -> Mapping[datetime.date, Sequence[Answer]]:
    """Sort answers about ties that are new since one of the two is served by the month in which they were given."""
    by_month = defaultdict(list)
    for answer in answers:
        served = [people[who] for who in answer.pair if _is_served(people.get(who), answer.on)]
        if any(each.since <= met.get(answer.pair, FOREVER_AGO) for each in served):
            by_month[month_of(answer.on)].append(answer)
    return kept_together(by_month, lambda answer: (answer.by,))


def _first_gifts_in(
    first_gift_on: Mapping[int, datetime.date], people: Mapping[int, Person]
) -> Mapping[datetime.date, Sequence[FirstGift]]:
    """Sort first gifts by month, of those who were served in it and by its end let it be told how it goes."""
    by_month = defaultdict(list)
    for member, on in first_gift_on.items():
        person = people[member]
        referred_on = person.referral_by(last_day(month_of(on)))
        if referred_on is not None and _is_served(person, on):
            by_month[month_of(on)].append(FirstGift(member, (on - referred_on).days))
    return kept_together(by_month, lambda gift: (gift.member,))


def _is_served(person: Person | None, on: datetime.date) -> bool:
    """Whether somebody is served in the month of a day."""
    return person is not None and person.is_served_in(month_of(on), last_day(on))


def _ends_of_shared(ones: Collection[Stay], others: Collection[Stay], on: datetime.date) -> list[datetime.date]:
    """Give the last day of each programme that two shared on a day; the end of time where both still take part."""
    return [
        min(one.last_on or NEVER, other.last_on or NEVER)
        for one in ones
        for other in others
        if one.programme == other.programme and _covers(one, on) and _covers(other, on)
    ]


def _covers(stay: Stay, on: datetime.date) -> bool:
    return stay.first_on <= on <= (stay.last_on or NEVER)
