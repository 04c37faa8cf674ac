"""What coordinators tell all members, or a group of them."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from exchanges.models.events import Attendee, Event
from members.models import Bank, Member, MemberQuerySet


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """All reads of announcements."""

    def standing(self, bank: Bank, on: datetime.date) -> "AnnouncementQuerySet":
        """Those of a bank that are up on this day, the newest first."""
        return self.filter(bank=bank, taken_down_at=None, until_on__gte=on).order_by("-pk")

    def meant_for(self, member: Member) -> "AnnouncementQuerySet":
        """Those for everybody, and for a group the member belongs to."""
        groups = Q(group=Announcement.Group.ALL)
        if member.joined_at is not None:
            groups |= Q(group=Announcement.Group.NEW, joined_since__lte=member.joined_at)
        if member.area:
            groups |= Q(group=Announcement.Group.AREA, area__iexact=member.area)
        comes = Attendee.objects.expected().filter(event=OuterRef("event"), member=member)
        return self.filter(groups | Q(Exists(comes), group=Announcement.Group.EVENT))

    def untold(self) -> "AnnouncementQuerySet":
        """Those of which not everybody has been told yet."""
        return self.filter(told_at=None, taken_down_at=None).order_by("pk")


class Announcement(models.Model):
    """Something coordinators tell many members at once, until a day.

    Whom: everybody, new members, an area, or who comes to an event.
    """

    class Group(models.TextChoices):
        ALL = "ALL", _("everybody")
        NEW = "NEW", _("new members")
        AREA = "AREA", _("an area")
        EVENT = "EVENT", _("who comes to an event")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=100)
    body = models.TextField(max_length=2000)
    group = models.CharField(max_length=5, choices=Group)
    joined_since = models.DateTimeField(null=True)  # of new members: who joined at this moment or later
    area = models.CharField(max_length=60, blank=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    until_on = models.DateField()  # the last day it is up
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # since when everybody it is for has been told
    taken_down_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    taken_down_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                condition=Q(group="ALL", joined_since=None, area="", event=None)
                | Q(group="NEW", joined_since__isnull=False, area="", event=None)
                | Q(group="AREA", joined_since=None, event=None) & ~Q(area="")
                | Q(group="EVENT", joined_since=None, area="", event__isnull=False),
                name="announcement_says_whom",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None, taken_down_by=None)
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False),
                name="announcement_taken_down_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bank", "until_on", "-id"], condition=Q(taken_down_at=None), name="announcement_standing"
            ),
            models.Index(fields=["id"], condition=Q(told_at=None, taken_down_at=None), name="announcement_untold"),
        ]

    def __str__(self) -> str:
        return self.subject

    def stands_on(self, day: datetime.date) -> bool:
        """Whether it is up on this day."""
        return self.taken_down_at is None and day <= self.until_on

    def recipients(self) -> MemberQuerySet:
        """Those it is for who belong now, organisations too; not who has a rest, or only acts for others."""
        found: MemberQuerySet = Member.objects.of(self.bank).approved().exclude(kind=Member.Kind.SUPPORTER)
        if self.group == self.Group.EVENT:
            return found.filter(pk__in=Attendee.objects.expected().filter(event=self.event_id).values("member"))
        if self.group == self.Group.NEW:
            return found.filter(joined_at__gte=self.joined_since)
        return found.filter(area__iexact=self.area) if self.group == self.Group.AREA else found


def reached_on_paper() -> Q:
    """Ask the database for members whom no e-mail reaches and who do not read on the site alone."""
    channel = Member.Channel
    has_none = Q(person=None, contact_email="") | Q(person__isnull=False, person__email=None)
    return Q(channel__in=[channel.PHONE, channel.POST]) | Q(has_none, channel=channel.EMAIL)
