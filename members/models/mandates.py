"""Who may act for another member: supporters, guardians of somebody under 18, delegates of organisations."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.consents import Consent
from members.models.members import Member


class MandateQuerySet(models.QuerySet["Mandate"]):
    """All reads of mandates."""

    def live(self) -> "MandateQuerySet":
        """Those that nobody has ended, held by somebody who belongs to the bank."""
        return self.filter(ended_at=None, holder__state=Member.State.APPROVED)

    def acting(self) -> "MandateQuerySet":
        """Those with which their holder may act now: for a member who belongs, too."""
        return self.live().filter(member__state=Member.State.APPROVED)

    def of_party(self, holder_pk: int, *member_pks: int) -> "MandateQuerySet":
        """Those that one holder has for any of these members."""
        return self.filter(holder=holder_pk, member__in=member_pks)


class Mandate(models.Model):
    """One member's right to act for another in the same bank. Ended, never deleted."""

    class Kind(models.TextChoices):
        SUPPORTER = "SUPPORTER", _("supporter")  # family or carer, by the member's recorded consent
        GUARDIAN = "GUARDIAN", _("guardian")  # of somebody under 18; is told of each plan
        MANAGER = "MANAGER", _("manager")  # an organisation's delegate who also keeps its page
        RECORDER = "RECORDER", _("recorder")  # an organisation's delegate who logs and confirms

    OF_ORGANISATIONS = (Kind.MANAGER, Kind.RECORDER)

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="mandates")
    holder = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="held_mandates")
    kind = models.CharField(max_length=9, choices=Kind)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("who they are to them"), max_length=100, blank=True)
    began_at = models.DateTimeField()
    named_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "holder"], condition=Q(ended_at=None), name="mandate_live_once"),
            models.CheckConstraint(condition=~Q(member=models.F("holder")), name="mandate_for_somebody_else"),
            models.CheckConstraint(
                condition=Q(kind__in=["MANAGER", "RECORDER"]) | Q(consent__isnull=False), name="mandate_by_consent"
            ),
        ]
        indexes = [models.Index(fields=["holder"], condition=Q(ended_at=None), name="mandate_of_holder")]

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at:%Y-%m-%d}"
