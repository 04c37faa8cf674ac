"""Which listings and exchanges somebody may see, and what they may do with them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import resolve
from django.utils.translation import gettext as _

from exchanges.models import Exchange, Listing, Step, is_checked_for_minors
from exchanges.reads.requirements import Obstacle, help_of, obstacles
from members.access import may_see_contact, member_or_kept
from members.models import AddressClaim, Bank, Conversation, Mandate, Member, Role, member_pk_of
from members.models.members import MemberQuerySet
from notices.models import Notice

State = Exchange.State
ANSWERABLE = frozenset({"LETTER", "SHARING"})  # what one member wrote or asked, that the other can answer


def exchange_to_see(asker: Member, pk: int) -> Exchange:
    """Give an exchange to its two members and to those who run or audit the bank; to others it does not exist."""
    exchanges = Exchange.objects.of(asker.bank).select_related("listing", "proposed_by", "logged_by")
    if not asker.runs_or_audits:
        exchanges = exchanges.with_member(asker)
    exchange: Exchange = get_object_or_404(exchanges, pk=pk)
    exchange.bank = asker.bank
    return exchange


def member_to_look_at(asker: Member, number: int) -> Member:
    """Give a member whose page the asker may open: somebody under 18 also to the other side of their exchange."""
    try:
        return member_or_kept(asker, number)
    except Http404:
        open_with = Exchange.objects.with_member(asker).exclude(state__in=[State.POSTED, *Exchange.ENDED])
        theirs = Q(Exists(open_with.filter(Q(giver=OuterRef("pk")) | Q(receiver=OuterRef("pk")))))
        minors = Member.objects.of(asker.bank).trading().exclude(age_band=Member.AgeBand.ADULT).exclude(pk=asker.pk)
        found: Member = get_object_or_404(minors.filter(theirs).select_related("person"), number=number)
        found.bank = asker.bank
        return found


def members_to_log_with(asker: Member, on: datetime.date) -> MemberQuerySet:
    """Give those a member may log an exchange with: of who is under 18 only whom they meet here, or are checked for."""
    between = Exchange.objects.with_member(asker).filter(Q(giver=OuterRef("pk")) | Q(receiver=OuterRef("pk")))
    known = Q(age_band=Member.AgeBand.ADULT) | Q(Exists(between)) | is_checked_for_minors(asker, on)
    found: MemberQuerySet = Member.objects.of(asker.bank).trading().exclude(pk=asker.pk).filter(known)
    return found


def exchange_to_decide(asker: Member, pk: int, *roles: Role) -> Exchange:
    """Give an exchange to holders of one of these roles; its two members may see it, but it is not theirs to decide."""
    exchange = exchange_to_see(asker, pk)
    if not any(asker.has_role(role) for role in roles):
        raise PermissionDenied
    return exchange


def listing_to_see(bank: Bank, asker: Member | None, pk: int, *, today: datetime.date) -> Listing:
    """Give a listing of this bank: one that stands to everybody who reads listings, any other to its own member.

    Coordinators also read what is paused or past its last day: they open it again for its member. Those of members
    under 18 exist for few. An offer says whether it waits for a check.
    """
    listings = Listing.objects.of(bank).readable_by(asker, today).with_what_waits(today)
    listing: Listing = get_object_or_404(listings, pk=pk)
    is_shown = listing.stands_on(today) and listing.member.is_approved
    is_own = asker is not None and listing.member_id == asker.pk
    if not (is_shown or is_own or _is_looked_after(listing, asker)):
        raise Http404
    return listing


def listing_to_change(asker: Member, pk: int, *, today: datetime.date) -> Listing:
    """Give a listing that is not closed to its own member, or to a coordinator who changes it for them."""
    listings = Listing.objects.of(asker.bank).exclude(state=Listing.State.CLOSED)
    listing: Listing = get_object_or_404(listings.filter(member__state=Member.State.APPROVED), pk=pk)
    if listing.member_id == asker.pk or asker.is_coordinator:
        return listing
    if not listing.stands_on(today):
        raise Http404
    raise PermissionDenied


def listing_to_move(asker: Member, pk: int, *, today: datetime.date) -> Listing:
    """Give a listing to who may take it down or open it again, also when they just have: again does no harm."""
    listing: Listing = get_object_or_404(Listing.objects.of(asker.bank), pk=pk)
    if listing.member_id == asker.pk or asker.is_coordinator:
        return listing
    return listing_to_change(asker, pk, today=today)


def _is_looked_after(listing: Listing, asker: Member | None) -> bool:
    """Whether the asker is a coordinator, and this rests though its member is there."""
    closed = listing.state == Listing.State.CLOSED
    return asker is not None and asker.is_coordinator and listing.member.is_approved and not closed


def may_see_contact_of(asker: Member, member: Member) -> bool:
    """Whether the asker may read how to reach a member: as staff, or because the two have planned an exchange.

    Who is under 18 is reached through a coordinator, whatever was planned.
    """
    if may_see_contact(asker, member):
        return True
    return not member.is_minor and Exchange.objects.planned(asker).with_member(member).exists()


def needs_approval(exchange: Exchange) -> bool:
    """Whether the bank's rule asks for a coordinator before this confirmed exchange is posted.

    What happened though a check was lacking is never posted by itself: a coordinator decides.
    """
    bank = exchange.bank
    category = exchange.category
    if what_is_missing(exchange):
        return True
    if exchange.both_on_behalf or exchange.giver.needs_approval or exchange.receiver.needs_approval:
        return True
    if category is not None and category.is_approved_always:
        return True
    if bank.approval == Bank.Approval.OVER:
        return exchange.minutes > bank.approval_over_minutes
    if bank.approval == Bank.Approval.FIRST:
        return any(
            Exchange.objects.with_member(member).filter(state=State.POSTED).count() < bank.approval_first_exchanges
            for member in (exchange.giver, exchange.receiver)
        )
    return bank.approval == Bank.Approval.ALL


def what_is_missing(exchange: Exchange) -> list[Obstacle]:
    """Say what an exchange that happened still needs: checks of who gave, or care for somebody under 18."""
    on = exchange.happened_on
    return obstacles(help_of(exchange, today=on)) if on is not None else []


@dataclass(frozen=True)
class Approvers:
    """Who holds the roles that approve at a bank, and for whom they may act: read once for a whole list."""

    coordinators: frozenset[int]
    admins: frozenset[int]
    act_for: dict[int, frozenset[int]]  # by a member: those of the above who may act for them
    addressed: dict[int, frozenset[int]]  # by a member: those of the above who wrote down their e-mail address

    def acting_for(self, exchange: Exchange) -> set[int]:
        """Give those who may act for one of an exchange's two members."""
        return _of_either(exchange, self.act_for)

    def standing_with(self, exchange: Exchange) -> set[int]:
        """Give those who may act for one of an exchange's two members, or wrote down an address of one."""
        return self.acting_for(exchange) | _of_either(exchange, self.addressed)


