"""Which photo of a listing somebody may see."""

import datetime

from django.shortcuts import get_object_or_404

from exchanges.access import listing_to_see
from exchanges.models import ListingPhoto
from members.models import Bank, Member


def listing_photo_to_see(bank: Bank, asker: Member | None, pk: int, photo: int, *, today: datetime.date) -> str:
    """Give the name of a photo to who may read its listing; to others, and of members under 18, there is none."""
    listing = listing_to_see(bank, asker, pk, today=today)
    found: ListingPhoto = get_object_or_404(ListingPhoto.objects.shown(), pk=photo, listing=listing)
    return found.name
