"""The exchanges app."""

from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    """Exchanges."""

    name = "exchanges"
