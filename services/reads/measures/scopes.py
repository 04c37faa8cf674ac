"""The measures of a service, of one programme and of a whole bank: who is counted in each, and what they exchanged."""

import datetime
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, replace

from members.models import Bank
from services.models import Programme, Service
from services.reads.measures.people import Came
from services.reads.measures.reading import (
    Days,
    Elsewhere,
    Gathered,
    answers_about,
    came_elsewhere,
    gather,
    gather_people,
    gifts_of,
)
from services.reads.measures.rows import Cast, Flow, Months, Person, Served, Stay, Where, on_duty
from services.reads.measures.served import everybody, in_any, people_served, programmes_beside
from services.reads.measures.shown import months_shown, people_by_month, summed, tells_of_few
from services.reads.measures.stretches import GivingBack, Measures, given_back, measured, nothing
from services.reads.measures.ties import Past, past_of
from timebank.lib.months import last_day, months_between

Span = tuple[datetime.date, datetime.date]  # its first and its last month, each by its first day


@dataclass(frozen=True)
class Scope:
    """What is measured: the people served, who counts in which month, and which rows are its own."""

    people: Mapping[int, Person]
    served: Served
    services: Collection[int]  # whose sessions, staff and organisation are the measured service's own
    programme: int | None = None  # where only one programme's sessions and staff are


def of_service(service: Service, first_month: datetime.date, last_month: datetime.date) -> Measures:
    """Measure a service month by month from one month to another, both included.

    Its people: those it introduced, with their consent, from the day they joined; those whom its programmes serve, from
    the day they took them up; and who received time at its sessions, from then on in the months in which they come.
    Who took their consent back is among them until the month before that one (decision 0052).
    """
    return of_service_in(service, [(first_month, last_month)])[first_month, last_month]


def of_service_in(service: Service, spans: Collection[Span]) -> dict[Span, Measures]:
    """Measure a service in several spans as `of_service` does in one, reading once for all of the same end."""
    found: dict[Span, Measures] = {}
    for last_month in {last for _first, last in spans}:
        found |= _of_service_until(service, last_month, {first for first, last in spans if last == last_month})
    return found


def giving_back_of(service: Service, first_month: datetime.date, last_month: datetime.date) -> GivingBack:
    """Measure only how far those a service serves gave, as `of_service` does, and read no gift of before.

    For a page that everybody opens.
    """
    months, end = months_between(first_month, last_month), last_day(last_month)
    found = gather_people(service.bank, [service], end)
    people = people_served(found, service.pk)
    served = months_shown(people_by_month(people.values(), months))
    scope = Scope(people, served, [service.pk])
    return given_back(months, people, served, _gifts(found, scope, everybody(served), (first_month, end)))


def of_programme(programme: Programme, first_month: datetime.date, last_month: datetime.date) -> Measures:
    """Measure one programme: of those it serves, and of who received time at its sessions.

    It is shown only where its service, its sister programmes and it tell nothing of fewer than ten people together.
    """
    service, months = programme.service, months_between(first_month, last_month)
    found = gather(service.bank, [service], last_day(months[-1]))
    seen = programmes_beside(found, service.pk, months)
    served, is_whole_shown = seen.shown(programme.pk)
    scope = Scope(seen.people.get(programme.pk, {}), served, [service.pk], programme.pk)
    figures = _measured(found, scope, months)
    return figures if is_whole_shown else replace(figures, whole=nothing(months[0], months[-1]))


def of_bank(bank: Bank, first_month: datetime.date, last_month: datetime.date) -> Measures:
    """Measure all services of a bank together, each person once.

    Who is served only by services with fewer than ten people counts where they are ten together, and else not.
    """
    months = months_between(first_month, last_month)
    services = list(Service.objects.filter(bank=bank))
    found = gather(bank, services, last_day(months[-1]))
    parts = [people_served(found, service.pk) for service in services]
    by_month = [people_by_month(people.values(), months) for people in parts]
    served = months_shown({month: summed(each[month] for each in by_month) for month in months})
    scope = Scope(in_any(parts), served, [each.pk for each in services])
    figures = _measured(found, scope, months)
    if tells_of_few(everybody(served), [everybody(months_shown(each)) for each in by_month]):
        return replace(figures, whole=nothing(months[0], months[-1]))
    return figures


def _of_service_until(
    service: Service, last_month: datetime.date, first_months: Collection[datetime.date]
) -> dict[Span, Measures]:
    months = months_between(min(first_months), last_month)
    found = gather(service.bank, [service], last_day(last_month))
    people = people_served(found, service.pk)
    served = months_shown(people_by_month(people.values(), months))
    flows, past = _read(found, Scope(people, served, [service.pk]), last_day(last_month))
    return {
        (first, last_month): measured(months_between(first, last_month), people, served, flows, past)
        for first in first_months
    }


def _measured(found: Gathered, scope: Scope, months: Months) -> Measures:
    """Read what the people of a scope exchanged, and measure it."""
    flows, past = _read(found, scope, last_day(months[-1]))
    return measured(months, scope.people, scope.served, flows, past)


def _read(found: Gathered, scope: Scope, end: datetime.date) -> tuple[list[Flow], Past]:
    """Read what the people of a scope exchanged up to a day, and what is known of them before."""
    own = {found.organisations[each] for each in scope.services} if scope.programme is None else set()
    flows = _gifts(found, scope, set(scope.people) | own, (datetime.date.min, end))
    flows += [
        on_duty(each.on, each.minutes, beside=each.is_side_by_side)
        for each in found.duties
        if scope.programme in (None, each.programme)
    ]
    stays = [
        Stay(each.programme, each.member, each.first_on, each.last_on)
        for each in found.parts
        if scope.programme in (None, each.programme)
    ]
    return flows, past_of(flows, scope.people, stays, answers_about(found.bank, set(scope.people)))


def _gifts(found: Gathered, scope: Scope, members: Set[int], days: Days) -> list[Flow]:
    """Read what some members exchanged on some days, and what the people of a scope gave and got at any event."""
    own = {found.organisations[each] for each in scope.services}
    cast = Cast(scope.people, scope.served, own, set(found.organisations.values()) - own)
    flows = [cast.exchange(*gift) for gift in found.counted(gifts_of(members, days))]
    for each in came_elsewhere(members & scope.people.keys(), scope.services, days):
        flows += _of_many(cast, each, Where.EVENT)
    return flows + _at_sessions(found, scope, cast)


def _at_sessions(found: Gathered, scope: Scope, cast: Cast) -> list[Flow]:
    """Write who helped and was helped at sessions; what people of one programme do at another's is an event to it."""
    flows, beside = [], found.beside
    for each in found.came:
        if scope.programme in (None, each.programme):
            flows += _of_many(cast, each, Where.BESIDE if each.event in beside else Where.SESSION)
        elif each.member in scope.people:
            flows += _of_many(cast, each, Where.EVENT)
    return flows


def _of_many(cast: Cast, each: Came | Elsewhere, where: Where) -> list[Flow]:
    flows = []
    if each.given:
        flows.append(cast.gave_to_many(each.on, each.member, each.given, where))
    if each.received:
        flows.append(cast.received_from_many(each.on, each.member, each.received, where))
    return flows
