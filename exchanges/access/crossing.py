"""Which exchanges with other banks somebody may see, and what they may do with them for their own bank's side."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from exchanges.models import CrossExchange, CrossSide, CrossStep, Exchange, Step
from exchanges.reads.requirements import Help, Obstacle, obstacles
from members.models import AddressClaim, Bank, Mandate, Member, Partnership, Role

State = CrossExchange.State
Kind = CrossStep.Kind
DECISIONS = (Kind.APPROVED, Kind.RETURNED, Kind.PROPOSED, Kind.SETTLED, Kind.REVERSED)
OPEN_TO_DISPUTE = (State.LOGGED, State.CONFIRMED, State.POSTED)


def cross_to_see(asker: Member, pk: int) -> CrossExchange:
    """Give an exchange with another bank to the member of this one, and to those who run or audit this bank."""
    found = CrossExchange.objects.of(asker.bank).prefetch_related(with_cross_steps())
    if not asker.runs_or_audits:
        found = found.with_member(asker)
    cross: CrossExchange = get_object_or_404(found, pk=pk)
    return cross


def cross_to_block(asker: Member, pk: int, *, actor: Member) -> CrossExchange:
    """Give it to its own side's member, who may hear nothing more from the other; who runs the bank may not."""
    cross = cross_to_see(asker, pk)
    if not may_block(cross, asker, actor):
        raise PermissionDenied(_("Only the two people of this exchange can do this."))
    return cross


def may_block(cross: CrossExchange, asker: Member, actor: Member) -> bool:
    """Whether the asker may block the other side: it is their own, and who acts for them is not that other side."""
    is_own = cross.side_of(asker.bank).member_id == asker.pk and asker.is_approved
    return is_own and not cross.other_side(asker.bank).member.is_same_person_as(actor)


def with_cross_steps() -> "Prefetch[str]":
    """Fetch the histories of many in one query."""
    return Prefetch("steps", CrossStep.objects.select_related("by__bank", "on_behalf_of"))


def with_its_exchange() -> "Prefetch[str]":
    """Fetch the exchange behind each of many steps, with both its sides."""
    return Prefetch("exchange", CrossExchange.objects.with_sides())


def trading_partners(bank: Bank) -> list[Bank]:
    """Give the banks whose members this one's may exchange with now, by name."""
    agreed = Partnership.objects.of(bank).filter(state=Partnership.State.AGREED)
    return sorted((each.other(bank) for each in agreed), key=lambda each: (each.name.casefold(), each.pk))


def what_is_missing(cross: CrossExchange, side: CrossSide) -> list[Obstacle]:
    """Say what this help lacks by the rules of one bank: checks of who gave it. None is seen of another bank's."""
    helping = Help(cross.giver.member, cross.receiver.member, cross.happened_on, side.category_id)
    return obstacles(helping)


def needs_approval(cross: CrossExchange, side: CrossSide) -> bool:
    """Whether one bank's rule asks for a coordinator before its side is ready, as `access.needs_approval` at home."""
    bank = side.bank
    if side.member.needs_approval or all(each.is_told for each in cross.sides.all()):
        return True
    if (side.category is not None and side.category.is_approved_always) or what_is_missing(cross, side):
        return True
    if bank.approval == Bank.Approval.OVER:
        return cross.minutes > bank.approval_over_minutes
    if bank.approval == Bank.Approval.FIRST:
        at_home = Exchange.objects.with_member(side.member).filter(state=Exchange.State.POSTED).count()
        elsewhere = CrossExchange.objects.with_member(side.member).filter(state=State.POSTED).count()
        return at_home + elsewhere < bank.approval_first_exchanges
    return bank.approval == Bank.Approval.ALL


def persons_standing(cross: CrossExchange) -> set[int | None]:
    """Give the persons who are a party, act for one, or wrote down where one reads mail, in whichever bank."""
    return _standing(cross, _persons_beside([cross]))


def _standing(cross: CrossExchange, beside: Mapping[int, set[int | None]]) -> set[int | None]:
    parties = {side.member.person_id for side in cross.sides.all()}
    acted = {step.by.person_id for step in cross.steps.all() if step.channel in Step.BY_MANDATE}
    return parties.union(acted, *(beside.get(side.member_id, set()) for side in cross.sides.all()))


def _persons_beside(crosses: Iterable[CrossExchange]) -> dict[int, set[int | None]]:
    """Give the persons who act for each member of some exchanges, or wrote down where they read mail: two queries."""
    members = {side.member_id for cross in crosses for side in cross.sides.all()}
    holders = Mandate.objects.live().filter(member__in=members).values_list("member", "holder__person")
    addressed = AddressClaim.objects.written_down().filter(member__in=members).values_list("member", "by__person")
    found: dict[int, set[int | None]] = {}
    for member, person in (*holders, *addressed):
        found.setdefault(member, set()).add(person)
    return found


