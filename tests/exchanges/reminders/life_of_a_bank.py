"""A made-up life of a time bank: who plans, moves, cancels, confirms late or never, puts up and takes down, day by day.

The rows are written as the actions leave them. What happened when is kept beside them, so that a test can ask of each
notice whether it was still of use at its moment.
"""

import datetime
import heapq
import itertools
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from exchanges.actions import approval
from exchanges.models import Attendee, CrossExchange, CrossSide, Enquiry, Event, Exchange, Listing, Match
from members.models import Bank, Block, Check, Member
from tests import factories as make
from tests.crowds import make_crowd
from tests.reminding import A_DAY, local

LIVELY_DAYS = 28
TIMES = [None, None, (7, 0), (9, 0), (9, 30), (10, 30), (10, 45), (20, 30), (22, 0)]


@dataclass
class History:
    """What one row was from when on, the latest last."""

    lines: list[tuple[datetime.datetime, dict[str, Any]]] = field(default_factory=list)

    def note(self, at: datetime.datetime, **fields: Any) -> None:
        """Remember what changed."""
        self.lines.append((at, {**(self.lines[-1][1] if self.lines else {}), **fields}))

    def at(self, moment: datetime.datetime) -> dict[str, Any]:
        """Say how it was just then."""
        return next((fields for at, fields in reversed(self.lines) if at <= moment), {})


