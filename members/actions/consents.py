"""Consent: given, by whatever channel, and taken back. Whoever wrote it down stands beside it."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.actions.acts import manages, must_run_bank, note, note_on_behalf
from members.models import Consent, Mandate, Member, MemberEvent, TermsVersion
from timebank.lib.above import named_above
from timebank.lib.errors import NotAllowed, RuleBroken


class NoConsent(RuleBroken):
    """What somebody agreed to, and how they said so, must be written down."""


@dataclass(frozen=True)
class Agreement:
    """To what a member agreed, and how they said so. `terms` is one of the bank's wordings, or None with a text.

    `introduced_by` is the organisation to whose staff they said yes to being introduced.
    """

    purpose: Consent.Purpose
    how: Consent.How
    text: str = ""
    terms: TermsVersion | None = None
    introduced_by: Member | None = None


def record_consent(member: Member, agreement: Agreement, *, by: Member, at: datetime.datetime) -> Consent:
    """Keep what a member agreed to, in the caller's transaction. The same version of the terms is agreed to once.

    `by` is the member themselves on this site, or a coordinator or admin who was told. To the bank's wordings an
    organisation's manager agrees on this site, too. Who acts for an organisation writes down the yes to being
    introduced by it, and no other.
    """
    if by.pk != member.pk:
        _must_speak_for(member, agreement, by)
    if agreement.terms is None and not agreement.text.strip():
        raise NoConsent(_("Write what they agreed to."))
    if agreement.terms is not None:
        standing = Consent.objects.filter(member=member, terms=agreement.terms, ended_at=None).first()
        if standing:
            return standing
    consent = Consent.objects.create(
        member=member,
        purpose=agreement.purpose,
        terms=agreement.terms,
        text=agreement.text,
        given_at=at,
        how=agreement.how,
        recorded_by=by,
    )
    write = note if by.pk == member.pk else note_on_behalf
    write(member, MemberEvent.Kind.CONSENT_GIVEN, by=by, at=at, words=str(consent.get_purpose_display()))
    return consent


def _must_speak_for(member: Member, agreement: Agreement, by: Member) -> None:
    is_online = agreement.how == Consent.How.ONLINE
    if is_online and agreement.terms is not None and manages(member, by):
        return
    if not _was_told_as_staff(member, agreement, by):
        must_run_bank(member.bank, by)
    if is_online:
        raise NotAllowed(_("Say how they told you: by phone, in person or on paper."))


def _was_told_as_staff(member: Member, agreement: Agreement, by: Member) -> bool:
    """Whether somebody who acts for the organisation that introduces a member was told so: read under its lock."""
    organisation = agreement.introduced_by
    if agreement.purpose != Consent.Purpose.REFERRAL or organisation is None:
        return False
    held = Mandate.objects.acting().of_party(by.pk, organisation.pk).filter(kind__in=Mandate.OF_ORGANISATIONS)
    is_of_one_bank = organisation.bank_id == member.bank_id
    return is_of_one_bank and held.select_for_update(no_key=True, of=("self",)).first() is not None


def end_consent(consent: Consent, *, by: Member, at: datetime.datetime) -> None:
    """Note that a consent was taken back, in the caller's transaction. Again does no harm.

    Apps above that keep something by it name in their config what they delete (`when_consent_ends`).
    """
    ended = Consent.objects.filter(pk=consent.pk, ended_at=None).update(ended_at=at, ended_by=by)
    if ended:
        words = str(consent.get_purpose_display())
        note(consent.member, MemberEvent.Kind.CONSENT_ENDED, by=by, at=at, words=words)
        for ends in named_above("when_consent_ends"):
            ends(consent, at)
