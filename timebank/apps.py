"""The wiring as an app: template tags, commands that touch every room, the demo bank."""

from django.apps import AppConfig
from django.conf import settings

from timebank.celery import app
from timebank.lib.catalogues import leave_out_empty_catalogues


class TimebankConfig(AppConfig):
    """Wires the rooms together."""

    name = "timebank"

    def ready(self) -> None:
        """Let pages start jobs too: a process that knows no app of ours would look for a broker elsewhere.

        Sentences are looked for only where there are any.
        """
        app.set_default()
        leave_out_empty_catalogues(settings.LANGUAGE_CODE)
