"""What may be shown: no figure about fewer than ten people, nor one that others beside it give away (decision 0049)."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from services.reads.measures.rows import Months, Person, Served, last_day

FEWEST = 10


@dataclass(frozen=True)
class TooFew:
    """Stands where a figure would be about fewer than ten people: it holds no number."""


TOO_FEW = TooFew()


def are_enough(people: Set[int]) -> bool:
    """Whether a figure about these people may be shown."""
    return len(people) >= FEWEST


def tells_apart(one: Set[int], other: Set[int]) -> bool:
    """Whether two figures beside each other would say something of fewer than ten people: those in one, not both."""
    return 0 < len(one ^ other) < FEWEST


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

    Each has ten people; it and the whole, and any two of them, differ by nobody or by ten; and whoever is in no part
    that is shown are nobody or ten: else a subtraction would show them. The smaller part gives way.
    """
    inside = {key: people & whole for key, people in parts.items()}
    standing = {key: each for key, each in inside.items() if are_enough(each) and not tells_apart(whole, each)}
    smallest_first = sorted(standing, key=lambda key: (len(standing[key]), key))
    for smaller, larger in combinations(smallest_first, 2):
        if smaller in standing and larger in standing and tells_apart(standing[smaller], standing[larger]):
            del standing[smaller]
    for key in smallest_first:
        if not 0 < len(whole - frozenset().union(*standing.values())) < FEWEST:
            break
        standing.pop(key, None)
    return frozenset(standing)


def summed(parts: Iterable[Set[int]]) -> frozenset[int]:
    """Bring together the people of several services as they may be shown in one sum beside each of them.

    Services of ten people stand by themselves. Who is served only by smaller ones is counted where they are ten
    together, and else left out. Nobody is given where the sum and one of the services would tell fewer than ten apart.
    """
    known = [frozenset(each) for each in parts]
    standing = [each for each in known if are_enough(each)]
    shown: frozenset[int] = frozenset().union(*standing)
    rest = frozenset().union(*known) - shown
    people = shown | rest if are_enough(rest) else shown
    return frozenset() if any(tells_apart(people, each) for each in standing) else people
