"""What is not right about an exchange, and the way to its end: a mediator hears both, proposes, and both agree."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchanges.models.exchanges import LONGEST_MINUTES, SHORTEST_MINUTES, Exchange, Step
from members.models import Bank, Member

# How long each stretch of the way may take. Hopes that are shown, not limits: nothing is decided by a clock.
HOPED_DAYS = {"OPENED": 3, "NAMED": 7, "HEARD": 7, "PROPOSED": 7}


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """All reads of disputes."""

    def of(self, bank: Bank) -> "DisputeQuerySet":
        """Those of one bank."""
        return self.filter(exchange__bank=bank)

    def open(self) -> "DisputeQuerySet":
        """Those that have not come to their end."""
        return self.filter(ended_at=None)

    def mediated_by(self, member: Member) -> "DisputeQuerySet":
        """Those open ones that somebody mediates, longest first."""
        return self.open().filter(mediator=member).order_by("opened_at", "pk")

    def around(self, member: Member) -> "DisputeQuerySet":
        """Those whose side a member is or that they mediate, longest first, with what was said."""
        mine = Q(exchange__giver=member) | Q(exchange__receiver=member) | Q(mediator=member)
        return self.filter(mine).select_related("exchange").prefetch_related("steps").order_by("opened_at", "pk")


class Dispute(models.Model):
    """One disagreement about one exchange, from the day somebody said so to its end."""

    class State(models.TextChoices):
        OPENED = "OPENED", _("waiting for somebody to mediate")
        NAMED = "NAMED", _("somebody mediates")
        HEARD = "HEARD", _("both sides are heard")
        PROPOSED = "PROPOSED", _("a way out is proposed")
        ENDED = "ENDED", _("ended")

    class Outcome(models.TextChoices):
        AGREED = "AGREED", _("agreed hours")
        CANCELLED = "CANCELLED", _("cancelled")
        REVERSED = "REVERSED", _("taken back")

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="disputes")
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")  # the side whose word it was
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPENED)
    state_since = models.DateTimeField()
    mediator = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    takes_back = models.BooleanField(default=False)  # what is proposed: no hours, or else these minutes
    minutes = models.PositiveIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    is_by_agreement = models.BooleanField(default=False)  # both said yes; else a coordinator decided

    objects: ClassVar[Any] = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint(fields=["exchange"], condition=Q(ended_at=None), name="dispute_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") & ~Q(state="ENDED")
                | Q(ended_at__isnull=False, state="ENDED") & ~Q(outcome=""),
                name="dispute_ends_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["NAMED", "HEARD", "PROPOSED"]) | Q(mediator__isnull=False),
                name="dispute_goes_on_with_mediator",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at=None, minutes=None, takes_back=False)
                | Q(proposed_at__isnull=False, minutes=None, takes_back=True)
                | Q(
                    proposed_at__isnull=False,
                    takes_back=False,
                    minutes__gte=SHORTEST_MINUTES,
                    minutes__lte=LONGEST_MINUTES,
                ),
                name="dispute_proposes_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(state="PROPOSED") | Q(proposed_at__isnull=False), name="dispute_proposed_is_written"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")), name="dispute_in_time"
            ),
        ]
        indexes = [
            models.Index(fields=["mediator"], condition=Q(ended_at=None), name="dispute_of_mediator"),
            models.Index(fields=["opened_at"], name="dispute_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether it has not come to its end."""
        return self.ended_at is None

    @property
    def hoped_for_at(self) -> datetime.datetime:
        """By when we hope to be a step further."""
        return self.state_since + datetime.timedelta(days=HOPED_DAYS.get(self.state, 0))


class DisputeStep(models.Model):
    """One line of a dispute: what was done or said, by whom or for whom, when. Never changed."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", _("said that something is not right")
        NAMED = "NAMED", _("was asked to mediate")
        SAID = "SAID", _("told their side")
        PROPOSED = "PROPOSED", _("proposed a way out")
        YES = "YES", _("agreed")
        NO = "NO", _("did not agree")
        ENDED = "ENDED", _("brought it to an end")

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)
    named = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # who was asked to mediate
    minutes = models.PositiveIntegerField(null=True)  # of a proposal and of an end; none where it is taken back
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("step of a dispute")
        verbose_name_plural = _("steps of disputes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["dispute", "id"], name="disputestep_in_order")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def speaker_id(self) -> int:
        """Whose word it was."""
        return self.on_behalf_of_id or self.by_id
