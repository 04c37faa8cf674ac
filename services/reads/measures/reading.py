"""The rows that measures are made of, read with the same few queries for one service as for all of a bank."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Min, Q

from exchanges.models import Attendee, CrossSide, Event, Exchange
from exchanges.models.events import AttendeeQuerySet
from exchanges.models.met_before import MetBefore
from members.models import Bank
from services.models import Participation, Referral, ReferralStep, Service, Session, StaffTime
from services.reads.measures.people import Came
from services.reads.measures.rows import Answer, Gap, pair_of
from timebank.lib.months import month_of

Gift = tuple[datetime.date, int, int, int]  # the day, giver, receiver, minutes
Change = tuple[datetime.date, str]  # the month in which somebody changed what may be learned, and what it was before
Days = tuple[datetime.date, datetime.date]  # from one to another, both included


class Introduced(NamedTuple):
    """Somebody whom a service introduced: until when, and until when they let it learn of them.

    `joined_on` is None while they are no member. `untold`: the months of which it is not told how it goes, though that
    they are there counts.
    """

    service: int
    member: int
    sent_on: datetime.date
    joined_on: datetime.date | None
    until: datetime.date | None
    consent_ended_on: datetime.date | None
    untold: tuple[Gap, ...]


class Part(NamedTuple):
    """A member's part in a programme, and since when they share a role with staff in it."""

    service: int
    programme: int
    member: int
    served_from: datetime.date | None  # None: they only help
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
    gaps: Mapping[tuple[int, int], tuple[Gap, ...]]  # service and member: when who is not counted
    parts: Sequence[Part]
    came: Sequence[Came]
    organisations: dict[int, int]  # of every service of the bank
    led: Sequence[Led] = ()
    duties: Sequence[Duty] = ()

    @property
    def beside(self) -> set[int]:
        """The sessions at which staff worked side by side with citizens."""
        return {duty.event for duty in self.duties if duty.is_side_by_side and duty.event is not None}

    def counted(self, gifts: Iterable[Gift]) -> Iterable[Gift]:
        """Leave out what these services exchanged with members who had taken their consent back from them."""
        if not self.gaps:
            return gifts
        gaps = {(self.organisations[service], member): gaps for (service, member), gaps in self.gaps.items()}
        return [
            (on, giver, receiver, minutes)
            for on, giver, receiver, minutes in gifts
            if not _is_in(gaps, (giver, receiver), on) and not _is_in(gaps, (receiver, giver), on)
        ]


@dataclass(frozen=True)
class Elsewhere:
    """What people served gave and received at events that are no sessions of these services."""

    member: int
    on: datetime.date
    given: int
    received: int


def gather(bank: Bank, services: Collection[Service], last_on: datetime.date) -> Gathered:
    """Read what is known of some services, with seven queries."""
    found = gather_people(bank, services, last_on)
    led = [each for each in _led(services, last_on) if not _is_in(found.gaps, (each.service, each.member), each.on)]
    return replace(found, led=led, duties=_duties(services, last_on))


def gather_people(bank: Bank, services: Collection[Service], last_on: datetime.date) -> Gathered:
    """Read whom some services serve, without what their staff did and who led, with five queries."""
    introduced = _introduced(bank, services)
    gaps = gaps_of(introduced)
    return Gathered(
        bank=bank,
        introduced=introduced,
        gaps=gaps,
        parts=_parts(services),
        came=[each for each in _came(services, last_on) if not _is_in(gaps, (each.service, each.member), each.on)],
        organisations=dict(Service.objects.filter(bank=bank).values_list("pk", "organisation")),
    )


def gifts_of(members: Collection[int], days: Days) -> list[Gift]:
    """Read what some members gave and received in exchanges on some days, with two queries, in no order.

    What stands in the ledger counts, also while somebody says that it is not right; what was taken back never was.
    """
    stands = Exchange.objects.settled().filter(happened_on__range=days).order_by()
    said = ("happened_on", "giver", "receiver", "minutes")
    given = stands.filter(giver__in=members).values_list(*said)
    received = stands.filter(receiver__in=members).exclude(giver__in=members).values_list(*said)
    rows: Any = given.union(received, all=True)
    return [*rows, *_gifts_across(members, days)]


def came_elsewhere(members: Collection[int], services: Collection[int], days: Days) -> list[Elsewhere]:
    """Read what some members gave and received at other events on some days."""
    there = _with_hours(Attendee.objects.filter(member__in=members, event__on__range=days))
    others = there.exclude(event__session__programme__service__in=services)
    return [Elsewhere(*row) for row in others.values_list("member", "event__on", "given_minutes", "received_minutes")]


