"""The wiring as an app: template tags, commands that touch every room, the demo bank."""

from django.apps import AppConfig

from timebank.celery import app


class TimebankConfig(AppConfig):
    """Wires the rooms together."""

    name = "timebank"

    def ready(self) -> None:
        """Let pages start jobs too: a process that knows no app of ours would look for a broker elsewhere."""
        app.set_default()
