"""Whether a listing takes one more: for how many people it is, and how many plans run."""

import datetime

from exchanges.models import Exchange, Listing


def is_full(listing: Listing, on: datetime.date) -> bool:
    """Whether as many plans run as it is for, with one query, and none where it is for as many as come."""
    if listing.people >= Listing.MANY:
        return False
    return int(Exchange.objects.filling(listing, on).count()) >= listing.people
