"""Members' photos: drawn anew, kept under a random name, and gone from the storage as soon as nobody has them."""

import datetime
import uuid
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_be_own_or_run_bank
from members.actions.profiles import Part, must_belong, note_change
from members.models import Member
from timebank.lib.errors import NotAllowed, RuleBroken
from timebank.lib.pictures import NotAPicture, TooManyPixels, redrawn

FOLDER = "photos"
LARGE, SMALL = 800, 160  # pixels
SMALL_ENDS = "-small.jpg"
MOST_BYTES = 10 * 1024 * 1024
ORPHANED_AFTER = datetime.timedelta(days=1)  # longer than any photo waits for its row to be committed


class PhotoRefused(RuleBroken):
    """This file is no photo we can take."""


def change_photo(member: Member, file: IO[bytes], *, by: Member, at: datetime.datetime) -> Member:
    """Give a member another photo. The file that was sent is thrown away; so is the old photo, once this is sure."""
    large, small = _redrawn(file)
    name = f"{FOLDER}/{uuid.uuid4().hex}.jpg"
    try:
        default_storage.save(name, ContentFile(large))
        default_storage.save(small_name(name), ContentFile(small))
        return _hang(member, name, by=by, at=at)
    except BaseException:
        _delete(name)
        raise


@transaction.atomic
def remove_photo(member: Member, *, by: Member, at: datetime.datetime) -> Member:
    """Take a member's photo down. Again does no harm."""
    member = locked(member)
    must_be_own_or_run_bank(member, by)
    if member.photo:
        forget_photo(member)
        note_change(member, Part.PHOTO, by=by, at=at)
    return member


def forget_photo(member: Member) -> None:
    """Take a photo down in the caller's transaction, whatever the reason; the files go when it is committed."""
    delete_photo(member.photo)
    member.photo = ""
    member.save(update_fields=["photo"])


def delete_photo(name: str) -> None:
    """Delete a photo's files for good once the transaction holds. Again does no harm."""
    if name:
        transaction.on_commit(lambda: _delete(name), robust=True)


def small_name(name: str) -> str:
    """Give the name under which the small copy of a photo is kept."""
    return name.removesuffix(".jpg") + SMALL_ENDS


def delete_orphaned_photos(*, at: datetime.datetime) -> int:
    """Delete files that no member has as their photo: what a crash or a storage that was away left behind."""
    files = _files_kept()
    named = set(Member.objects.exclude(photo="").values_list("photo", flat=True))
    known = named | {small_name(name) for name in named}
    orphans = [name for name in (f"{FOLDER}/{file}" for file in files) if name not in known]
    old = [name for name in orphans if at - default_storage.get_modified_time(name) > ORPHANED_AFTER]
    for name in old:
        default_storage.delete(name)
    return len(old)


@transaction.atomic
def _hang(member: Member, name: str, *, by: Member, at: datetime.datetime) -> Member:
    member = locked(member)
    must_be_own_or_run_bank(member, by)
    must_belong(member)
    if member.is_minor:
        raise NotAllowed(_("We keep no photos of people under 18."))
    delete_photo(member.photo)
    member.photo = name
    member.save(update_fields=["photo"])
    note_change(member, Part.PHOTO, by=by, at=at)
    return member


def _files_kept() -> list[str]:
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nobody has had a photo yet; a bucket has no folders, and says nothing
        return []
    return files


def _redrawn(file: IO[bytes]) -> list[bytes]:
    try:
        return redrawn(file, LARGE, SMALL)
    except TooManyPixels as refusal:
        raise PhotoRefused(_("This picture is too large. Send a smaller one, as your phone makes it.")) from refusal
    except NotAPicture as refusal:
        raise PhotoRefused(_("We cannot read this file as a picture. Send a JPEG, PNG or WebP.")) from refusal


def _delete(name: str) -> None:
    default_storage.delete(name)
    default_storage.delete(small_name(name))
