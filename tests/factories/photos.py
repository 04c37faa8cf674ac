"""Pictures, and what they hang on."""

import io

from django.utils import timezone
from PIL import Image

from exchanges.actions.listing_photos import add_photo
from exchanges.models import Listing, ListingPhoto
from members.actions.photos import change_photo
from members.models import Member


def make_picture(size: tuple[int, int] = (60, 40), *, file_format: str = "JPEG", **saved) -> io.BytesIO:
    """Make the file of a picture, as a camera would save it."""
    written = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(written, file_format, **saved)
    written.seek(0)
    written.name = f"IMG_0042.{file_format.lower()}"
    return written


def hang_photo(member: Member) -> Member:
    """Give a member a photo."""
    return change_photo(member, make_picture(), by=member, at=timezone.now())


def hang_on_listing(listing: Listing, *, words: str = "Two loaves", size: tuple[int, int] = (60, 40)) -> ListingPhoto:
    """Give an offer or a request a photo; one of another size is another one."""
    return add_photo(listing, make_picture(size), words, by=listing.member, at=timezone.now())
