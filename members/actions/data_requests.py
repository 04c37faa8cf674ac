"""Taking out all that is held on a member: they themselves, or who runs the bank for somebody who does not sign in."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_run_bank, note
from members.actions.consents import end_consent
from members.actions.mandates import end_mandate
from members.actions.telling import tell
from members.models import Consent, Mandate, Member, MemberEvent
from timebank.lib.errors import NotAllowed, WrongState

TAKEN_BACK_AT_WILL = (
    Consent.Purpose.SUPPORTER,
    Consent.Purpose.REFERRAL,
    Consent.Purpose.WELLBEING,
    Consent.Purpose.STORY,
)


@transaction.atomic
def take_data(member: Member, *, by: Member, at: datetime.datetime) -> Member:
    """Note that all that is held on a member was taken out; a member for whom somebody else did it is told.

    Who signs in does it themselves. Nobody reads another's messages like this who could have asked them to.
    """
    member = locked(member)
    if by.pk != member.pk:
        must_run_bank(member.bank, by)
        if member.person is not None and member.person.email:
            raise NotAllowed(_("%(name)s signs in, and takes this out themselves.") % {"name": member.name})
    note(member, MemberEvent.Kind.DATA_TAKEN, by=by, at=at)
    if by.pk != member.pk:
        tell(
            member,
            kind="DATA_TAKEN",
            subject=_("%(name)s made a file of all that we hold on you") % {"name": by.name},
            body=_("You asked for it, or somebody asked for you. If nobody did, tell us."),
            path=reverse("exchanges:home", args=[member.bank.slug]),
            at=at,
        )
    return member


@transaction.atomic
def take_consent_back(consent: Consent, *, by: Member, at: datetime.datetime) -> None:
    """Let a member take back what they agreed to; who acted for them by it no longer does. Again does no harm.

    The terms are not taken back by themselves: a member leaves. A guardian's yes is the guardian's.
    """
    if by.pk != consent.member_id:
        raise NotAllowed(_("Only the member can take this back."))
    if consent.purpose not in TAKEN_BACK_AT_WILL:
        raise WrongState(_("This cannot be taken back by itself. Leave the time bank, or ask to be erased."))
    for mandate in Mandate.objects.filter(consent=consent, ended_at=None).select_related("member", "holder"):
        end_mandate(mandate, by=by, at=at)
    end_consent(consent, by=by, at=at)
