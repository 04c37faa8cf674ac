"""The rows that measures are made of, read with the same few queries for one service as for all of a bank."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Min, Q

from exchanges.models import Attendee, CrossExchange, CrossSide, Event, Exchange
from exchanges.models.events import AttendeeQuerySet
from exchanges.models.met_before import MetBefore
from members.models import Bank
from services.models import Participation, Referral, Service, Session, StaffTime
from services.reads.measures.people import Came
from services.reads.measures.rows import Answer, pair_of

Gift = tuple[datetime.date, int, int, int]  # the day, giver, receiver, minutes


class Introduced(NamedTuple):
    """Somebody whom a service introduced, with their consent, and who joined."""

    service: int
    member: int
    sent_on: datetime.date
    joined_on: datetime.date
    until: datetime.date | None


class Part(NamedTuple):
    """A member's part in a programme, and since when they share a role with staff in it."""

    service: int
    programme: int
    member: int
    is_served: bool
    first_on: datetime.date
    last_on: datetime.date | None
    leads_from: datetime.date | None


class Led(NamedTuple):
    """A session that a member led."""

    service: int
    programme: int
    member: int
    on: datetime.date


class Duty(NamedTuple):
    """Minutes of paid staff on duty."""

    service: int
    programme: int | None
    event: int | None
    on: datetime.date
    minutes: int
    is_side_by_side: bool


@dataclass(frozen=True)
class Gathered:
    """All that is known of some services of one bank and of who comes to them, up to a day."""

    bank: Bank
    introduced: Sequence[Introduced]
    withdrawn: Collection[tuple[int, int]]  # service and member: who took their consent back
    parts: Sequence[Part]
    came: Sequence[Came]
    led: Sequence[Led]
    duties: Sequence[Duty]
    organisations: dict[int, int]  # of every service of the bank

    @property
    def beside(self) -> set[int]:
        """The sessions at which staff worked side by side with citizens."""
        return {duty.event for duty in self.duties if duty.is_side_by_side and duty.event is not None}


@dataclass(frozen=True)
class Elsewhere:
    """What people served gave and received at events that are no sessions of these services."""

    member: int
    on: datetime.date
    given: int
    received: int


def gather(bank: Bank, services: Collection[Service], last_on: datetime.date) -> Gathered:
    """Read what is known of some services, with seven queries."""
    introduced = _introduced(bank, services)
    ended = Referral.objects.filter(service__in=services, consent__ended_at__isnull=False)
    live = {(each.service, each.member) for each in introduced}
    return Gathered(
        bank=bank,
        introduced=introduced,
        withdrawn=set(ended.values_list("service", "member")) - live,
        parts=_parts(services),
        came=_came(services, last_on),
        led=_led(services, last_on),
        duties=_duties(services, last_on),
        organisations=dict(Service.objects.filter(bank=bank).values_list("pk", "organisation")),
    )


def gifts_of(members: Collection[int], last_on: datetime.date) -> list[Gift]:
    """Read what some members gave and received in exchanges up to a day, with two queries, in no order.

    What stands in the ledger counts, also while somebody says that it is not right; what was taken back never was.
    """
    stands = Exchange.objects.settled().filter(happened_on__lte=last_on).order_by()
    said = ("happened_on", "giver", "receiver", "minutes")
    given = stands.filter(giver__in=members).values_list(*said)
    received = stands.filter(receiver__in=members).exclude(giver__in=members).values_list(*said)
    rows: Any = given.union(received, all=True)
    return [*rows, *_gifts_across(members, last_on)]


def came_elsewhere(members: Collection[int], services: Collection[int], last_on: datetime.date) -> list[Elsewhere]:
    """Read what some members gave and received at other events up to a day."""
    there = _with_hours(Attendee.objects.filter(member__in=members, event__on__lte=last_on))
    others = there.exclude(event__session__programme__service__in=services)
    return [Elsewhere(*row) for row in others.values_list("member", "event__on", "given_minutes", "received_minutes")]


def answers_about(members: Collection[int]) -> list[Answer]:
    """Read what was said when two of whom one is among these were asked whether they had met; not what was unsaid."""
    asked = MetBefore.objects.filter(Q(member__in=members) | Q(other__in=members))
    said = asked.exclude(answer=MetBefore.Answer.UNSAID).values_list("member", "other", "answer")
    return [Answer(pair_of(member, other), member, answer == MetBefore.Answer.YES) for member, other, answer in said]


def _introduced(bank: Bank, services: Collection[Service]) -> list[Introduced]:
    live = Referral.objects.consented().filter(service__in=services, member__joined_at__isnull=False)
    rows: Any = live.values_list("service", "member", "sent_on", "member__joined_at", "ended_at")
    return [
        Introduced(service, member, sent_on, bank.day(joined_at), bank.day(ended_at) if ended_at else None)
        for service, member, sent_on, joined_at, ended_at in rows
    ]


def _parts(services: Collection[Service]) -> list[Part]:
    found = Participation.objects.filter(programme__service__in=services).exclude(programme__state="DRAFT")
    rows: Any = found.annotate(leads_from=Min("roles__began_on", filter=Q(roles__role__is_shared=True))).values_list(
        "programme__service", "programme", "member", "is_served", "joined_on", "left_on", "programme__closed_on",
        "leads_from",
    )  # fmt: skip
    return [
        Part(service, programme, member, is_served, joined_on, _earlier(left_on, closed_on), leads_from)
        for service, programme, member, is_served, joined_on, left_on, closed_on, leads_from in rows
    ]


def _earlier(left_on: datetime.date | None, closed_on: datetime.date | None) -> datetime.date | None:
    return min((day for day in (left_on, closed_on) if day is not None), default=None)


def _came(services: Collection[Service], last_on: datetime.date) -> list[Came]:
    there = Attendee.objects.filter(event__session__programme__service__in=services, event__on__lte=last_on)
    rows = _with_hours(there).values_list(
        "event__session__programme__service", "event__session__programme", "event", "member", "event__on",
        "given_minutes", "received_minutes",
    )  # fmt: skip
    return [Came(*row) for row in rows]


def _led(services: Collection[Service], last_on: datetime.date) -> list[Led]:
    held = Session.objects.posted().filter(programme__service__in=services, event__on__lte=last_on)
    rows = held.exclude(led_by=None).values_list("programme__service", "programme", "led_by", "event__on")
    return [Led(*row) for row in rows]


def _duties(services: Collection[Service], last_on: datetime.date) -> list[Duty]:
    worked = StaffTime.objects.filter(service__in=services, on__lte=last_on)
    rows = worked.values_list("service", "programme", "session", "on", "minutes", "is_side_by_side")
    return [Duty(*row) for row in rows]


def _with_hours(attendees: AttendeeQuerySet) -> AttendeeQuerySet:
    """Keep those whose hours stand in the ledger."""
    some = Q(given_minutes__gt=0) | Q(received_minutes__gt=0)
    return attendees.filter(some, event__state=Event.State.POSTED).order_by()


def _gifts_across(members: Collection[int], last_on: datetime.date) -> list[Gift]:
    """Read exchanges with members of other banks: what is given there is given."""
    theirs = Q(member__in=members) | Q(exchange__sides__member__in=members)
    gave = CrossSide.objects.filter(theirs, gives=True, exchange__sides__gives=False)
    stands = gave.exclude(exchange__state=CrossExchange.State.REVERSED).filter(
        exchange__posted_at__isnull=False, exchange__happened_on__lte=last_on
    )
    return list(
        stands.order_by().values_list("exchange__happened_on", "member", "exchange__sides__member", "exchange__minutes")
    )
