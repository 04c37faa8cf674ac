"""Exchanges between members of two banks that trade: what both banks share, and one side for each."""

import datetime
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.categories import Category
from exchanges.models.exchanges import DISPUTE_WITHIN, LONGEST_MINUTES, SHORTEST_MINUTES, Step
from members.models import Bank, Member


class CrossExchangeQuerySet(models.QuerySet["CrossExchange"]):
    """All reads of exchanges between banks."""

    def of(self, bank: Bank) -> "CrossExchangeQuerySet":
        """Those that a bank has a side of, with both sides."""
        return self.filter(Exists(CrossSide.objects.filter(exchange=OuterRef("pk"), bank=bank))).with_sides()

    def with_sides(self) -> "CrossExchangeQuerySet":
        """Fetch both sides of many in one more query."""
        sides = CrossSide.objects.select_related("bank", "member", "category__parent").order_by("-gives")
        return self.prefetch_related(models.Prefetch("sides", sides))

    def with_member(self, member: Member) -> "CrossExchangeQuerySet":
        """Those that a member has a side of."""
        return self.filter(Exists(CrossSide.objects.filter(exchange=OuterRef("pk"), member=member)))

    def unsettled(self) -> "CrossExchangeQuerySet":
        """Those that wait for somebody's word, with hours that would be lost."""
        return self.filter(state__in=CrossExchange.UNSETTLED)

    def settled(self) -> "CrossExchangeQuerySet":
        """Those whose hours stand in both ledgers, also while somebody says that one is not right."""
        return self.filter(posted_at__isnull=False).exclude(state=CrossExchange.State.REVERSED)

    def given_by(self, member: Member) -> "CrossExchangeQuerySet":
        """Those in which a member gave the help."""
        return self.filter(Exists(CrossSide.objects.filter(exchange=OuterRef("pk"), member=member, gives=True)))

    def received_by(self, member: Member) -> "CrossExchangeQuerySet":
        """Those in which a member received it."""
        return self.filter(Exists(CrossSide.objects.filter(exchange=OuterRef("pk"), member=member, gives=False)))

    def awaiting(self, member: Member) -> "CrossExchangeQuerySet":
        """Those where this member's word is missing, oldest first."""
        unsaid = CrossSide.objects.filter(exchange=OuterRef("pk"), member=member, agreed_at=None)
        found = self.filter(Exists(unsaid), state=CrossExchange.State.LOGGED).with_sides()
        return found.order_by("state_since", "pk")

    def to_approve(self, bank: Bank) -> "CrossExchangeQuerySet":
        """Those on which both agree and to which a bank has not said yes."""
        ours = CrossSide.objects.filter(exchange=OuterRef("pk"), bank=bank, approved_at=None)
        return self.filter(Exists(ours), state=CrossExchange.State.CONFIRMED).with_sides()

    def waiting_for(self, bank: Bank, at: datetime.datetime) -> "CrossExchangeQuerySet":
        """Those that wait for those who run a bank: first those that the two do not agree on, each oldest first.

        Its side is to be approved, the ledger refused, the two do not agree and this bank has said nothing yet or not
        the same as the other, or its member has been silent for as long as the bank says.
        """
        states = CrossExchange.State
        ours = CrossSide.objects.filter(exchange=OuterRef("pk"), bank=bank)
        theirs = CrossSide.objects.filter(exchange=OuterRef("exchange")).exclude(bank=bank)
        otherwise = theirs.exclude(settles_minutes=None).exclude(settles_minutes=OuterRef("settles_minutes"))
        silent_for = Value(datetime.timedelta(days=bank.silent_after_days))
        since = ExpressionWrapper(Value(at) - silent_for, models.DateTimeField())
        waits = (
            Q(Exists(ours.filter(approved_at=None)), state=states.CONFIRMED)
            | Q(Exists(ours), state=states.CONFIRMED, refusal__gt="")
            | Q(Exists(ours.filter(Q(settles_minutes=None) | Exists(otherwise))), state=states.DISPUTED)
            | Q(Exists(ours.filter(agreed_at=None)), state=states.LOGGED, state_since__lte=since)
        )
        is_pressing = Case(When(state=states.DISPUTED, then=0), default=1)
        return self.filter(waits).with_sides().order_by(is_pressing, "state_since", "pk")

    def before(self, pk: int) -> "CrossExchangeQuerySet":
        """Those older than this one: the next page."""
        return self.filter(pk__lt=pk)

    def newest_first(self) -> "CrossExchangeQuerySet":
        """In the order lists show them."""
        return self.order_by("-pk")