def approvers(bank: Bank) -> Approvers:
    """Give who may approve at a bank, with three queries."""
    held = Member.objects.of(bank).approved().filter(roles__overlap=[Role.COORDINATOR, Role.ADMIN])
    roles = dict(held.values_list("pk", "roles"))
    mandates = Mandate.objects.live().filter(holder__in=list(roles))
    claims = AddressClaim.objects.written_down().filter(by__in=list(roles))
    return Approvers(
        coordinators=frozenset(pk for pk, theirs in roles.items() if Role.COORDINATOR in theirs),
        admins=frozenset(pk for pk, theirs in roles.items() if Role.ADMIN in theirs),
        act_for=_by_member(mandates.values_list("member", "holder")),
        addressed=_by_member(claims.values_list("member", "by")),
    )


def _by_member(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for member, holder in pairs:
        found[member] = found.get(member, frozenset()) | {holder}
    return found


def _of_either(exchange: Exchange, found: dict[int, frozenset[int]]) -> set[int]:
    nobody: frozenset[int] = frozenset()
    return {pk for side in (exchange.giver_id, exchange.receiver_id) for pk in found.get(side, nobody)}


def involved_in(exchange: Exchange, holders: Approvers) -> set[int]:
    """Give those whose eyes do not count for this exchange.

    Its two members, who wrote down a side's word, who acted for a side, and of the holders who may act for one or wrote
    down an e-mail address of one.
    """
    return {exchange.giver_id, exchange.receiver_id} | _spoke_in(exchange) | holders.standing_with(exchange)


def may_approve(exchange: Exchange, member: Member, holders: Approvers | None = None) -> bool:
    """Four eyes: nobody approves what they or theirs took part in; an admin only where no coordinator may."""
    if member.bank_id != exchange.bank_id or not (member.is_coordinator or member.is_admin):
        return False
    if member.pk in _spoke_in(exchange) or stands_with_a_party(exchange, member, holders):
        return False
    if member.is_coordinator:
        return True
    holders = holders if holders is not None else approvers(exchange.bank)
    return not holders.coordinators - involved_in(exchange, holders)


def _spoke_in(exchange: Exchange) -> set[int]:
    spoke = {exchange.giver_agreed_by_id, exchange.receiver_agreed_by_id}
    spoke |= {step.by_id for step in exchange.steps.all() if step.on_behalf_of_id is not None}
    return {pk for pk in spoke if pk is not None}


def approvable_by(member: Member, holders: Approvers) -> Q:
    """Ask the database what `may_approve` asks of one exchange, so that a long list can be counted."""
    if member.is_coordinator:
        return _is_outside(member.pk)
    if not member.is_admin:
        return Q(pk=None)
    no_coordinator = Q()
    for coordinator in holders.coordinators:
        no_coordinator &= ~_is_outside(coordinator)
    return _is_outside(member.pk) & no_coordinator


def _is_outside(member_pk: int) -> Q:
    wrote = Step.objects.filter(exchange=OuterRef("pk"), by=member_pk).exclude(on_behalf_of=None)
    gave_word = Q(giver_agreed_by=member_pk) | Q(receiver_agreed_by=member_pk)
    return is_apart(member_pk) & ~gave_word & ~Q(Exists(wrote))


def is_apart(member_pk: int) -> Q:
    """Ask the database for exchanges with whose two members this one does not stand, as `stands_with_a_party` does."""
    addressed = AddressClaim.objects.written_down().filter(by=member_pk).values("member")
    return acts_for_neither(member_pk) & ~(Q(giver__in=addressed) | Q(receiver__in=addressed))


def acts_for_neither(member_pk: int) -> Q:
    """Ask the database for exchanges for whose two members this one does not act, as `acts_for_a_party` does."""
    acts_for = Mandate.objects.live().filter(holder=member_pk).values("member")
    acted = Step.objects.filter(exchange=OuterRef("pk"), by=member_pk, channel__in=Step.BY_MANDATE)
    took_part = Q(giver=member_pk) | Q(receiver=member_pk)
    stands_with = Q(giver__in=acts_for) | Q(receiver__in=acts_for)
    return ~took_part & ~stands_with & ~Q(Exists(acted))


def stands_with_a_party(exchange: Exchange, member: Member, holders: Approvers | None = None) -> bool:
    """Whether somebody acts for one of the two, or wrote down where one of them reads mail: they decide nothing."""
    if acts_for_a_party(exchange, member, holders):
        return True
    if holders is not None:
        return member.pk in holders.standing_with(exchange)
    sides = (exchange.giver_id, exchange.receiver_id)
    return bool(AddressClaim.objects.written_down().filter(by=member, member__in=sides).exists())


def acts_for_a_party(exchange: Exchange, member: Member, holders: Approvers | None = None) -> bool:
    """Whether somebody took part, acted for one of the two here, or may act for one: they write down no other's word.

    With the `holders`, and the steps fetched before, nothing is asked.
    """
    if exchange.has_party(member):
        return True
    steps = exchange.steps.all() if exchange.pk else []
    if any(step.by_id == member.pk and step.channel in Step.BY_MANDATE for step in steps):
        return True
    if holders is not None:
        return member.pk in holders.acting_for(exchange)
    sides = (exchange.giver_id, exchange.receiver_id)
    return bool(Mandate.objects.live().of_party(member.pk, *sides).exists())


def with_steps() -> "Prefetch[str]":
    """Fetch the histories of many exchanges in one query."""
    return Prefetch("steps", Step.objects.select_related("by", "on_behalf_of"))


def notice_to_pass_on(bank: Bank, pk: int) -> Notice:
    """Give a notice of this bank that people pass on by phone or in person."""
    by_hand = Notice.objects.filter(bank=bank.slug, delivery=Notice.Delivery.BY_HAND).select_related("recipient")
    notice: Notice = get_object_or_404(by_hand, pk=pk)
    return notice


def letter_to_answer(asker: Member, pk: int) -> tuple[Notice, Conversation, Member]:
    """Give what somebody was read, a message or a wish to share, with its conversation and whose answer is missing.

    Nothing else of the conversation is shown to a coordinator, and nobody answers for the other one of the two.
    """
    notice = notice_to_pass_on(asker.bank, pk)
    place = resolve(notice.path) if notice.path else None
    speakers = Member.objects.of(asker.bank).approved().select_related("person")
    speaker: Member = get_object_or_404(speakers, pk=member_pk_of(notice.recipient.key))
    if place is None or place.view_name != "exchanges:conversation" or notice.kind not in ANSWERABLE:
        raise Http404
    conversations = Conversation.objects.of(speaker).select_related("first__person", "second__person")
    conversation: Conversation = get_object_or_404(conversations, pk=place.kwargs["pk"], bank=asker.bank)
    other = conversation.other_of(speaker)
    if asker.pk in (speaker.pk, other.pk) or Mandate.objects.live().of_party(asker.pk, other.pk).exists():
        raise PermissionDenied(_("You are one of the two, or act for one. Another coordinator writes this down."))
    return notice, conversation, speaker


@dataclass(frozen=True)
class Choices:
    """What one person may do with one exchange now: pages and programs offer exactly these."""

    accept: bool = False
    decline: bool = False
    cancel: bool = False
    log: bool = False
    confirm: bool = False
    dispute: bool = False
    thank: bool = False
    again: bool = False
    costs: bool = False
    approve: bool = False
    send_back: bool = False
    resolve: bool = False
    reverse: bool = False


_UNDERWAY = (State.AGREED, State.LOGGED, State.CONFIRMED, State.POSTED)


def choices(exchange: Exchange, asker: Member, *, at: datetime.datetime | None = None) -> Choices:
    """Say what the asker may do with this exchange as it stands; with a moment also what it is too late for."""
    outside = not exchange.has_party(asker)
    runs = asker.is_coordinator and not stands_with_a_party(exchange, asker)
    party = not outside and asker.can_trade
    proposer = party and exchange.proposed_by_id == asker.pk
    past = not outside and asker.speaks_of_the_past  # one's word about what happened counts during a rest too
    agreed = past and exchange.has_agreed(asker)
    other_agreed = past and exchange.has_agreed(exchange.other_side(asker))
    state = exchange.state
    decides = state == State.CONFIRMED and may_approve(exchange, asker)
    until = exchange.may_still_be_disputed_until
    too_late = state == State.POSTED and at is not None and until is not None and at > until
    return Choices(
        accept=party and state == State.PROPOSED and not proposer,
        decline=party and state == State.PROPOSED and not proposer,
        cancel=(proposer and state == State.PROPOSED)
        or (party and state == State.AGREED)
        or (agreed and not other_agreed and state == State.LOGGED and exchange.was_logged_for(asker)),
        log=party and state == State.AGREED,
        confirm=past and state == State.LOGGED and not agreed,
        dispute=past and state in (State.LOGGED, State.CONFIRMED, State.POSTED) and not too_late,
        thank=past
        and asker.pk == exchange.receiver_id
        and not exchange.thanks
        and state in (State.LOGGED, State.CONFIRMED, State.POSTED),
        again=party and state in _UNDERWAY,
        costs=party and state in _UNDERWAY,
        approve=decides,
        send_back=decides,
        resolve=runs and state == State.DISPUTED,
        reverse=runs and state == State.POSTED,
    )


def may_show_thanks(exchange: Exchange, asker: Member) -> bool:
    """Whether the asker was thanked, and so says whether others read it."""
    return asker.pk == exchange.giver_id and bool(exchange.thanks) and exchange.state in _UNDERWAY


def sides_who_could_say(exchange: Exchange, asker: Member, *, at: datetime.datetime) -> list[Member]:
    """Give the members for whom the asker may write down an answer, thanks, or that something is not right."""
    if not asker.is_coordinator or acts_for_a_party(exchange, asker):
        return []
    return [side for side in (exchange.giver, exchange.receiver) if what_could_be_said(exchange, side, at=at)]


def side_to_speak_for(exchange: Exchange, asker: Member, number: int) -> Member:
    """Give the side whose word a coordinator writes down; nobody does so where they took part or act for one."""
    for side in (exchange.giver, exchange.receiver):
        if side.number == number:
            if not asker.is_coordinator or acts_for_a_party(exchange, asker):
                raise PermissionDenied(
                    _("You are one of the two, or act for one. Another coordinator writes this down.")
                )
            return side
    raise Http404


def what_could_be_said(exchange: Exchange, side: Member, *, at: datetime.datetime) -> list[str]:
    """Name the answers one side could give now besides a plain yes to the time, as a coordinator may write them down.

    They are exactly those that the side itself would find on the page.
    """
    may = choices(exchange, side, at=at)
    return [each for each in ("accept", "decline", "log", "cancel", "dispute", "thank") if getattr(may, each)]


def sides_to_write_down(exchange: Exchange, asker: Member, holders: Approvers | None = None) -> list[Member]:
    """Give the members whose word on this exchange is missing, where the asker may write it down for them."""
    if not asker.is_coordinator or exchange.state != State.LOGGED or acts_for_a_party(exchange, asker, holders):
        return []
    return [member for member in (exchange.giver, exchange.receiver) if not exchange.has_agreed(member)]
