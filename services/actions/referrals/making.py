"""Introducing somebody: by staff who were told, by a coordinator whom somebody rang, or by the person's own link."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.life import KeyReused
from members.actions import Application, apply_to_join, claim_address
from members.actions.acts import lock_bank
from members.actions.consents import Agreement, record_consent
from members.actions.gifts import GiftWords
from members.models import Consent, Member
from services.actions.changing import must_coordinate
from services.actions.referrals.links import Source, must_be_of, must_refer, take_over, write_link
from services.actions.referrals.telling import tell_desk
from services.models import Programme, Referral, ReferralGift, ReferralLink, ReferralStep, Service
from services.reads.consents import consent_text
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

MOST_GIFTS = 5


class NothingSaid(RuleBroken):
    """What somebody is good at is always asked: a few words, or plainly 'not yet said'."""


@dataclass(frozen=True)
class Introduction:
    """What is told of somebody: who they are, what they hope for, what they are good at, and what they agreed to.

    Without telephone and e-mail they are reached through the service. `guardian` said yes, too, for who is under 18.
    """

    name: str
    hopes: str
    gifts: Sequence[GiftWords]
    shares: str
    how: Consent.How
    telephone: str = ""
    email: str = ""
    gives_later: bool = False
    age_band: str = Member.AgeBand.ADULT
    guardian: str = ""


@transaction.atomic
def refer(
    service: Service,
    told: Introduction,
    *,
    key: uuid.UUID,
    by: Member,
    at: datetime.datetime,
    programme: Programme | None = None,
) -> Referral:
    """Introduce somebody who said yes to staff of a service. The same form again gives the same referral.

    A new applicant is made, whomever the time bank knows already: whoever refers learns nothing of that. The address
    they gave is asked, as when a coordinator signs somebody up.
    """
    lock_bank(service.bank)  # a form that is sent twice waits here, and then finds what it sent first
    must_refer(service, by)
    standing: Referral | None = Referral.objects.filter(key=key).select_related("member").first()
    if standing is not None:
        if (standing.service_id, standing.referred_by_id) != (service.pk, by.pk):
            raise NotAllowed(_("Open the page again, and write it anew."))
        return standing
    if ReferralLink.objects.filter(key=key).exists():
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    must_be_of(programme, service)
    member = _applicant(service, told, by=by, at=at)
    source = Source(service, programme, by, key)
    referral = _write(source, member, told, by=by, at=at)
    write_link(source, at=at, referral=referral)
    return referral


@transaction.atomic
def refer_for_caller(link: ReferralLink, told: Introduction, *, by: Member, at: datetime.datetime) -> Referral:
    """Write down what somebody says who rings with the code of a slip: a coordinator does. Again gives the same one."""
    service = link.service
    must_coordinate(lock_bank(service.bank), by)
    link = _locked(link)
    if link.referral is not None:
        return link.referral
    member = _applicant(service, told, by=by, at=at)
    referral = _write(Source(service, link.programme, link.made_by, link.key), member, told, by=by, at=at)
    link.referral, link.code = referral, ""
    link.save(update_fields=["referral", "code"])
    return referral


@transaction.atomic
def introduce_oneself(
    link: ReferralLink, told: Introduction, *, form_key: uuid.UUID, at: datetime.datetime, member: Member | None = None
) -> tuple[Referral, str]:
    """Let somebody introduce themselves by a link, and give them one of their own. `member` is who is signed in.

    The same form again gives the same. Raises WrongState where the link was used, or is too old.
    """
    lock_bank(link.service.bank)
    link = _locked(link)
    if link.referral is not None:
        return link.referral, take_over(link, form_key, at=at)
    if link.expires_at <= at or not link.service.organisation.can_trade:
        raise WrongState(_("This link no longer works. Ring us, and we help you."))
    if member is not None and member.is_minor:
        raise NothingSaid(_("You are under 18: ask your parent or guardian to ring us, and we write it down together."))
    person = member or _applicant(link.service, told, by=None, at=at)
    source = Source(link.service, link.programme, link.made_by, link.key)
    referral = _write(source, person, told, by=None, at=at)
    link.referral = referral
    link.save(update_fields=["referral"])
    return referral, take_over(link, form_key, at=at)


def _locked(link: ReferralLink) -> ReferralLink:
    found = ReferralLink.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "service__organisation", "service__bank", "programme", "made_by", "referral__member"
    )
    locked: ReferralLink = found.get(pk=link.pk)
    return locked


def _applicant(service: Service, told: Introduction, *, by: Member | None, at: datetime.datetime) -> Member:
    """Put their wish to join before the coordinators, as somebody without an address: that one is asked first."""
    channel = Member.Channel.EMAIL if told.email and not told.telephone else Member.Channel.PHONE
    application = Application(name=told.name, telephone=told.telephone, channel=channel, age_band=told.age_band)
    member = apply_to_join(service.bank, application, at=at, by=by)
    if member is None:
        raise AssertionError("a wish without an address is nobody else's")
    if told.email:
        claim_address(member, told.email, by=by, at=at)
    return member


def _write(source: Source, member: Member, told: Introduction, *, by: Member | None, at: datetime.datetime) -> Referral:
    """Write the consent, the referral, what they are good at and the first line of its history."""
    if bool(told.gifts) == told.gives_later or len(told.gifts) > MOST_GIFTS:
        raise NothingSaid(_("Write what they are good at, up to five things, or tick 'not yet said'."))
    if told.age_band != Member.AgeBand.ADULT and not told.guardian.strip():
        raise NothingSaid(_("Write which parent or guardian said yes, too."))
    service = source.service
    agreement = Agreement(
        purpose=Consent.Purpose.REFERRAL,
        how=told.how,
        text=consent_text(service, told.shares, guardian=told.guardian),
        introduced_by=service.organisation,
    )
    consent = record_consent(member, agreement, by=by or member, at=at)
    referral: Referral = Referral.objects.create(
        bank=service.bank,
        key=source.key,
        service=service,
        programme=source.programme,
        member=member,
        referred_by=source.by,
        consent=consent,
        name=told.name,
        hopes=told.hopes,
        hopes_by=by,
        gives_later=told.gives_later,
        shares=told.shares,
        sent_at=at,
        sent_on=service.bank.day(at),
        seen_at=at if by is None else None,
    )
    ReferralGift.objects.bulk_create(
        ReferralGift(referral=referral, kind=gift.kind, words=gift.words, by=by) for gift in told.gifts
    )
    ReferralStep.objects.create(referral=referral, kind=ReferralStep.Kind.SENT, by=by, at=at)
    tell_desk(referral, at=at)

    return referral
