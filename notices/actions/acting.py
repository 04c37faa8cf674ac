"""Whether what people are told leads to anything: an act on its page, never a look at it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from notices.models import Notice

COUNTS_FOR = timedelta(days=7)


def note_acted(key: str, paths: Collection[str], *, at: datetime) -> None:
    """Note that a recipient has just done something on these pages: what they were told of them led to it.

    Whoever writes an act down calls this: an answer, a confirmation, a message. Opening a letter or a page is none, and
    is not followed. What was told more than seven days ago did not lead to it.
    """
    told = Notice.objects.for_recipients([key]).filter(path__in=paths, acted_at=None)
    told.filter(created_at__gt=at - COUNTS_FOR, created_at__lt=at).update(acted_at=at)
