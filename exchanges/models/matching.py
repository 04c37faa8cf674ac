"""Who could help whom: what listings and gifts are about, what fits together, and what people said of it."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Value, When, Window
from django.db.models.functions import Coalesce, Greatest, RowNumber, Trim
from django.utils.translation import gettext_lazy as _

from exchanges.models.enquiries import Enquiry
from exchanges.models.exchanges import Exchange
from exchanges.models.listings import Listing, ListingQuerySet
from members.models import Bank, Block, Gift, Member, plainly

NO_TIME_FOR = datetime.timedelta(days=30)
# A match is as old as the younger of its two. When it was found says less: the night finds all of them anew.
CAME_AT = Greatest(F("request__created_at"), Coalesce(F("offer__created_at"), F("gift__added_at")))
AT_HOME = Q(giver__bank=F("receiver__bank"))
ONE_OF_TWO = Q(offer__isnull=True, gift__isnull=False) | Q(offer__isnull=False, gift__isnull=True)


class RealField(models.FloatField):  # type: ignore[type-arg]  # generic for the checker alone
    """A float of four bytes: half the room, and exact enough for what is only compared."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Name PostgreSQL's type."""
        return "real"


class MeaningQuerySet(models.QuerySet["Meaning"]):
    """All reads of what listings and gifts are about."""

    def of(self, bank: Bank) -> "MeaningQuerySet":
        """Those of one bank."""
        return self.filter(bank=bank)

    def that_cross(self, bank: Bank) -> "MeaningQuerySet":
        """Those of one bank that are compared with those of another: of what grown-up people put up."""
        return self.filter(bank=bank, listing__member__age_band=Member.AgeBand.ADULT)

    def of_requests(self) -> "MeaningQuerySet":
        """What people ask for."""
        return self.filter(side=Listing.Kind.REQUEST)

    def of_offers(self) -> "MeaningQuerySet":
        """What people offer, their gifts with it."""
        return self.filter(side=Listing.Kind.OFFER)

    def swept_before(self, moment: datetime.datetime) -> "MeaningQuerySet":
        """Those that were compared with all others before a moment, in order of their making."""
        return self.filter(compared_at__lt=moment).order_by("pk")


