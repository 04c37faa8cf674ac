"""Delivering what is due. The database is the to-do list: a lost message here costs one interval."""

from celery import shared_task
from django.utils import timezone

from notices import actions
from notices.models import Notice

MOST_PER_SWEEP = 200
STALE_AFTER_SECONDS = 30  # later sweeps have asked again by then
LONGEST_ATTEMPT_SECONDS = 300  # less than actions.delivering.CLAIM_LASTS, so a claim never lapses under a living worker


@shared_task(name="notices.deliver_due")
def deliver_due() -> None:
    """Start one delivery for each notice that is due: no bank's news wait for all of another's."""
    due = Notice.objects.to_try(timezone.now()).values_list("pk", flat=True)
    for notice_id in due[:MOST_PER_SWEEP]:
        deliver.apply_async(kwargs={"notice_id": notice_id}, expires=STALE_AFTER_SECONDS)


@shared_task(name="notices.deliver", time_limit=LONGEST_ATTEMPT_SECONDS)
def deliver(*, notice_id: int) -> None:
    """Try to deliver one notice."""
    actions.deliver(notice_id, at=timezone.now())
