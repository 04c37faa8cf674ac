"""What people were reminded of, so that nobody is told twice and what is no longer of use is not sent."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Bank

KEPT = datetime.timedelta(days=400)


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """All reads of what was said."""

    def by(self, rule: str) -> "ReminderQuerySet":
        """Those of one rule."""
        return self.filter(rule=rule)

    def about_row(self, rule: str, since: datetime.datetime) -> "ReminderQuerySet":
        """Those of one rule about the row of the query around it, from a moment on."""
        return self.filter(rule=rule, about=OuterRef("pk"), said_at__gt=since)

    def moot(self, at: datetime.datetime) -> "ReminderQuerySet":
        """Those that are of no use any more, as far as nobody has seen to it yet."""
        return self.filter(moot_at__lte=at).order_by("moot_at", "pk")


class Reminder(models.Model):
    """One rule has spoken about one row on one occasion: in a day's plan, of an end, after so many days.

    `about` is the id of an exchange, a listing, an event, a check or a member, as the rule says.
    """

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=30)
    about = models.BigIntegerField()
    occasion = models.CharField(max_length=60)
    said_at = models.DateTimeField()
    path = models.CharField(max_length=300)
    moot_at = models.DateTimeField(null=True)  # set exactly while what is still unsent then is to be taken back

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["rule", "about", "occasion"], name="reminder_said_once")]
        indexes = [
            models.Index(fields=["said_at"], name="reminder_oldest"),
            models.Index(fields=["moot_at"], condition=Q(moot_at__isnull=False), name="reminder_moot"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.about}"


def not_yet_said(rows: "QuerySet[Any]", rule: str) -> "QuerySet[Any]":
    """Leave out the rows, each with its `occasion`, about which a rule has spoken on that occasion."""
    said = Reminder.objects.by(rule).filter(about=OuterRef("pk"), occasion=OuterRef("occasion"))
    return rows.filter(~Exists(said))
