"""The ledger app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The hour ledger."""

    name = "ledger"
