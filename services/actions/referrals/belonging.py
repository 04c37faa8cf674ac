"""What becomes of referrals when consent ends, somebody leaves, is erased, or turns out to be two entries."""

import datetime

from exchanges.actions.acts import Act
from members.actions.consents import end_consent
from members.models import Consent, Member
from services.actions.referrals.telling import untell_service, withdraw_from_desk
from services.models import Referral, ReferralGift, ReferralLink, ReferralStep

KEPT_UNUSED = datetime.timedelta(days=30)  # after a link is too old, so that its page can say so


def end_referrals(member: Member, act: Act) -> None:
    """Let the services that introduced a member learn nothing more once they leave, in the caller's transaction."""
    found = Referral.objects.filter(member=member, consent__ended_at=None).select_related("consent__member")
    for referral in found.order_by("pk"):
        end_consent(referral.consent, by=act.by, at=act.at)


def end_with_consent(consent: Consent, at: datetime.datetime) -> None:
    """Close what stood by a consent that has just ended, wherever it was taken back, in the caller's transaction.

    No service reads it from then on; what it was told of it is taken back.
    """
    found = Referral.objects.select_for_update(no_key=True, of=("self",)).filter(consent=consent)
    for referral in found.select_related("bank", "service"):
        if referral.is_open:
            referral.state, referral.ended_at = Referral.State.CLOSED, at
            referral.save(update_fields=["state", "ended_at"])
        untell_service(referral)
        withdraw_from_desk(referral)
        by_id = Consent.objects.values_list("ended_by", flat=True).get(pk=consent.pk)
        ReferralStep.objects.create(referral=referral, kind=ReferralStep.Kind.TAKEN_BACK, by_id=by_id, at=at)


def move_referrals(kept: Member, given_up: Member, _act: Act) -> None:
    """Let referrals be about, and be made by, the number that is kept; their consents have moved with the member's."""
    Referral.objects.filter(member=given_up).update(member=kept)
    for field in ("referred_by", "triaged_by", "hopes_by"):
        Referral.objects.filter(**{field: given_up}).update(**{field: kept})
    ReferralLink.objects.filter(made_by=given_up).update(made_by=kept)
    ReferralGift.objects.filter(by=given_up).update(by=kept)


def erase_referrals(member: Member) -> None:
    """Clear what was written of somebody who was introduced, in the caller's transaction. Again does no harm.

    That a service introduced somebody, and when, stays, by number: its consent has ended, so no service reads it.
    """
    theirs = Referral.objects.filter(member=member)
    ReferralGift.objects.filter(referral__in=theirs).delete()
    ReferralStep.objects.filter(referral__in=theirs).update(words="")
    ReferralLink.objects.filter(referral__in=theirs).delete()
    theirs.update(name="", hopes="", reason="")


def forget_unused_links(*, at: datetime.datetime) -> int:
    """Delete links and slips that nobody used in time. Answers how many."""
    return int(ReferralLink.objects.filter(referral=None, expires_at__lt=at - KEPT_UNUSED).delete()[0])
