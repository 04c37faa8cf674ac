"""What a round is solved from, and what its pages say: each with the same number of queries however many take part."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Sum
from django.db.models.functions import Trim

from exchanges.models import Category, Exchange, Listing, Round, RoundEntry, RoundProposal, RoundWish
from exchanges.reads.requirements import Help, Obstacle, obstacles_of
from exchanges.reads.ties import ties_of
from ledger import reads as ledger
from members.models import Bank, Block, Member, plainly
from members.reads.areas import areas_of, near_each_other

NEAR_KM = 3.0
NOT_MET, FIRST_TO_GIVE, FIRST_TO_RECEIVE, NEAR = 4, 2, 2, 1  # how much each is liked, among equals in minutes
UNDER_WAY = (
    Exchange.State.PROPOSED,
    Exchange.State.AGREED,
    Exchange.State.LOGGED,
    Exchange.State.CONFIRMED,
    Exchange.State.DISPUTED,
)


@dataclass(frozen=True)
class Standing:
    """How far a member's balance may go down and up, what is planned counted as if it had happened; None: no limit."""

    down_minutes: int
    up_minutes: int | None
    left_minutes: int  # to spend now, without what is set aside


@dataclass(frozen=True)
class Fit:
    """A wish to take and a wish to give that may come together, as which kind of help, and how well they would."""

    take: RoundWish
    give: RoundWish
    category: Category
    liking: int


@dataclass
class Fits:
    """All that may come together, and what could not for the giver's own lack of a check."""

    found: list[Fit] = field(default_factory=list)
    kinds_met: set[int] = field(default_factory=set)  # wishes whose kind of help somebody else named, too
    lack_check: set[int] = field(default_factory=set)  # wishes whose own member has not shown what it needs
    free: set[int] = field(default_factory=set)  # wishes to give to which something else than a check stood in no way


def wishes_of(round_: Round, on: datetime.date) -> list[RoundWish]:
    """Read what everybody who still gives and receives named, in order, with one query; not what stands no more."""
    wishes = RoundWish.objects.filter(entry__round=round_, entry__member__in=Member.objects.trading())
    stands = Q(listing=None) | Q(listing__in=Listing.objects.open(on))
    read = wishes.filter(stands).select_related("entry__member__bank", "category__parent", "listing", "gift")
    return list(read.order_by("pk"))


def standings(bank: Bank, members: Sequence[Member]) -> dict[int, Standing]:
    """Say how far each member's balance may go, by their id, with three queries."""
    states = ledger.account_states([cast(int, member.account_id) for member in members])
    out, coming = _under_way(bank)
    found = {}
    for member in members:
        state = states[cast(int, member.account_id)]
        left = 10**6 if state.available_minutes is None else state.available_minutes
        up = state.ceiling_minutes
        found[member.pk] = Standing(
            down_minutes=max(0, left - out[member.pk]),
            up_minutes=None if up is None else max(0, up - state.balance_minutes - coming[member.pk]),
            left_minutes=left,
        )
    return found


def fits_among(bank: Bank, wishes: Sequence[RoundWish], on: datetime.date) -> Fits:
    """Find which wishes may come together, with a constant number of queries; every hard rule holds for each."""
    fits = Fits()
    pairs = list(_of_one_kind(wishes, fits))
    stands = _obstacles(pairs, on)
    apart = _apart(bank, {wish.entry.member for wish in wishes})
    liking = _Liking(bank, [wish.entry.member for wish in wishes])
    spoken = {wish.pk: _languages(wish) for wish in wishes}
    for (take, give, category), found in zip(pairs, stands, strict=True):
        if any(each.why == Obstacle.Why.CHECKS for each in found):
            fits.lack_check.add(give.pk)
        else:
            fits.free.add(give.pk)
        receiver, giver = take.entry.member_id, give.entry.member_id
        share_language = not spoken[take.pk] or not spoken[give.pk] or not spoken[take.pk].isdisjoint(spoken[give.pk])
        if not found and share_language and frozenset([receiver, giver]) not in apart:
            fits.found.append(Fit(take, give, category, liking.of(giver, receiver)))
    return fits


def proposals_of(round_: Round, member: Member) -> list[RoundProposal]:
    """Read what a round found for one member, with one query."""
    return list(RoundProposal.objects.with_words().filter(round=round_).with_member(member))


def _of_one_kind(wishes: Sequence[RoundWish], fits: Fits) -> Iterator[tuple[RoundWish, RoundWish, Category]]:
    """Give what is asked and offered of one kind: the same, or one is the main kind above the other.

    Who names a main kind means all that is under it; two finer ones under the same are not the same.
    """
    offered: dict[int, list[RoundWish]] = defaultdict(list)
    for wish in wishes:
        if not wish.is_take:
            offered[wish.category_id].append(wish)
    beneath = _beneath(wishes)
    for take in (wish for wish in wishes if wish.is_take):
        kinds = {take.category_id, take.category.parent_id or 0} | beneath[take.category_id]
        for give in (give for kind in sorted(kinds) for give in offered[kind]):
            if give.entry.member_id != take.entry.member_id:
                fits.kinds_met |= {take.pk, give.pk}
                yield take, give, finer_of(take.category, give.category)


