"""What insight keeps for itself: the last proofs of each bank's ledger."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Bank


class ProofQuerySet(models.QuerySet["Proof"]):
    """All reads of proofs."""

    def latest_of(self, bank: Bank) -> "Proof | None":
        """The last proof of a bank's ledger, if there has been one."""
        return self.filter(bank=bank).order_by("-pk").first()


class Proof(models.Model):
    """One proof of one bank's ledger: when, how much was looked at, what was wrong. Never changed."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("proved at"))
    is_whole = models.BooleanField(_("every hour is accounted for"))
    transfers_count = models.PositiveBigIntegerField(_("transfers"))
    entries_count = models.PositiveBigIntegerField(_("entries"))
    faults_count = models.PositiveIntegerField(_("faults"))
    faults = models.JSONField(_("the first faults"), default=list)
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
