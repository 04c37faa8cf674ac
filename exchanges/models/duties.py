"""Who is at the desk now."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Member, Role


class DutyQuerySet(models.QuerySet["Duty"]):
    """All reads of who is at the desk."""

    def now(self, bank: Bank, at: datetime.datetime) -> "DutyQuerySet":
        """Those of coordinators who are there now, who stays longest first."""
        theirs = self.filter(member__bank=bank, until_at__gt=at, member__state=Member.State.APPROVED)
        on_duty = theirs.filter(member__roles__contains=[Role.COORDINATOR])
        return on_duty.select_related("member").order_by("-until_at", "pk")


class Duty(models.Model):
    """Until when a coordinator is at the desk: one row each, written anew every time."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(condition=models.Q(until_at__gte=models.F("since_at")), name="duty_ends_after")
        ]

    def __str__(self) -> str:
        return f"{self.until_at:%Y-%m-%d %H:%M}"
