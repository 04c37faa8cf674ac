"""Offers and requests."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchanges.models.categories import Category
from exchanges.models.finding import FindingQuerySet
from members.models import PARTS_OF_DAY, PARTS_OF_WEEK, WHOLE_WORDS, Bank, Check, CheckKind, Member, Partnership

WARNED_DAYS = (7, 1)  # how many days before the last one of a listing its member is told of it


class ListingQuerySet(FindingQuerySet):
    """All reads of offers and requests."""

    def of(self, bank: Bank) -> "ListingQuerySet":
        """Those of one bank, with what a list shows."""
        return self.filter(bank=bank).select_related("member", "category__parent")

    def open(self, on: datetime.date) -> "ListingQuerySet":
        """Those that stand on a day, of people who belong: neither paused nor past their last day."""
        not_past = Q(expires_on=None) | Q(expires_on__gte=on)
        return self.filter(not_past, state=Listing.State.OPEN, member__state=Member.State.APPROVED)

    def readable_by(self, reader: Member | None, on: datetime.date) -> "ListingQuerySet":
        """Those somebody may read: of members under 18 only staff, themselves, and who is checked for it."""
        adults = Q(member__age_band=Member.AgeBand.ADULT)
        if reader is None:
            return self.filter(adults)
        if reader.runs_or_audits:
            return self
        return self.filter(adults | Q(member=reader) | is_checked_for_minors(reader, on))

    def of_trading_banks(self, bank_id: int) -> "ListingQuerySet":
        """Those of banks that trade with this one, as far as each lets anybody read them: what its visitors read."""
        agreed = Partnership.objects.filter(state=Partnership.State.AGREED)
        trade = Q(bank__in=agreed.filter(bank=bank_id).values("partner"))
        trade |= Q(bank__in=agreed.filter(partner=bank_id).values("bank"))
        return self.filter(trade, bank__listings_are_public=True, member__age_band=Member.AgeBand.ADULT)

    def with_what_waits(self, on: datetime.date) -> "ListingQuerySet":
        """With `waits_for_check`: whether it is an offer whose member has not shown a check that it needs."""
        held = Check.objects.counting(on).filter(member=OuterRef(OuterRef("member")), kind=OuterRef("checkkind"))
        lacked = Q(~Exists(held), checkkind__is_open=True)
        above = Q(category=OuterRef("category")) | Q(category=OuterRef("category__parent"))
        of_category = Category.checks.through.objects.filter(lacked, above)
        of_listing = Listing.checks.through.objects.filter(lacked, listing=OuterRef("pk"))
        lacks = Q(kind=Listing.Kind.OFFER) & (Exists(of_category) | Exists(of_listing))
        found: ListingQuerySet = self.annotate(waits_for_check=ExpressionWrapper(lacks, models.BooleanField()))
        return found

    def to_match(self, at: datetime.datetime) -> "ListingQuerySet":
        """Those that were put up or changed and have not been compared with others since: the banks take turns."""
        turn = Window(RowNumber(), partition_by=[F("bank")], order_by=[F("match_due_at"), F("pk")])
        due: ListingQuerySet = self.filter(match_due_at__lte=at).annotate(turn=turn)
        return due.order_by("turn", "match_due_at", "pk")


class Listing(models.Model):
    """An offer or a request of a member."""

    class Kind(models.TextChoices):
        OFFER = "OFFER", _("offer")
        REQUEST = "REQUEST", _("request")

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        PAUSED = "PAUSED", _("paused")
        CLOSED = "CLOSED", _("closed")

    class Often(models.TextChoices):
        ONCE = "ONCE", _("once")
        REPEATING = "REPEATING", _("again and again")
        STANDING = "STANDING", _("whenever it suits both")

    class Place(models.TextChoices):
        HOME = "HOME", _("at somebody's home")
        OUTSIDE = "OUTSIDE", _("outside, or on the way")
        PUBLIC = "PUBLIC", _("at a public place")
        ONLINE = "ONLINE", _("online or by telephone")

    class Access(models.TextChoices):
        """What makes taking part possible for some."""

        STEP_FREE = "STEP_FREE", _("no steps")
        QUIET = "QUIET", _("a quiet place")
        HEARING = "HEARING", _("good for people who hear little")
        SIGHT = "SIGHT", _("good for people who see little")
        AT_YOURS = "AT_YOURS", _("nobody has to travel")

    MANY = 500  # of an offer: for as many people as its member says yes to

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="listings")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(_("in your own words"), max_length=2000, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checks = models.ManyToManyField(CheckKind, blank=True, related_name="+")  # what who gives this help must have
    often = models.CharField(_("how often"), max_length=9, choices=Often, default=Often.STANDING)
    places = ArrayField(models.CharField(max_length=7, choices=Place), default=list, blank=True)
    area = models.CharField(_("area"), max_length=60, blank=True)  # a coarse one; '' for the member's own
    needed_on = models.DateField(_("on which day"), null=True, blank=True)
    needed_part = models.CharField(max_length=3, choices=list(PARTS_OF_DAY.items()), blank=True)
    availability = ArrayField(models.CharField(max_length=12, choices=PARTS_OF_WEEK), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    access = ArrayField(models.CharField(max_length=9, choices=Access), default=list, blank=True)
    people = models.PositiveSmallIntegerField(_("for how many people"), default=1)
    expires_on = models.DateField(_("until when"), null=True, blank=True)  # the last day it stands; None: no end
    warned_days = models.PositiveSmallIntegerField(null=True)  # not read any more: it goes with the next release
    search_text = models.TextField(blank=True, editable=False)  # words, categories and synonyms, as they are looked for
    put_up_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # on behalf of member
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    match_due_at = models.DateTimeField(null=True, default=timezone.now, editable=False)  # until it was compared anew

    waits_for_check: bool  # of those read `with_what_waits`

    objects: ClassVar[Any] = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "PAUSED"], closed_at=None) | Q(state="CLOSED", closed_at__isnull=False),
                name="listing_closed_has_time",
            ),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=500), name="listing_people_sane"),
        ]
        indexes = [
            models.Index(fields=["bank", "kind", "-id"], condition=Q(state="OPEN"), name="listing_open"),
            models.Index(fields=["bank", "-id"], condition=Q(state="OPEN"), name="listing_newest"),
            models.Index(
                # What has waited longest comes first on the desk and the board.
                fields=["bank", "created_at", "id"],
                condition=Q(state="OPEN", kind="REQUEST"),
                name="listing_waiting",
            ),
            models.Index(fields=["member", "-id"], name="listing_of_member"),
            models.Index(
                fields=["expires_on"], condition=Q(state="OPEN", expires_on__isnull=False), name="listing_expiring"
            ),
            GinIndex(OpClass(models.F("search_text"), name="gin_trgm_ops"), name="listing_search"),
            GinIndex(WHOLE_WORDS, name="listing_whole_words"),
            models.Index(fields=["bank"], condition=~Q(languages=[]), name="listing_says_languages"),
            models.Index(fields=["match_due_at"], condition=Q(match_due_at__isnull=False), name="listing_match_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its member neither paused nor closed it; whether it stands also depends on the day."""
        return self.state == self.State.OPEN

    def is_past(self, on: datetime.date) -> bool:
        """Whether its last day is over."""
        return self.expires_on is not None and self.expires_on < on

    def stands_on(self, on: datetime.date) -> bool:
        """Whether others read it on this day."""
        return self.is_open and not self.is_past(on)

    @property
    def is_offer(self) -> bool:
        """Whether its member would give the time."""
        return self.kind == self.Kind.OFFER


def is_checked_for_minors(reader: Member, on: datetime.date) -> Q:
    """Ask the database whether a member has every check of their bank that is for people under 18, and there is one."""
    kinds = CheckKind.objects.for_minors().filter(bank=reader.bank_id)
    held = Check.objects.counting(on).filter(member=reader.pk, kind=OuterRef("pk"))
    return Q(Exists(kinds)) & ~Q(Exists(kinds.exclude(Exists(held))))
