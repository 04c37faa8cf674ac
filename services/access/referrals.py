"""Which referrals somebody may see: the service's own while there is consent, one's own, the desk's."""

import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from members.access import BankRequest
from members.models import Bank, Member
from services.access import service_to_see, standing
from services.models import Referral, ReferralLink, ReferralQuerySet, Service

RELATED = ("bank", "service__organisation", "service__bank", "programme", "consent", "hopes_by", "referred_by")


def service_to_refer_from(request: BankRequest, slug: str) -> Service:
    """Give a service to those of its staff who introduce people. To who does not work there it is not there."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    if not where.is_staff:
        raise Http404
    if not where.may_refer:
        raise PermissionDenied
    return service


def referral_of_service(service: Service, pk: int) -> Referral:
    """Give a referral of a service while its person lets the service know; then it is not there any more."""
    found: ReferralQuerySet = Referral.objects.of_service(service).with_progress().select_related(*RELATED, "link")
    referral: Referral = get_object_or_404(found, pk=pk)
    return referral


def link_of_staff(service: Service, maker: Member, pk: int) -> ReferralLink:
    """Give a link to who made it, for their service."""
    links = ReferralLink.objects.filter(service=service, made_by=maker).select_related("programme")
    link: ReferralLink = get_object_or_404(links, pk=pk)
    link.service = service
    return link


def own_referrals(request: BankRequest) -> ReferralQuerySet:
    """Give all referrals about a member, whatever they agreed to. Who acts for them reads the days that books have."""
    about: ReferralQuerySet = Referral.objects.of_member(request.member).select_related(*RELATED)
    return about.with_progress() if request.mandate is None else about.with_progress_in_books()


def own_referral(request: BankRequest, pk: int) -> Referral:
    """Give one referral to whom it is about, or to who acts for them."""
    referral: Referral = get_object_or_404(own_referrals(request), pk=pk)
    referral.member = request.member
    return referral


def link_to_open(bank: Bank, secret: str, at: datetime.datetime) -> ReferralLink | None:
    """Find what a link leads to. None where it leads nowhere: wrong, too old, or its person signs in by now."""
    found = ReferralLink.objects.with_secret(secret).filter(service__bank=bank, expires_at__gt=at)
    link: ReferralLink | None = found.select_related("service__organisation", "service__bank", "programme").first()
    if link is None or not link.service.organisation.can_trade:
        return None
    if link.referral_id is not None:
        link.referral = own_by_link(link.referral_id)
        if link.referral is None:
            return None
    return link


def own_by_link(referral_pk: int) -> Referral | None:
    """Read the referral of a link with all that its page says; None where its person left, or signs in by now."""
    found = Referral.objects.with_progress().select_related(*RELATED, "member__person", "member__bank")
    referral: Referral = found.get(pk=referral_pk)
    member = referral.member
    has_login = member.person is not None and bool(member.person.email)
    return None if has_login or member.state == Member.State.LEFT else referral


def referral_at_desk(bank: Bank, pk: int) -> Referral:
    """Give a referral to who coordinates; once consent has ended it is not there any more."""
    found = Referral.objects.filter(bank=bank, consent__ended_at=None).with_progress_in_books()
    referral: Referral = get_object_or_404(found.select_related(*RELATED, "member__person", "triaged_by"), pk=pk)
    referral.member.bank = bank
    return referral
