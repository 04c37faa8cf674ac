"""Whether what people are told leads to anything: an act that answers it, never a look at it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from notices.models import Deed, Notice, answered_by
from notices.models.outbox import NoticeQuerySet

COUNTS_FOR = timedelta(days=7)


def note_acted(key: str, paths: Collection[str], *, at: datetime, towards: str = "") -> None:
    """Note that a recipient has just done something on these pages: what they were told of them led to it.

    Whoever writes an act down calls this: an answer, a confirmation, a message. Opening a letter or a page is none, and
    is not followed. `towards` is the key of whom they did it with: what brought them to each other led to it, too.
    """
    there = Q(path__in=paths)
    for path in paths:
        there |= Q(path__startswith=f"{path}?")  # the same page, filled in
    if towards:
        there |= Q(about_key=towards)
    _note(Notice.objects.filter(there, kind__in=answered_by(Deed.ON_PAGE)), key, at=at)


def note_deed(key: str, *deeds: Deed, at: datetime) -> None:
    """Note that a recipient has just done something that answers some kinds of notice, whatever page those lead to."""
    _note(Notice.objects.filter(kind__in=answered_by(*deeds)), key, at=at)


def _note(answered: NoticeQuerySet, key: str, *, at: datetime) -> None:
    """Count from the moment it reached them, as far as we know it; what did so more than a week ago led to nothing."""
    mine = answered.for_recipients([key]).filter(acted_at=None, created_at__lt=at)
    reached = mine.alias(reached_at=Coalesce("sent_at", "told_at", "created_at"))
    with transaction.atomic(savepoint=False):
        reached.filter(reached_at__gt=at - COUNTS_FOR).held().update(acted_at=at)
