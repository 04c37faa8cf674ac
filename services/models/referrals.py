"""Referrals: a service introduces somebody to the time bank, with their consent. No row has room for a diagnosis."""

import datetime
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from exchanges.models import Attendee, CrossSide, Event, Exchange
from members.models import Bank, Consent, Gift, Member, secret_hash
from services.models.programmes import Programme
from services.models.services import Service

LONGEST_HOPES = 500
LONGEST_REASON = 500
UNTOUCHED = datetime.timedelta(days=3)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """All reads of referrals."""

    def consented(self) -> "ReferralQuerySet":
        """Those whose person lets the service know of them: the only ones a service's pages and measures read.

        Consent that ended hides a referral at once; so does leaving, and death.
        """
        standing = self.filter(consent__ended_at=None, member__has_died=False)
        return standing.exclude(member__state=Member.State.LEFT)

    def of_service(self, service: Service) -> "ReferralQuerySet":
        """What one service may read of those it introduced, the newest first."""
        return self.consented().filter(service=service).order_by("-pk")

    def of_member(self, member: Member) -> "ReferralQuerySet":
        """Those about one member, the newest first, whatever they agreed to."""
        return self.filter(member=member).order_by("-pk")

    def waiting(self) -> "ReferralQuerySet":
        """Those about which the time bank still has to do something, longest first."""
        standing = self.filter(state__in=Referral.OPEN, consent__ended_at=None)
        return standing.exclude(_joined_and_rung()).exclude(member__state=Member.State.LEFT).order_by("sent_at", "pk")

    def done(self) -> "ReferralQuerySet":
        """Those about which the time bank has nothing more to do: joined and rung, or ended. The newest first."""
        ended = Q(state__in=(Referral.State.DECLINED, Referral.State.CLOSED))
        return self.filter(_joined_and_rung() | ended, consent__ended_at=None).order_by("-pk")

    def after(self, referral: "Referral") -> "ReferralQuerySet":
        """Those that waiting puts after this one."""
        later = Q(sent_at__gt=referral.sent_at) | Q(sent_at=referral.sent_at, pk__gt=referral.pk)
        return self.filter(later)

    def with_joined(self) -> "ReferralQuerySet":
        """Add when they joined. Who was a member before counts from the welcome call: nobody learns whom we knew."""
        return self.annotate(
            joined_at=Case(
                When(member__joined_at__gt=F("sent_at"), then=F("member__joined_at")),
                When(member__joined_at__isnull=False, then=F("called_at")),
            )
        )

    def with_progress(self) -> "ReferralQuerySet":
        """Add when they joined, first received and first gave since: read from the ledger now, never stored."""
        return self._with_firsts(received=Q(), given=Q())

    def with_progress_in_books(self) -> "ReferralQuerySet":
        """As with_progress, for others: without what a pot paid at a confidential event, which no statement has.

        Else the desk, or who acts for them, would read on which day somebody was at a group that is a secret.
        """
        is_open = Q(event__is_confidential=False)
        return self._with_firsts(
            received=is_open | Q(received_transfer__isnull=False), given=is_open | Q(given_transfer__isnull=False)
        )

    def _with_firsts(self, *, received: Q, given: Q) -> "ReferralQuerySet":
        """Add the progress; `received` and `given` say which lines of registers count."""
        return self.with_joined().annotate(
            first_receipt_on=Least(
                _first_exchange("receiver"), _first_across(gives=False), _first_event("received", received)
            ),
            first_gift_on=Least(_first_exchange("giver"), _first_across(gives=True), _first_event("given", given)),
        )


def _joined_and_rung() -> Q:
    return Q(state=Referral.State.IN_TOUCH, member__state__in=Member.BELONGING)


def _first_exchange(side: str) -> Subquery:
    """Find the day of the first exchange since the referral in which the person was on this side.

    It counts as in the measures: while its hours stand in the ledger, also where somebody says that it is not right.
    """
    theirs: QuerySet[Exchange] = Exchange.objects.settled().filter(
        **{side: OuterRef("member")}, happened_on__gte=OuterRef("sent_on")
    )
    return Subquery(theirs.order_by("happened_on").values("happened_on")[:1])


def _first_across(*, gives: bool) -> Subquery:
    """Find the day of the first exchange with a member of another bank, likewise."""
    theirs: QuerySet[CrossSide] = CrossSide.objects.settled().filter(
        member=OuterRef("member"), gives=gives, exchange__happened_on__gte=OuterRef("sent_on")
    )
    return Subquery(theirs.order_by("exchange__happened_on").values("exchange__happened_on")[:1])


def _first_event(part: str, counts: Q) -> Subquery:
    """Find the day of the first event since the referral whose register gave the person hours on this side."""
    theirs: QuerySet[Attendee] = Attendee.objects.filter(
        counts,
        **{f"{part}_minutes__gt": 0},
        member=OuterRef("member"),
        event__state=Event.State.POSTED,
        event__on__gte=OuterRef("sent_on"),
    )
    return Subquery(theirs.order_by("event__on").values("event__on")[:1])


