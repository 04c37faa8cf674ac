"""Sessions: what a programme puts on through events, and the time that paid staff spend on duty."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchanges.models import LONGEST_HOURS, Event
from members.models import Member
from services.models.programmes import Programme
from services.models.services import Service


class SessionQuerySet(models.QuerySet["Session"]):
    """All reads of sessions."""

    def of(self, programme: Programme) -> "SessionQuerySet":
        """Those of one programme, each with its event."""
        return self.filter(programme=programme).select_related("event", "led_by")

    def upcoming(self, today: datetime.date) -> "SessionQuerySet":
        """Those to come, the next one first; what was cancelled or declined is left out."""
        gone = [Event.State.CANCELLED, Event.State.DECLINED]
        return self.filter(event__on__gte=today).exclude(event__state__in=gone).order_by("event__on", "pk")

    def past(self, today: datetime.date) -> "SessionQuerySet":
        """Those that took place, the last one first."""
        took_place = self.filter(event__on__lt=today, event__state__in=Event.TOOK_PLACE)
        return took_place.order_by("-event__on", "-pk")

    def standing(self) -> "SessionQuerySet":
        """Those that go on, or whose register is not approved yet."""
        return self.going_on() | self.filter(event__state=Event.State.REGISTERED)

    def going_on(self) -> "SessionQuerySet":
        """Those that can still take place, or whose series makes more: until they are called off."""
        runs = Q(event__series__ended_at=None, event__series__made_through__lt=F("event__series__until_on"))
        can_be = Q(event__state__in=[Event.State.WAITING, Event.State.OPEN])
        return self.filter(can_be | Q(event__series__isnull=False) & runs)

    def posted(self) -> "SessionQuerySet":
        """Those whose hours are in the ledger."""
        return self.filter(event__state=Event.State.POSTED)


class Session(models.Model):
    """One session of a programme: an event, and what it is really about.

    The event of a confidential programme says 'Group activity' and no more, wherever events are read; its real words
    stand here, for the service's staff and who takes part. Who leads it may be a citizen, also one it serves.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="session")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(_("more about it"), max_length=2000, blank=True)
    place = models.CharField(_("where it is"), max_length=150)
    access = models.CharField(_("how to get in and round"), max_length=300, blank=True)
    led_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who leads it")
    )
    is_free = models.BooleanField(
        default=False
    )  # the sponsor's pot pays all: what somebody receives costs them nothing
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class StaffTime(models.Model):
    """Time that paid staff spent on duty: at a session, or on a day. Counted, and never credited: nobody earns it.

    `is_side_by_side`: they worked with citizens as one of them; otherwise for people.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="staff_times")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="staff_times")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="staff_times")
    staff = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="staff_times")
    on = models.DateField()
    minutes = models.PositiveIntegerField(_("time on duty"))
    is_side_by_side = models.BooleanField(_("side by side with citizens"))
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("staff's time on duty")
        verbose_name_plural = _("staff's times on duty")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "staff"], condition=Q(session__isnull=False), name="stafftime_once_a_session"
            ),
            models.UniqueConstraint(
                fields=["programme", "staff", "on"],
                condition=Q(session=None, programme__isnull=False),
                name="stafftime_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["service", "staff", "on"],
                condition=Q(session=None, programme=None),
                name="stafftime_once_a_day_in_all",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=LONGEST_HOURS), name="stafftime_minutes_sane"
            ),
            models.CheckConstraint(
                condition=Q(session=None) | Q(programme__isnull=False), name="stafftime_session_has_programme"
            ),
        ]
        indexes = [models.Index(fields=["service", "on"], name="stafftime_by_day")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
