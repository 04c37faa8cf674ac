"""A made-up life of a time bank: who plans, moves, cancels, confirms late or never, puts up and takes down, day by day.

People act as they do on the pages, by the same actions; only what those leave behind in the ledger is not made. What
happened when is kept beside it, so that a test can ask of each notice whether it was still of use at its moment.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from exchanges.actions import approval, leaving, life, listings, resting, standing
from exchanges.actions.acts import Act, move
from exchanges.actions.crossing import words
from exchanges.actions.enquiries import enquire
from exchanges.actions.events import planning
from exchanges.models import Attendee, CrossExchange, CrossSide, Exchange, Listing, Match
from members.actions import Rest
from members.actions.blocking import block
from members.actions.checks import end_check
from members.actions.states import come_back
from members.models import Bank, Block, Check, Member, member_pk_of
from notices.models import Notice
from tests import factories as make
from tests.crowds import make_crowd
from tests.exchanges.reminders.year.history import Calendar, History
from tests.reminding import A_DAY, local
from timebank.lib.errors import NotAllowed, RuleBroken

LIVELY_DAYS = 12
WEEKS_OF_ASKING = range(LIVELY_DAYS + 3, LIVELY_DAYS + 24, 2)
CHANGES_OF_CLOCKS = (datetime.date(2027, 3, 28), datetime.date(2027, 10, 31))
TIMES = [None, None, (7, 0), (9, 0), (9, 30), (10, 30), (10, 45), (20, 30), (22, 0)]


class Life(Calendar):
    """One bank of many people, with a neighbouring bank, over some days."""

    def __init__(self, first: datetime.date, *, days: int, people: int, seed: int = 7) -> None:
        """Make the people; nothing has happened yet."""
        bank = make.make_bank(approval=Bank.Approval.ALL, floor_minutes=-300, warning_minutes=None)
        super().__init__(bank, first, days=days, seed=seed)
        self.elsewhere = make.make_bank()
        self.coordinators = [make.make_coordinator(self.bank) for _each in range(2)]
        self.members = make_crowd(self.bank, people)
        self.by_pk = {member.pk: member for member in (*self.members, *self.coordinators)}
        self.neighbours = make_crowd(self.elsewhere, 5)
        Member.objects.filter(account__isnull=False).update(joined_at=self.moment(-200))
        self.states: dict[int, History] = defaultdict(History)
        self.exchanges: dict[int, History] = defaultdict(History)
        self.listings: dict[int, History] = defaultdict(History)
        self.events: dict[int, History] = defaultdict(History)
        self.checks: dict[int, History] = defaultdict(History)
        self.began: dict[tuple[int, int], list[datetime.datetime]] = defaultdict(
            list
        )  # who agreed to give (0) or get (1)
        self.things: list[tuple[datetime.datetime, datetime.datetime | None, int | None]] = []
        self.blocks: dict[frozenset[int], tuple[datetime.datetime, int]] = {}  # since when, and who set it
        self.offers: list[Listing] = []
        self.titles = itertools.count()
        self._hours()
        self._people_change()
        self._blocked_before()

    def plan_everything(self) -> None:
        """Say what will happen on each day, at the hours in which people do things."""
        share = len(self.members) / 500
        for day in range(self.days):
            for _each in range(self.about(max(0.5, 0.4 * share))):
                self.on_day(day, self._plan)
            # Some lively weeks, in which more is new than anybody may be told, and then a quiet year.
            for _each in range(self.about(2 if day < LIVELY_DAYS else 0.03)):
                self.on_day(day, self._put_up, last=16)
            if day in WEEKS_OF_ASKING:  # in these little else is new: whose offer fits may be told of it
                self.on_day(day, self._ask, last=16)
            if day % 60 == 0:
                self.on_day(day, self._put_event_on, last=16)
            if day % 20 == 0:
                self.on_day(day, self._cross)
            if day < LIVELY_DAYS + 8 or day % 12 == 0:
                block_one = self._block_somebody if day % 4 else self._block_whom_a_notice_is_about
                self.at(self.moment(day, 22), block_one)
        self._see_checks(self.about(60 * share))
        self._call_off_before_changes()

    # Plans and what becomes of them

    def _plan(self, at: datetime.datetime) -> None:
        giver, receiver = self._two(at)
        if not self.are_apart(giver.pk, receiver.pk):
            self._plan_for(giver, receiver, at, self.bank.day(at) + self.chance.randint(0, 9) * A_DAY)

    def _plan_for(self, giver: Member, receiver: Member, at: datetime.datetime, on: datetime.date) -> None:
        time = self._time()
        if time and local(self.bank, on, time.hour) <= at:
            on += A_DAY
        plan = Exchange(
            bank=self.bank, giver=giver, receiver=receiver, minutes=60, description="Weeding", created_at=at,
            proposed_by=giver, planned_on=on, planned_at_time=time,
        )  # fmt: skip
        move(plan, Exchange.State.AGREED, Act(giver, at))  # both have said yes at once
        self.exchanges[plan.pk].note(at, state="AGREED", on=on, time=time, agreed=set())
        self.began[giver.pk, 0].append(at)
        self.began[receiver.pk, 1].append(at)
        fate = self.chance.random()
        if fate < 0.15:
            self.between(self.bank.day(at), on, lambda now: self._cancel(plan, now))
        elif fate < 0.3:
            self.between(self.bank.day(at), on, lambda now: self._move(plan, now))
        elif fate < 0.9:
            self.at(max(at, self._over(on, time)), lambda now: self._log(plan, now))

    def _cancel(self, plan: Exchange, at: datetime.datetime) -> bool:
        if self.exchanges[plan.pk].at(at)["state"] != "AGREED":
            return False
        life.cancel(plan, Act(self.chance.choice([plan.giver, plan.receiver]), at))
        self.exchanges[plan.pk].note(at, state="CANCELLED")
        return True

    def _move(self, plan: Exchange, at: datetime.datetime) -> None:
        """Plan it for another day, as people do: what stood is cancelled, and the two plan anew."""
        if self._cancel(plan, at) and not self.are_apart(plan.giver_id, plan.receiver_id):
            self._plan_for(plan.giver, plan.receiver, at, self.bank.day(at) + self.chance.randint(1, 9) * A_DAY)

    def _log(self, plan: Exchange, at: datetime.datetime) -> None:
        was = self.exchanges[plan.pk].at(at)
        if was["state"] != "AGREED":
            return
        life.log_planned(plan, Act(plan.giver, at), minutes=60, happened_on=was["on"])
        self.exchanges[plan.pk].note(at, state="LOGGED", agreed={plan.giver_id})
        if self.chance.random() < 0.9:
            days = self.chance.choice([0, 0, 1, 2, 4, 5, 8, 12, 17, 25])
            self.at(at + days * A_DAY, lambda now: self._confirm(plan, now))

    def _confirm(self, plan: Exchange, at: datetime.datetime) -> None:
        life.confirm(plan, Act(plan.receiver, at), minutes=60)
        self.exchanges[plan.pk].note(at, state="CONFIRMED", agreed={plan.giver_id, plan.receiver_id})
        self.at(at + self.chance.choice([0, 0, 0, 0, 0, 2]) * A_DAY, lambda now: self._approve(plan, now))

    def _approve(self, plan: Exchange, at: datetime.datetime) -> None:
        posted = {"state": "POSTED", "state_since": at, "posted_at": at, "transfer_id": self.transfer}
        Exchange.objects.filter(pk=plan.pk).update(**posted)  # the ledger takes no days that are still to come
        self.exchanges[plan.pk].note(at, state="POSTED")

    # Offers, requests, events, checks, another bank

    def _ask(self, at: datetime.datetime) -> None:
        self._put_up(at, kinds=["REQUEST"])

    def _put_up(self, at: datetime.datetime, kinds: Sequence[str] = ("OFFER", "REQUEST")) -> None:
        member, today = self._one_who_offers(at), self.bank.day(at)
        ends = self.chance.choice([None, today + 5 * A_DAY, today + 30 * A_DAY, today + 60 * A_DAY])
        kind = self.chance.choice(kinds)
        said = listings.Wording(kind, f"Thing {next(self.titles)}", more=listings.More(expires_on=ends))
        made = listings.put_up(said, member=member, by=member, at=at)
        self.listings[made.pk].note(at, state="OPEN", ends=ends, answered=False, member=member.pk)
        self.things.append((at, None, member.pk))
        if kind == "OFFER":
            self.offers.append(made)
        else:
            self._match(made, at)
        place, fate = len(self.things) - 1, self.chance.random()
        if fate < 0.3:
            asker = self._one(at)
            self.at(at + self.chance.randint(0, 9) * A_DAY, lambda now: self._answer(made, asker, now))
        elif fate < 0.45:
            self.at(at + self.chance.randint(0, 9) * A_DAY, lambda now: self._take_down(made, place, now))
        elif fate < 0.7 and ends:
            self.between(today + 2 * A_DAY, ends, lambda now: self._renew(made, now))

    def _match(self, request: Listing, at: datetime.datetime) -> None:
        """Let some of the offers fit a request, as the matcher keeps it."""
        alike = {"meaning": 0.9, "words": 0.9, "likeness": 0.9, "found_at": at}
        offers = [offer for offer in self.offers if offer.member_id != request.member_id]
        Match.objects.bulk_create(
            Match(bank=self.bank, request=request, offer=offer, receiver=request.member, giver=offer.member, **alike)
            for offer in self.chance.sample(offers, min(5, len(offers)))
        )

    def _answer(self, listing: Listing, asker: Member, at: datetime.datetime) -> None:
        try:
            enquire(listing, asker, "Shall we talk?", by=asker, at=at)
        except (NotAllowed, RuleBroken):  # their own, or taken down, or the two are apart, or one of them is not here
            return
        self.listings[listing.pk].note(at, answered=True)

    def _take_down(self, listing: Listing, place: int, at: datetime.datetime) -> None:
        listings.take_down(listing, by=listing.member, at=at)
        self.listings[listing.pk].note(at, state="CLOSED")
        began, _ended, whose = self.things[place]
        self.things[place] = (began, at, whose)

    def _renew(self, listing: Listing, at: datetime.datetime) -> None:
        if self.listings[listing.pk].at(at)["state"] == "OPEN":
            renewed = standing.renew(listing, by=listing.member, at=at)
            self.listings[listing.pk].note(at, ends=renewed.expires_on)

    def _put_event_on(self, at: datetime.datetime) -> None:
        on, coordinator = self.bank.day(at) + self.chance.randint(3, 12) * A_DAY, self.coordinators[0]
        said = make.plan(self.bank, host=None, on=on, begins_at_time=datetime.time(14), ends_at_time=datetime.time(16))
        event = planning.put_on(self.bank, said, Act(coordinator, at))
        coming = self.chance.sample(self._there(at), min(8, len(self.members) // 2))
        Attendee.objects.bulk_create(
            Attendee(event=event, member=member, part="GUEST", state="COMING", since=at) for member in coming
        )
        self.events[event.pk].note(at, state="OPEN", on=on)
        fate = self.chance.random()
        if fate < 0.2:
            self.between(self.bank.day(at), on, lambda now: self._call_off(event, now))
        elif fate < 0.5:
            later = {**vars(said), "on": on + 4 * A_DAY}
            self.between(self.bank.day(at), on, lambda now: self._move_event(event, planning.Plan(**later), now))

    def _call_off(self, event: Any, at: datetime.datetime) -> None:
        planning.cancel(event, Act(self.coordinators[0], at), reason="The hall is closed.")
        self.events[event.pk].note(at, state="CANCELLED")

    def _move_event(self, event: Any, plan: planning.Plan, at: datetime.datetime) -> None:
        planning.change(event, plan, Act(self.coordinators[0], at))
        self.events[event.pk].note(at, on=plan.on)

    def _see_checks(self, count: int) -> None:
        kind, admin = make.make_check_kind(self.bank), make.admin_of(self.bank)
        common = {"kind": kind, "issued_on": self.first - 300 * A_DAY, "seen_by": admin, "seen_at": self.moment(-300)}
        for member in self.chance.sample(self.members, min(count, len(self.members))):
            ends = self.first + self.chance.randint(1, self.days + 60) * A_DAY
            check = Check.objects.create(member=member, expires_on=ends, **common)
            self.checks[check.pk].note(self.moment(-300), ends=ends, ended=False, member=member.pk)
            if self.chance.random() < 0.3:
                at = local(self.bank, ends - self.chance.randint(5, 70) * A_DAY)
                self.at(at, lambda now, check=check: self._end_check(check, now))

    def _end_check(self, check: Check, at: datetime.datetime) -> None:
        end_check(check, words="", by=self.coordinators[1], at=at)
        self.checks[check.pk].note(at, ended=True)

    def _cross(self, at: datetime.datetime) -> None:
        cross = CrossExchange.objects.create(
            minutes=60, description="A lift", happened_on=self.bank.day(at), state="LOGGED", state_since=at
        )
        mine, theirs = self._one(at), self.chance.choice(self.neighbours)
        said = {"agreed_at": at, "agreed_by": mine}
        CrossSide.objects.create(exchange=cross, bank=self.bank, member=mine, gives=True, began=True, **said)
        CrossSide.objects.create(exchange=cross, bank=self.elsewhere, member=theirs, gives=False)
        self.at(at + self.chance.randint(1, 40) * A_DAY, lambda now: words.cancel(cross, Act(mine, now)))

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
            self.on_day(self.chance.randint(0, self.days), lambda now, member=member: self._join(member, now))
        for member in self.leaving:
            self.on_day(self.chance.randint(0, self.days), lambda now, member=member: self._leave(member, now))
        for member in self.resting:
            begins = self.chance.randint(0, self.days)
            self.on_day(begins, lambda now, member=member: self._rest(member, now))
            self.on_day(begins + 40, lambda now, member=member: self._come_back(member, now))

    def _join(self, member: Member, at: datetime.datetime) -> None:
        Member.objects.filter(pk=member.pk).update(state="APPROVED", joined_at=at)
        self.states[member.pk].note(at, state="APPROVED")

    def _rest(self, member: Member, at: datetime.datetime) -> None:
        resting.pause(member, Rest(), by=member, at=at)
        self._is_gone(member, "PAUSED", at)

    def _come_back(self, member: Member, at: datetime.datetime) -> None:
        come_back(member, by=member, at=at)
        self.states[member.pk].note(at, state="APPROVED")

    def _leave(self, member: Member, at: datetime.datetime) -> None:
        try:
            leaving.leave(member, by=member, at=at)
        except leaving.StillOpen:  # they settle it first
            self.at(at + 7 * A_DAY, lambda now: self._leave(member, now))
        else:
            self._is_gone(member, "LEFT", at)
            for pk, history in self.listings.items():
                if history.lines[0][1]["member"] == member.pk:
                    self.listings[pk].note(at, state="CLOSED")

    def _is_gone(self, member: Member, state: str, at: datetime.datetime) -> None:
        """Remember it; plans of who is not there any more were called off."""
        self.states[member.pk].note(at, state=state)
        plans = Exchange.objects.with_member(member).filter(state="CANCELLED", state_since=at)
        for plan in plans.values_list("pk", flat=True):
            self.exchanges[plan].note(at, state="CANCELLED")

    def _hours(self) -> None:
        """Let some have hours that they do not spend, and some owe nearly all they may."""
        share = max(2, len(self.members) // 40)
        for giver, receiver in zip(self.members[:share], self.members[-share:], strict=True):
            exchange = make.confirmed_exchange(giver, receiver, minutes=280)
            self.transfer = approval.approve(exchange, make.act(self.coordinators[0])).transfer_id
        Exchange.objects.update(happened_on=self.first - 100 * A_DAY)

    def _blocked_before(self) -> None:
        since = self.moment(-10)
        for _each in range(len(self.members) // 50):
            one, other = self.chance.sample(self.members, 2)
            self.blocks.setdefault(frozenset((one.pk, other.pk)), (since, one.pk))
            Block.objects.get_or_create(blocker=one, blocked=other, defaults={"at": since})

    def _block_whom_a_notice_is_about(self, at: datetime.datetime) -> None:
        """Let somebody block whom they are about to hear of; if nobody is, one of two who have a plan."""
        found = Notice.objects.filter(bank=self.bank.slug, kind="REQUEST_FITS", next_attempt_at__gt=at).order_by("pk")
        keys = found.values_list("recipient__key", "about_key")
        self._block_somebody(at, [(member_pk_of(key) or 0, member_pk_of(about_key) or 0) for key, about_key in keys])

    def _block_somebody(self, at: datetime.datetime, pairs: Sequence[tuple[int, int]] = ()) -> None:
        """Let one of two of these block the other; where there are none, one of two who have a plan."""
        plans = Exchange.objects.filter(bank=self.bank, state="AGREED").order_by("-planned_on", "-pk")
        pairs = [*pairs, *plans.values_list("giver", "receiver")[:5]]
        pair = next((list(pair) for pair in pairs if not self.are_apart(*pair)), None)
        if pair:
            self.chance.shuffle(pair)
            block(self.by_pk[pair[0]], self.by_pk[pair[1]], at=at)
            self.blocks[frozenset(pair)] = (at, pair[0])

    def _call_off_before_changes(self) -> None:
        for changed in CHANGES_OF_CLOCKS:
            if changed > self.first:
                self.at(local(self.bank, changed - A_DAY, 22), self._call_off_late)

    def _call_off_late(self, at: datetime.datetime) -> None:
        """Let plans of some who are written to be called off in the night before the clocks change."""
        keen = [member for member in self._there(at) if member.channel == Member.Channel.EMAIL]
        for giver, receiver in zip(keen[:10:2], keen[1:10:2], strict=True):
            if not self.are_apart(giver.pk, receiver.pk):
                self._plan_and_cancel(giver, receiver, at)

    def _plan_and_cancel(self, giver: Member, receiver: Member, at: datetime.datetime) -> None:
        on = self.bank.day(at) + 9 * A_DAY
        plan = Exchange(
            bank=self.bank, giver=giver, receiver=receiver, minutes=60, description="Weeding", created_at=at,
            proposed_by=giver, planned_on=on,
        )  # fmt: skip
        move(plan, Exchange.State.AGREED, Act(giver, at))
        life.cancel(plan, Act(giver, at))
        self.exchanges[plan.pk].note(at, state="CANCELLED", on=on, time=None, agreed=set())
        for side, member in enumerate((giver, receiver)):
            self.began[member.pk, side].append(at)

    def are_apart(self, one: int, other: int | None) -> bool:
        """Whether one of the two has blocked the other by now."""
        return frozenset((one, other)) in self.blocks

    def were_apart(self, one: int, other: int | None, at: datetime.datetime) -> bool:
        """Whether one of the two had blocked the other at a moment."""
        since, _who = self.blocks.get(frozenset((one, other)), (None, None))
        return since is not None and since <= at

    # Chance

    def _there(self, at: datetime.datetime) -> list[Member]:
        return [member for member in self.members if self.states[member.pk].at(at).get("state") == "APPROVED"]

    def _one(self, at: datetime.datetime) -> Member:
        return self.chance.choice(self._there(at))

    def _one_who_offers(self, at: datetime.datetime) -> Member:
        """Choose who puts something up: most of them are of those who are written to."""
        keen = [member for member in self._there(at) if member.channel == Member.Channel.EMAIL]
        return self.chance.choice(keen) if keen and self.chance.random() < 0.8 else self._one(at)

    def _two(self, at: datetime.datetime) -> list[Member]:
        return self.chance.sample(self._there(at), 2)

    def _time(self) -> datetime.time | None:
        time = self.chance.choice(TIMES)
        return datetime.time(*time) if time else None

    def _over(self, on: datetime.date, time: datetime.time | None) -> datetime.datetime:
        """Say when somebody writes down that a plan has happened: an hour later, or days later."""
        at = local(self.bank, on, time.hour + 1 if time else 17, 30)
        return at + self.chance.choice([0, 0, 0, 1, 3]) * A_DAY
