"""Who may see hours that were given, whom somebody may give hours to, and who decides about the pot."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from exchanges.models import HoursGift, PotRequest
from members.models import AddressClaim, Mandate, Member, Role
from members.models.members import MemberQuerySet


def gift_to_see(asker: Member, pk: int) -> HoursGift:
    """Give hours that were given to their two sides and to those who run or audit the bank."""
    gifts = HoursGift.objects.of(asker.bank)
    if not asker.runs_or_audits:
        gifts = gifts.with_member(asker)
    gift: HoursGift = get_object_or_404(gifts, pk=pk)
    gift.bank = asker.bank
    return gift


def pot_request_to_see(asker: Member, pk: int) -> PotRequest:
    """Give what was asked of the pot to who asked, and to those who run or audit the bank."""
    requests = PotRequest.objects.of(asker.bank)
    if not asker.runs_or_audits:
        requests = requests.filter(member=asker)
    request: PotRequest = get_object_or_404(requests, pk=pk)
    request.bank = asker.bank
    return request


def members_to_give_to(asker: Member) -> MemberQuerySet:
    """Give those a member may give hours to: nobody under 18, and who is under 18 gives to the pot alone."""
    found: MemberQuerySet = Member.objects.of(asker.bank).trading().filter(age_band=Member.AgeBand.ADULT)
    return found.exclude(pk=asker.pk)


def may_give_to(asker: Member, found: Member) -> bool:
    """Whether a page offers to give somebody hours: both hold an account, and neither is under 18."""
    return asker.can_trade and found.can_trade and not (asker.is_minor or found.is_minor)


def stands_with(asker: Member, *members: Member) -> bool:
    """Whether somebody is one of these members, acts for one, or wrote down where one of them reads mail."""
    pks = [member.pk for member in members]
    if asker.pk in pks or Mandate.objects.live().of_party(asker.pk, *pks).exists():
        return True
    return bool(AddressClaim.objects.written_down().filter(by=asker, member__in=pks).exists())


def may_take_back(gift: HoursGift, asker: Member) -> bool:
    """Whether a coordinator may undo this gift: one who stands with neither side."""
    sides = [gift.giver] if gift.receiver is None else [gift.giver, gift.receiver]
    return not gift.is_taken_back and asker.is_coordinator and not stands_with(asker, *sides)


def may_decide(request: PotRequest, asker: Member) -> bool:
    """Four eyes: who asked, wrote it down or stands with them decides nothing; admins where no coordinator may."""
    if asker.bank_id != request.bank_id or asker.pk == request.by_id or stands_with(asker, request.member):
        return False
    if asker.is_coordinator:
        return True
    return asker.is_admin and not _outside_coordinators(request).exists()


def _outside_coordinators(request: PotRequest) -> MemberQuerySet:
    holders = Mandate.objects.live().filter(member=request.member_id).values("holder")
    addressed = AddressClaim.objects.written_down().filter(member=request.member_id).values("by")
    inside = Q(pk__in=[request.member_id, request.by_id]) | Q(pk__in=holders) | Q(pk__in=addressed)
    found: MemberQuerySet = Member.objects.of(request.bank).with_role(Role.COORDINATOR).exclude(inside)
    return found
