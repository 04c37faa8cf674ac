"""Photos of offers and requests: drawn anew as members' photos are, up to four each, and gone with their words."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.listings import ListingRefused, Wording, locked_listing, note_for, put_up
from exchanges.models import MOST_PHOTOS, Listing, ListingPhoto
from members.models import Member, MemberEvent
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.kept_pictures import delete_orphans, delete_picture, drawn_anew, files_in, kept_in

FOLDER = "listing-photos"  # not that of members' photos: each is swept by who knows its names


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew, and what can be seen on it in words."""

    pictures: list[bytes]
    words: str

    @property
    def digest(self) -> str:
        """What the same picture has again: it is drawn in the same way each time."""
        return hashlib.sha256(self.pictures[0]).hexdigest()


def draw(file: IO[bytes], words: str) -> Drawn:
    """Draw a picture anew before anything is locked. Raises PhotoRefused."""
    return Drawn(drawn_anew(file), words)


@transaction.atomic
def put_up_with_photo(wording: Wording, photo: Drawn, *, member: Member, by: Member, at: datetime.datetime) -> Listing:
    """Put up an offer or a request with its first photo: both or neither. Sent twice it is there once."""
    listing = put_up(wording, member=member, by=by, at=at)
    _hang(listing, photo, by=by, at=at)
    return listing


def add_photo(listing: Listing, file: IO[bytes], words: str, *, by: Member, at: datetime.datetime) -> ListingPhoto:
    """Add a photo to an offer or a request, one's own or on behalf of its member. The same again changes its words."""
    return _hang(listing, draw(file, words), by=by, at=at)


@transaction.atomic
def remove_photo(listing: Listing, pk: int, *, by: Member, at: datetime.datetime) -> None:
    """Take one photo of an offer or a request down. Again does no harm."""
    listing = locked_listing(listing, by)
    photo = listing.photos.filter(pk=pk).first()
    if photo is not None:
        _forget([photo])
        _note(listing, by=by, at=at)


@transaction.atomic
def show_first(listing: Listing, pk: int, *, by: Member, at: datetime.datetime) -> None:
    """Let one photo of an offer or a request come first, which is the one that lists show. Again does no harm."""
    listing = locked_listing(listing, by)
    photos = list(listing.photos.all())
    ordered = sorted(photos, key=lambda photo: photo.pk != pk)
    if ordered != photos:
        for place, photo in enumerate(ordered):
            photo.place = place
        ListingPhoto.objects.bulk_update(ordered, ["place"])
        _note(listing, by=by, at=at)


def forget_photos(member: Member) -> None:
    """Take down all photos of what a member offers and asks, in the caller's transaction; the files go with it."""
    _forget(list(ListingPhoto.objects.filter(listing__member=member)))


@transaction.atomic
def forget_what_is_not_kept(*, at: datetime.datetime) -> None:
    """Delete photos whose member turned out to be under 18, and those of what was taken down a month ago."""
    _forget(list(ListingPhoto.objects.not_kept(at).select_for_update(skip_locked=True, of=("self",))))


def delete_orphaned_photos(*, at: datetime.datetime) -> int:
    """Delete files that are no listing's photo: what a crash or a storage that was away left behind."""
    files = files_in(FOLDER)
    return delete_orphans(files, ListingPhoto.objects.values_list("name", flat=True), at=at)


@transaction.atomic
def _hang(listing: Listing, drawn: Drawn, *, by: Member, at: datetime.datetime) -> ListingPhoto:
    listing = locked_listing(listing, by)
    if listing.member.is_minor:
        raise NotAllowed(_("We keep no photos of what people under 18 offer and ask."))
    if listing.state == Listing.State.CLOSED:
        raise WrongState(_("This was taken down. Put it up again first."))
    if not listing.member.can_trade:
        raise ListingRefused(_("%(name)s can't offer or ask for help now.") % {"name": listing.member.name})
    there: ListingPhoto | None = listing.photos.filter(digest=drawn.digest).first()
    if there is not None:
        return _say(there, drawn.words, by=by, at=at)
    if listing.photos.count() >= MOST_PHOTOS:
        raise ListingRefused(_("There are %(most)d photos already. Take one down first.") % {"most": MOST_PHOTOS})
    with kept_in(FOLDER, drawn.pictures) as name:
        said = {"name": name, "digest": drawn.digest, "words": drawn.words, "at": at, "by": by}
        photo: ListingPhoto = ListingPhoto.objects.create(listing=listing, **said)
        _note(listing, by=by, at=at)
    return photo


def _say(photo: ListingPhoto, words: str, *, by: Member, at: datetime.datetime) -> ListingPhoto:
    """What was sent twice is there once; with other words it says these."""
    if photo.words != words:
        photo.words = words
        photo.save(update_fields=["words"])
        _note(photo.listing, by=by, at=at)
    return photo


def _note(listing: Listing, *, by: Member, at: datetime.datetime) -> None:
    note_for(listing, MemberEvent.Kind.LISTING_CHANGED, _("Changed: %(title)s"), by=by, at=at)


def _forget(photos: list[ListingPhoto]) -> None:
    for photo in photos:
        delete_picture(photo.name)
        photo.delete()
