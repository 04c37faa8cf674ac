"""Pictures in the storage: drawn anew, kept under a random name in two sizes, and deleted once nobody has them."""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from timebank.lib.errors import RuleBroken
from timebank.lib.pictures import NotAPicture, TooManyPixels, redrawn

LARGE, SMALL = 800, 160  # pixels
SMALL_ENDS = "-small.jpg"
MOST_BYTES = 10 * 1024 * 1024
ORPHANED_AFTER = datetime.timedelta(days=1)  # longer than any picture waits for its row to be committed


class PhotoRefused(RuleBroken):
    """This file is no photo we can take."""


def drawn_anew(file: IO[bytes]) -> list[bytes]:
    """Draw what was sent anew, large and small; of the file itself nothing is left."""
    try:
        return redrawn(file, LARGE, SMALL)
    except TooManyPixels as refusal:
        raise PhotoRefused(_("This picture is too large. Send a smaller one, as your phone makes it.")) from refusal
    except NotAPicture as refusal:
        raise PhotoRefused(_("We cannot read this file as a picture. Send a JPEG, PNG or WebP.")) from refusal


@contextmanager
def kept_in(folder: str, pictures: list[bytes]) -> Iterator[str]:
    """Keep a picture and its small copy under a random name, which is given; they go again if what follows fails."""
    large, small = pictures
    name = f"{folder}/{uuid.uuid4().hex}.jpg"
    try:
        default_storage.save(name, ContentFile(large))
        default_storage.save(small_name(name), ContentFile(small))
        yield name
    except BaseException:
        _delete(name)
        raise


def delete_picture(name: str) -> None:
    """Delete a picture's files for good once the transaction holds. Again does no harm."""
    if name:
        transaction.on_commit(lambda: _delete(name), robust=True)


def small_name(name: str) -> str:
    """Give the name under which the small copy of a picture is kept."""
    return name.removesuffix(".jpg") + SMALL_ENDS


def files_in(folder: str) -> list[str]:
    """Give the names of the files that a folder of the storage holds now."""
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nobody has had a picture yet; a bucket has no folders, and says nothing
        return []
    return [f"{folder}/{file}" for file in files]


def delete_orphans(files: list[str], named: Iterable[str], *, at: datetime.datetime) -> int:
    """Delete those of these files that no picture is named after, unless they are new.

    Who calls lists the files before it reads the names, so that a picture that is just being hung has its row.
    """
    known = set(named)
    known |= {small_name(name) for name in known}
    orphans = [name for name in files if name not in known]
    old = [name for name in orphans if at - default_storage.get_modified_time(name) > ORPHANED_AFTER]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _delete(name: str) -> None:
    default_storage.delete(name)
    default_storage.delete(small_name(name))
