"""Delivering what is due. The database is the to-do list: a lost message here costs one interval."""

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from notices import actions
from notices.models import URGENT, Notice

MOST_PER_SWEEP = 200
STALE_AFTER_SECONDS = 30  # later sweeps have asked again by then
LONGEST_TALK_SECONDS = 60  # a server that answers a little at a time keeps each wait short, and the talk going
LONGEST_ATTEMPT_SECONDS = 300  # less than actions.delivering.CLAIM_LASTS, so a claim never lapses under a living worker


@shared_task(name="notices.deliver_due")
def deliver_due() -> None:
    """Start one delivery for each notice that is due: no bank's news wait for all of another's."""
    due = Notice.objects.to_try(timezone.now()).values_list("pk", "kind")
    for notice_id, kind in due[:MOST_PER_SWEEP]:
        start = deliver_urgent if kind in URGENT else deliver
        start.apply_async(kwargs={"notice_id": notice_id}, expires=STALE_AFTER_SECONDS)


@shared_task(name="notices.deliver", soft_time_limit=LONGEST_TALK_SECONDS, time_limit=LONGEST_ATTEMPT_SECONDS)
def deliver(*, notice_id: int) -> None:
    """Try to deliver one notice."""
    try:
        actions.deliver(notice_id, at=timezone.now())
    except SoftTimeLimitExceeded:
        actions.break_off(notice_id, at=timezone.now())


@shared_task(name="notices.deliver_urgent", soft_time_limit=LONGEST_TALK_SECONDS, time_limit=LONGEST_ATTEMPT_SECONDS)
def deliver_urgent(*, notice_id: int) -> None:
    """Try to deliver what somebody has just asked for, which waits in a queue of its own."""
    deliver(notice_id=notice_id)
