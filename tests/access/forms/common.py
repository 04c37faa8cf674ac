"""What many forms are filled in with."""

import datetime

from django.utils import timezone

from tests.access.scene import Scene

REASON = {"reason": "It rained all day."}


def day_of(scene: Scene, *, later: int = 0) -> str:
    """Write the bank's day, or one some days later, as a form takes it."""
    return (scene.bank.day(timezone.now()) + datetime.timedelta(days=later)).isoformat()