def answers_about(bank: Bank, members: Collection[int]) -> list[Answer]:
    """Read what was said when two of whom one is among these were asked whether they had met; not what was unsaid."""
    asked = MetBefore.objects.filter(Q(member__in=members) | Q(other__in=members))
    said = asked.exclude(answer=MetBefore.Answer.UNSAID).values_list("member", "other", "answer", "answered_at")
    return [
        Answer(pair_of(member, other), member, answer == MetBefore.Answer.YES, bank.day(at))
        for member, other, answer, at in said
    ]


def gaps_of(introduced: Iterable[Introduced]) -> dict[tuple[int, int], tuple[Gap, ...]]:
    """Say when who is not counted: from the month in which a consent ended to that of the next introduction.

    Months that were over by then stay as they were: a figure that shrank by one person would tell what they did.
    """
    by_member: dict[tuple[int, int], list[Introduced]] = defaultdict(list)
    for each in introduced:
        by_member[each.service, each.member].append(each)
    found = {}
    for key, theirs in by_member.items():
        ends = [each.consent_ended_on for each in theirs if each.consent_ended_on is not None]
        gaps = [_gap_after(ended_on, theirs) for ended_on in ends]
        if any(gaps):
            found[key] = tuple(gap for gap in gaps if gap is not None)
    return found


def untold_of(sent_on: datetime.date, changes: Sequence[Change], now: str) -> tuple[Gap, ...]:
    """Say of which months it is not told how it goes: what somebody shares at the end of a month holds for it.

    So no later change touches a month that is over, whether they let less be told or more.
    """
    months = [month_of(sent_on), *(month for month, _before in changes), datetime.date.max]
    shares = [*(before for _month, before in changes), now]
    spans = zip(months[:-1], months[1:], shares, strict=True)
    return tuple(Gap(first, before) for first, before, each in spans if each != Referral.Shares.STEPS)


def _gap_after(ended_on: datetime.date, theirs: Iterable[Introduced]) -> Gap | None:
    """Give the gap that an ended consent leaves; none where another stood beside it."""
    others = [each for each in theirs if each.consent_ended_on is None or each.consent_ended_on > ended_on]
    again = min((each.sent_on for each in others), default=None)
    if again is None:
        return Gap(month_of(ended_on))
    return None if again <= ended_on else Gap(month_of(ended_on), month_of(again))


def _is_in(gaps: Mapping[tuple[int, int], tuple[Gap, ...]], key: tuple[int, int], on: datetime.date) -> bool:
    return any(gap.has(on) for gap in gaps.get(key, ()))


def _introduced(bank: Bank, services: Collection[Service]) -> list[Introduced]:
    """Read who was introduced, also those whose consent has ended: what was over before stays counted."""
    changed = ReferralStep.objects.filter(referral__service__in=services, kind=ReferralStep.Kind.SHARED).order_by("pk")
    changes: dict[int, list[Change]] = defaultdict(list)
    for referral, at, before in changed.values_list("referral", "at", "shares_before"):
        changes[referral].append((month_of(bank.day(at)), before))
    rows: Any = Referral.objects.filter(service__in=services).values_list(
        "pk", "shares", "service", "member", "sent_on", "member__joined_at", "ended_at", "consent__ended_at"
    )
    return [
        Introduced(
            service=service,
            member=member,
            sent_on=sent_on,
            joined_on=bank.day(joined_at) if joined_at else None,
            until=bank.day(ended_at) if ended_at else None,
            consent_ended_on=bank.day(consent_ended_at) if consent_ended_at else None,
            untold=untold_of(sent_on, changes.get(pk, ()), shares),
        )
        for pk, shares, service, member, sent_on, joined_at, ended_at, consent_ended_at in rows
    ]


def _parts(services: Collection[Service]) -> list[Part]:
    found = Participation.objects.filter(programme__service__in=services).exclude(programme__state="DRAFT")
    rows: Any = found.annotate(leads_from=Min("roles__began_on", filter=Q(roles__role__is_shared=True))).values_list(
        "programme__service", "programme", "member", "is_served", "served_from", "joined_on", "left_on",
        "programme__closed_on", "leads_from",
    )  # fmt: skip
    return [
        Part(
            service,
            programme,
            member,
            (served_from or joined_on) if is_served else None,
            joined_on,
            _earlier(left_on, closed_on),
            leads_from,
        )
        for service, programme, member, is_served, served_from, joined_on, left_on, closed_on, leads_from in rows
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


def _gifts_across(members: Collection[int], days: Days) -> list[Gift]:
    """Read exchanges with members of other banks: what is given there is given."""
    theirs = Q(member__in=members) | Q(exchange__sides__member__in=members)
    gave = CrossSide.objects.settled().filter(
        theirs, gives=True, exchange__sides__gives=False, exchange__happened_on__range=days
    )
    return list(
        gave.order_by().values_list("exchange__happened_on", "member", "exchange__sides__member", "exchange__minutes")
    )
