"""What insight keeps for itself: the last proofs of each bank's ledger, the letters of its months, made reports."""

import datetime
import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Member

REPORT_KEPT = datetime.timedelta(days=7)
MAKING_LAPSES = datetime.timedelta(minutes=10)  # a worker that says nothing for so long has been killed


class ProofQuerySet(models.QuerySet["Proof"]):
    """All reads of proofs."""

    def latest_of(self, bank: Bank) -> "Proof | None":
        """The last proof of a bank's ledger, if there has been one."""
        return self.filter(bank=bank).select_related("bank").order_by("-pk").first()

    def latest_of_everything(self, bank: Bank) -> "Proof | None":
        """The last proof of a bank's whole ledger: those of what is new build on it."""
        found = self.filter(bank=bank, scope=Proof.Scope.EVERYTHING)
        return found.select_related("bank").order_by("-pk").first()


class Proof(models.Model):
    """One proof of one bank's ledger: when, how much was looked at, what was wrong. Never changed."""

    class Scope(models.TextChoices):
        """How far back a proof goes."""

        EVERYTHING = "EVERYTHING", _("everything")
        NEW = "NEW", _("what came after the proof before")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("proved at"))
    scope = models.CharField(_("how much was proved"), max_length=10, choices=Scope, default=Scope.EVERYTHING)
    is_whole = models.BooleanField(_("every hour is accounted for"))
    transfers_count = models.PositiveBigIntegerField(_("transfers"))
    entries_count = models.PositiveBigIntegerField(_("entries"))
    holds_count = models.PositiveBigIntegerField(_("holds"), default=0)
    seals_count = models.PositiveIntegerField(_("seals"), default=0)
    seal_number = models.PositiveIntegerField(_("last seal when it began"), null=True)
    seal_hash = models.CharField(_("hash of that seal"), max_length=64, blank=True)
    faults_count = models.PositiveIntegerField(_("faults"))
    faults = models.JSONField(_("the first faults"), default=list)
    warnings = models.JSONField(_("what is not wrong but unwise"), default=list)
    milliseconds = models.PositiveBigIntegerField(_("took milliseconds"))

    objects: ClassVar[ProofQuerySet] = ProofQuerySet.as_manager()  # type: ignore[assignment]  # the plugin's manager

    class Meta:
        verbose_name = _("proof of the ledger")
        verbose_name_plural = _("proofs of the ledger")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_whole=True, faults_count=0) | models.Q(is_whole=False, faults_count__gt=0),
                name="proof_whole_without_faults",
            )
        ]
        indexes = [models.Index(fields=["bank", "-id"], name="proof_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class MonthLetter(models.Model):
    """What admins and auditors were told when a month was over: its figures, and the seal they keep. Never changed."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    month_on = models.DateField(_("first day of the month"))
    at = models.DateTimeField(_("told at"))
    given_minutes = models.BigIntegerField(_("given in exchanges, in minutes"))
    transfers_count = models.PositiveBigIntegerField(_("transfers"))
    balances_minutes = models.BigIntegerField(_("all balances together, in minutes"))
    seal_number = models.PositiveIntegerField(_("last seal"))
    seal_hash = models.CharField(_("hash of that seal"), max_length=64)

    class Meta:
        verbose_name = _("letter of a month")
        verbose_name_plural = _("letters of months")
        constraints = [models.UniqueConstraint(fields=["bank", "month_on"], name="month_letter_once")]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m}"


class KeptReportQuerySet(models.QuerySet["KeptReport"]):
    """All reads of kept reports."""

    def of(self, member: Member) -> "KeptReportQuerySet":
        """Those that a member asked for: nobody else may see them."""
        return self.filter(member=member)

    def kept(self, at: datetime.datetime) -> "KeptReportQuerySet":
        """Those that are still kept."""
        return self.filter(expires_at__gt=at)

    def expired(self, at: datetime.datetime) -> "KeptReportQuerySet":
        """Those that have been kept long enough."""
        return self.filter(expires_at__lte=at)

    def unfinished(self) -> "KeptReportQuerySet":
        """Those that wait or are being made."""
        return self.filter(state__in=[KeptReport.State.WAITING, KeptReport.State.MAKING])

    def due(self, at: datetime.datetime) -> "KeptReportQuerySet":
        """Those to be made now: they wait, or their worker was killed."""
        lapsed = models.Q(state=KeptReport.State.MAKING, seen_at__lte=at - MAKING_LAPSES)
        return self.filter(models.Q(state=KeptReport.State.WAITING) | lapsed).order_by("pk")

    def newest_first(self) -> "KeptReportQuerySet":
        """In the order lists show them."""
        return self.order_by("-pk")


class KeptReport(models.Model):
    """A long report that a worker makes as a file, for the one who asked alone."""

    class Format(models.TextChoices):
        """Which file it becomes."""

        CSV = "CSV", _("CSV file")
        XLSX = "XLSX", _("Excel file")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "WAITING", _("waiting for its turn")
        MAKING = "MAKING", _("being made")
        READY = "READY", _("ready")
        FAILED = "FAILED", _("could not be made")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(_("key"), default=uuid.uuid4)  # made when the form is drawn
    name = models.CharField(_("name of the report"), max_length=40)
    choices = models.JSONField(_("what was asked"))
    file_format = models.CharField(_("form of the file"), max_length=4, choices=Format)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    rows_count = models.PositiveBigIntegerField(_("rows to read"))
    rows_done = models.PositiveBigIntegerField(_("rows read"), default=0)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    asked_at = models.DateTimeField(_("asked at"))
    seen_at = models.DateTimeField(_("last seen at work"), null=True)
    made_at = models.DateTimeField(_("made at"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    objects: ClassVar[KeptReportQuerySet] = KeptReportQuerySet.as_manager()  # type: ignore[assignment]  # the plugin's manager

    class Meta:
        verbose_name = _("kept report")
        verbose_name_plural = _("kept reports")
        constraints = [
            models.UniqueConstraint(fields=["member", "key"], name="kept_report_asked_once"),
            models.CheckConstraint(
                condition=models.Q(state="READY", made_at__isnull=False)
                | ~models.Q(state="READY") & models.Q(made_at=None),
                name="kept_report_ready_is_made",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="kept_report_of_member"),
            models.Index(fields=["id"], condition=models.Q(state__in=["WAITING", "MAKING"]), name="kept_report_due"),
            models.Index(fields=["expires_at"], name="kept_report_expires"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where its file is: in a folder that holds nothing else."""
        return report_folder() / f"{self.pk}-{self.key}.{self.ending}"

    @property
    def ending(self) -> str:
        """How its file's name ends."""
        return self.file_format.lower()

    @property
    def is_ready(self) -> bool:
        """Whether there is a file."""
        return self.state == self.State.READY

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still waits for it."""
        return self.state in (self.State.WAITING, self.State.MAKING)


def report_folder() -> Path:
    """Name the folder of all kept reports."""
    return Path(settings.VAR) / "reports"
