"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "notices"
