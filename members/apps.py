"""The members app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Members."""

    name = "members"
