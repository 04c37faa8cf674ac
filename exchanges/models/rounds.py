"""Rounds: what many members would take and give at once, and who was brought together with whom."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchanges.models.categories import Category
from exchanges.models.exchanges import Exchange, Step
from exchanges.models.listings import Listing
from members.models import Bank, Gift, Member

PIECE_MINUTES = 30  # no wish and no help is shorter: it is found in pieces of half an hour, then filled up
MOST_MINUTES = 20 * 60
MOST_WISHES = 6  # of one member in one round
MOST_HELPED = 20  # people by one wish to give


class RoundQuerySet(models.QuerySet["Round"]):
    """All reads of rounds."""

    def of(self, bank: Bank) -> "RoundQuerySet":
        """Those of one bank, the newest first."""
        return self.filter(bank=bank).select_related("bank", "opened_by").order_by("-pk")

    def open(self) -> "RoundQuerySet":
        """Those that members still enter."""
        return self.filter(state=Round.State.OPEN)

    def open_on(self, bank: Bank, on: datetime.date) -> "RoundQuerySet":
        """The one of a bank that members enter on a day."""
        return self.open().filter(bank=bank, last_on__gte=on)

    def to_solve(self, on: datetime.date) -> "RoundQuerySet":
        """Those whose last day may be over; which day it is at their bank is looked at again."""
        return self.open().filter(last_on__lte=on).order_by("pk")

    def untold(self) -> "RoundQuerySet":
        """Those that are open and of which not everybody has been told."""
        return self.open().filter(told_at=None).order_by("pk")

    def awaiting_answers(self, on: datetime.date) -> "RoundQuerySet":
        """Those that are solved, whose days to answer may be over while somebody has not."""
        waiting = RoundProposal.objects.waiting().filter(round=models.OuterRef("pk"))
        over = self.filter(state=Round.State.SOLVED, answer_by__lte=on)
        return over.filter(models.Exists(waiting)).order_by("pk")


class Round(models.Model):
    """One round of a bank: open until its last day, then solved once; or withdrawn before."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        SOLVED = "SOLVED", _("solved")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    last_on = models.DateField(_("last day to enter"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: each month
    told_up_to = models.BigIntegerField(default=0)  # the last member who was told that it is open
    told_at = models.DateTimeField(null=True)  # when everybody had been
    ended_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)  # the last day to answer its proposals

    waits: bool  # of those read by exchanges.reads.rounds.news_for: for this member's answer
    takes_part: bool  # and whether this member does

    objects: ClassVar[Any] = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.UniqueConstraint("bank", condition=Q(state="OPEN"), name="round_one_open"),
            models.CheckConstraint(
                condition=Q(state="OPEN", ended_at=None) | Q(~Q(state="OPEN"), ended_at__isnull=False),
                name="round_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "-id"], name="round_newest"),
            models.Index(fields=["last_on"], condition=Q(state="OPEN"), name="round_open"),
        ]

    def __str__(self) -> str:
        return f"{self.last_on:%Y-%m-%d}"

    def is_entered_on(self, on: datetime.date) -> bool:
        """Whether members can enter, change and leave on this day."""
        return self.state == self.State.OPEN and on <= self.last_on


