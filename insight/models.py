"""What insight keeps for itself: the last proofs of each bank's ledger, and the letters of its months."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Bank


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
