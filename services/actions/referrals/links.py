"""The links and slips that staff hand over, and the link of their own that a person gets once they use one."""

import datetime
import secrets
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank
from members.models import Bank, Member, secret_hash
from services.access import standing_of
from services.models import Programme, Referral, ReferralLink, Service
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

LASTS = datetime.timedelta(days=60)
OWN_LASTS = datetime.timedelta(days=365)
MOST_OPEN = 200  # of one member of staff: a stack of slips, not a flood
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that sounds or looks like another
CODE_LENGTH = 8


class NoSuchCode(RuleBroken):
    """No slip that is still good has this code."""

    code = "not_found"


class TooManyLinks(RuleBroken):
    """So many links are still open that this one has to wait."""

    code = "over_limit"


@dataclass(frozen=True)
class Source:
    """From which service somebody comes, for which of its programmes, in whose name, and the form's key."""

    service: Service
    programme: Programme | None
    by: Member
    key: uuid.UUID


def secret_of(link: ReferralLink) -> str:
    """Give the secret of the link that staff hand over. It is not kept: only this server can make it again."""
    return salted_hmac("services.referrals.handed", str(link.key), algorithm="sha256").hexdigest()[:32]


def own_secret(link: ReferralLink, form_key: uuid.UUID) -> str:
    """Give the secret that a person gets for using a link: the same for each sending of one form."""
    return salted_hmac("services.referrals.own", f"{link.key}:{form_key}", algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def make_link(
    service: Service, *, key: uuid.UUID, by: Member, at: datetime.datetime, programme: Programme | None = None
) -> ReferralLink:
    """Make a link and a slip by which one person introduces themselves. The same form again gives the same one."""
    lock_bank(service.bank)  # a form that is sent twice, here or to introduce somebody, waits and finds the first
    must_refer(service, by)
    standing: ReferralLink | None = ReferralLink.objects.filter(key=key).first()
    if standing is not None:
        return _same(standing, service, by)
    if ReferralLink.objects.unused(at).filter(made_by=by).count() >= MOST_OPEN:
        raise TooManyLinks(_("Many of your links have not been used yet. Hand over one of those first."))
    must_be_of(programme, service)
    code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    return write_link(Source(service, programme, by, key), at=at, code=code)


def write_link(
    source: Source, *, at: datetime.datetime, code: str = "", referral: Referral | None = None
) -> ReferralLink:
    """Write down a link in the caller's transaction; `referral` is what it leads to, where that is written already."""
    link = ReferralLink(service=source.service, programme=source.programme, key=source.key, made_by=source.by)
    link.code, link.referral = code, referral
    link.made_at, link.expires_at = at, at + LASTS
    link.handed_hash = secret_hash(secret_of(link))
    link.save(force_insert=True)
    return link


@transaction.atomic
def take_over(link: ReferralLink, form_key: uuid.UUID, *, at: datetime.datetime) -> str:
    """Give the person a link of their own: the one that was handed over ends. The same form again gives the same.

    Raises WrongState where somebody else used it before.
    """
    link = ReferralLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    secret = own_secret(link, form_key)
    if not link.is_used:
        link.own_hash, link.code, link.expires_at = secret_hash(secret), "", at + OWN_LASTS
        link.save(update_fields=["own_hash", "code", "expires_at"])
    elif not link.is_own(secret):
        raise WrongState(_("This link was used already. Ring us, and we help you."))
    return secret


def link_of_code(bank: Bank, code: str, *, at: datetime.datetime) -> ReferralLink:
    """Find the slip whose code somebody reads out. Raises NoSuchCode."""
    typed = "".join(code.upper().split()).replace("-", "")
    found = ReferralLink.objects.unused(at).filter(code=typed, service__bank=bank)
    link: ReferralLink | None = found.select_related("service__organisation", "programme").first()
    if link is None:
        raise NoSuchCode(_("No slip has this code, or it was used already. Please ask them to read it again."))
    return link


def must_refer(service: Service, by: Member) -> None:
    """Refuse whoever does not introduce people in a service's name, and a service that takes no part now."""
    if not standing_of(by, service).may_refer:
        raise NotAllowed(_("Only staff of this service who introduce people can do this."))
    if not service.organisation.can_trade:
        raise WrongState(_("%(name)s takes no part now.") % {"name": service.organisation.name})


def must_be_of(programme: Programme | None, service: Service) -> None:
    """Refuse a programme of another service, or one that does not run."""
    if programme is not None and (programme.service_id != service.pk or programme.state != Programme.State.OPEN):
        raise NotAllowed(_("Choose a programme of this service that runs now."))


def _same(standing: ReferralLink, service: Service, by: Member) -> ReferralLink:
    if (standing.service_id, standing.made_by_id) != (service.pk, by.pk):
        raise NotAllowed(_("Open the page again, and make a new link."))
    return standing
