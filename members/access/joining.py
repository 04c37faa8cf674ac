"""Which application, invitation or wording somebody may see."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from members.access.guards import PublicRequest
from members.models import (
    Bank,
    Invitation,
    JoiningStep,
    Member,
    TermsVersion,
)
from members.reads.standing import KEPT_AFTER_JOINING, applicant_of


def application_to_decide(asker: Member, pk: int) -> Member:
    """Give somebody's wish to join the asker's own bank, while it waits for an answer or just after."""
    applicant: Member = get_object_or_404(
        Member.objects.of(asker.bank).select_related("person", "erasure"),
        pk=pk,
        kind__in=[Member.Kind.PERSON, Member.Kind.ORGANISATION],
    )
    applicant.bank = asker.bank
    return applicant


def applicant_to_continue(bank: Bank, pk: int | None) -> Member | None:
    """Give who is still asking to join a bank, for the rest of their application; None where there is nobody."""
    if pk is None:
        return None
    found: Member | None = Member.objects.of(bank).applicants().select_related("person").filter(pk=pk).first()
    if found:
        found.bank = bank
    return found


def applicant_with_link(bank: Bank, key: str, at: datetime.datetime) -> Member:
    """Give who has this private link: while they wait, when they were declined, and for a while after they joined."""
    whose = applicant_of(key)
    if whose is None:
        raise Http404
    found: Member = get_object_or_404(Member.objects.of(bank).select_related("person"), pk=whose[0], erasure=None)
    is_answered = found.state in {Member.State.APPLICANT, Member.State.DECLINED}
    has_just_joined = found.is_approved and found.joined_at and at - found.joined_at < KEPT_AFTER_JOINING
    if int(found.applied_at.timestamp()) != whose[1] or not (is_answered or has_just_joined):
        raise Http404
    found.bank = bank
    return found


def own_application(request: PublicRequest) -> Member | None:
    """Give the asker's own wish to join this bank, while it waits or was declined."""
    if not request.user.is_authenticated:
        return None
    asked = Member.objects.of(request.bank).filter(state__in=[Member.State.APPLICANT, Member.State.DECLINED])
    found: Member | None = asked.select_related("person").filter(person=request.user).first()
    if found:
        found.bank = request.bank
    return found


def invitation_to_use(bank: Bank, key: str, at: datetime.datetime) -> Invitation | None:
    """Give an invitation whose link still leads somewhere."""
    still_good = Invitation.objects.filter(used_by=None, withdrawn_at=None, expires_at__gt=at, by__state="APPROVED")
    return still_good.select_related("by").filter(bank=bank, key=key).first()


def own_invitation(asker: Member, pk: int) -> Invitation:
    """Give an invitation the asker made."""
    return get_object_or_404(Invitation.objects.select_related("used_by"), by=asker, bank=asker.bank, pk=pk)


def word_asked_of(asker: Member, pk: int) -> JoiningStep:
    """Give a reference that the asker was asked for, while the applicant waits."""
    found: JoiningStep = get_object_or_404(
        JoiningStep.objects.select_related("member"),
        pk=pk,
        asked_of=asker,
        kind=JoiningStep.Kind.REFERENCE,
        member__bank=asker.bank,
        member__state=Member.State.APPLICANT,
    )
    found.member.bank = asker.bank
    return found


def wording_to_read(bank: Bank, pk: int) -> TermsVersion:
    """Give one wording of a bank's terms, also an earlier one."""
    return get_object_or_404(TermsVersion, bank=bank, pk=pk)