class Life:
    """One bank of many people, with a neighbouring bank, over some days."""

    def __init__(self, first: datetime.date, *, days: int, people: int, seed: int = 7) -> None:
        """Make the people; nothing has happened yet."""
        self.chance = random.Random(seed)
        self.first, self.days = first, days
        self.bank = make.make_bank(approval=Bank.Approval.ALL, floor_minutes=-300, warning_minutes=None)
        self.elsewhere = make.make_bank()
        self.coordinators = [make.make_coordinator(self.bank) for _each in range(2)]
        self.members = make_crowd(self.bank, people)
        self.neighbours = make_crowd(self.elsewhere, 5)
        Member.objects.filter(account__isnull=False).update(joined_at=self.moment(-200))
        self.states: dict[int, History] = defaultdict(History)
        self.exchanges: dict[int, History] = defaultdict(History)
        self.listings: dict[int, History] = defaultdict(History)
        self.events: dict[int, History] = defaultdict(History)
        self.checks: dict[int, History] = defaultdict(History)
        self.things: list[tuple[datetime.datetime, datetime.datetime | None, int | None]] = []
        self.offers: list[Listing] = []
        self.to_do: list[tuple[datetime.datetime, int, Callable[[datetime.datetime], None]]] = []
        self.numbers = itertools.count()
        self.resting: list[Member] = []
        self._hours()
        self._people_change()
        self._apart = self._blocks()

    def moment(self, day: int, hour: int = 11) -> datetime.datetime:
        """Give an hour of the so many-th day."""
        return local(self.bank, self.first + day * A_DAY, hour)

    def plan_everything(self) -> None:
        """Say what will happen on each day, at the hours in which people do things."""
        share = len(self.members) / 500
        for day in range(self.days):
            for _each in range(self._about(max(0.5, 1.2 * share))):
                self._later(day, self._plan)
            # Some lively weeks, in which more is new than anybody may be told, and then a quiet year.
            for _each in range(self._about(1.5 if day < LIVELY_DAYS else 0.04)):
                self._later(day, self._put_up, last=16)
            if day % 28 == 0:
                self._later(day, self._put_event_on, last=16)
            if day % 20 == 0:
                self._later(day, self._cross)
        self._see_checks(self._about(60 * share))

    def go_on(self, until: datetime.datetime) -> None:
        """Let all happen that is to happen up to a moment."""
        while self.to_do and self.to_do[0][0] <= until:
            at, _number, deed = heapq.heappop(self.to_do)
            deed(at)

    # Plans and what becomes of them

    def _plan(self, at: datetime.datetime) -> None:
        giver, receiver = self._two(at)
        on, time = self.bank.day(at) + self.chance.randint(0, 9) * A_DAY, self._time()
        if time and local(self.bank, on, time.hour) <= at:
            on += A_DAY
        plan = Exchange.objects.create(
            bank=self.bank, giver=giver, receiver=receiver, minutes=60, description="Weeding", state="AGREED",
            state_since=at, proposed_by=giver, planned_on=on, planned_at_time=time,
        )  # fmt: skip
        history = self.exchanges[plan.pk]
        history.note(at, state="AGREED", on=on, time=time, agreed=set())
        fate = self.chance.random()
        if fate < 0.15:
            self._on(self.bank.day(at), on, lambda now: self._change(plan.pk, now, state="CANCELLED"))
        elif fate < 0.3:
            self._on(self.bank.day(at), on, lambda now: self._move(plan.pk, now))
        elif fate < 0.9:
            self._at(max(at, self._over(on, time)), lambda now: self._log(plan.pk, now))

    def _move(self, pk: int, at: datetime.datetime) -> None:
        if self.exchanges[pk].at(at)["state"] == "AGREED":
            on, time = self.bank.day(at) + self.chance.randint(1, 9) * A_DAY, self._time()
            self._change(pk, at, planned_on=on, planned_at_time=time, history={"on": on, "time": time})
            self._at(self._over(on, time), lambda now: self._log(pk, now))

    def _log(self, pk: int, at: datetime.datetime) -> None:
        was = self.exchanges[pk].at(at)
        if was["state"] != "AGREED" or self._over(was["on"], was["time"]) > at:
            return
        plan = Exchange.objects.get(pk=pk)
        self._change(
            pk, at, state="LOGGED", happened_on=was["on"], giver_agreed_at=at, giver_agreed_by=plan.giver,
            history={"agreed": {plan.giver_id}},
        )  # fmt: skip
        if self.chance.random() < 0.9:
            days = self.chance.choice([0, 0, 1, 2, 4, 5, 8, 12, 17, 25])
            self._at(at + days * A_DAY, lambda now: self._confirm(pk, plan, now))

    def _confirm(self, pk: int, plan: Exchange, at: datetime.datetime) -> None:
        both = {"receiver_agreed_at": at, "receiver_agreed_by": plan.receiver}
        self._change(pk, at, state="CONFIRMED", history={"agreed": {plan.giver_id, plan.receiver_id}}, **both)
        self._at(at + self.chance.randint(0, 3) * A_DAY, lambda now: self._approve(pk, now))

    def _approve(self, pk: int, at: datetime.datetime) -> None:
        self._change(pk, at, state="POSTED", posted_at=at, transfer_id=self.transfer)

    def _change(self, pk: int, at: datetime.datetime, *, history: dict[str, Any] | None = None, **fields: Any) -> None:
        if "state" in fields:
            fields["state_since"] = at
        Exchange.objects.filter(pk=pk).update(**fields)
        said = {"state": fields["state"]} if "state" in fields else {}
        self.exchanges[pk].note(at, **said, **(history or {}))

    # Offers, requests, events, checks, another bank

    def _put_up(self, at: datetime.datetime) -> None:
        member, today = self._one(at), self.bank.day(at)
        ends = self.chance.choice([None, today + 5 * A_DAY, today + 30 * A_DAY, today + 60 * A_DAY])
        kind = self.chance.choice(["OFFER", "REQUEST"])
        made = Listing.objects.create(
            bank=self.bank, member=member, kind=kind, title="Something", created_at=at, expires_on=ends
        )
        self.listings[made.pk].note(at, state="OPEN", ends=ends, answered=False, member=member.pk)
        self.things.append((at, None, member.pk))
        if kind == "OFFER":
            self.offers.append(made)
        else:
            self._match(made, at)
        place, fate = len(self.things) - 1, self.chance.random()
        if fate < 0.5:
            asker = self._one(at)
            self._at(at + self.chance.randint(0, 9) * A_DAY, lambda now: self._answer(made, asker, now))
        elif fate < 0.65:
            self._at(at + self.chance.randint(0, 9) * A_DAY, lambda now: self._take_down(made, place, now))
        elif fate < 0.8 and ends:
            self._on(today + 2 * A_DAY, ends, lambda now: self._renew(made, now))

    def _match(self, request: Listing, at: datetime.datetime) -> None:
        """Let some of the latest offers fit a request, as the matcher keeps it."""
        alike = {"meaning": 0.9, "words": 0.9, "likeness": 0.9, "found_at": at}
        offers = [offer for offer in self.offers[-5:] if offer.member_id != request.member_id]
        Match.objects.bulk_create(
            Match(bank=self.bank, request=request, offer=offer, receiver=request.member, giver=offer.member, **alike)
            for offer in offers
        )

    def _answer(self, listing: Listing, asker: Member, at: datetime.datetime) -> None:
        Enquiry.objects.create(listing=listing, asker=asker, by=asker, at=at)
        self.listings[listing.pk].note(at, answered=True)

    def _take_down(self, listing: Listing, place: int, at: datetime.datetime) -> None:
        Listing.objects.filter(pk=listing.pk).update(state="CLOSED", closed_at=at)
        self.listings[listing.pk].note(at, state="CLOSED")
        began, _ended, whose = self.things[place]
        self.things[place] = (began, at, whose)

    def _renew(self, listing: Listing, at: datetime.datetime) -> None:
        ends = self.bank.day(at) + 92 * A_DAY
        Listing.objects.filter(pk=listing.pk).update(expires_on=ends)
        self.listings[listing.pk].note(at, ends=ends)

    def _put_event_on(self, at: datetime.datetime) -> None:
        on, time = self.bank.day(at) + self.chance.randint(3, 12) * A_DAY, datetime.time(14)
        event = Event.objects.create(
            bank=self.bank, made_by=self.coordinators[0], kind="MEAL", title="Lunch", place="The hall", on=on,
            begins_at_time=time, ends_at_time=datetime.time(16), state="OPEN", state_since=at,
        )  # fmt: skip
        coming = self.chance.sample(self._there(at), min(8, len(self.members) // 2))
        Attendee.objects.bulk_create(
            Attendee(event=event, member=member, part="GUEST", state="COMING", since=at) for member in coming
        )
        self.events[event.pk].note(at, state="OPEN", on=on)
        fate = self.chance.random()
        if fate < 0.2:
            self._on(self.bank.day(at), on, lambda now: self._change_event(event.pk, now, state="CANCELLED"))
        elif fate < 0.5:
            later = on + 4 * A_DAY
            self._on(self.bank.day(at), on, lambda now: self._change_event(event.pk, now, on=later))

    def _change_event(self, pk: int, at: datetime.datetime, **fields: Any) -> None:
        Event.objects.filter(pk=pk).update(**fields)
        self.events[pk].note(at, **fields)

    def _see_checks(self, count: int) -> None:
        kind, admin = make.make_check_kind(self.bank), make.admin_of(self.bank)
        common = {"kind": kind, "issued_on": self.first - 300 * A_DAY, "seen_by": admin, "seen_at": self.moment(-300)}
        for member in self.chance.sample(self.members, min(count, len(self.members))):
            ends = self.first + self.chance.randint(1, self.days + 60) * A_DAY
            check = Check.objects.create(member=member, expires_on=ends, **common)
            self.checks[check.pk].note(self.moment(-300), ends=ends, ended=False, member=member.pk)
            if self.chance.random() < 0.3:
                at = local(self.bank, ends - self.chance.randint(5, 70) * A_DAY)
                self._at(at, lambda now, pk=check.pk: self._end_check(pk, admin, now))

    def _end_check(self, pk: int, admin: Member, at: datetime.datetime) -> None:
        Check.objects.filter(pk=pk).update(ended_at=at, ended_by=admin)
        self.checks[pk].note(at, ended=True)

    def _cross(self, at: datetime.datetime) -> None:
        cross = CrossExchange.objects.create(
            minutes=60, description="A lift", happened_on=self.bank.day(at), state="LOGGED", state_since=at
        )
        mine, theirs = self._one(at), self.chance.choice(self.neighbours)
        said = {"agreed_at": at, "agreed_by": mine}
        CrossSide.objects.create(exchange=cross, bank=self.bank, member=mine, gives=True, began=True, **said)
        CrossSide.objects.create(exchange=cross, bank=self.elsewhere, member=theirs, gives=False)
        self._at(at + self.chance.randint(1, 40) * A_DAY, lambda now: self._end_cross(cross.pk, now))

    def _end_cross(self, pk: int, at: datetime.datetime) -> None:
        CrossExchange.objects.filter(pk=pk).update(state="CANCELLED", state_since=at)

    # People

    def _people_change(self) -> None:
        """Let some join, have a rest, or leave in the course of the year."""
        share = max(1, len(self.members) // 50)
        some = self.chance.sample(self.members, 4 * share)
        self.joining, self.leaving, self.resting = some[: 2 * share], some[2 * share : 3 * share], some[3 * share :]
        for member in self.members:
            self.states[member.pk].note(self.moment(-200), state="APPROVED")
        for member in self.joining:
            self.states[member.pk] = History()
            Member.objects.filter(pk=member.pk).update(state="APPLICANT")
            self._later(self.chance.randint(0, self.days), lambda now, pk=member.pk: self._join(pk, now))
        for member in self.leaving:
            self._later(self.chance.randint(0, self.days), lambda now, pk=member.pk: self._turn(pk, "LEFT", now))
        for member in self.resting:
            begins = self.chance.randint(0, self.days)
            self._later(begins, lambda now, pk=member.pk: self._turn(pk, "PAUSED", now))
            self._later(begins + 40, lambda now, pk=member.pk: self._turn(pk, "APPROVED", now))

    def _join(self, pk: int, at: datetime.datetime) -> None:
        Member.objects.filter(pk=pk).update(joined_at=at)
        self._turn(pk, "APPROVED", at)

    def _turn(self, pk: int, state: str, at: datetime.datetime) -> None:
        """Change a member's state; plans of who is not there any more are called off."""
        Member.objects.filter(pk=pk).update(state=state)
        self.states[pk].note(at, state=state)
        if state == "APPROVED":
            return
        plans = Exchange.objects.filter(Q(giver=pk) | Q(receiver=pk), state="AGREED")
        for plan in plans.values_list("pk", flat=True):
            self._change(plan, at, state="CANCELLED")
        if state == "LEFT":
            Listing.objects.filter(member=pk, state="OPEN").update(state="CLOSED", closed_at=at)

    def _hours(self) -> None:
        """Let some have hours that they do not spend, and some owe nearly all they may."""
        share = max(2, len(self.members) // 40)
        for giver, receiver in zip(self.members[:share], self.members[-share:], strict=True):
            exchange = make.confirmed_exchange(giver, receiver, minutes=280)
            self.transfer = approval.approve(exchange, make.act(self.coordinators[0])).transfer_id
        Exchange.objects.update(happened_on=self.first - 100 * A_DAY)

    def _blocks(self) -> set[frozenset[int]]:
        pairs = [self.chance.sample(self.members, 2) for _each in range(len(self.members) // 25)]
        Block.objects.bulk_create(
            [Block(blocker=one, blocked=other, at=self.moment(-10)) for one, other in pairs], ignore_conflicts=True
        )
        return {frozenset((one.pk, other.pk)) for one, other in pairs}

    def are_apart(self, one: int, other: int | None) -> bool:
        """Whether one of the two has blocked the other."""
        return frozenset((one, other)) in self._apart

    # Chance

    def _there(self, at: datetime.datetime) -> list[Member]:
        return [member for member in self.members if self.states[member.pk].at(at).get("state") == "APPROVED"]

    def _one(self, at: datetime.datetime) -> Member:
        return self.chance.choice(self._there(at))

    def _two(self, at: datetime.datetime) -> list[Member]:
        return self.chance.sample(self._there(at), 2)

    def _time(self) -> datetime.time | None:
        time = self.chance.choice(TIMES)
        return datetime.time(*time) if time else None

    def _about(self, many: float) -> int:
        return int(many) + (self.chance.random() < many % 1)

    def _over(self, on: datetime.date, time: datetime.time | None) -> datetime.datetime:
        """Say when somebody writes down that a plan has happened: an hour later, or days later."""
        at = local(self.bank, on, time.hour + 1 if time else 17, 30)
        return at + self.chance.choice([0, 0, 0, 1, 3]) * A_DAY

    def _later(self, day: int, deed: Callable[[datetime.datetime], None], last: int = 21) -> None:
        """Do something at one of the hours up to the last."""
        self._at(self.moment(day, self.chance.randint(8, last)), deed)

    def _on(self, first: datetime.date, last: datetime.date, deed: Callable[[datetime.datetime], None]) -> None:
        """Do something on one of some days, in the morning."""
        day = first + self.chance.randint(0, max(0, (last - first).days)) * A_DAY
        self._at(local(self.bank, day, 22) if day == first else local(self.bank, day, 7), deed)

    def _at(self, at: datetime.datetime, deed: Callable[[datetime.datetime], None]) -> None:
        heapq.heappush(self.to_do, (at, next(self.numbers), deed))
