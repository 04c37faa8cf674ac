"""How django-allauth works here: who signs in and how, the second step, and the letters about both."""

import base64
import hashlib
import logging
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as asked
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from members.actions.addresses import person_with
from members.actions.letters import Words, write_about_signing_in
from members.actions.sessions import sign_out_everywhere
from members.models import Person
from timebank.demo.sign_ins import DOMAIN
from timebank.devices import device_in_words

logger = logging.getLogger(__name__)

KNOWN_BROWSERS = "signed_in_before"  # the cookie by which we know a browser again
KNOWN_FOR_SECONDS = 60 * 60 * 24 * 365
MOST_PEOPLE_OF_ONE_BROWSER = 8
INCORRECT_CODE = gettext_lazy("That is not the code. Look again, or wait for the next one.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people join a time bank, and a coordinator lets them in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address and password don't go together. Check both and try again."),
        "too_many_login_attempts": _("That was tried many times. Wait a few minutes, then try again."),
        "enter_current_password": _("Write the password you have now."),
        "incorrect_password": _("That is not your password. Try again."),
        "incorrect_code": INCORRECT_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: joining starts at a bank's page."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Turn away the demo bank's people once the demo is over: everybody knows their password."""
        person = super().authenticate(request, **credentials)
        is_made_up = person is not None and str(getattr(person, "email", "")).endswith(DOMAIN)
        return None if is_made_up and not settings.DEMO else person

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter about signing in into the outbox: no mail server keeps the page waiting for a known address.

        It stands in no list of notices, for a code or a link in it opens the door.
        """
        person = person_with(email)
        if person is None:
            return
        words = {"name": person.name, **context}
        link = context.get("password_reset_url", "")
        letter = Words(
            kind="SIGN_IN",
            subject=render_to_string(f"{template_prefix}_subject.txt", words),
            body=render_to_string(f"{template_prefix}_message.txt", words).strip(),
            path=urlsplit(link).path,
        )
        write_about_signing_in(person, letter, at=timezone.now())

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse | None:
        """Turn away who began at an address that is theirs no longer, such as with a code of before."""
        if details.get("email") and person_with(details["email"]) != user:
            clear_login(request)
            messages.error(request, _("That code no longer works. Begin again."))
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **details)
        return response

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign somebody in, and remember whether they ever were before."""
        request.is_first_time = user.last_login is None  # type: ignore[attr-defined]  # read by post_login
        super().login(request, user)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep a new password, and sign them out everywhere else."""
        super().set_password(user, password)
        request = asked.request
        sign_out_everywhere(cast(Person, user), but=request.session.session_key if request else None)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        """Tell them by letter where the browser is one that has not signed in as them before."""
        response = super().post_login(request, user, **details)
        person, mark = cast(Person, user), _mark_of(user)
        known = _people_of_browser(request)
        if mark not in known and not getattr(request, "is_first_time", False):
            _tell_of_new_browser(request, person)
        response.set_cookie(
            KNOWN_BROWSERS,
            signing.dumps([mark, *(other for other in known if other != mark)][:MOST_PEOPLE_OF_ONE_BROWSER]),
            max_age=KNOWN_FOR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


class SecondStepAdapter(DefaultMFAAdapter):
    """The second step: its secrets are kept encrypted, with a key made from SECRET_KEY."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": INCORRECT_CODE}

    def encrypt(self, text: str) -> str:
        """Hide a secret from who reads the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret. Under another SECRET_KEY it is lost: a new one takes its place, which no code fits."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.warning("A second step cannot be read: SECRET_KEY is not the one it was set up under")
            return generate_totp_secret()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 theirs
        """Call a passkey by a number until its owner gives it a name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}


def _cipher() -> Fernet:
    key = hashlib.sha256(b"timebank second step" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _mark_of(user: AbstractBaseUser) -> str:
    """Give what a browser remembers of somebody: it tells nobody who they are."""
    return salted_hmac("timebank.known-browser", str(user.pk)).hexdigest()[:16]


def _people_of_browser(request: HttpRequest) -> list[str]:
    try:
        known = signing.loads(request.COOKIES.get(KNOWN_BROWSERS, ""), max_age=KNOWN_FOR_SECONDS)
    except signing.BadSignature:
        return []
    return list(known)


def _tell_of_new_browser(request: HttpRequest, person: Person) -> None:
    words = {"device": device_in_words(request.META.get("HTTP_USER_AGENT", ""))}
    letter = Words(
        kind="SIGN_IN",
        subject=gettext("You signed in on a device we did not know"),
        body=gettext(
            "Somebody has just signed in as you, with %(device)s. Was it you? Then do nothing.\n\n"
            "Was it not you? Open the page below, sign out everywhere else, and choose a new password."
        )
        % words,
        path=reverse("sessions"),
    )
    write_about_signing_in(person, letter, at=timezone.now())
