"""Safeguarding: checks that were seen, worries that were raised, notes of coordinators."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member, Role

STILL_MEMBERS = (Member.State.APPROVED, Member.State.PAUSED, Member.State.SUSPENDED)


class CheckKindQuerySet(models.QuerySet["CheckKind"]):
    """All reads of kinds of checks."""

    def open(self) -> "CheckKindQuerySet":
        """Those in use: what is closed nobody is asked for any more."""
        return self.filter(is_open=True)

    def for_minors(self) -> "CheckKindQuerySet":
        """Those in use that whoever exchanges hours with somebody under 18 must have."""
        return self.open().filter(is_for_minors=True)


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

    objects: ClassVar[Any] = CheckKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of check")
        verbose_name_plural = _("kinds of checks")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("bank", Lower("name"), name="checkkind_name_once")]

    def __str__(self) -> str:
        return self.name


class CheckQuerySet(models.QuerySet["Check"]):
    """All reads of checks."""

    def counting(self, on: datetime.date) -> "CheckQuerySet":
        """Those that count on this day: the last one is the day they expire on."""
        lasts = Q(expires_on=None) | Q(expires_on__gte=on)
        return self.filter(lasts, ended_at=None, issued_on__lte=on)

    def expiring(self, on: datetime.date, *, within_days: int) -> "CheckQuerySet":
        """Those of members that count on this day and not much longer, unless a later one of the kind does."""
        later = Check.objects.counting(on).filter(member=OuterRef("member"), kind=OuterRef("kind"))
        later = later.filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")))
        soon = self.counting(on).filter(expires_on__lte=on + datetime.timedelta(days=within_days))
        return soon.filter(kind__is_open=True, member__state__in=STILL_MEMBERS).exclude(Exists(later))


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
    warned_days = models.PositiveSmallIntegerField(null=True)  # not read any more: it goes with the next release

    objects: ClassVar[Any] = CheckQuerySet.as_manager()

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


class ConcernQuerySet(models.QuerySet["Concern"]):
    """All reads of concerns."""

    def readable_by(self, reader: Member) -> "ConcernQuerySet":
        """Those of their bank that this member may read: leads, but never those it is about.

        What no lead could read when it was raised an admin reads whom it is not about, until there is such a lead. An
        admin comes by no other: taking the role from the leads opens nothing.
        """
        theirs = self.filter(bank=reader.bank_id).exclude(about=reader)
        if reader.has_role(Role.SAFEGUARDING):
            return theirs
        if not reader.is_admin:
            return self.none()
        return theirs.filter(is_for_admins=True).without_lead()

    def without_lead(self, *, but: Member | None = None) -> "ConcernQuerySet":
        """Those that no lead may read now, or none `but` this one: the bank has none, or it is about every one."""
        leads = Member.objects.filter(bank=OuterRef("bank")).with_role(Role.SAFEGUARDING)
        others = leads if but is None else leads.exclude(pk=but.pk)
        concerned = Concern.about.through.objects.filter(concern=OuterRef(OuterRef("pk")), member=OuterRef("pk"))
        return self.exclude(Exists(others.exclude(Exists(concerned))))


class Concern(models.Model):
    """A worry about somebody's safety. Leads read it, an admin only for want of one, and never who it concerns."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="concerns")
    about = models.ManyToManyField(Member, blank=True, related_name="+")  # they never read it, whatever their role
    about_words = models.CharField(_("who or what it is about"), max_length=200, blank=True)
    words = models.TextField(_("what happened"), max_length=4000)
    raised_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: a visitor
    raised_by_words = models.CharField(_("how to reach who raised it"), max_length=200, blank=True)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    is_for_admins = models.BooleanField(default=False)  # there was no lead to read it: only then an admin may

    objects: ClassVar[Any] = ConcernQuerySet.as_manager()

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
        NAMED = "NAMED", _("said whom it is about")
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
