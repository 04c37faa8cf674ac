"""Whether a listing takes one more: for how many people it is, and how many plans run."""

import datetime
from collections.abc import Collection

from django.db.models import Count

from exchanges.models import Exchange, Listing


def is_full(listing: Listing, on: datetime.date) -> bool:
    """Whether as many plans run as it is for, with one query, and none where it is for as many as come."""
    return listing.people < Listing.MANY and listing.pk in full_among([listing.pk], on)


def full_among(listings: Collection[int], on: datetime.date) -> set[int]:
    """Give the ids of those of these that take no more, with one query."""
    taken = Exchange.objects.filling(listings, on).filter(listing__people__lt=Listing.MANY)
    counted = taken.order_by().values("listing", "listing__people").annotate(count=Count("pk"))
    return {row["listing"] for row in counted if row["count"] >= row["listing__people"]}