class RoundsEachMonth(models.Model):
    """A bank that opens a round at the beginning of each month by itself."""

    bank = models.OneToOneField(Bank, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("rounds each month")
        verbose_name_plural = _("rounds each month")

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class RoundEntry(models.Model):
    """One member's part in a round. Who told a coordinator was entered by them."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="round_entries")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: they did

    class Meta:
        verbose_name = _("part in a round")
        verbose_name_plural = _("parts in rounds")
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="roundentry_once")]

    def __str__(self) -> str:
        return f"{self.entered_at:%Y-%m-%d}"


class RoundWish(models.Model):
    """One thing a member would take or give in a round, and what came of it."""

    class Side(models.TextChoices):
        TAKE = "TAKE", _("to take")
        GIVE = "GIVE", _("to give")

    class Why(models.TextChoices):
        """Why not all of it was found. What lies with other people has one code, so that nobody is guessed at."""

        NOBODY = "NOBODY"  # of that kind of help nothing was asked or offered by anybody else
        OWN_LIMIT = "OWN_LIMIT"  # their own balance would pass its limit
        OWN_CHECK = "OWN_CHECK"  # a check of their own is not there
        OTHERS = "OTHERS"

    entry = models.ForeignKey(RoundEntry, on_delete=models.CASCADE, related_name="wishes")
    side = models.CharField(max_length=4, choices=Side)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, null=True, related_name="+")
    gift = models.ForeignKey(Gift, on_delete=models.SET_NULL, null=True, related_name="+")
    minutes = models.PositiveIntegerField()
    people = models.PositiveSmallIntegerField(default=1)  # for how many at most, of what is given
    found_minutes = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=9, choices=Why, blank=True)

    class Meta:
        verbose_name = _("wish in a round")
        verbose_name_plural = _("wishes in rounds")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=PIECE_MINUTES, minutes__lte=MOST_MINUTES), name="roundwish_minutes_sane"
            ),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=MOST_HELPED), name="roundwish_people_sane"),
            models.CheckConstraint(condition=Q(found_minutes__lte=F("minutes")), name="roundwish_not_passed"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What it is, in its member's own words where they chose an offer, a request or a gift of theirs."""
        if self.listing is not None:
            return self.listing.title
        return self.gift.words if self.gift is not None else self.category.name

    @property
    def is_take(self) -> bool:
        """Whether its member would receive."""
        return self.side == self.Side.TAKE


class RoundProposalQuerySet(models.QuerySet["RoundProposal"]):
    """All reads of who was brought together."""

    def waiting(self) -> "RoundProposalQuerySet":
        """Those that one side or both have still to answer."""
        return self.filter(state=RoundProposal.State.WAITING)

    def with_member(self, member: Member) -> "RoundProposalQuerySet":
        """Those where a member would give or receive."""
        return self.filter(Q(giver=member) | Q(receiver=member))

    def with_words(self) -> "RoundProposalQuerySet":
        """With all a page says of them, in order."""
        read = self.select_related(
            "round__bank", "giver", "receiver", "exchange", "take__listing", "take__gift", "take__category"
        )
        return read.select_related("give__listing", "give__gift", "give__category", "category").order_by("pk")


class RoundProposal(models.Model):
    """That one member would help another, as a round found it; each side says yes or no. Two yeses make an exchange."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        AGREED = "AGREED", _("agreed")
        DECLINED = "DECLINED", _("declined")
        LAPSED = "LAPSED", _("not answered in time")
        ENDED = "ENDED", _("called off")  # one of the two left, or has a rest

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    take = models.ForeignKey(RoundWish, on_delete=models.PROTECT, related_name="+")
    give = models.ForeignKey(RoundWish, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")  # the finer of the two
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    day = models.DateField(null=True)  # as who said yes first would like it
    giver_said_at = models.DateTimeField(null=True)
    giver_said_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    giver_channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)
    receiver_said_at = models.DateTimeField(null=True)
    receiver_said_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    receiver_channel = models.CharField(max_length=10, choices=Step.Channel, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # of who said no
    ended_at = models.DateTimeField(null=True)
    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = RoundProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a round")
        verbose_name_plural = _("proposals of rounds")
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="roundproposal_two_members"),
            models.CheckConstraint(condition=Q(minutes__gte=PIECE_MINUTES), name="roundproposal_not_too_short"),
            models.CheckConstraint(
                condition=Q(state="AGREED", exchange__isnull=False) | Q(~Q(state="AGREED"), exchange=None),
                name="roundproposal_agreed_has_exchange",
            ),
            models.UniqueConstraint(fields=["take", "give"], name="roundproposal_pair_once"),
        ]
        indexes = [
            models.Index(fields=["round", "state"], name="roundproposal_by_state"),
            models.Index(fields=["giver"], condition=Q(state="WAITING"), name="roundproposal_giver_waits"),
            models.Index(fields=["receiver"], condition=Q(state="WAITING"), name="roundproposal_receiver_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"

    def has_party(self, member: Member) -> bool:
        """Whether the member would give or receive."""
        return member.pk in (self.giver_id, self.receiver_id)

    def other_side(self, member: Member) -> Member:
        """The one on the other side from this party."""
        return self.receiver if member.pk == self.giver_id else self.giver

    def has_said_yes(self, member: Member) -> bool:
        """Whether this party has said yes."""
        said = self.giver_said_at if member.pk == self.giver_id else self.receiver_said_at
        return said is not None

    @property
    def words(self) -> str:
        """What it is about: in the words of who asks, else of who offers, else the kind of help."""
        if self.take.listing is not None:
            return self.take.listing.title
        return self.give.words if self.give.listing is not None or self.give.gift is not None else self.category.name

    @property
    def listing(self) -> Listing | None:
        """The request it is about, or else the offer."""
        return self.take.listing or self.give.listing
