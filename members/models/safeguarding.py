"""Safeguarding: checks that were seen, worries that were raised, notes of coordinators."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class CheckKind(models.Model):
    """A kind of check the bank knows: a DBS level, insurance, training, one of its own."""

    class Family(models.TextChoices):
        REFERENCE = "REFERENCE", _("reference")
        DBS_BASIC = "DBS_BASIC", _("DBS, basic")
        DBS_STANDARD = "DBS_STANDARD", _("DBS, standard")
        DBS_ENHANCED = "DBS_ENHANCED", _("DBS, enhanced")
        INSURANCE = "INSURANCE", _("insurance")
        TRAINING = "TRAINING", _("training")
        OWN = "OWN", _("our own kind")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="check_kinds")
    name = models.CharField(_("name"), max_length=80)
    family = models.CharField(max_length=12, choices=Family)
    lasts_months = models.PositiveSmallIntegerField(_("counts for so many months"), null=True, blank=True)
    is_for_joining = models.BooleanField(_("everybody who joins needs it"), default=False)
    is_for_minors = models.BooleanField(_("who helps, or is helped by, somebody under 18 needs it"), default=False)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of check")
        verbose_name_plural = _("kinds of checks")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("bank", Lower("name"), name="checkkind_name_once")]

    def __str__(self) -> str:
        return self.name


class Check(models.Model):
    """That somebody saw one member's check: of when it is, until when it counts. Never its number, never a scan."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="checks")
    kind = models.ForeignKey(CheckKind, on_delete=models.PROTECT, related_name="checks")
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    seen_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # it turned out not to count
    ended_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    warned_days = models.PositiveSmallIntegerField(null=True)  # the last warning told: 60 or 14 days ahead

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=models.F("issued_on")), name="check_expires_after_issue"
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_on"], condition=Q(ended_at=None, expires_on__isnull=False), name="check_expiring"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issued_on:%Y-%m-%d}"


class Concern(models.Model):
    """A worry about somebody's safety. Only safeguarding leads read it, never who it concerns."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="concerns")
    about = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about_words = models.CharField(_("who or what it is about"), max_length=200, blank=True)
    words = models.TextField(_("what happened"), max_length=4000)
    raised_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: a visitor
    raised_by_words = models.CharField(_("how to reach who raised it"), max_length=200, blank=True)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["bank", "state", "-id"], name="concern_by_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.raised_at:%Y-%m-%d}"


class ConcernEntry(models.Model):
    """One line of a concern's own log: what a lead did, read or decided. Never changed."""

    class Kind(models.TextChoices):
        RAISED = "RAISED", _("raised")
        READ = "READ", _("read")
        WRITTEN = "WRITTEN", _("written")
        CLOSED = "CLOSED", _("closed")
        REOPENED = "REOPENED", _("opened again")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name = _("entry about a concern")
        verbose_name_plural = _("entries about concerns")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Note(models.Model):
    """A coordinator's note on a member, for coordinators. The member reads it when they ask what we hold."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=2000)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
