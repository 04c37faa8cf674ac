"""Photos of members in the storage."""

from django.core.files.storage import default_storage
from django.db import transaction


def delete_photo(name: str) -> None:
    """Delete a photo for good once the transaction holds. Again does no harm."""
    transaction.on_commit(lambda: default_storage.delete(name), robust=True)
