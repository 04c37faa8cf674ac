"""Hours that are given without help in return: from a member to another or to the pot, and from the pot to a member."""

import datetime
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from exchanges.models.exchanges import LONGEST_MINUTES, SHORTEST_MINUTES, Step
from members.models import Bank, Member

RETURN_WITHIN = datetime.timedelta(days=30)  # how long somebody may say 'no, thank you' to hours they were given
SANE = Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES)


class HoursGiftQuerySet(models.QuerySet["HoursGift"]):
    """All reads of hours that were given."""

    def of(self, bank: Bank) -> "HoursGiftQuerySet":
        """Those of one bank, with the two members."""
        return self.filter(bank=bank).select_related("giver", "receiver", "by", "taken_back_by")

    def with_member(self, member: Member) -> "HoursGiftQuerySet":
        """Those that a member gave or was given."""
        return self.filter(Q(giver=member) | Q(receiver=member))

    def newest_first(self) -> "HoursGiftQuerySet":
        """In the order lists show them."""
        return self.order_by("-pk")


class HoursGift(models.Model):
    """Hours a member gave to another, or to the pot where there is no receiver. Undone by a reversal alone."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made when the form is drawn
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hours_given_away")
    receiver = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="hours_given_to")
    minutes = models.PositiveIntegerField()
    words = models.CharField(_("note"), max_length=500, blank=True)
    given_at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")  # who wrote it down
    channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)  # where that was not the giver
    transfer = models.ForeignKey("ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_why = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = HoursGiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift of hours")
        verbose_name_plural = _("gifts of hours")
        constraints = [
            models.CheckConstraint(condition=Q(receiver=None) | ~Q(giver=F("receiver")), name="hoursgift_two_sides"),
            models.CheckConstraint(condition=SANE, name="hoursgift_minutes_sane"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="hoursgift_taken_back_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "-id"], name="hoursgift_given"),
            models.Index(fields=["receiver", "-id"], name="hoursgift_received"),
            models.Index(fields=["bank", "-id"], name="hoursgift_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"

    def has_party(self, member: Member) -> bool:
        """Whether the member gave these hours or was given them."""
        return member.pk in (self.giver_id, self.receiver_id)

    @property
    def is_taken_back(self) -> bool:
        """Whether the hours have gone back."""
        return self.taken_back_at is not None

    @property
    def may_be_returned_until(self) -> datetime.datetime:
        """Until when the receiver may say 'no, thank you'."""
        return self.given_at + RETURN_WITHIN


class PotRequestQuerySet(models.QuerySet["PotRequest"]):
    """All reads of what members ask of the pot."""

    def of(self, bank: Bank) -> "PotRequestQuerySet":
        """Those of one bank, with whose they are."""
        return self.filter(bank=bank).select_related("member", "by", "decided_by")

    def open(self) -> "PotRequestQuerySet":
        """Those that wait for an answer, oldest first."""
        return self.filter(state=PotRequest.State.OPEN).order_by("asked_at", "pk")

    def after(self, pk: int) -> "PotRequestQuerySet":
        """Those asked after one of them, in the order of the open ones."""
        asked_at = Subquery(PotRequest.objects.filter(pk=pk, bank=OuterRef("bank")).values("asked_at")[:1])
        return self.filter(Q(asked_at__gt=asked_at) | Q(asked_at=asked_at, pk__gt=pk))

    def newest_first(self) -> "PotRequestQuerySet":
        """In the order lists show them."""
        return self.order_by("-pk")


class PotRequest(models.Model):
    """A member asks the pot for hours; coordinators grant them or say no."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("waiting for an answer")
        GRANTED = "GRANTED", _("granted")
        DECLINED = "DECLINED", _("not this time")
        WITHDRAWN = "WITHDRAWN", _("no longer needed")
        TAKEN_BACK = "TAKEN_BACK", _("taken back")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made when the form is drawn
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="pot_requests")
    minutes = models.PositiveIntegerField()  # asked for; once granted, what was granted
    words = models.CharField(_("what for"), max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")  # who wrote it down
    channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)  # where that was not the member
    asked_minutes = models.PositiveIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    transfer = models.ForeignKey("ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = PotRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to the pot")
        verbose_name_plural = _("requests to the pot")
        constraints = [
            models.CheckConstraint(condition=SANE, name="potrequest_minutes_sane"),
            models.CheckConstraint(
                condition=Q(state__in=["GRANTED", "TAKEN_BACK"], transfer__isnull=False)
                | Q(state__in=["OPEN", "DECLINED", "WITHDRAWN"], transfer=None),
                name="potrequest_granted_has_transfer",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", decided_at=None, decided_by=None)
                | ~Q(state="OPEN") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="potrequest_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "asked_at", "id"], condition=Q(state="OPEN"), name="potrequest_waiting"),
            models.Index(fields=["member", "-id"], name="potrequest_own"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == self.State.OPEN
