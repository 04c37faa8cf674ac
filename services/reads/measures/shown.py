"""What may be shown: no figure about fewer than ten people, nor one that others beside it give away (decision 0049)."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from services.reads.measures.rows import Months, Person, Served
from timebank.lib.months import last_day

FEWEST = 10
T = TypeVar("T")


@dataclass(frozen=True)
class TooFew:
    """Stands where a figure would be about fewer than ten people: it holds no number."""


TOO_FEW = TooFew()


def are_enough(people: Set[int]) -> bool:
    """Whether a figure about these people may be shown."""
    return len(people) >= FEWEST


def split(kinds: Iterable[Set[int]], group: Set[int]) -> list[Set[int]]:
    """Split kinds of people by who is in one more group; of no kind is nobody."""
    return [piece for kind in kinds for piece in (kind & group, kind - group) if piece]


def tell_few_apart(kinds: Collection[Set[int]]) -> bool:
    """Whether figures of some groups beside each other would say something of fewer than ten people.

    A kind are all who are in the very same groups. Whoever adds and subtracts figures of groups is left with whole
    kinds: who is in one and not in the other, in both, in all three. So each kind must be ten.
    """
    return not all(are_enough(kind) for kind in kinds)


def kept_together(
    by_month: Mapping[datetime.date, Sequence[T]], people_of: Callable[[T], Iterable[int]]
) -> dict[datetime.date, Sequence[T]]:
    """Keep what few people said or did with what came later, until it is ten people's: there it counts, all at once.

    So of no two months, and of no two ranges, a difference is about fewer. It begins with the first month there is, not
    with the first that is asked for.
    """
    found: dict[datetime.date, Sequence[T]] = {}
    waiting: list[T] = []
    for month in sorted(by_month):
        waiting += by_month[month]
        if are_enough({member for each in waiting for member in people_of(each)}):
            found[month], waiting = waiting, []
    return found


def people_by_month(people: Iterable[Person], months: Months) -> Served:
    """Say whom a service serves in each month: everybody whom it serves on at least one of its days."""
    everybody = list(people)
    found = {}
    for month in months:
        end = last_day(month)
        found[month] = frozenset(each.member for each in everybody if each.is_served_in(month, end))
    return found


def months_shown(by_month: Served) -> Served:
    """Keep the months of ten people or more. Of others nothing is counted, in no sum either."""
    return {month: people for month, people in by_month.items() if are_enough(people)}


def parts_shown(whole: Set[int], parts: Mapping[int, Set[int]]) -> frozenset[int]:
    """Say which parts may be shown beside a whole that is shown, such as programmes beside their service.

    Each has ten people, and so has each kind of people that the parts and the whole tell apart: those in two parts,
    in one alone, in none. The largest part stands first; a smaller one that would tell few apart gives way.
    """
    inside = {key: people & whole for key, people in parts.items()}
    standing, kinds = set(), [whole]
    for key in sorted(inside, key=lambda key: (-len(inside[key]), key)):
        finer = split(kinds, inside[key])
        if are_enough(inside[key]) and not tell_few_apart(finer):
            standing.add(key)
            kinds = finer
    return frozenset(standing)


def summed(parts: Iterable[Set[int]]) -> frozenset[int]:
    """Bring together the people of several services as they may be shown in one sum beside each of them.

    Services of ten people stand by themselves. Who is served only by smaller ones is counted where they are ten
    together, and else left out. Nobody is given where the sum and the services would tell fewer than ten apart, such as
    the few whom two of them serve.
    """
    known = [frozenset(each) for each in parts]
    standing = [each for each in known if are_enough(each)]
    shown: frozenset[int] = frozenset().union(*standing)
    rest = frozenset().union(*known) - shown
    people = shown | rest if are_enough(rest) else shown
    return frozenset() if tells_of_few(people, standing) else people


def tells_of_few(people: Set[int], groups: Iterable[Set[int]]) -> bool:
    """Whether a sum of some people, beside groups of them that are shown, would tell fewer than ten apart."""
    kinds: list[Set[int]] = [people] if people else []
    for group in groups:
        kinds = split(kinds, group)
    return tell_few_apart(kinds)
