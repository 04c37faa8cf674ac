"""The services app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Public services: their programmes, referrals, sessions, assets, and what they measure."""

    name = "services"
