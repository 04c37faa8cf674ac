"""What a community can build on, of six kinds (McKnight and Kretzmann): what people add to what is known already."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Area, Bank, Consent, Member, is_not_apart


class AssetQuerySet(models.QuerySet["Asset"]):
    """All reads of assets."""

    def of(self, bank: Bank) -> "AssetQuerySet":
        """Those of one bank that are not taken off, with what a page shows of them."""
        found = self.filter(bank=bank).exclude(state=Asset.State.CLOSED)
        return found.select_related("area", "owner", "added_by", "consent")

    def waiting(self) -> "AssetQuerySet":
        """Those that a coordinator has not looked at yet, longest first."""
        return self.filter(state=Asset.State.WAITING).order_by("added_at", "pk")

    def added_after(self, asset: "Asset") -> "AssetQuerySet":
        """Those of `waiting` that come behind this one."""
        return self.filter(Q(added_at__gt=asset.added_at) | Q(added_at=asset.added_at, pk__gt=asset.pk))

    def on_map(self, reader: Member | None) -> "AssetQuerySet":
        """Those somebody finds: visitors what is open to everybody, members all that stands.

        What is somebody's is gone with them at once: with a rest, with leaving, with a block, and a story with its
        teller's consent. Of people under 18 there never is any.
        """
        open_ones = self.filter(state=Asset.State.OPEN)
        if reader is None:
            return open_ones.filter(kind__in=Asset.FOR_EVERYBODY)
        theirs = Q(owner__state=Member.State.APPROVED, owner__age_band=Member.AgeBand.ADULT)
        consented = ~Q(kind=Asset.Kind.STORY) | Q(consent__ended_at=None)
        return open_ones.filter(Q(owner=None) | theirs & is_not_apart(reader, "owner"), consented)


class Asset(models.Model):
    """One thing that a community can build on. It lies in an area, or nowhere: no row of it has a point on the map.

    Only what is open to the public has an address, in words. A thing to lend and a story belong to a member; a story
    stands as long as the consent of who tells it. What is taken off says nothing any more, of nobody.
    """

    class Kind(models.TextChoices):
        GIFT = "GIFT", _("what people can do")
        ASSOCIATION = "ASSOCIATION", _("groups and associations")
        INSTITUTION = "INSTITUTION", _("public services and institutions")
        PLACE = "PLACE", _("places")
        EXCHANGE = "EXCHANGE", _("things to lend, and local shops")
        STORY = "STORY", _("stories and culture")

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting for a coordinator")
        OPEN = "OPEN", _("on the map")
        CLOSED = "CLOSED", _("taken off")

    class Access(models.TextChoices):
        """What makes coming possible for some: the same words as of offers."""

        STEP_FREE = "STEP_FREE", _("no steps")
        QUIET = "QUIET", _("a quiet place")
        HEARING = "HEARING", _("good for people who hear little")
        SIGHT = "SIGHT", _("good for people who see little")

    FOR_EVERYBODY = (Kind.ASSOCIATION, Kind.INSTITUTION, Kind.PLACE)  # visitors read them, and they have an address
    OF_SOMEBODY = (Kind.EXCHANGE, Kind.STORY)

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    title = models.CharField(_("what it is called"), max_length=100, blank=True)
    words = models.TextField(_("more about it"), max_length=1000, blank=True)
    where = models.CharField(_("its public address"), max_length=200, blank=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    access = ArrayField(models.CharField(max_length=9, choices=Access), default=list, blank=True)
    access_words = models.CharField(_("how to get in and round"), max_length=300, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="assets")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="CLOSED") & Q(closed_at=None, added_by__isnull=False) & ~Q(title="")
                | Q(state="CLOSED", closed_at__isnull=False, added_by=None, owner=None, consent=None)
                & Q(title="", words="", where="", access=[], access_words=""),
                name="asset_closed_says_nothing",
            ),
            models.CheckConstraint(condition=~Q(kind="GIFT"), name="asset_gifts_are_of_profiles"),
            models.CheckConstraint(
                condition=Q(kind="STORY", consent__isnull=False, owner__isnull=False)
                | Q(kind="STORY", state="CLOSED")
                | ~Q(kind="STORY") & Q(consent=None),
                name="asset_story_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(kind__in=["EXCHANGE", "STORY"]), name="asset_place_is_nobodys"
            ),
            models.CheckConstraint(
                condition=Q(where="") | Q(kind__in=["ASSOCIATION", "INSTITUTION", "PLACE"]),
                name="asset_address_is_public",
            ),
            models.CheckConstraint(
                condition=Q(access__contained_by=["STEP_FREE", "QUIET", "HEARING", "SIGHT"]), name="asset_access_known"
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "kind"], condition=Q(state="OPEN"), name="asset_open"),
            models.Index(fields=["bank", "added_at", "id"], condition=Q(state="WAITING"), name="asset_waiting"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether a coordinator has agreed to it."""
        return self.state == self.State.OPEN

    @property
    def access_labels(self) -> list[str]:
        """Say what makes coming possible."""
        return [str(self.Access(code).label) for code in self.Access.values if code in self.access]