class Referral(models.Model):
    """One introduction of one person by one service.

    The person is a member from the first moment, at first an applicant, so joining, doubles and erasure know them.
    `key` is the form's: sent twice, it makes one. Who wrote what the person hopes for is `hopes_by`; None is the
    person, by their link.
    """

    class Shares(models.TextChoices):
        NOTHING = "NOTHING", _("nothing")
        JOINED = "JOINED", _("whether I joined")
        STEPS = "STEPS", _("how it goes: joining, my first help and my first gift")

    class State(models.TextChoices):
        SENT = "SENT", _("new")
        TRIAGED = "TRIAGED", _("somebody looks after it")
        IN_TOUCH = "IN_TOUCH", _("we have spoken")
        DECLINED = "DECLINED", _("not now")
        CLOSED = "CLOSED", _("closed")

    OPEN = (State.SENT, State.TRIAGED, State.IN_TOUCH)

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="referrals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="referrals")
    referred_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="referrals_made")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="referral")
    name = models.CharField(
        max_length=150, blank=True
    )  # as it was told: what the service reads, also where we know another
    hopes = models.CharField(_("what they hope for"), max_length=LONGEST_HOPES, blank=True)
    hopes_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    gives_later = models.BooleanField(default=False)  # what they are good at is not yet said, and asked again
    shares = models.CharField(_("what the service may learn"), max_length=7, choices=Shares, default=Shares.NOTHING)
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    sent_at = models.DateTimeField()
    sent_on = models.DateField()  # in the community's zone
    seen_at = models.DateTimeField(null=True)  # by the person
    triaged_at = models.DateTimeField(null=True)
    triaged_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)  # the welcome call
    ended_at = models.DateTimeField(null=True)  # declined or closed
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)  # for the person to read
    joined_told_at = models.DateTimeField(null=True)  # to who introduced them, where they may learn it
    gift_told_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["DECLINED", "CLOSED"], ended_at__isnull=False)
                | ~Q(state__in=["DECLINED", "CLOSED"]) & Q(ended_at=None),
                name="referral_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="IN_TOUCH") | Q(called_at__isnull=False), name="referral_in_touch_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["service", "-id"], name="referral_newest"),
            models.Index(fields=["bank", "-id"], name="referral_newest_of_bank"),
            models.Index(
                fields=["bank", "sent_at", "id"],
                condition=Q(state__in=["SENT", "TRIAGED", "IN_TOUCH"]),
                name="referral_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sent_on:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether the time bank still looks after it."""
        return self.state in self.OPEN

    @property
    def has_consent(self) -> bool:
        """Whether the person still lets the service know of them."""
        return self.consent.ended_at is None

    @property
    def is_self_written(self) -> bool:
        """Whether the person introduced themselves: who handed them a link has never held the one that is theirs."""
        return self.consent.recorded_by_id == self.member_id

    @property
    def may_tell_joined(self) -> bool:
        """Whether the service may learn that they joined."""
        return self.shares in (self.Shares.JOINED, self.Shares.STEPS)

    @property
    def may_tell_steps(self) -> bool:
        """Whether the service may learn how it goes, step by step."""
        return self.shares == self.Shares.STEPS


class ReferralGift(models.Model):
    """One thing the person is good at, as it was said when they were introduced; `by` None is the person, by link.

    It becomes a gift of their profile at the welcome call.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="gifts")
    kind = models.CharField(max_length=5, choices=Gift.Kind)
    words = models.CharField(max_length=100)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("what an introduced person is good at")
        verbose_name_plural = _("what introduced people are good at")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="referralgift_has_words")]

    def __str__(self) -> str:
        return self.words


class ReferralStep(models.Model):
    """One line of a referral's history: what happened, when, by whom; `by` None is the person, by their link.

    `shares_before`: what the service might learn until then. Figures of months that were over stay as they were.
    """

    class Kind(models.TextChoices):
        SENT = "SENT", _("was introduced")
        SEEN = "SEEN", _("saw what was written")
        TRIAGED = "TRIAGED", _("a coordinator looks after it")
        CALLED = "CALLED", _("the welcome call was made")
        CORRECTED = "CORRECTED", _("what was written was changed")
        SHARED = "SHARED", _("what the service may learn was changed")
        TAKEN_BACK = "TAKEN_BACK", _("consent was taken back")
        KNOWN = "KNOWN", _("was known to the time bank")  # for the desk alone
        DECLINED = "DECLINED", _("not now")
        CLOSED = "CLOSED", _("was closed")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)
    shares_before = models.CharField(max_length=7, choices=Referral.Shares, blank=True)  # of SHARED

    class Meta:
        verbose_name = _("step of a referral")
        verbose_name_plural = _("steps of referrals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class ReferralLinkQuerySet(models.QuerySet["ReferralLink"]):
    """All reads of links."""

    def with_secret(self, secret: str) -> "ReferralLinkQuerySet":
        """The one that a link's address leads to, or led to until somebody used it."""
        kept = secret_hash(secret)
        return self.filter(Q(handed_hash=kept) | Q(own_hash=kept))

    def unused(self, at: datetime.datetime) -> "ReferralLinkQuerySet":
        """Those by which somebody may still introduce themselves."""
        return self.filter(referral=None, expires_at__gt=at)


class ReferralLink(models.Model):
    """A link, or a slip with its code, by which somebody introduces themselves, or sees what was written about them.

    Who hands it over has held it. So the person who uses it gets one of their own, and the one that was handed over
    leads nowhere from then on. Only hashes of the secrets are kept; `code` is what a slip says, for who rings.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the form's: sent twice, it makes one
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    handed_hash = models.CharField(max_length=64, unique=True)
    own_hash = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=8, blank=True)  # of one that is not used yet
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, null=True, related_name="link")

    objects: ClassVar[Any] = ReferralLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a referral")
        verbose_name_plural = _("links of referrals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["own_hash"], condition=~Q(own_hash=""), name="referrallink_own_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="referrallink_code_once"),
        ]
        indexes = [models.Index(fields=["made_by"], condition=Q(referral=None), name="referrallink_unused")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"

    @property
    def is_used(self) -> bool:
        """Whether the person has one of their own, and the one that was handed over leads nowhere."""
        return self.own_hash != ""

    def is_own(self, secret: str) -> bool:
        """Whether a secret is the person's own, and not the one that was handed over."""
        return self.is_used and self.own_hash == secret_hash(secret)
