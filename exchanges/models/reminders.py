"""What people were reminded of, so that nobody is told twice."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import Bank

KEPT = datetime.timedelta(days=400)
LOOKED_KEPT = datetime.timedelta(days=2)
LOOKED = " LOOKED"  # after a rule's name: it looked at a row that day and had nothing to say


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """All reads of what was said."""

    def by(self, rule: str) -> "ReminderQuerySet":
        """Those of one rule."""
        return self.filter(rule=rule)

    def about_row(self, rule: str, since: datetime.datetime) -> "ReminderQuerySet":
        """Those of one rule about the row of the query around it, from a moment on."""
        return self.filter(rule=rule, about=OuterRef("pk"), said_at__gt=since)

    def forgettable(self, at: datetime.datetime) -> "ReminderQuerySet":
        """What no rule asks for any more."""
        return self.filter(Q(said_at__lt=at - KEPT) | Q(rule__endswith=LOOKED, said_at__lt=at - LOOKED_KEPT))

    def forget(self, about: int, *rules: str) -> None:
        """Let these rules speak of a row anew: what was withdrawn counts as not said.

        Whom it reached is not told again: notices are kept by rule, row and occasion, too.
        """
        self.filter(rule__in=rules, about=about).delete()


class Reminder(models.Model):
    """One rule has spoken about one row on one occasion: in a day's plan, of an end, after so many days.

    `about` is the id of an exchange, a listing, an event, a check or a member, as the rule says.
    """

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=30)
    about = models.BigIntegerField()
    occasion = models.CharField(max_length=60)
    said_at = models.DateTimeField()

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["rule", "about", "occasion"], name="reminder_said_once")]
        indexes = [models.Index(fields=["said_at"], name="reminder_oldest")]

    def __str__(self) -> str:
        return f"{self.rule} {self.about}"


def not_yet_said(rows: "QuerySet[Any]", rule: str) -> "QuerySet[Any]":
    """Leave out the rows, each with its `occasion`, about which a rule has spoken on that occasion."""
    said = Reminder.objects.by(rule).filter(about=OuterRef("pk"), occasion=OuterRef("occasion"))
    return rows.filter(~Exists(said))


def not_looked_at(rows: "QuerySet[Any]", rule: str, day: datetime.date) -> "QuerySet[Any]":
    """Leave out the rows of which a rule had nothing to say on that day already."""
    looked = Reminder.objects.by(rule + LOOKED).filter(about=OuterRef("pk"), occasion=str(day))
    return rows.filter(~Exists(looked))
