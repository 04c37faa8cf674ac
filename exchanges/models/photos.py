"""Photos of offers and requests."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.models.listings import Listing
from members.models import Member

MOST_PHOTOS = 4  # of one listing
KEPT_WHEN_CLOSED = datetime.timedelta(days=31)  # long enough to put it up again with its photos


class ListingPhotoQuerySet(models.QuerySet["ListingPhoto"]):
    """All reads of photos of listings."""

    def shown(self) -> "ListingPhotoQuerySet":
        """Those that are shown: none of members under 18."""
        return self.filter(listing__member__age_band=Member.AgeBand.ADULT)

    def not_kept(self, at: datetime.datetime) -> "ListingPhotoQuerySet":
        """Those of members who are under 18 as we know now, and of what was taken down a month ago."""
        closed = Q(listing__state=Listing.State.CLOSED, listing__closed_at__lt=at - KEPT_WHEN_CLOSED)
        return self.filter(closed | ~Q(listing__member__age_band=Member.AgeBand.ADULT))


class ListingPhoto(models.Model):
    """One photo of a listing, with words for who cannot see it; the first one also stands in lists."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="photos")
    name = models.CharField(max_length=100, unique=True)  # a random one, in the storage
    digest = models.CharField(max_length=64)  # of the picture as we drew it, so that the same is not there twice
    words = models.CharField(_("what can be seen"), max_length=120)
    place = models.PositiveSmallIntegerField(default=MOST_PHOTOS)  # a new one comes last, until they are put in order
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ListingPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a listing")
        verbose_name_plural = _("photos of listings")
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["listing", "digest"], name="listing_photo_once")]

    def __str__(self) -> str:
        return self.words
