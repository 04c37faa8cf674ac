"""Members' photos: gone from the storage as soon as nobody has them."""

from django.core.files.storage import default_storage
from django.db import transaction

from members.models import Member


def forget_photo(member: Member) -> None:
    """Take a photo down in the caller's transaction, whatever the reason; the file goes when it is committed."""
    name = member.photo
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)
    member.photo = ""
    member.save(update_fields=["photo"])
