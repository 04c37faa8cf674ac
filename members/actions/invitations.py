"""Invitations: a member makes a link or a slip for somebody, and hears when that somebody has joined."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, note
from members.actions.telling import tell
from members.models import Invitation, JoiningStep, Member, MemberEvent
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

LASTS = datetime.timedelta(days=60)
MOST_OPEN = 20


class TooManyInvitations(RuleBroken):
    """So many invitations are still open that this one has to wait."""

    code = "over_limit"


@transaction.atomic
def invite(member: Member, *, words: str, vouches: bool, by: Member, at: datetime.datetime) -> Invitation:
    """Make a link for one person, good for sixty days. `words` are the maker's own reminder of whom it is for."""
    member = locked(member)
    if not member.can_trade:
        raise NotAllowed(_("Only members can invite somebody."))
    if Invitation.objects.filter(by=member, used_by=None, withdrawn_at=None, expires_at__gt=at).count() >= MOST_OPEN:
        raise TooManyInvitations(_("Twenty of your invitations are still open. Take one back first."))
    # Nobody who acts for a member gives that member's word for a third person.
    is_own_word = vouches and by.pk == member.pk and not member.is_minor
    return Invitation.objects.create(
        bank=member.bank, by=member, words=words, vouches=is_own_word, made_at=at, expires_at=at + LASTS
    )


@transaction.atomic
def invite_guest(member: Member, *, at: datetime.datetime) -> Invitation:
    """Make a link for a guest of an event, in the name of who runs it: one for each guest, however many came.

    Nobody vouches by it, and no name is kept with it: that stands with the event, while the guest wishes it to.
    """
    member = locked(member)
    if not member.can_trade:
        raise NotAllowed(_("Only members can invite somebody. Ask one who helped to run this."))
    return Invitation.objects.create(bank=member.bank, by=member, made_at=at, expires_at=at + LASTS)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Member, at: datetime.datetime) -> None:
    """Take an invitation back, so that its link leads nowhere. Again does no harm; a used one stays used."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if invitation.by_id != by.pk:
        raise NotAllowed(_("Somebody else made this invitation."))
    if invitation.used_by_id is not None:
        raise WrongState(_("Somebody has used it already."))
    Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).update(withdrawn_at=at)


def use_invitation(invitation: Invitation, applicant: Member, *, at: datetime.datetime) -> None:
    """Mark an application as asked for with an invitation, in the caller's transaction. One that is no good is left.

    Where its maker vouches, their word is the first reference.
    """
    found = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("by")
    open_ones = found.filter(used_by=None, withdrawn_at=None, expires_at__gt=at, bank=applicant.bank_id)
    mine = open_ones.filter(pk=invitation.pk).first()
    if mine is None or not mine.by.can_trade or mine.by_id == applicant.pk or _has_used_one(applicant):
        return
    mine.used_by = applicant
    mine.save(update_fields=["used_by"])
    if mine.vouches:
        _vouch(mine.by, applicant, at=at)


def tell_inviter(member: Member, *, at: datetime.datetime) -> None:
    """Tell who invited a new member that they have joined, in the caller's transaction."""
    invitation = Invitation.objects.filter(used_by=member).select_related("by__bank").first()
    if invitation is None or not invitation.by.can_trade:
        return
    tell(
        invitation.by,
        kind="INVITED_JOINED",
        subject=_("%(name)s has joined") % {"name": member.name},
        body=_("You invited %(name)s, who is now a member. Thank you for bringing them.") % {"name": member.name},
        path=reverse("exchanges:member", args=[member.bank.slug, member.number]),
        at=at,
    )


def _has_used_one(applicant: Member) -> bool:
    return Invitation.objects.filter(used_by=applicant).exists()


def _vouch(maker: Member, applicant: Member, *, at: datetime.datetime) -> None:
    JoiningStep.objects.update_or_create(
        member=applicant,
        kind=JoiningStep.Kind.REFERENCE,
        place=1,
        defaults={
            "state": JoiningStep.State.DONE,
            "on": applicant.bank.day(at),
            "by": maker,
            "at": at,
            "asked_of": maker,
            "words": "",
        },
    )
    note(applicant, MemberEvent.Kind.VOUCHED, by=maker, at=at)
