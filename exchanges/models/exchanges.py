"""The exchanges of hours that offers and requests lead to."""

import datetime
import uuid
from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.categories import Category
from exchanges.models.listings import Listing
from members.models import Bank, Member, are_apart

SHORTEST_MINUTES = 1
LONGEST_MINUTES = 24 * 60
DISPUTE_WITHIN = datetime.timedelta(days=30)
REMINDER_DAYS = (3, 7)
FROM_IMPORT = "import:"  # begins the cause of what exchanges.actions.importing brought over
IMPORTED = uuid.UUID("5b0a2f1e-9d0c-4d6a-8a4e-6f0b7c1d2e3f")  # a name space: it must never change


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """All reads of exchanges."""

    def of(self, bank: Bank) -> "ExchangeQuerySet":
        """Those of one bank, with what a list shows."""
        return self.filter(bank=bank).select_related("giver", "receiver", "category")

    def with_member(self, member: Member) -> "ExchangeQuerySet":
        """Those that a member gave or received."""
        return self.filter(Q(giver=member) | Q(receiver=member))

    def awaiting(self, member: Member) -> "ExchangeQuerySet":
        """Those where this member's answer is what is missing, oldest first."""
        proposed_to = Q(state=Exchange.State.PROPOSED) & ~Q(proposed_by=member)
        to_confirm = Q(state=Exchange.State.LOGGED) & (
            Q(giver=member, giver_agreed_at=None) | Q(receiver=member, receiver_agreed_at=None)
        )
        return self.with_member(member).filter(proposed_to | to_confirm).order_by("state_since", "pk")

    def planned(self, member: Member) -> "ExchangeQuerySet":
        """Those agreed and still to happen or to be logged, soonest first."""
        return self.with_member(member).filter(state=Exchange.State.AGREED).order_by("planned_on", "pk")

    def holding(self) -> "ExchangeQuerySet":
        """Those for which hours of the receiver's are set aside now, with the hold; soonest to lapse first."""
        states = Exchange.State
        unsettled = [states.AGREED, states.LOGGED, states.CONFIRMED, states.DISPUTED]
        found = self.filter(hold__isnull=False, state__in=unsettled, hold__ends=None)
        return found.select_related("bank", "hold").order_by("hold__expires_at", "pk")

    def filling(self, listings: Collection[int], on: datetime.date) -> "ExchangeQuerySet":
        """Plans that take a place of a listing: agreed and still ahead; of what is wanted once, also what was done."""
        ahead = Q(state=Exchange.State.AGREED, planned_on__gte=on)
        done = Q(listing__often=Listing.Often.ONCE) & ~Q(state__in=[Exchange.State.PROPOSED, *Exchange.ENDED])
        return self.filter(ahead | done, listing__in=listings)

    def to_approve(self) -> "ExchangeQuerySet":
        """Those both sides agreed and that wait for a coordinator, oldest first."""
        return self.filter(state=Exchange.State.CONFIRMED).order_by("state_since", "pk")

    def disputed(self) -> "ExchangeQuerySet":
        """Those where the two sides do not agree, oldest first."""
        return self.filter(state=Exchange.State.DISPUTED).order_by("state_since", "pk")

    def silent(self, at: datetime.datetime) -> "ExchangeQuerySet":
        """Those logged so long ago without the other side's word as the bank says, oldest first."""
        since = Value(at) - F("bank__silent_after_days") * Value(datetime.timedelta(days=1))
        silent = Q(state=Exchange.State.LOGGED, state_since__lte=ExpressionWrapper(since, models.DateTimeField()))
        return self.filter(silent).order_by("state_since", "pk")

    def apart_among(self, exchanges: Collection["Exchange"]) -> set[int]:
        """Give which of some exchanges, by id, are of two of whom one has blocked the other, with one query."""
        found = self.filter(are_apart("giver", "receiver"), pk__in=[each.pk for each in exchanges])
        return set(found.values_list("pk", flat=True))

    def settled(self) -> "ExchangeQuerySet":
        """Those whose hours stand in the ledger, also while somebody says that one is not right."""
        return self.filter(transfer__isnull=False).exclude(state=Exchange.State.REVERSED)

    def naming(self, words: str) -> "ExchangeQuerySet":
        """Those where every one of these words is in the giver's or the receiver's name, accents forgiven."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(Q(giver__name__unaccent__icontains=word) | Q(receiver__name__unaccent__icontains=word))
        return found

    def before(self, pk: int) -> "ExchangeQuerySet":
        """Those older than this one: the next page."""
        return self.filter(pk__lt=pk)

    def newest_first(self) -> "ExchangeQuerySet":
        """In the order lists show them."""
        return self.order_by("-pk")


class Exchange(models.Model):
    """Time given by one member to another, from a plan to posted hours (DESIGN.md section 4)."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("proposed")
        AGREED = "AGREED", _("agreed")
        DECLINED = "DECLINED", _("declined")
        LOGGED = "LOGGED", _("waiting for the other side")
        CONFIRMED = "CONFIRMED", _("waiting for approval")
        POSTED = "POSTED", _("posted")
        DISPUTED = "DISPUTED", _("they don't agree")
        CANCELLED = "CANCELLED", _("cancelled")
        REVERSED = "REVERSED", _("reversed")

    UNSETTLED = (State.LOGGED, State.CONFIRMED, State.DISPUTED)
    ENDED = (State.DECLINED, State.CANCELLED, State.REVERSED)

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # made when the form is drawn
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="given")
    receiver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="received")
    minutes = models.PositiveIntegerField()
    description = models.CharField(_("what was done"), max_length=500)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="exchanges")
    thanks = models.CharField(_("thanks"), max_length=500, blank=True)  # the receiver's words to the giver
    thanks_shown_at = models.DateTimeField(null=True)  # since when the giver's page shows them, by the giver's choice
    costs = models.CharField(_("travel and other costs"), max_length=200, blank=True)  # noted, never in the ledger
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    planned_on = models.DateField(null=True, blank=True)
    planned_at_time = models.TimeField(null=True, blank=True)  # in the community's zone
    happened_on = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State)
    state_since = models.DateTimeField()
    reminders_sent = models.PositiveSmallIntegerField(default=0)  # not read any more: it goes with the next release
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    logged_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    giver_agreed_at = models.DateTimeField(null=True)
    giver_agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    receiver_agreed_at = models.DateTimeField(null=True)
    receiver_agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(null=True)
    hold = models.ForeignKey("ledger.Hold", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    transfer = models.ForeignKey("ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = [
            models.CheckConstraint(condition=~Q(giver=models.F("receiver")), name="exchange_two_members"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES), name="exchange_minutes_sane"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["POSTED", "REVERSED"]) | Q(transfer__isnull=False),
                name="exchange_posted_has_transfer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PROPOSED", "AGREED", "DECLINED", "CANCELLED"]) | Q(happened_on__isnull=False),
                name="exchange_logged_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CONFIRMED", "POSTED"])
                | Q(giver_agreed_at__isnull=False, receiver_agreed_at__isnull=False),
                name="exchange_confirmed_by_both",
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "state", "state_since", "id"], name="exchange_waiting"),
            models.Index(fields=["bank", "-id"], name="exchange_newest"),
            models.Index(fields=["bank", "happened_on"], condition=Q(state="POSTED"), name="exchange_by_day"),
            models.Index(fields=["giver", "-id"], name="exchange_given"),
            models.Index(fields=["receiver", "-id"], name="exchange_received"),
            models.Index(fields=["transfer"], name="exchange_of_transfer"),
            models.Index(fields=["planned_on", "id"], condition=Q(state="AGREED"), name="exchange_planned"),
            models.Index(
                fields=["giver", "-thanks_shown_at"],
                condition=Q(thanks_shown_at__isnull=False),
                name="exchange_thanks_shown",
            ),
            models.Index(
                fields=["receiver"],
                condition=Q(hold__isnull=False, state__in=["AGREED", "LOGGED", "CONFIRMED", "DISPUTED"]),
                name="exchange_holding",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def has_party(self, member: Member) -> bool:
        """Whether the member gave or received."""
        return member.pk in (self.giver_id, self.receiver_id)

    def other_side(self, member: Member) -> Member:
        """The one on the other side from this party."""
        return self.receiver if member.pk == self.giver_id else self.giver

    def has_agreed(self, member: Member) -> bool:
        """Whether this party stands by the time as it is written now."""
        agreed_at = self.giver_agreed_at if member.pk == self.giver_id else self.receiver_agreed_at
        return agreed_at is not None

    def was_logged_for(self, member: Member) -> bool:
        """Whether this party wrote down that it has happened, itself or through a coordinator: its history says so."""
        begun = ("", self.State.AGREED)
        speakers = [
            step.on_behalf_of_id or step.by_id
            for step in self.steps.all()
            if step.to_state == self.State.LOGGED and step.from_state in begun
        ]
        return member.pk in speakers

    @property
    def day(self) -> datetime.date | None:
        """When it happened, or is planned."""
        return self.happened_on or self.planned_on

    @property
    def both_on_behalf(self) -> bool:
        """Whether neither side gave its word itself. A delegate's word is the organisation's own: it has no other."""
        giver_is = self._is_on_behalf(self.giver, self.giver_agreed_by_id)
        return giver_is and self._is_on_behalf(self.receiver, self.receiver_agreed_by_id)

    def _is_on_behalf(self, side: Member, agreed_by: int | None) -> bool:
        if agreed_by == side.pk:
            return False
        as_delegate = Step.Channel.DELEGATE
        return not (
            side.is_organisation and self.steps.filter(by=agreed_by, on_behalf_of=side, channel=as_delegate).exists()
        )

    @property
    def may_still_be_disputed_until(self) -> datetime.datetime | None:
        """Until when a posted exchange can be disputed."""
        return self.posted_at + DISPUTE_WITHIN if self.posted_at else None


def imported_key(bank_pk: int, reference: str) -> uuid.UUID:
    """Give the key of the exchange that was brought over from other books under this cause of the ledger."""
    return uuid.uuid5(IMPORTED, f"{bank_pk}/{reference}")


class Step(models.Model):
    """One line of an exchange's history: who moved it from where to where, when and why. Never changed."""

    class Channel(models.TextChoices):
        PHONE = "PHONE", _("by phone")
        IN_PERSON = "IN_PERSON", _("in person")
        SLIP = "SLIP", _("on a slip of paper")
        SUPPORTER = "SUPPORTER", _("as their supporter")
        DELEGATE = "DELEGATE", _("as their delegate")

    TOLD = (Channel.PHONE, Channel.IN_PERSON, Channel.SLIP)  # how members tell a coordinator
    BY_MANDATE = (Channel.SUPPORTER, Channel.DELEGATE)  # nobody was told: who holds a mandate speaks

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    from_state = models.CharField(max_length=10, choices=Exchange.State, blank=True)
    to_state = models.CharField(max_length=10, choices=Exchange.State)
    minutes = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("step of an exchange")
        verbose_name_plural = _("steps of exchanges")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["exchange", "id"], name="step_in_order"),
            models.Index(fields=["by", "at"], condition=Q(to_state="POSTED"), name="step_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
