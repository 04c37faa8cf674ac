"""Programmes: what a service runs with the time bank, and the roles that people fill in it."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models import CheckKind, Member
from services.models.programme_pack import BY_CODE, Words
from services.models.services import Service


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """All reads of programmes."""

    def open(self) -> "ProgrammeQuerySet":
        """Those that run now."""
        return self.filter(state=Programme.State.OPEN)

    def ran_between(self, first_on: datetime.date, last_on: datetime.date) -> "ProgrammeQuerySet":
        """Those that ran on some of these days."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=first_on), opened_on__lte=last_on)

    def shown(self) -> "ProgrammeQuerySet":
        """Those that anybody who reads the service may read: they run, or ran."""
        return self.exclude(state=Programme.State.DRAFT)


class Programme(models.Model):
    """What a service runs with the time bank: its aim, whom it serves, and how those it serves give back.

    Of a confidential one nobody but its staff and each who takes part learns who does: others see 'group activity'.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("not open yet")
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("has ended")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="programmes")
    slug = models.SlugField(_("short name in the address"), max_length=60)
    title = models.CharField(_("title"), max_length=100)
    template = models.CharField(max_length=40, blank=True)  # which one of the pack it began as
    aim = models.TextField(_("what it is for"), max_length=1000)
    serves = models.CharField(_("whom it serves"), max_length=500)
    how_they_give = models.TextField(_("how the people it serves give"), max_length=1000, blank=True)
    is_confidential = models.BooleanField(_("who takes part is confidential"))
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    objects: ClassVar[Any] = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "slug"], name="programme_slug_once"),
            models.CheckConstraint(
                condition=Q(state="DRAFT", opened_on=None) | ~Q(state="DRAFT") & Q(opened_on__isnull=False),
                name="programme_opened_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_on__isnull=False) | ~Q(state="CLOSED") & Q(closed_on=None),
                name="programme_closed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def began_as(self) -> Words:
        """What the one of the pack is called that it began as; nothing for an idea of one's own."""
        return BY_CODE[self.template].title if self.template in BY_CODE else ""


class ProgrammeRoleQuerySet(models.QuerySet["ProgrammeRole"]):
    """All reads of roles."""

    def standing(self) -> "ProgrammeRoleQuerySet":
        """Those that somebody can fill: they have not ended."""
        return self.filter(ended_on=None)

    def giving(self) -> "ProgrammeRoleQuerySet":
        """Those that the people the programme serves can fill."""
        return self.filter(is_for_served=True)

    def of_ideas(self) -> "ProgrammeRoleQuerySet":
        """Those that an idea of staff became."""
        return self.filter(idea__isnull=False)


class ProgrammeRole(models.Model):
    """What somebody can do in a programme: the checks it needs, the hours pledged to it.

    A giving role is one that the people the programme serves can fill: without one it cannot open. A shared role is
    filled by staff and citizens side by side.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="roles")
    title = models.CharField(_("what the role is called"), max_length=100)
    words = models.TextField(_("what somebody in it does"), max_length=500, blank=True)
    is_for_served = models.BooleanField(_("the people it serves can fill it"), default=False)
    is_shared = models.BooleanField(_("staff and citizens share it"), default=False)
    checks = models.ManyToManyField(CheckKind, blank=True, related_name="+")
    pledged_minutes = models.PositiveIntegerField(_("hours pledged each month"), default=0)
    listing = models.ForeignKey("exchanges.Listing", on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)

    objects: ClassVar[Any] = ProgrammeRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in a programme")
        verbose_name_plural = _("roles in programmes")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("programme", Lower("title"), name="programmerole_title_once")]

    def __str__(self) -> str:
        return self.title
