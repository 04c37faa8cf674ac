"""Which round somebody reads, whose part in it a coordinator enters, and who answers a proposal of it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from exchanges.models import Round, RoundProposal
from members.models import Member


def round_to_see(asker: Member, pk: int) -> Round:
    """Give a round of the asker's bank; what of it concerns others the page keeps back."""
    found: Round = get_object_or_404(Round.objects.of(asker.bank), pk=pk)
    found.bank = asker.bank
    return found


def member_to_enter_for(asker: Member, number: int) -> Member:
    """Give a member for whom a coordinator writes down what they said; nobody does that for themselves."""
    member: Member = get_object_or_404(Member.objects.of(asker.bank).trading(), number=number)
    if member.pk == asker.pk:
        raise PermissionDenied(_("This is you. The round's own page is for that."))
    member.bank = asker.bank
    return member


def proposal_to_answer(member: Member, round_: Round, pk: int) -> RoundProposal:
    """Give a proposal to a side of it; to everybody else there is none."""
    theirs = RoundProposal.objects.with_words().filter(round=round_).with_member(member)
    proposal: RoundProposal = get_object_or_404(theirs, pk=pk)
    return proposal


def sees_who_entered(asker: Member) -> bool:
    """Whether somebody reads who takes part: who matches people. Auditors read counts."""
    return asker.is_coordinator or asker.is_admin