def _beneath(wishes: Sequence[RoundWish]) -> dict[int, set[int]]:
    """Give the finer kinds that are named, by the main one above them."""
    beneath: dict[int, set[int]] = defaultdict(set)
    for wish in wishes:
        if wish.category.parent_id is not None:
            beneath[wish.category.parent_id].add(wish.category_id)
    return beneath


def finer_of(one: Category, other: Category) -> Category:
    """Give the one of two that says more exactly what is done."""
    return one if one.parent_id is not None else other


def _key_of(take: RoundWish, give: RoundWish, category: Category) -> tuple[int, ...]:
    """Say on what it depends what stands in the way: the receiver counts only beside somebody under 18."""
    is_beside_minor = take.entry.member.is_minor or give.entry.member.is_minor
    beside = take.entry.member_id if is_beside_minor else 0
    return give.entry.member_id, category.pk, take.listing_id or 0, give.listing_id or 0, beside


def _obstacles(pairs: Sequence[tuple[RoundWish, RoundWish, Category]], on: datetime.date) -> Iterator[list[Obstacle]]:
    """Say of each pair what stands in the way: of its kind of help with the request, and of the offer.

    Asked is once for all that cannot differ.
    """
    asked: dict[tuple[int, ...], list[Help]] = {}
    keys = [_key_of(*pair) for pair in pairs]
    for key, (take, give, category) in zip(keys, pairs, strict=True):
        if key not in asked:
            giver, receiver = give.entry.member, take.entry.member
            asked[key] = [Help(giver, receiver, on, category.pk, take.listing_id)]
            if give.listing_id is not None:
                asked[key].append(Help(giver, receiver, on, None, give.listing_id))
    answers = iter(obstacles_of([each for helps in asked.values() for each in helps]))
    found = {key: [obstacle for _help in helps for obstacle in next(answers)] for key, helps in asked.items()}
    return (found[key] for key in keys)


def _apart(bank: Bank, members: Collection[Member]) -> set[frozenset[int]]:
    """Give the pairs of members between whom a block stands, whoever set it and in whichever bank, with one query."""
    people = {member.person_id: member.pk for member in members if member.person_id is not None}
    known = {member.pk for member in members}
    theirs = Q(blocker__in=known) | Q(blocker__person__in=people)
    blocks = Block.objects.filter(theirs).values_list("blocker", "blocker__person", "blocked", "blocked__person")
    found = set()
    for blocker, blocker_person, blocked, blocked_person in blocks:
        one, other = people.get(blocker_person, blocker), people.get(blocked_person, blocked)
        found.add(frozenset([one, other]))
    return found


def _languages(wish: RoundWish) -> set[str]:
    """Say which languages somebody speaks: as a listing says, or else their profile; none said may be any."""
    said = wish.listing.languages if wish.listing is not None else []
    return set(said or wish.entry.member.languages)


class _Liking:
    """What the time bank is for, as whole numbers: who have not met, not given, not received, who live near."""

    def __init__(self, bank: Bank, members: Sequence[Member]) -> None:
        known = {member.pk for member in members}
        self.ties = ties_of(known)
        keys = Member.objects.filter(pk__in=known).exclude(area="").annotate(key=plainly(Trim(F("area"))))
        self.area = dict(keys.values_list("pk", "key"))
        self.near = near_each_other(areas_of(bank), within_km=NEAR_KM)

    def of(self, giver: int, receiver: int) -> int:
        """Say how well these two members would come together."""
        one, other = self.area.get(giver), self.area.get(receiver)
        near = one is not None and other is not None and (one == other or frozenset([one, other]) in self.near)
        return (
            NOT_MET * (not self.ties.have_met(giver, receiver))
            + FIRST_TO_GIVE * (giver not in self.ties.gave)
            + FIRST_TO_RECEIVE * (receiver not in self.ties.received)
            + NEAR * near
        )


def _under_way(bank: Bank) -> tuple[dict[int, int], dict[int, int]]:
    """Add up what is planned or waits for a word, by who will have received and given it; what is set aside, once."""
    out: dict[int, int] = defaultdict(int)
    coming: dict[int, int] = defaultdict(int)
    plans = Exchange.objects.filter(bank=bank, state__in=UNDER_WAY, transfer=None)
    found = plans.values_list("giver", "receiver", "minutes", "hold")
    proposed = RoundProposal.objects.waiting().filter(round__bank=bank)
    for giver, receiver, minutes, hold in _chained(found, proposed.values_list("giver", "receiver", "minutes")):
        coming[giver] += minutes
        out[receiver] += 0 if hold else minutes
    return out, coming


def _chained(
    found: Iterable[tuple[int, int, int, int | None]], proposed: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int, int | None]]:
    yield from found
    for giver, receiver, minutes in proposed:
        yield giver, receiver, minutes, None


