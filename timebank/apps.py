"""The wiring as an app: template tags, commands that touch every room, the demo bank."""

from django.apps import AppConfig


class TimebankConfig(AppConfig):
    """Wires the rooms together."""

    name = "timebank"
