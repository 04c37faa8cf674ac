"""What those who run a bank may see: worries, roles, other banks, collections, files."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from members.models import (
    Bank,
    Collection,
    Concern,
    Member,
    MemberFile,
    Role,
)
from members.models.safeguarding import ConcernQuerySet


def concerns_to_see(asker: Member) -> ConcernQuerySet:
    """Give the concerns a member may read. To who may read none the page does not exist; leads see it empty too."""
    found: ConcernQuerySet = Concern.objects.readable_by(asker)
    if not asker.has_role(Role.SAFEGUARDING) and not found.exists():
        raise Http404
    return found


def concern_to_see(asker: Member, pk: int) -> Concern:
    """Give a concern to who may read it; to everybody else it does not exist."""
    found: Concern = get_object_or_404(Concern.objects.readable_by(asker).select_related("raised_by"), pk=pk)
    found.bank = asker.bank
    return found


def role_holder_to_change(asker: Member, pk: int) -> Member:
    """Give somebody of the asker's own bank who holds a role, or could."""
    kinds = [Member.Kind.PERSON, Member.Kind.STAFF]
    holder: Member = get_object_or_404(Member.objects.of(asker.bank).approved(), pk=pk, kind__in=kinds)
    holder.bank = asker.bank
    return holder


def bank_to_partner(asker: Member, slug: str) -> Bank:
    """Give another time bank of this site than the asker's own."""
    return get_object_or_404(Bank.objects.exclude(pk=asker.bank_id), slug=slug)


def collection_to_see(asker: Member, pk: int) -> Collection:
    """Give what a rule took in one month at the asker's own bank."""
    return get_object_or_404(Collection, bank=asker.bank, pk=pk)


def member_file_to_take(asker: Member, pk: int) -> MemberFile:
    """Give the file of members that waits for an admin of the asker's own bank."""
    return get_object_or_404(MemberFile.objects.select_related("bank"), bank=asker.bank, pk=pk)