class CrossExchange(models.Model):
    """Time that a member of one bank gave to a member of another, from one's word to hours in both books."""

    class State(models.TextChoices):
        LOGGED = "LOGGED", _("waiting for the other side")
        CONFIRMED = "CONFIRMED", _("waiting for the time banks")
        POSTED = "POSTED", _("posted")
        DISPUTED = "DISPUTED", _("they don't agree")
        CANCELLED = "CANCELLED", _("cancelled")
        REVERSED = "REVERSED", _("reversed")

    class Refusal(models.TextChoices):
        """Why the ledger took it not: one of the two accounts, or what the two banks agreed."""

        GIVER = "GIVER", _("the giver can hold no more")
        RECEIVER = "RECEIVER", _("the receiver has too little left")
        AGREEMENT = "AGREEMENT", _("the agreement of the two time banks leaves no room")

    UNSETTLED = (State.LOGGED, State.CONFIRMED, State.DISPUTED)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made when the form is drawn
    minutes = models.PositiveIntegerField()
    description = models.CharField(_("what was done"), max_length=500)
    happened_on = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    state_since = models.DateTimeField()
    reminders_sent = models.PositiveSmallIntegerField(default=0)  # not read any more: it goes with the next release
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    posted_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=10, choices=Refusal, blank=True)
    fits_minutes = models.PositiveIntegerField(null=True)  # how much the ledger would take

    objects: ClassVar[Any] = CrossExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange between time banks")
        verbose_name_plural = _("exchanges between time banks")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES), name="cross_minutes_sane"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["POSTED", "REVERSED"]) | Q(posted_at__isnull=False),
                name="cross_posted_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state_since", "id"],
                condition=Q(state__in=["LOGGED", "CONFIRMED", "DISPUTED"]),
                name="cross_unsettled",
            )
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def giver(self) -> "CrossSide":
        """The side that gave the help."""
        return next(side for side in self.sides.all() if side.gives)

    @property
    def receiver(self) -> "CrossSide":
        """The side that received it."""
        return next(side for side in self.sides.all() if not side.gives)

    def side_of(self, bank: Bank) -> "CrossSide":
        """Give the side of one of the two banks."""
        return next(side for side in self.sides.all() if side.bank_id == bank.pk)

    def other_side(self, bank: Bank) -> "CrossSide":
        """Give the side of the other bank."""
        return next(side for side in self.sides.all() if side.bank_id != bank.pk)

    @property
    def may_still_be_disputed_until(self) -> datetime.datetime | None:
        """Until when a posted exchange can be disputed."""
        return self.posted_at + DISPUTE_WITHIN if self.posted_at else None


class CrossSideQuerySet(models.QuerySet["CrossSide"]):
    """All reads of sides."""

    def settled(self) -> "CrossSideQuerySet":
        """Those of exchanges whose hours stand in both ledgers."""
        return self.filter(exchange__in=CrossExchange.objects.settled())


class CrossSide(models.Model):
    """One bank's side of an exchange between two: its member, their word, and what the bank decided."""

    exchange = models.ForeignKey(CrossExchange, on_delete=models.PROTECT, related_name="sides")
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cross_sides")
    gives = models.BooleanField()
    began = models.BooleanField(default=False)  # this side wrote it down
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)  # where another gave their word
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: by the rule
    settles_minutes = models.PositiveIntegerField(null=True)  # what the bank would end a dispute with; 0 takes it back
    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    transfer = models.ForeignKey("ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = CrossSideQuerySet.as_manager()

    class Meta:
        verbose_name = _("side of an exchange between time banks")
        verbose_name_plural = _("sides of exchanges between time banks")
        constraints = [
            models.UniqueConstraint(fields=["exchange", "bank"], name="crossside_one_for_each_bank"),
            models.UniqueConstraint(fields=["exchange", "gives"], name="crossside_one_gives"),
            models.CheckConstraint(
                condition=Q(settles_minutes=None) | Q(settles_minutes__lte=LONGEST_MINUTES),
                name="crossside_settles_sane",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="crossside_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False) | Q(approved_by=None), name="crossside_approved_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "-exchange"], name="crossside_of_bank"),
            models.Index(fields=["member", "-exchange"], name="crossside_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.bank}: {self.member}"

    @property
    def is_told(self) -> bool:
        """Whether a coordinator wrote down what this side told them."""
        return self.channel in Step.TOLD


class CrossStep(models.Model):
    """One line of the history of an exchange between banks: who did what, when and why. Never changed."""

    class Kind(models.TextChoices):
        LOGGED = "LOGGED", _("wrote it down")
        AGREED = "AGREED", _("agreed")
        RESTATED = "RESTATED", _("wrote another time")
        APPROVED = "APPROVED", _("approved their side")
        POSTED = "POSTED", _("the hours were posted in both time banks")
        REFUSED = "REFUSED", _("the hours could not be posted")
        RETURNED = "RETURNED", _("asked both to look again")
        DISPUTED = "DISPUTED", _("said that something is not right")
        PROPOSED = "PROPOSED", _("said how it can be settled")
        SETTLED = "SETTLED", _("both time banks settled it")
        CANCELLED = "CANCELLED", _("cancelled it")
        REVERSED = "REVERSED", _("the hours were taken back in both time banks")
        THANKED = "THANKED", _("said thank you")

    exchange = models.ForeignKey(CrossExchange, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)
    minutes = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of an exchange between time banks")
        verbose_name_plural = _("steps of exchanges between time banks")
        ordering = ["pk"]
        indexes = [models.Index(fields=["exchange", "id"], name="crossstep_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class CrossMiss(models.Model):
    """Somebody typed a number and a name of another bank that do not fit: only so many in a day. Kept for a day."""

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("miss at another time bank")
        verbose_name_plural = _("misses at other time banks")
        indexes = [models.Index(fields=["by", "at"], name="crossmiss_of_day")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
