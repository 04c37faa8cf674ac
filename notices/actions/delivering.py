"""Sending what is due: claimed first, outside any transaction, again after a failure, and given up in the end."""

import logging
import random
import re
import smtplib
from datetime import datetime, timedelta

from django.db import transaction

from notices.actions.letters import letter_of
from notices.actions.ways import way_to
from notices.models import ON_PAPER, Notice

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=80)
WAIT_GROWS_BY = 3  # seven waits of 80 s, 4 min, 12 min … 16 h: the eighth attempt comes about a day after the first
JITTER = (0.8, 1.2)
CLAIM_LASTS = timedelta(minutes=10)  # longer than any attempt may take (the task's time limit), so no two overlap
# RFC 3463 'addressing': this mailbox or place does not exist, and asking again will not make it.
NO_SUCH_ADDRESS = re.compile(rb"5\.1\.(1|2|3|6|10)\b")


def deliver(notice_id: int, *, at: datetime) -> None:
    """Send one notice by e-mail; quietly nothing where it is not, or no longer, due.

    The claim is committed before the mail server is spoken to, and no transaction is open while it is: a slow
    server holds no lock. A worker killed after sending leaves a claim that lapses, and the same Message-ID shows
    the second copy to be the same letter.
    """
    notice = _claim(notice_id, at=at)
    if notice is None:
        return
    try:
        letter_of(notice).send()
    except (
        OSError,
        ValueError,
    ) as fault:  # every way a mail server fails is an OSError, an unwritable one a ValueError
        _note_failure(notice, fault, at=at)
    else:
        Notice.objects.filter(pk=notice.pk).update(sent_at=at, next_attempt_at=None, failure="")


def _claim(notice_id: int, *, at: datetime) -> Notice | None:
    """Take a due notice for this worker alone, or settle one that can no longer go by e-mail."""
    with transaction.atomic(durable=True):
        due = Notice.objects.due(at).filter(pk=notice_id).select_related("recipient")
        notice = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if notice is None:
            return None
        if not notice.recipient.address or notice.recipient.is_silenced:
            _send_no_longer(notice)
            return None
        if notice.attempts >= MOST_ATTEMPTS:  # the last claim lapsed: its worker was killed
            _give_up(notice, failure="Unfinished", at=at)
            return None
        notice.attempts += 1
        notice.claimed_at = at
        notice.next_attempt_at = at + CLAIM_LASTS
        notice.save(update_fields=["attempts", "claimed_at", "next_attempt_at"])
        return notice


def _send_no_longer(notice: Notice) -> None:
    """The address went away while the notice waited; of a forgotten recipient the words go too."""
    if notice.recipient.is_forgotten:
        notice.subject = notice.body = notice.path = ""
    notice.delivery = way_to(notice.recipient, bank=notice.bank, kind=notice.kind)
    notice.next_attempt_at = None
    notice.save(update_fields=["subject", "body", "path", "delivery", "next_attempt_at"])


@transaction.atomic
def _note_failure(claimed: Notice, fault: OSError | ValueError, *, at: datetime) -> None:
    """Plan the next attempt, or give up, unless another worker has taken over a lapsed claim."""
    unsent = Notice.objects.filter(pk=claimed.pk, claimed_at=claimed.claimed_at, next_attempt_at__isnull=False)
    notice = unsent.select_for_update(no_key=True).first()
    if notice is None:
        return
    failure = type(fault).__name__
    logger.warning("Notice %s, attempt %s was not delivered: %s", notice.pk, notice.attempts, failure)
    if notice.attempts >= MOST_ATTEMPTS or _is_no_such_address(fault):
        _give_up(notice, failure=failure, at=at)
        return
    notice.failure = failure
    notice.next_attempt_at = at + _wait_after(notice.attempts)
    notice.save(update_fields=["failure", "next_attempt_at"])


def _is_no_such_address(fault: OSError | ValueError) -> bool:
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return False
    return all(NO_SUCH_ADDRESS.match(words) for _code, words in fault.recipients.values())


def _wait_after(attempts: int) -> timedelta:
    times: int = WAIT_GROWS_BY ** (attempts - 1)
    return FIRST_WAIT * times * random.uniform(*JITTER)  # noqa: S311 spreads attempts, guards nothing


def _give_up(notice: Notice, *, failure: str, at: datetime) -> None:
    """E-mail did not work: from now on it waits on the bank's desk to be passed on."""
    if notice.bank and notice.kind not in ON_PAPER:
        notice.delivery = Notice.Delivery.BY_HAND
    notice.failed_at, notice.failure, notice.next_attempt_at = at, failure, None
    notice.save(update_fields=["delivery", "failed_at", "failure", "next_attempt_at"])
