"""The private link by which somebody who wants to join reads where they stand, without signing in."""

import datetime

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from members.models import Member

KEPT_AFTER_JOINING = datetime.timedelta(days=30)
_signer = Signer(salt="members.standing")


def standing_key(applicant: Member) -> str:
    """Make the part of the link that nobody can guess. It holds for this application: another one has another link."""
    return _signer.sign(f"{applicant.pk}-{int(applicant.applied_at.timestamp())}")


def standing_path(applicant: Member) -> str:
    """Give the page where they read how they stand."""
    return reverse("members:standing", args=[applicant.bank.slug, standing_key(applicant)])


def applicant_of(key: str) -> tuple[int, int] | None:
    """Read a link: whose it is, and the second they applied. None where it was not made by us."""
    try:
        pk, _dash, second = _signer.unsign(key).partition("-")
    except BadSignature:
        return None
    return int(pk), int(second)
