"""Members' photos: drawn anew, kept under a random name, and gone from the storage as soon as nobody has them."""

import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_be_own_or_run_bank
from members.actions.profiles import Part, must_belong, note_change
from members.models import Member
from timebank.lib.errors import NotAllowed
from timebank.lib.kept_pictures import delete_orphans, delete_picture, drawn_anew, files_in, kept_in

FOLDER = "photos"


def change_photo(member: Member, file: IO[bytes], *, by: Member, at: datetime.datetime) -> Member:
    """Give a member another photo. The file that was sent is thrown away; so is the old photo, once this is sure."""
    with kept_in(FOLDER, drawn_anew(file)) as name:
        return _hang(member, name, by=by, at=at)


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
    delete_picture(member.photo)
    member.photo = ""
    member.save(update_fields=["photo"])


def delete_orphaned_photos(*, at: datetime.datetime) -> int:
    """Delete files that no member has as their photo: what a crash or a storage that was away left behind."""
    files = files_in(FOLDER)
    return delete_orphans(files, Member.objects.exclude(photo="").values_list("photo", flat=True), at=at)


@transaction.atomic
def _hang(member: Member, name: str, *, by: Member, at: datetime.datetime) -> Member:
    member = locked(member)
    must_be_own_or_run_bank(member, by)
    must_belong(member)
    if member.is_minor:
        raise NotAllowed(_("We keep no photos of people under 18."))
    delete_picture(member.photo)
    member.photo = name
    member.save(update_fields=["photo"])
    note_change(member, Part.PHOTO, by=by, at=at)
    return member
