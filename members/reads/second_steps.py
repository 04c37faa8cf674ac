"""Whether somebody has shown a second step, and whether they could."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from members.models import Member, Person

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(person: Person) -> bool:
    """Whether a person has set up an app or a passkey."""
    return Authenticator.objects.filter(user=person, type__in=SECOND_STEPS).exists()


def awaits_second_step(request: HttpRequest, member: Member) -> bool:
    """Whether a member's roles do not count: their bank asks for a second step, and this session has shown none.

    One that was shown and then removed counts no longer.
    """
    if not member.roles or not member.bank.asks_second_factor:
        return False
    shown = any(record.get("method") == "mfa" for record in get_authentication_records(request, member.person))
    return not (shown and member.person is not None and has_second_step(member.person))
