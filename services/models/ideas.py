"""What staff would do with the people they serve, if they had time: drafts of roles for a coordinator to look at."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Member
from services.models.programmes import ProgrammeRole
from services.models.services import Service


class RoleIdeaQuerySet(models.QuerySet["RoleIdea"]):
    """All reads of ideas."""

    def of(self, bank: Bank) -> "RoleIdeaQuerySet":
        """Those of the services of one bank, with what a page shows of them."""
        found = self.filter(service__bank=bank)
        return found.select_related("service__organisation", "by", "role__programme")

    def waiting(self) -> "RoleIdeaQuerySet":
        """Those that nobody has looked at yet, the oldest first."""
        return self.filter(state=RoleIdea.State.WAITING).order_by("pk")


class RoleIdea(models.Model):
    """One answer to 'what would you do if you had time?': found at King's College Hospital to find roles by."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits for a coordinator")
        ACCEPTED = "ACCEPTED", _("became a role")
        DECLINED = "DECLINED", _("not this time")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="ideas")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="role_ideas")
    what = models.TextField(_("what they would do"), max_length=500)
    who = models.CharField(_("who of the people served could do it"), max_length=300)
    weekly_minutes = models.PositiveIntegerField(_("time each week"), default=0)
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why not"), max_length=500, blank=True)
    role = models.OneToOneField(ProgrammeRole, on_delete=models.PROTECT, null=True, related_name="idea")

    objects: ClassVar[Any] = RoleIdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea for a role")
        verbose_name_plural = _("ideas for roles")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="WAITING", decided_at=None, decided_by=None)
                | ~Q(state="WAITING") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="roleidea_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="ACCEPTED", role__isnull=False) | ~Q(state="ACCEPTED") & Q(role=None),
                name="roleidea_accepted_is_role",
            ),
        ]
        indexes = [models.Index(fields=["service", "id"], condition=Q(state="WAITING"), name="roleidea_waiting")]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d}"
