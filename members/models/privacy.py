"""What is erased, and how long each kind of data is kept."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class Erasure(models.Model):
    """That a membership, and with its last one the person, was erased. Holds no word about them.

    `person_key` is that of who signed in with it; where they live on elsewhere the membership has nobody's now.
    """

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="erasure")
    person_key = models.UUIDField(null=True)  # None for an organisation
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: a rule of keeping

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class Retention(models.Model):
    """How many months a bank keeps one kind of data."""

    class Kind(models.TextChoices):
        DECLINED = "DECLINED", _("applications that were not accepted")
        WAITING = "WAITING", _("applications nobody went on with")
        LEFT = "LEFT", _("details of members who left")
        NOTICES = "NOTICES", _("notices that were read or passed on")
        LETTERS = "LETTERS", _("messages between members")
        NOTES = "NOTES", _("coordinators' notes")
        CHECKS = "CHECKS", _("checks that no longer count")
        CONCERNS = "CONCERNS", _("closed concerns")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="retentions")
    kind = models.CharField(max_length=8, choices=Kind)
    months = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("rule of keeping")
        verbose_name_plural = _("rules of keeping")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "kind"], name="retention_kind_once"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=240), name="retention_months_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.months}"


# What a new bank begins with, in months. Admins change it.
MONTHS_AT_FIRST = {
    Retention.Kind.DECLINED: 6,
    Retention.Kind.WAITING: 12,
    Retention.Kind.LEFT: 24,
    Retention.Kind.NOTICES: 12,
    Retention.Kind.LETTERS: 24,
    Retention.Kind.NOTES: 36,
    Retention.Kind.CHECKS: 12,
    Retention.Kind.CONCERNS: 84,
}


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    """All reads of runs of the rules of keeping."""

    def waiting(self) -> "RetentionRunQuerySet":
        """Those that are still to come: neither done nor stopped."""
        return self.filter(done_at=None, stopped_by=None)


class RetentionRun(models.Model):
    """What will be erased on a day, said in advance, and what then was.

    `counts` goes by kind: how many, and from before which moment, so that a rule that was made stricter meanwhile takes
    nothing that nobody was told of. `done_counts` goes by kind too, and grows while the run is at work.
    """

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="retention_runs")
    planned_at = models.DateTimeField()
    due_on = models.DateField()
    counts = models.JSONField()
    stopped_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_counts = models.JSONField(null=True)

    objects: ClassVar[Any] = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of the rules of keeping")
        verbose_name_plural = _("runs of the rules of keeping")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank"], condition=Q(done_at=None, stopped_by=None), name="retentionrun_one_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}"