def persons_deciding_elsewhere(cross: CrossExchange, bank: Bank) -> set[int | None]:
    """Give the persons who have decided something here for the other bank: each bank has eyes of its own."""
    decided = [step for step in cross.steps.all() if step.kind in DECISIONS and step.by.bank_id != bank.pk]
    return {step.by.person_id for step in decided}


def may_run(cross: CrossExchange, asker: Member) -> bool:
    """Whether a coordinator may settle or take back this for their bank: they stand with neither side."""
    if not asker.is_coordinator or not _has_side(cross, asker.bank_id):
        return False
    return asker.person_id not in persons_standing(cross) | persons_deciding_elsewhere(cross, asker.bank)


def may_approve(cross: CrossExchange, asker: Member) -> bool:
    """Four eyes in one bank: who took part or wrote a word down approves nothing; admins where no coordinator may."""
    if not (asker.is_coordinator or asker.is_admin) or not _has_side(cross, asker.bank_id):
        return False
    inside = _inside(cross, asker.bank, _persons_beside([cross]))
    if asker.person_id in inside:
        return False
    if asker.is_coordinator:
        return True
    coordinators = Member.objects.of(asker.bank).with_role(Role.COORDINATOR)
    return not coordinators.exclude(person__in=[pk for pk in inside if pk is not None]).exists()


def how_many_to_approve(bank: Bank, askers: Collection[Member]) -> Counter[int]:
    """Count for each of those who run a bank, by id, what `may_approve` lets them say yes to: a handful of queries."""
    crosses = list(CrossExchange.objects.to_approve(bank).prefetch_related(with_cross_steps()))
    beside = _persons_beside(crosses) if crosses else {}
    coordinators = set(Member.objects.of(bank).with_role(Role.COORDINATOR).values_list("person", flat=True))
    counts: Counter[int] = Counter()
    for cross in crosses:
        inside = _inside(cross, bank, beside)
        outside = [asker for asker in askers if asker.person_id not in inside]
        counts.update(asker.pk for asker in outside if asker.is_coordinator or coordinators <= inside)
    return counts


def _inside(cross: CrossExchange, bank: Bank, beside: Mapping[int, set[int | None]]) -> set[int | None]:
    """Give the persons who took part, or wrote a word down, or decided for the other bank."""
    spoke = {step.by.person_id for step in cross.steps.all() if step.on_behalf_of_id is not None}
    return _standing(cross, beside) | persons_deciding_elsewhere(cross, bank) | spoke


@dataclass(frozen=True)
class CrossChoices:
    """What one person may do now with an exchange with another bank."""

    confirm: bool = False
    cancel: bool = False
    dispute: bool = False
    thank: bool = False
    write_down: bool = False
    approve: bool = False
    send_back: bool = False
    again: bool = False
    settle: bool = False
    reverse: bool = False


def cross_choices(cross: CrossExchange, asker: Member, *, at: datetime.datetime) -> CrossChoices:
    """Say what the asker may do, as a party and as one who runs their own bank."""
    side, state = cross.side_of(asker.bank), cross.state
    is_party = side.member_id == asker.pk and asker.speaks_of_the_past
    agreed, until = side.agreed_at is not None, cross.may_still_be_disputed_until
    too_late = state == State.POSTED and until is not None and at > until
    runs = may_run(cross, asker)
    decides = state == State.CONFIRMED and may_approve(cross, asker)
    return CrossChoices(
        confirm=is_party and state == State.LOGGED and not agreed,
        cancel=is_party and state == State.LOGGED and may_be_taken_back_by(cross, side),
        dispute=is_party and state in OPEN_TO_DISPUTE and not too_late,
        thank=is_party and may_be_thanked_by(cross, side) and not is_thanked(cross),
        write_down=runs and state == State.LOGGED and not agreed and side.member.speaks_of_the_past,
        approve=decides and side.approved_at is None,
        send_back=decides,
        again=decides and side.approved_at is not None and bool(cross.refusal),
        settle=runs and state == State.DISPUTED,
        reverse=runs and state == State.POSTED,
    )


def may_be_taken_back_by(cross: CrossExchange, side: CrossSide) -> bool:
    """Whether the side that wrote it down stands alone with it."""
    return side.began and side.agreed_at is not None and cross.other_side(side.bank).agreed_at is None


def may_be_thanked_by(cross: CrossExchange, side: CrossSide) -> bool:
    """Whether this side received help that it has agreed to, and nobody says that something is not right."""
    return not side.gives and side.agreed_at is not None and cross.state in OPEN_TO_DISPUTE


def is_thanked(cross: CrossExchange) -> bool:
    """Whether thanks were said already."""
    return any(step.kind == Kind.THANKED for step in cross.steps.all())


def _has_side(cross: CrossExchange, bank_id: int) -> bool:
    return any(side.bank_id == bank_id for side in cross.sides.all())
