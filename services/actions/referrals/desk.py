"""What coordinators do with a referral: take it on, ring, say no kindly, close it, or see that we know the person."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import must_not_be_self
from members.actions.gifts import GiftWords, add_gift
from members.actions.known import fold_into_known
from members.actions.merging import likely_same
from members.models import Consent, Member
from services.actions.changing import must_coordinate
from services.actions.referrals.telling import note_looked_after, tell_person
from services.models import Referral, ReferralGift, ReferralLink, ReferralStep
from timebank.lib.errors import RuleBroken, WrongState

Kind = ReferralStep.Kind
State = Referral.State


class ReasonMissing(RuleBroken):
    """Who is told that it ends is told why."""


class NotThem(RuleBroken):
    """This is not a member whom somebody introduced may be."""


@dataclass(frozen=True)
class CallMade:
    """What was said in the welcome call, and what they are good at, as they said it then."""

    words: str = ""
    gifts: Sequence[GiftWords] = ()


@transaction.atomic
def take_on(referral: Referral, *, by: Member, at: datetime.datetime) -> Referral:
    """Let a coordinator look after it, and tell the person who rings them. Again does no harm."""
    referral = _locked(referral, by)
    if referral.state != State.SENT:
        return referral
    referral.state, referral.triaged_at, referral.triaged_by = State.TRIAGED, at, by
    referral.save(update_fields=["state", "triaged_at", "triaged_by"])
    note_looked_after(referral, by=by, at=at)
    ReferralStep.objects.create(referral=referral, kind=Kind.TRIAGED, by=by, at=at)
    if referral.member.person and referral.member.person.email:  # who is rung hears it when they are rung
        tell_person(
            referral,
            kind="REFERRAL_WELCOME",
            subject=_("Welcome! %(name)s gets in touch with you") % {"name": by.first_name},
            body=_(
                "We talk about what you hope for and what you like to do for others. Then you choose whether you join."
            ),
            at=at,
        )
    return referral


@transaction.atomic
def record_call(referral: Referral, call: CallMade, *, by: Member, at: datetime.datetime) -> Referral:
    """Write down the welcome call. What they are good at goes into their profile, with what was said before."""
    referral = _locked(referral, by)
    if referral.state in (State.DECLINED, State.CLOSED):
        raise WrongState(_("This was closed already."))
    known = {gift.words.casefold() for gift in referral.gifts.all()}
    new = [gift for gift in call.gifts if gift.words.casefold() not in known]
    ReferralGift.objects.bulk_create(
        ReferralGift(referral=referral, kind=gift.kind, words=gift.words, by=by) for gift in new
    )
    if new:
        referral.gives_later = False
    is_first = referral.called_at is None
    referral.state = State.IN_TOUCH
    referral.triaged_at, referral.triaged_by = referral.triaged_at or at, referral.triaged_by or by
    referral.called_at = referral.called_at or at
    referral.save(update_fields=["state", "triaged_at", "triaged_by", "called_at", "gives_later"])
    note_looked_after(referral, by=by, at=at)
    if is_first or call.words:
        ReferralStep.objects.create(referral=referral, kind=Kind.CALLED, by=by, at=at, words=call.words)
    for gift in referral.gifts.all():
        add_gift(referral.member, GiftWords(gift.kind, gift.words), by=by, at=at)
    return referral


@transaction.atomic
def end_referral(
    referral: Referral, *, state: Referral.State, reason: str, by: Member, at: datetime.datetime
) -> Referral:
    """Decline or close it with kind words, which the person is sent. Again does no harm; raises ReasonMissing.

    A wish to join is answered where wishes to join are answered.
    """
    referral = _locked(referral, by)
    if state not in (State.DECLINED, State.CLOSED):
        raise WrongState(_("Choose: not now, or closed."))
    if not referral.is_open:
        return referral
    if not reason.strip():
        raise ReasonMissing(_("Write some kind words: they are sent to them."))
    referral.state, referral.ended_at, referral.reason = state, at, reason.strip()
    referral.save(update_fields=["state", "ended_at", "reason"])
    note_looked_after(referral, by=by, at=at)
    kind = Kind.DECLINED if state == State.DECLINED else Kind.CLOSED
    ReferralStep.objects.create(referral=referral, kind=kind, by=by, at=at, words=referral.reason)
    tell_person(
        referral,
        kind="REFERRAL_ENDED",
        subject=_("About being introduced to %(bank)s") % {"bank": referral.bank.name},
        body=referral.reason,
        at=at,
    )
    return referral


@transaction.atomic
def point_to_known(referral: Referral, known: Member, *, by: Member, at: datetime.datetime) -> Referral:
    """Let a referral be about a member whom we know already; the wish to join that it made goes. Again does no harm.

    Who referred learns nothing of it. The member is told that they were introduced, and sees and changes it all. Its
    links end, used or not: whoever holds one may be somebody else.
    """
    referral = _locked(referral, by)
    if referral.member_id == known.pk:
        return referral
    applicant = referral.member
    if known.pk not in {each.pk for each in likely_same(applicant)} or applicant.state != Member.State.APPLICANT:
        raise NotThem(_("Choose one of those who may be the same."))
    must_not_be_self(known, by)
    Consent.objects.filter(pk=referral.consent_id).update(member=known)
    Referral.objects.filter(pk=referral.pk).update(member=known)
    if not applicant.referrals.exists():
        fold_into_known(applicant, known, by=by, at=at)
    ReferralLink.objects.filter(referral=referral).update(expires_at=at)
    ReferralStep.objects.create(referral=referral, kind=Kind.KNOWN, by=by, at=at)
    fresh = _locked(referral, by)
    tell_person(
        fresh,
        kind="REFERRAL_WELCOME",
        subject=_("Somebody has introduced you to %(bank)s") % {"bank": fresh.bank.name},
        body=_("Look at what was written about you, and who may learn what. You can change all of it."),
        at=at,
    )
    return fresh


def _locked(referral: Referral, by: Member) -> Referral:
    found = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "bank", "service__organisation", "service__bank", "member__bank", "member__person", "consent"
    )
    fresh: Referral = found.get(pk=referral.pk)
    must_coordinate(fresh.bank, by)
    must_not_be_self(fresh.member, by)
    if not fresh.has_consent:
        raise WrongState(_("They have taken their yes back."))
    return fresh