@dataclass(frozen=True)
class RoundNews:
    """What a member's first page says of rounds: one that waits for their answer, or else one that is open."""

    round: Round
    waits: bool
    takes_part: bool


def news_for(member: Member, today: datetime.date) -> RoundNews | None:
    """Find the round of which a member should know today, with one query."""
    waiting = RoundProposal.objects.waiting().filter(round=OuterRef("pk"))
    unanswered = waiting.filter(Q(giver=member, giver_said_at=None) | Q(receiver=member, receiver_said_at=None))
    part = Exists(RoundEntry.objects.filter(round=OuterRef("pk"), member=member))
    tells = Q(state=Round.State.OPEN, last_on__gte=today) | Q(Exists(unanswered), state=Round.State.SOLVED)
    told = Round.objects.filter(tells, bank=member.bank_id)
    known = told.annotate(waits=Exists(unanswered), takes_part=part)  # type: ignore[no-redef]  # for readers
    found: Round | None = known.order_by("-waits", "-pk").first()  # type: ignore[misc]  # it is annotated just above
    return None if found is None else RoundNews(found, found.waits, found.takes_part)


@dataclass(frozen=True)
class Limits:
    """A member's own floor and ceiling, in minutes; None: no limit."""

    floor_minutes: int | None = None
    ceiling_minutes: int | None = None


@dataclass(frozen=True)
class Part:
    """One member's part in a round: what they named, what was found, and their own limits."""

    wishes: list[RoundWish]
    proposals: list[RoundProposal]
    standing: Limits
    entered_by: Member | None

    @property
    def takes(self) -> list[RoundWish]:
        """What they would receive."""
        return [wish for wish in self.wishes if wish.is_take]


@dataclass(frozen=True)
class Entrant:
    """Who takes part, how many things they named, and whether they have answered all that was found."""

    member: Member
    takes: int
    gives: int
    waits: bool  # for their answer to something


@dataclass(frozen=True)
class Whole:
    """A round as who runs it sees it; `why` counts what was asked for and not found, by why."""

    entrants: list[Entrant]
    people: int
    asked_minutes: int
    offered_minutes: int
    found_minutes: int
    proposals: dict[str, int]
    why: dict[str, int]

    @property
    def more(self) -> int:
        """How many take part besides those who are named."""
        return self.people - len(self.entrants)


def part_of(round_: Round, member: Member) -> Part:
    """Read one member's part, with four queries at most."""
    wishes = RoundWish.objects.filter(entry__round=round_, entry__member=member)
    own = list(wishes.select_related("entry__entered_by", "category", "listing", "gift").order_by("side", "pk"))
    limits = Limits()
    if round_.state == Round.State.SOLVED and member.account_id is not None:
        state = ledger.account_states([member.account_id])[member.account_id]
        limits = Limits(state.floor_minutes, state.ceiling_minutes)
    found = proposals_of(round_, member) if round_.state == Round.State.SOLVED else []
    return Part(own, found, limits, own[0].entry.entered_by if own else None)


def overview(round_: Round, *, names: int) -> Whole:
    """Add up a round, with three queries, and one more for the first so many who take part, by name."""
    wishes = RoundWish.objects.filter(entry__round=round_).order_by().values_list("side", "why")
    sums = list(wishes.annotate(Sum("minutes"), Sum("found_minutes"), Count("pk")))
    takes = [row for row in sums if row[0] == RoundWish.Side.TAKE]
    states = RoundProposal.objects.filter(round=round_).order_by().values_list("state").annotate(count=Count("pk"))
    return Whole(
        entrants=_entrants(round_, names) if names else [],
        people=RoundEntry.objects.filter(round=round_).count(),
        asked_minutes=sum(row[2] for row in takes),
        offered_minutes=sum(row[2] for row in sums) - sum(row[2] for row in takes),
        found_minutes=sum(row[3] for row in takes),
        proposals=dict(states),
        why={row[1]: row[4] for row in takes if row[1]},
    )


def _entrants(round_: Round, names: int) -> list[Entrant]:
    """Give the first who take part: those whose answer is waited for, who may be rung; then the others, by name."""
    takes = Count("round_entries__wishes", filter=Q(round_entries__wishes__side=RoundWish.Side.TAKE))
    waiting = RoundProposal.objects.waiting().filter(round=round_).order_by()
    givers = waiting.filter(giver_said_at=None).values("giver")
    receivers = waiting.filter(receiver_said_at=None).values("receiver")
    waits = ExpressionWrapper(Q(pk__in=givers) | Q(pk__in=receivers), output_field=BooleanField())
    entered = Member.objects.filter(round_entries__round=round_)
    counted = entered.annotate(takes=takes, named=Count("round_entries__wishes"), waits=waits)
    found: list[Any] = list(counted.in_name_order().order_by("-waits", "sorted_by", "pk")[:names])
    return [Entrant(member, member.takes, member.named - member.takes, member.waits) for member in found]