class Meaning(models.Model):
    """What a listing or a gift is about: a direction among all texts, and the stems of its words.

    It is worked out from the text alone and can be made anew at any time; `exchanges.matching` says how.
    """

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="+", db_index=False)
    side = models.CharField(max_length=8, choices=Listing.Kind)
    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, null=True, related_name="meaning")
    gift = models.OneToOneField(Gift, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.TextField()  # what it was worked out from
    model = models.CharField(max_length=40)  # by what; '' where there was none
    vector = ArrayField(RealField())  # of length 1; empty where there was no model
    stems = ArrayField(models.TextField())
    crowding = RealField(default=0)  # how alike its nearest few are, from -1 to 1: what is near to all says little
    compared_at = models.DateTimeField()  # last compared with all others

    objects: ClassVar[Any] = MeaningQuerySet.as_manager()

    class Meta:
        verbose_name = _("meaning")
        verbose_name_plural = _("meanings")
        constraints = [
            models.CheckConstraint(
                condition=Q(listing__isnull=True, gift__isnull=False, side="OFFER")
                | Q(listing__isnull=False, gift__isnull=True),
                name="meaning_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "side", "id"], name="meaning_of_side"),
            GinIndex(fields=["stems"], name="meaning_stems"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"


class MatchQuerySet(models.QuerySet["Match"]):
    """All reads of matches. `standing` holds the rules that never give way, as far as the rows themselves say them."""

    def with_people(self) -> "MatchQuerySet":
        """With the request, what could answer it, both members and their banks, and the keys of all four areas."""
        things = ("request__category__parent", "offer__category__parent", "gift")
        found = self.select_related(*things, "giver__bank", "receiver__bank")
        return found.annotate(  # type: ignore[no-redef]  # the model names them for its readers
            request_area=plainly(Trim("request__area")),
            offer_area=plainly(Trim("offer__area")),
            giver_area=plainly(Trim("giver__area")),
            receiver_area=plainly(Trim("receiver__area")),
        )

    def at_home(self) -> "MatchQuerySet":
        """Those of two members of one bank."""
        return self.filter(AT_HOME)

    def standing(self, on: datetime.date) -> "MatchQuerySet":
        """Those whose two people may and can, on a day: open, in time, in a language both speak, not apart, not asked.

        Between two banks it is grown-up people and what they put up; that the two trade is asked in `readable_by`.
        Checks, people under 18 and how many an offer takes are looked at in `exchanges.reads.matches`.
        """
        open_to_all = Listing.objects.open(on)
        trading = Q(giver__state=Member.State.APPROVED, giver__account__isnull=False, receiver__account__isnull=False)
        offered = Q(offer__in=open_to_all.filter(Q(needed_on=None) | Q(needed_on__gte=on))) | Q(gift__isnull=False)
        across = Q(gift=None, giver__age_band=Member.AgeBand.ADULT, receiver__age_band=Member.AgeBand.ADULT)
        found = self.filter(trading, offered, request__in=open_to_all, receiver__state=Member.State.APPROVED)
        found = found.filter(AT_HOME | across)
        return found._of_two_people()._in_time(on)._in_a_shared_language()._not_apart()._not_asked()

    def readable_by(self, reader: Member, on: datetime.date) -> "MatchQuerySet":
        """Those of which a member may read both sides; a gift only where who has it lets others see it.

        Of a bank that trades with theirs that is what its visitors read, whatever the reader does at home.
        """
        home = Q(giver__bank=reader.bank_id) | Q(receiver__bank=reader.bank_id)
        own: ListingQuerySet = Listing.objects.filter(bank=reader.bank_id).readable_by(reader, on)
        theirs = Listing.objects.of_trading_banks(reader.bank_id)
        found = self.filter(home, Q(offer=None) | Q(offer__in=own) | Q(offer__in=theirs))
        found = found.filter(Q(request__in=own) | Q(request__in=theirs))
        if reader.runs_or_audits:
            return found
        return found.filter(Q(gift=None) | Q(giver=reader) | Q(giver__shows__contains=[Member.Item.GIFTS]))

    def not_refused(self, at: datetime.datetime) -> "MatchQuerySet":
        """Those that neither of the two has said no to; 'no time now' counts for a month."""
        lately = Q(at__gt=at - NO_TIME_FOR) | ~Q(why=NotForMe.Why.TIME)
        noes = NotForMe.objects.filter(lately)
        by_giver = noes.filter(member=OuterRef("giver"), listing=OuterRef("request"))
        by_receiver = noes.filter(member=OuterRef("receiver"))
        found = self.exclude(Exists(by_giver)).exclude(Exists(by_receiver.filter(listing=OuterRef("offer"))))
        return found.exclude(Exists(by_receiver.filter(gift=OuterRef("gift"))))

    def likeliest(self, most: int) -> "MatchQuerySet":
        """The likeliest few at home, and as many elsewhere: neither take the places of the others."""
        return self._likeliest([], most)

    def likeliest_of_each(self, side: str, most: int) -> "MatchQuerySet":
        """The likeliest few for each request, giver or receiver (`side`), at home and elsewhere."""
        return self._likeliest([F(side)], most)

    def _likeliest(self, of_each: list[F], most: int) -> "MatchQuerySet":
        among: list[Any] = [*of_each, ExpressionWrapper(AT_HOME, output_field=BooleanField())]
        place = Window(RowNumber(), partition_by=among, order_by=[F("likeness").desc(), F("pk")])
        return self.annotate(place=place).filter(place__lte=most)

    def _of_two_people(self) -> "MatchQuerySet":
        """Nobody helps themselves, whichever of their numbers they would do it with."""
        return self.exclude(giver=F("receiver")).exclude(giver__person=F("receiver__person"))

    def came_between(self, since: datetime.datetime, at: datetime.datetime) -> "MatchQuerySet":
        """Those that became possible then: the later of the two was put up, or named as a gift."""
        return self.alias(came_at=CAME_AT).filter(came_at__gt=since, came_at__lte=at)

    def first_came(self) -> dict[tuple[int, int], datetime.datetime]:
        """Say since when a giver fits a request, by whatever they offer: for each pair of giver and request."""
        pairs = self.order_by().values_list("giver", "request").annotate(first=Min(CAME_AT))
        return {(giver, request): first for giver, request, first in pairs}

    def _in_time(self, on: datetime.date) -> "MatchQuerySet":
        """What is asked for a day or for some times; whoever said nothing of it may be free. A gift says nothing."""
        no_offer, no_day = Q(offer=None), Q(request__needed_on=None)
        stands_then = Q(offer__expires_on=None) | Q(offer__expires_on__gte=F("request__needed_on"))
        same_day = Q(offer__needed_on=None) | Q(offer__needed_on=F("request__needed_on"))
        any_time = Q(request__availability__len=0) | Q(offer__availability__len=0)
        return self.filter(
            no_day | Q(request__needed_on__gte=on),
            no_offer | no_day | stands_then,
            no_offer | no_day | same_day,
            no_offer | any_time | Q(request__availability__overlap=F("offer__availability")),
        )

    def _in_a_shared_language(self) -> "MatchQuerySet":
        """What says a language is for who speaks it; somebody of whom we know no language may speak it."""
        spoken = Q(request__languages__overlap=F("giver__languages")) | Q(giver__languages__len=0, offer=None)
        spoken |= Q(giver__languages__len=0, offer__languages__len=0)
        spoken |= Q(request__languages__overlap=F("offer__languages"))
        understood = Q(offer__languages__overlap=F("receiver__languages")) | Q(receiver__languages__len=0)
        understood |= Q(offer__languages__overlap=F("request__languages"))
        return self.filter(
            Q(request__languages__len=0) | spoken, Q(offer=None) | Q(offer__languages__len=0) | understood
        )

    def _not_apart(self) -> "MatchQuerySet":
        """A block counts for both persons, in whichever of their banks it was set (`Block.between_banks`)."""
        found: MatchQuerySet = self
        for one, other in (("giver", "receiver"), ("receiver", "giver")):
            for blocker, whose in (("blocker", one), ("blocker__person", f"{one}__person")):  # each by its own index
                set_by_one = Q(**{blocker: OuterRef(whose)}) & _is_or_is_same_person("blocked", other)
                found = found.exclude(Exists(Block.objects.filter(set_by_one)))
        return found

    def _not_asked(self) -> "MatchQuerySet":
        """Whoever has answered a request already needs no hint: in words, or by an exchange that was not cancelled.

        About a standing offer only what runs counts, or was said since the request stands.
        """
        pair = {"giver": OuterRef("giver"), "receiver": OuterRef("receiver")}
        of_request = Exchange.objects.filter(listing=OuterRef("request"), **pair)
        of_offer = Exchange.objects.filter(listing=OuterRef("offer"), **pair)
        running = [Exchange.State.PROPOSED, Exchange.State.AGREED, *Exchange.UNSETTLED]
        lately = Q(created_at__gte=OuterRef("request__created_at")) | Q(state__in=running)
        answered = Enquiry.objects.filter(listing=OuterRef("request"), asker=OuterRef("giver"))
        asked = Enquiry.objects.filter(listing=OuterRef("offer"), asker=OuterRef("receiver"))
        said = [
            of_request.exclude(state=Exchange.State.CANCELLED),
            of_offer.filter(lately).exclude(state=Exchange.State.CANCELLED),
            answered,
            asked.filter(at__gte=OuterRef("request__created_at")),
        ]
        found: MatchQuerySet = self
        for rows in said:
            found = found.exclude(Exists(rows))
        return found


def _is_or_is_same_person(side: str, other: str) -> Q:
    """Ask for a member, or for any other membership of the same person; organisations have none."""
    return Q(**{side: OuterRef(other)}) | Q(**{f"{side}__person": OuterRef(f"{other}__person")})


class Match(models.Model):
    """A request, and an offer or a gift that is about the same thing. Whether both people may and can is asked anew
    each time it is read, for that changes by the day (`exchanges.reads.matches`)."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="+", db_index=False)
    request = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+", db_index=False)
    offer = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, related_name="+")
    gift = models.ForeignKey(Gift, on_delete=models.CASCADE, null=True, related_name="+")
    receiver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    meaning = RealField()  # how alike in meaning, 0 to 1
    words = RealField()  # how much of what is asked stands there in the same words, 0 to 1
    likeness = RealField()  # both and the kind of help together: how surely about the same thing, 0 to 1
    found_at = models.DateTimeField()

    request_area: str  # the key of each area (`Area.key`), of those read `with_people`
    offer_area: str | None
    giver_area: str
    receiver_area: str

    objects: ClassVar[Any] = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.CheckConstraint(condition=ONE_OF_TWO, name="match_with_one_thing"),
            models.CheckConstraint(condition=Q(likeness__gte=0, likeness__lte=1), name="match_likeness_of_one"),
            models.UniqueConstraint(fields=["request", "offer"], name="match_with_offer_once"),
            models.UniqueConstraint(fields=["request", "gift"], name="match_with_gift_once"),
        ]
        indexes = [
            models.Index(fields=["request", "-likeness"], name="match_of_request"),
            models.Index(fields=["giver", "-likeness"], name="match_of_giver"),
            models.Index(fields=["receiver", "-likeness"], name="match_of_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.offer_id or self.gift_id}"

    @property
    def is_at_home(self) -> bool:
        """Whether both members belong to one bank."""
        return self.giver.bank_id == self.receiver.bank_id


class MatchSweep(models.Model):
    """How far the nightly comparing of all of a bank has come: one row each."""

    bank = models.OneToOneField(Bank, on_delete=models.CASCADE, primary_key=True, related_name="+")
    began_at = models.DateTimeField()  # of the night it belongs to
    is_crowd_felt = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("nightly comparing")
        verbose_name_plural = _("nightly comparing")

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"


class NotForMeQuerySet(models.QuerySet["NotForMe"]):
    """All reads of noes."""

    def placed(self) -> "NotForMeQuerySet":
        """With `bank_id` and `area_key`: where it is that somebody said no to, as they read it; '' for nowhere."""
        listing, gift = ("listing__member", "gift__member")
        shows = [Q(**{f"{each}__shows__contains": [Member.Item.AREA]}) for each in (listing, gift)]
        at_home = Q(listing__bank=F("member__bank"))
        area = Case(
            When(~Q(listing__area=""), listing__isnull=False, then=F("listing__area")),
            When(shows[0] & at_home, then=F("listing__member__area")),
            When(shows[1], then=F("gift__member__area")),
            default=Value(""),
        )
        bank = Coalesce("listing__bank", "gift__member__bank")
        return self.annotate(bank_id=bank, area_key=plainly(Trim(area)))  # type: ignore[no-redef]  # for readers


class NotForMe(models.Model):
    """A member's no to something that was suggested to them, and why: it is not suggested again, and we learn from it.

    Nobody else is shown it. It is of what somebody put up, or, from who asks, of what somebody likes to do.
    """

    class Why(models.TextChoices):
        KIND = "KIND", _("I don't do this kind of thing")
        FAR = "FAR", _("It is too far for me")
        TIME = "TIME", _("I have no time for it just now")
        OTHER = "OTHER", _("Something else")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, related_name="+")
    gift = models.ForeignKey(Gift, on_delete=models.CASCADE, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=5, choices=Why)
    at = models.DateTimeField()

    bank_id: int  # of those read `placed`, as the one below
    area_key: str

    objects: ClassVar[Any] = NotForMeQuerySet.as_manager()

    class Meta:
        verbose_name = _("not for me")
        verbose_name_plural = _("not for me")
        constraints = [
            models.CheckConstraint(
                condition=Q(listing__isnull=True, gift__isnull=False) | Q(listing__isnull=False, gift__isnull=True),
                name="notforme_of_one_thing",
            ),
            models.UniqueConstraint(fields=["member", "listing"], name="notforme_once"),
            models.UniqueConstraint(fields=["member", "gift"], name="notforme_of_gift_once"),
        ]

    def __str__(self) -> str:
        return self.why

    @property
    def thing(self) -> Listing | Gift:
        """What it is of."""
        found: Listing | Gift | None = self.listing or self.gift
        assert found is not None  # noqa: S101 the constraint says so
        return found


class Introduction(models.Model):
    """A coordinator brought two people together about a request: both were told, each the way they are reached."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="introductions")
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        constraints = [models.UniqueConstraint(fields=["request", "giver"], name="introduction_once")]
        indexes = [models.Index(fields=["bank", "-at"], name="introduction_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
