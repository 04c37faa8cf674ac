"""Who takes part in a programme, from when to when, and which roles they fill."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from services.models.programmes import Programme, ProgrammeRole


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """All reads of who takes part."""

    def current(self, on: datetime.date) -> "ParticipationQuerySet":
        """Those that run on a day."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on), joined_on__lte=on)

    def served(self) -> "ParticipationQuerySet":
        """Those of the people whom the programme serves, whatever else they do in it."""
        return self.filter(is_served=True)

    def no_secret(self) -> "ParticipationQuerySet":
        """Those of which others may learn, also who acts for the member: none in a confidential programme."""
        return self.filter(programme__is_confidential=False)


class Participation(models.Model):
    """One member in one programme. `is_served`: the programme is for them; they may fill roles all the same.

    `served_from`: since when, where they only helped before; nothing where it was for them from the day they joined.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="participations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="participations")
    is_served = models.BooleanField(_("the programme is for them"))
    served_from = models.DateField(null=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("part in a programme")
        verbose_name_plural = _("parts in programmes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "member"], condition=Q(left_on=None), name="participation_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="participation_left_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.joined_on:%Y-%m-%d}"


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    """All reads of who fills which role."""

    def current(self, on: datetime.date) -> "RoleHoldingQuerySet":
        """Those that run on a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), began_on__lte=on)


class RoleHolding(models.Model):
    """That somebody fills a role of the programme in which they take part."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="roles")
    role = models.ForeignKey(ProgrammeRole, on_delete=models.PROTECT, related_name="holdings")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    objects: ClassVar[Any] = RoleHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("role that somebody fills")
        verbose_name_plural = _("roles that people fill")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "role"], condition=Q(ended_on=None), name="roleholding_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.began_on:%Y-%m-%d}"


class PartWishQuerySet(models.QuerySet["PartWish"]):
    """All reads of who would like to take part."""

    def waiting(self) -> "PartWishQuerySet":
        """Those that nobody has answered yet, longest first."""
        return self.filter(answered_at=None).order_by("wished_at", "pk")


class PartWish(models.Model):
    """That a member would like to take part, and what the service said.

    With a role, they would like to fill it; without one they say that the programme is for them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="wishes")
    role = models.ForeignKey(ProgrammeRole, on_delete=models.PROTECT, null=True, related_name="wishes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    wished_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    is_yes = models.BooleanField(null=True)  # None also where they took it back

    objects: ClassVar[Any] = PartWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to take part")
        verbose_name_plural = _("wishes to take part")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "member"], condition=Q(answered_at=None), name="partwish_role_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["programme", "member"],
                condition=Q(answered_at=None, role=None),
                name="partwish_for_oneself_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(is_yes=None), name="partwish_answered_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wished_at:%Y-%m-%d}"
