"""Time banks and their rules."""

import datetime
import zoneinfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Bank(models.Model):
    """One community's time bank: its public face, its rules and its ledger's book."""

    class Approval(models.TextChoices):
        NOBODY = "NOBODY", _("Nobody needs to approve")
        ALL = "ALL", _("A coordinator approves every exchange")
        OVER = "OVER", _("A coordinator approves long exchanges")
        FIRST = "FIRST", _("A coordinator approves a member's first exchanges")

    class DutyShown(models.TextChoices):
        NOBODY = "NOBODY", _("Nothing")
        HOURS = "HOURS", _("Until when somebody is there")
        NAMES = "NAMES", _("Until when, and the first name of who is there")

    slug = models.SlugField(_("short name in the address"), unique=True, max_length=40)
    name = models.CharField(_("name"), max_length=100)
    zone = models.CharField(_("time zone"), max_length=60)
    book = models.OneToOneField("ledger.Book", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(_("area"), max_length=100, blank=True)
    about = models.TextField(_("about the time bank"), max_length=2000, blank=True)
    contact_name = models.CharField(_("who answers"), max_length=100, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    in_danger = models.CharField(_("whom to ring when somebody is in danger"), max_length=200, blank=True)
    contact_hours = models.CharField(_("when to ring"), max_length=100, blank=True)
    duty_shown = models.CharField(
        _("what visitors read of who is at the desk"), max_length=6, choices=DutyShown, default=DutyShown.NOBODY
    )

    floor_minutes = models.IntegerField(_("a new member may owe up to"), default=-720)
    ceiling_minutes = models.IntegerField(_("a new member may have up to"), null=True, blank=True)
    warning_minutes = models.IntegerField(_("tell a member who owes more than"), null=True, blank=True, default=-480)
    sets_hours_aside = models.BooleanField(_("agreed hours are set aside"), default=False)
    welcome_minutes = models.PositiveIntegerField(_("welcome grant"), default=120)
    approval = models.CharField(_("approval"), max_length=10, choices=Approval, default=Approval.OVER)
    approval_over_minutes = models.PositiveIntegerField(_("approve what is longer than"), default=120)
    approval_first_exchanges = models.PositiveIntegerField(_("approve a member's first exchanges"), default=3)
    references_asked = models.PositiveSmallIntegerField(_("references asked of who joins"), default=0)
    asks_induction = models.BooleanField(_("who joins is shown round first"), default=False)
    lets_in_minors = models.BooleanField(_("people under 18 may join"), default=False)
    asks_second_factor = models.BooleanField(_("who runs the bank signs in with a second step"), default=False)
    step_minutes = models.PositiveSmallIntegerField(_("hours are counted in steps of"), default=1)
    silent_after_days = models.PositiveSmallIntegerField(_("silence reaches the desk after so many days"), default=14)
    silence_posts = models.BooleanField(_("silence counts as a yes"), default=False)
    balances_are_open = models.BooleanField(_("members see each other's hours"), default=False)
    listings_are_public = models.BooleanField(_("anyone may read the offers and requests"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("time bank")
        verbose_name_plural = _("time banks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(floor_minutes__lte=0), name="bank_floor_not_above_zero"),
            models.CheckConstraint(
                condition=models.Q(ceiling_minutes=None) | models.Q(ceiling_minutes__gte=0),
                name="bank_ceiling_not_below_zero",
            ),
            models.CheckConstraint(condition=models.Q(references_asked__lte=5), name="bank_references_not_too_many"),
            models.CheckConstraint(condition=models.Q(step_minutes__in=[1, 15]), name="bank_step_known"),
            models.CheckConstraint(
                condition=models.Q(silent_after_days__gte=8, silent_after_days__lte=60), name="bank_silence_sane"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def zone_info(self) -> zoneinfo.ZoneInfo:
        """Give the community's time zone."""
        return zoneinfo.ZoneInfo(self.zone)

    def day(self, at: datetime.datetime) -> datetime.date:
        """Say which day it is in the community at this moment."""
        return at.astimezone(self.zone_info()).date()
