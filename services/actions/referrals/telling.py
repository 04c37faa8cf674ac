"""Who is told of a referral: the desk, the person, and who introduced them, only as far as the consent goes."""

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.telling import tell
from members.models import Mandate, Member
from notices import actions as notices
from services.models import Referral

TO_REFERRER = ("REFERRAL_JOINED", "REFERRAL_GAVE")
TO_DESK = ("REFERRAL_NEW",)
AT_ONCE = 200  # of one sweep: the next takes the rest


def desk_path(referral: Referral) -> str:
    """Give the page where a coordinator looks after it."""
    return reverse("services:desk_referral", args=[referral.bank.slug, referral.pk])


def service_path(referral: Referral) -> str:
    """Give the page where the service reads what it may."""
    return reverse("services:referral", args=[referral.bank.slug, referral.service.slug, referral.pk])


def own_path(referral: Referral) -> str:
    """Give the page where a member who signs in sees and changes it."""
    return reverse("services:my_referral", args=[referral.bank.slug, referral.pk])


def tell_desk(referral: Referral, *, at: datetime.datetime) -> None:
    """Tell the coordinators that somebody was introduced; not whom: that is read at the desk."""
    words = {"service": referral.service.organisation.name}
    for coordinator in Member.objects.of(referral.bank).coordinating().select_related("bank"):
        tell(
            coordinator,
            kind="REFERRAL_NEW",
            subject=_("%(service)s has introduced somebody") % words,
            body=_("Look what they are good at and what they hope for, and make the welcome call."),
            path=desk_path(referral),
            at=at,
        )


def tell_person(referral: Referral, *, kind: str, subject: str, body: str, at: datetime.datetime) -> None:
    """Tell the person something of it, by the way they are reached. Its page is for who signs in."""
    person = referral.member.person
    signs_in = person is not None and person.email and referral.member.may_come_in and referral.member.belongs
    path = own_path(referral) if signs_in else ""
    tell(referral.member, kind=kind, subject=subject, body=body, path=path, at=at)


def untell_service(referral: Referral) -> None:
    """Take back what waits to be sent to who introduced them, and clear what was; in the caller's transaction."""
    bank, path = referral.bank.slug, service_path(referral)
    notices.withdraw(bank, path, kinds=TO_REFERRER)
    notices.erase_words_about(bank, [path], instead=_("About somebody you introduced"))


def note_looked_after(referral: Referral, *, by: Member, at: datetime.datetime) -> None:
    """Count that a coordinator did something about it, and send the others no more that somebody is new."""
    path, here = desk_path(referral), Member.objects.of(referral.bank)
    notices.note_acted(by.actor_key, [path], at=at)
    others = [each.actor_key for each in here.coordinating().exclude(pk=by.pk)]
    notices.withdraw(referral.bank.slug, path, kinds=TO_DESK, to=others)


def withdraw_from_desk(referral: Referral) -> None:
    """Send the desk no more that somebody is new, in the caller's transaction."""
    notices.withdraw(referral.bank.slug, desk_path(referral), kinds=TO_DESK)


def tell_progress(*, at: datetime.datetime) -> int:
    """Tell those who introduced somebody that they joined, or gave, where they may learn it. Answers how many.

    Joining and giving happen elsewhere, and may be undone there: what is told is read afresh here. Twice does no harm.
    """
    told = 0
    for pk in _untold():
        told += _tell_one(pk, at=at)
    return told


def _untold() -> list[int]:
    """Find those of which something may be told to somebody who still acts for the service."""
    listening = Mandate.objects.acting()
    found: Any = Referral.objects.consented().exclude(shares=Referral.Shares.NOTHING).with_progress()
    joined = found.filter(joined_told_at=None, joined_at__isnull=False)
    gave = found.filter(
        shares=Referral.Shares.STEPS, gift_told_at=None, first_gift_on__isnull=False, joined_at__isnull=False
    )
    heard = (joined | gave).filter(
        referred_by__in=listening.values("holder"), service__organisation__in=listening.values("member")
    )
    return list(heard.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _tell_one(pk: int, *, at: datetime.datetime) -> int:
    """Tell of one referral, read again under its lock: the consent may have ended since the sweep began."""
    if not Referral.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).exists():
        return 0
    found = Referral.objects.consented().with_progress()
    referral: Any = (
        found.select_related("bank", "service__organisation", "member", "referred_by__bank").filter(pk=pk).first()
    )
    if referral is None or not _still_acts(referral):
        return 0
    told = 0
    if referral.may_tell_joined and referral.joined_at and referral.joined_told_at is None:
        told += _tell_referrer(referral, kind="REFERRAL_JOINED", subject=_("%(name)s has joined"), at=at)
        referral.joined_told_at = at
    if referral.may_tell_steps and referral.joined_at and referral.first_gift_on and referral.gift_told_at is None:
        told += _tell_referrer(
            referral, kind="REFERRAL_GAVE", subject=_("%(name)s has given for the first time"), at=at
        )
        referral.gift_told_at = at
    referral.save(update_fields=["joined_told_at", "gift_told_at"])
    return told


def _still_acts(referral: Referral) -> bool:
    party = (referral.referred_by_id, referral.service.organisation_id)
    return Mandate.objects.acting().of_party(*party).exists()


def _tell_referrer(referral: Referral, *, kind: str, subject: str, at: datetime.datetime) -> int:
    words = {"name": referral.name, "service": referral.service.organisation.name}
    tell(
        referral.referred_by,
        kind=kind,
        subject=subject % words,
        body=_("You introduced them for %(service)s, and they let you know.") % words,
        path=service_path(referral),
        at=at,
    )
    return 1
