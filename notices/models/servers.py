"""The servers that take what we send: which of them is left alone just now, because it did not answer."""

from datetime import datetime, timedelta

from django.db import models

# What has waited this long for a server that was silent all the time is given up, as if it had been tried till then.
LONGEST_SILENCE = timedelta(days=1)


class SilentServerQuerySet(models.QuerySet["SilentServer"]):
    """All reading of servers that are silent."""

    def resting(self, at: datetime) -> "SilentServerQuerySet":
        """Those that are left alone at a moment."""
        return self.filter(rests_until__gt=at)


class SilentServer(models.Model):
    """A mail server or a gateway that did not answer, or took nothing from us, since it last did."""

    delivery = models.CharField(max_length=12, unique=True)  # by which way what we send goes through it
    silent_since = models.DateTimeField()
    times = models.PositiveSmallIntegerField(default=0)  # how often it was left alone for longer than before
    rests_until = models.DateTimeField()

    objects = SilentServerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.delivery
