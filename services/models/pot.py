"""Hours that are put into a sponsor's pot: who gave them, and who says yes where the shared pot is asked."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.models import LONGEST_MINUTES, SHORTEST_MINUTES
from members.models import Bank, Member
from services.models.services import Service


class PotGiftQuerySet(models.QuerySet["PotGift"]):
    """All reads of hours put into sponsors' pots."""

    def of(self, bank: Bank) -> "PotGiftQuerySet":
        """Those of the services of one bank, with what a page shows of them."""
        return self.filter(service__bank=bank).select_related("service__organisation", "giver", "asked_by")

    def waiting(self) -> "PotGiftQuerySet":
        """Those that the shared pot was asked for and nobody has answered, the oldest first."""
        return self.filter(state=PotGift.State.ASKED).order_by("pk")


class PotGift(models.Model):
    """Hours for a sponsor's pot: of the service's own account, of a member as a gift, or asked of the shared pot.

    Whoever gives is `giver`; of the shared pot nobody does, and a coordinator who did not ask says yes or no.
    """

    class Source(models.TextChoices):
        SERVICE = "SERVICE", _("the service's own account")
        MEMBER = "MEMBER", _("a member, as a gift")
        SHARED = "SHARED", _("the shared pot")

    class State(models.TextChoices):
        ASKED = "ASKED", _("waits for a coordinator")
        GIVEN = "GIVEN", _("in the pot")
        DECLINED = "DECLINED", _("not this time")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made when the form is drawn
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="pot_gifts")
    source = models.CharField(max_length=7, choices=Source)
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="pot_gifts")
    minutes = models.PositiveIntegerField()
    words = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why not"), max_length=500, blank=True)
    transfer = models.ForeignKey("ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = PotGiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours for a sponsor's pot")
        verbose_name_plural = _("hours for sponsors' pots")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES), name="potgift_minutes_sane"
            ),
            models.CheckConstraint(
                condition=Q(source="SHARED", giver=None) | ~Q(source="SHARED") & Q(giver__isnull=False),
                name="potgift_given_by_somebody",
            ),
            models.CheckConstraint(condition=Q(source="SHARED") | Q(state="GIVEN"), name="potgift_only_shared_waits"),
        ]
        indexes = [
            models.Index(fields=["service", "-id"], name="potgift_newest"),
            models.Index(fields=["service", "id"], condition=Q(state="ASKED"), name="potgift_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"
