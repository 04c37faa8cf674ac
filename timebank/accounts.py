"""How django-allauth works here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: people join a time bank, and a coordinator lets them in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: joining starts at a bank's page."""
        return False
