"""What citizens gave a service and what it gave back, as its public page says it; nothing about fewer than ten."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.models import Service
from services.reads.measures.reading import Gathered, Gift, gather, gifts_of
from services.reads.measures.rows import Months, Served, last_day, months_between
from services.reads.measures.served import people_served, programmes_beside
from services.reads.measures.shown import TOO_FEW, TooFew, months_shown, people_by_month
from timebank.lib.months import month_of

MONTHS = 6
FEWEST_MONTHS = 2  # of a drawing


@dataclass(frozen=True)
class Both:
    """Minutes that citizens gave, and minutes that the service gave back."""

    received: int = 0
    given: int = 0

    def __add__(self, other: "Both") -> "Both":
        return Both(self.received + other.received, self.given + other.given)

    @property
    def back_for_an_hour(self) -> int:
        """How many minutes it gave for each hour it received, to the nearest."""
        return (120 * self.given + self.received) // (2 * self.received) if self.received else 0


@dataclass(frozen=True)
class Balance:
    """The last months of a service: each with its figures, all that are shown together, and its programmes."""

    months: tuple[tuple[datetime.date, Both | TooFew], ...]
    whole: Both | TooFew
    programmes: tuple[tuple[str, Both], ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether there were people enough to say anything."""
        return not isinstance(self.whole, TooFew)

    @property
    def drawn(self) -> list[tuple[datetime.date, Both]]:
        """The months that can be drawn: none where there are not two."""
        shown = [(month, both) for month, both in self.months if isinstance(both, Both)]
        return shown if len(shown) >= FEWEST_MONTHS else []


def balance_of(service: Service, this_month: datetime.date) -> Balance:
    """Read the six whole months before this one, with ten queries.

    Citizens give it time in exchanges and at its sessions. It gives back in exchanges, and by its staff on duty. The
    ten people of a month are those it served and those who exchanged with it; of fewer nothing is in any sum.
    Programmes stand beside it as measures do. Who took their consent back is in none of it from that month on.
    """
    last = month_of(month_of(this_month) - datetime.timedelta(days=1))
    first = last
    while len(months_between(first, last)) < MONTHS:
        first = month_of(first - datetime.timedelta(days=1))
    months = months_between(first, last)
    found = gather(service.bank, [service], last_day(last))
    gifts = _own_gifts(found, service, months)
    groups = months_shown(_groups(found, service, gifts, months))
    if not groups:
        return Balance(tuple((month, TOO_FEW) for month in months), TOO_FEW)
    sums = _sums(found, service, gifts)
    return Balance(
        months=tuple((month, sums[month] if month in groups else TOO_FEW) for month in months),
        whole=sum((sums[month] for month in groups), Both()),
        programmes=_by_programme(found, service, gifts, groups),
    )


def _own_gifts(found: Gathered, service: Service, months: Months) -> list[Gift]:
    """Give what the service exchanged in these months with members who are no service, and keep their consent."""
    own = service.organisation_id
    out = set(found.organisations.values()) - {own}
    gifts = found.counted(gifts_of([own], last_day(months[-1])), [service.pk])
    return [gift for gift in gifts if gift[0] >= months[0] and gift[1] not in out and gift[2] not in out]


def _groups(found: Gathered, service: Service, gifts: list[Gift], months: Months) -> Served:
    """Say for each month whose sums they are: of whom the service served, who helped there, or exchanged with it."""
    served = people_by_month(people_served(found, service.pk).values(), months)
    others: dict[datetime.date, set[int]] = defaultdict(set)
    for on, giver, receiver, _minutes in gifts:
        others[month_of(on)] |= {giver, receiver} - {service.organisation_id}
    for each in found.came:
        others[month_of(each.on)].add(each.member)
    return {month: served[month] | others[month] for month in months}


def _sums(found: Gathered, service: Service, gifts: list[Gift]) -> Mapping[datetime.date, Both]:
    """Add up each month what citizens gave the service, and what it gave back."""
    sums: dict[datetime.date, Both] = defaultdict(Both)
    for on, giver, _receiver, minutes in gifts:
        gave_back = giver == service.organisation_id
        sums[month_of(on)] += Both(given=minutes) if gave_back else Both(received=minutes)
    for each in found.came:
        sums[month_of(each.on)] += Both(received=each.given)
    for duty in found.duties:
        sums[month_of(duty.on)] += Both(given=duty.minutes)
    return sums


def _by_programme(found: Gathered, service: Service, gifts: list[Gift], groups: Served) -> tuple[tuple[str, Both], ...]:
    """Add up each programme that may stand beside the service: its sessions, and exchanges with its people."""
    beside = programmes_beside(found, service.pk, tuple(groups), whole=groups)
    titles = dict(service.programmes.shown().values_list("pk", "title"))
    lines = []
    for key, title in titles.items():
        served, is_shown = beside.shown(key)
        if is_shown:
            lines.append((title, _of_programme(found, service, gifts, key, served)))
    return tuple(sorted(lines, key=lambda line: (-line[1].received, line[0])))


def _of_programme(found: Gathered, service: Service, gifts: list[Gift], programme: int, served: Served) -> Both:
    own = replace(
        found,
        came=[each for each in found.came if each.programme == programme],
        duties=[each for each in found.duties if each.programme == programme],
    )
    with_its_people = [gift for gift in gifts if served.get(month_of(gift[0]), frozenset()) & {gift[1], gift[2]}]
    sums = _sums(own, service, with_its_people)
    return sum((sums[month] for month in served if month in sums), Both())
