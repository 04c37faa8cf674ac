"""What has been read, passed on or answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from notices.actions.ways import SENT
from notices.models import Notice
from timebank.lib.errors import WrongState

EARLIER = timedelta(days=4)  # what is younger stays new on the site, even where nothing is sent


class AlreadyPassedOn(WrongState):
    """Somebody else has told them, or they have read it themselves."""


def mark_read(notice: Notice, *, at: datetime) -> None:
    """Note that the recipient has opened it; the first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=at)


@transaction.atomic(savepoint=False)
def mark_all_read(keys: Iterable[str], *, newest_id: int, at: datetime) -> None:
    """Note that a person has seen their notices up to the newest one shown to them; later ones stay new."""
    Notice.objects.for_recipients(keys).unread().filter(pk__lte=newest_id).held().update(read_at=at)


def treat_as_told(bank: str, *, at: datetime) -> None:
    """Send nothing of what a bank has told so far: a past that was imported or made up was told in its own time."""
    unsent = Notice.objects.filter(bank=bank, sent_at=None)
    unsent.filter(delivery__in=SENT).update(sent_at=at, next_attempt_at=None)
    earlier = at - EARLIER
    old = Notice.objects.filter(bank=bank, created_at__lt=earlier)
    old.filter(delivery=Notice.Delivery.BY_HAND, told_at=None).update(told_at=at, told_by="system")
    old.unread().update(read_at=at)


@transaction.atomic
def mark_told(notice: Notice, *, by: str, at: datetime) -> Notice:
    """Note that a coordinator (an opaque key) passed it on by phone or in person; again by the same one is fine."""
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if notice.told_by == by:
        return notice
    if notice.delivery != Notice.Delivery.BY_HAND or notice.told_at or notice.read_at:
        raise AlreadyPassedOn(_("They already know: someone told them, or they read it themselves."))
    notice.told_by, notice.told_at = by, at
    notice.save(update_fields=["told_by", "told_at"])
    return notice


def mark_posted(bank: str, notice_ids: Iterable[int], *, by: str, at: datetime) -> int:
    """Note that letters were posted; answers how many, without those that somebody told them of meanwhile."""
    waiting = Notice.objects.to_post(bank).filter(pk__in=list(notice_ids))
    return waiting.order_by().update(told_by=by, told_at=at)


def mark_answered(key: str, path: str, *, kinds: Iterable[str], by: str, at: datetime) -> None:
    """Note that somebody was told what they have answered: notices of some kinds about one page. Again does no harm."""
    waiting = Notice.objects.for_recipients([key]).filter(path=path, kind__in=kinds, delivery=Notice.Delivery.BY_HAND)
    waiting.filter(told_at=None, read_at=None).update(told_by=by, told_at=at)
