"""How django-allauth works here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from timebank.demo.sign_ins import DOMAIN


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people join a time bank, and a coordinator lets them in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address and password don't go together. Check both and try again."),
        "too_many_login_attempts": _("That was tried many times. Wait a few minutes, then try again."),
        "enter_current_password": _("Write the password you have now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: joining starts at a bank's page."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Turn away the demo bank's people once the demo is over: everybody knows their password."""
        person = super().authenticate(request, **credentials)
        is_made_up = person is not None and str(getattr(person, "email", "")).endswith(DOMAIN)
        return None if is_made_up and not settings.DEMO else person
