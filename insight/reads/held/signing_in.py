"""What is held on how somebody signs in: for themselves alone, whichever time banks they belong to."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, streamed
from members.models import EmailChange

METHODS = {
    "totp": _("codes of an app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery codes"),
}


def _methods(whose: Whose) -> Iterator[Row]:
    person = whose.person
    if person is None:
        return
    if person.email:
        yield {"method": str(_("e-mail address")), "detail": person.email, "since": person.created_at}
    if person.has_usable_password():
        yield {"method": str(_("password, which we cannot read")), "detail": "", "since": None}
    for address in streamed(EmailAddress.objects.filter(user=person).order_by("pk")):
        yield {"method": str(_("e-mail address")), "detail": address.email, "since": None}
    for authenticator in streamed(Authenticator.objects.filter(user=person).order_by("pk")):
        words = METHODS.get(authenticator.type, authenticator.type)
        yield {"method": str(words), "detail": "", "since": authenticator.created_at}


def _sessions(whose: Whose) -> Iterator[Row]:
    for session in streamed(UserSession.objects.filter(user=whose.person).order_by("-pk")) if whose.person else ():
        yield {
            "since": session.created_at,
            "last_seen": session.last_seen_at,
            "address": session.ip,
            "browser": session.user_agent,
        }


def _email_changes(whose: Whose) -> Iterator[Row]:
    for change in streamed(EmailChange.objects.filter(person=whose.person).order_by("-pk")) if whose.person else ():
        yield {
            "new_email": change.new_email,
            "asked_at": change.asked_at,
            "old_confirmed_at": change.old_confirmed_at,
            "new_confirmed_at": change.new_confirmed_at,
            "ended_at": change.ended_at,
        }


GROUPS = (
    Group(
        "sign_in",
        _("How you sign in"),
        _("Passwords and codes are kept in a form that nobody can read."),
        {"method": _("With"), "detail": _("Which"), "since": _("Since")},
        _methods,
        ("account.EmailAddress.user", "mfa.Authenticator.user"),
    ),
    Group(
        "sessions",
        _("Where you are signed in"),
        _("The browsers you signed in with."),
        {
            "since": _("Since"),
            "last_seen": _("Last seen"),
            "address": _("Network address"),
            "browser": _("Browser"),
        },
        _sessions,
        ("usersessions.UserSession.user",),
    ),
    Group(
        "email_changes",
        _("Changes of your e-mail address"),
        _("Those you asked for."),
        {
            "new_email": _("New address"),
            "asked_at": _("Asked"),
            "old_confirmed_at": _("Old address said yes"),
            "new_confirmed_at": _("New address said yes"),
            "ended_at": _("Ended"),
        },
        _email_changes,
        ("members.EmailChange.person",),
    ),
)
