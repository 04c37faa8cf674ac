"""Photos of listings as lists and pages show them."""

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from exchanges.models import Listing, ListingPhoto, ListingQuerySet


def with_photo(found: ListingQuerySet) -> ListingQuerySet:
    """Read with each listing its first photo, as `first_photo` with its id and words: no query more."""
    shown = ListingPhoto.objects.shown().filter(listing=OuterRef("pk")).order_by("place", "pk")
    told = shown.values(told=JSONObject(id="pk", words="words"))[:1]
    annotated: ListingQuerySet = found.annotate(first_photo=Subquery(told, output_field=JSONField()))
    return annotated


def photos_of(listing: Listing) -> list[ListingPhoto]:
    """Give the photos of a listing that its readers see."""
    return [] if listing.member.is_minor else list(listing.photos.all())
