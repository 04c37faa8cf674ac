"""What the person says of their own referral: right, put right, who may learn what, no longer, not now.

`by` is the member, or who acts for them; None is the person themselves, by their link.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import must_act_as
from members.actions.applications import withdraw_application
from members.actions.consents import end_consent
from members.actions.gifts import GiftWords, add_gift
from members.actions.joining import tell_anew
from members.models import Member
from services.actions.referrals.making import NothingSaid
from services.actions.referrals.telling import untell_service, withdraw_from_desk
from services.models import Referral, ReferralGift, ReferralStep
from timebank.lib.errors import NotAllowed, WrongState

Kind = ReferralStep.Kind
State = Referral.State
ORDER = Referral.Shares.values  # from nothing to all
MOST_EVER = 20  # with what was added in calls


@dataclass(frozen=True)
class Correction:
    """What shall stand there from now on. Who waits for an answer puts name and telephone right here, too."""

    hopes: str
    gifts: Sequence[GiftWords]
    gives_later: bool = False
    name: str = ""
    telephone: str = ""


@transaction.atomic
def confirm_seen(referral: Referral, *, by: Member | None, at: datetime.datetime) -> Referral:
    """Note that the person has seen what was written, and found it right. Again does no harm."""
    referral = locked(referral, by)
    _note_seen(referral, by, at)
    return referral


@transaction.atomic
def correct(referral: Referral, told: Correction, *, by: Member | None, at: datetime.datetime) -> Referral:
    """Write it as the person says. What they put in stands under their own name, and becomes part of their profile.

    The history says which part was changed, not what stood there before: that is gone.
    """
    referral = locked(referral, by)
    if bool(told.gifts) == told.gives_later or len(told.gifts) > MOST_EVER:
        raise NothingSaid(_("Write what you are good at, or tick 'not yet said'."))
    _note_seen(referral, by, at)
    changed = _change_hopes(referral, told.hopes, by) + _change_gifts(referral, told, by, at)
    if referral.member.state == Member.State.APPLICANT and told.name:
        changed += _change_contact(referral, told, by, at)
    if changed:
        ReferralStep.objects.create(
            referral=referral, kind=Kind.CORRECTED, by=by, at=at, words=", ".join(str(part) for part in changed)
        )
    return referral


@transaction.atomic
def change_shares(referral: Referral, shares: str, *, by: Member | None, at: datetime.datetime) -> Referral:
    """Let the service learn more, or less, from now on. What it was told, and may not know now, is taken back.

    By a link that its staff have held it never learns more: who signs in says so, or tells a coordinator.
    """
    referral = locked(referral, by)
    _must_stand(referral)
    steps = ORDER.index(shares) - ORDER.index(referral.shares)
    if steps > 0 and by is None and not referral.is_self_written:
        raise NotAllowed(_("To let them learn more, sign in, or ring us."))
    _note_seen(referral, by, at)
    if not steps:
        return referral
    before, referral.shares = referral.shares, Referral.Shares(shares)
    referral.save(update_fields=["shares"])
    if steps < 0:
        untell_service(referral)
    words = str(referral.get_shares_display())
    ReferralStep.objects.create(referral=referral, kind=Kind.SHARED, by=by, at=at, words=words, shares_before=before)
    return referral


@transaction.atomic
def take_back(referral: Referral, *, by: Member | None, at: datetime.datetime) -> Referral:
    """Let the consent end: the service learns nothing more, at once and everywhere. Again does no harm.

    They may join all the same: their wish to join stays with the coordinators.
    """
    referral = locked(referral, by)
    if not referral.has_consent:
        return referral
    end_consent(referral.consent, by=by or referral.member, at=at)  # the rest ends with it
    return referral


@transaction.atomic
def decline_kindly(referral: Referral, *, by: Member | None, at: datetime.datetime) -> Referral:
    """Let the person say: not now. Who only waited for an answer waits no more. Again does no harm."""
    referral = locked(referral, by)
    if referral.state == State.DECLINED:
        return referral
    if not referral.is_open:
        raise WrongState(_("This was closed already."))
    referral.state, referral.ended_at = State.DECLINED, at
    referral.save(update_fields=["state", "ended_at"])
    withdraw_from_desk(referral)
    ReferralStep.objects.create(referral=referral, kind=Kind.DECLINED, by=by, at=at)
    if referral.member.state == Member.State.APPLICANT:
        withdraw_application(referral.member, by=by or referral.member, at=at)
    return referral


def locked(referral: Referral, by: Member | None) -> Referral:
    """Read the referral afresh under its row lock, for the person or who acts for them."""
    found = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "bank", "service__organisation", "service__bank", "member__bank", "member__person", "consent__member"
    )
    fresh: Referral = found.get(pk=referral.pk)
    if by is not None:
        must_act_as(fresh.member, by)
    return fresh


def _must_stand(referral: Referral) -> None:
    if not referral.has_consent:
        raise WrongState(_("You have taken your yes back: the service learns nothing more."))


def _note_seen(referral: Referral, by: Member | None, at: datetime.datetime) -> None:
    if referral.seen_at is None:
        referral.seen_at = at
        referral.save(update_fields=["seen_at"])
        ReferralStep.objects.create(referral=referral, kind=Kind.SEEN, by=by, at=at)


def _change_hopes(referral: Referral, hopes: str, by: Member | None) -> list[str]:
    if referral.hopes == hopes:
        return []
    referral.hopes, referral.hopes_by = hopes, by
    referral.save(update_fields=["hopes", "hopes_by"])
    return [_("what you hope for")]


def _change_gifts(referral: Referral, told: Correction, by: Member | None, at: datetime.datetime) -> list[str]:
    """Keep what stands there already under who wrote it, take out what is gone, and add what is new."""
    standing = {gift.words.casefold(): gift for gift in referral.gifts.all()}
    wanted = {gift.words.casefold(): gift for gift in told.gifts}
    gone = [gift.pk for words, gift in standing.items() if words not in wanted]
    new = [gift for words, gift in wanted.items() if words not in standing]
    if not (gone or new or referral.gives_later != told.gives_later):
        return []
    ReferralGift.objects.filter(pk__in=gone).delete()
    ReferralGift.objects.bulk_create(
        ReferralGift(referral=referral, kind=gift.kind, words=gift.words, by=by) for gift in new
    )
    referral.gives_later = told.gives_later
    referral.save(update_fields=["gives_later"])
    if referral.member.belongs:
        for gift in new:
            add_gift(referral.member, gift, by=by, at=at)
    return [_("what you are good at")]


def _change_contact(referral: Referral, told: Correction, by: Member | None, at: datetime.datetime) -> list[str]:
    applicant = referral.member
    if (applicant.name, applicant.telephone) == (told.name, told.telephone):
        return []
    tell_anew(applicant, name=told.name, telephone=told.telephone, by=by, at=at)
    referral.name = told.name
    referral.save(update_fields=["name"])
    return [_("how we reach you")]
