"""Sending what is due: claimed first, outside any transaction, again after a failure, and given up in the end."""

import logging
import random
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from notices.actions.dead_letters import give_up
from notices.actions.letters import delivery_key, letter_of
from notices.actions.refusing import is_no_such_address, refuse_address, refuse_number
from notices.actions.servers import is_silent, note_answer, note_silence
from notices.actions.texts import text_of
from notices.actions.ways import LISTED_ONLY, SENT, keep_back, takes_letters, takes_texts, way_to
from notices.models import URGENT, Notice, Recipient, SilentServer, Topic
from notices.models.outbox import NoticeQuerySet
from notices.models.servers import LONGEST_SILENCE
from timebank.lib.texting import NumberRefused, gateway

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=80)
WAIT_GROWS_BY = 3  # seven waits of 80 s, 4 min, 12 min … 16 h: the eighth attempt comes about a day after the first
JITTER = (0.8, 1.2)
CLAIM_LASTS = timedelta(minutes=10)  # longer than any attempt may take (the task's time limit), so no two overlap


def deliver(notice_id: int, *, at: datetime) -> None:
    """Send one notice, with what goes in the same letter; quietly nothing where it is not, or no longer, due.

    The claim is committed before the mail server is spoken to, and no transaction is open while it is: a slow
    server holds no lock. A worker killed after sending leaves a claim that lapses; the delivery's key shows the second
    copy to be the same letter, and where letters are files there is no second one.
    """
    notice = _claim(notice_id, at=at)
    if notice is None:
        return
    told = list(Notice.objects.in_letter_of(notice)) if notice.is_gathered else [notice]
    try:
        _send(notice, told)
    except (OSError, ValueError) as fault:  # so fails every mail server and gateway, and what cannot be written
        _note_failure(notice, fault, at=at)
    else:
        # What was in it, by number: the one that carried the others may have been withdrawn meanwhile.
        sent = Notice.objects.filter(pk__in=[each.pk for each in told], sent_at=None)
        sent.update(sent_at=at, next_attempt_at=None, failure="")
        note_answer(notice.delivery)


def break_off(notice_id: int, *, at: datetime) -> None:
    """End an attempt whose talk with the server took too long, as if the server had not answered at all."""
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:  # it was withdrawn meanwhile
        return
    claimed = Notice.objects.filter(pk=notice.carrier or notice.pk, claimed_at__isnull=False)
    for each in claimed.select_related("recipient"):
        _note_failure(each, TimeoutError(), at=at)


def _send(notice: Notice, told: Sequence[Notice]) -> None:
    if notice.delivery == Notice.Delivery.SMS:
        gateway().send(notice.recipient.number_for_texts, text_of(notice, told), key=delivery_key(notice))
    else:
        letter_of(notice, told).send()


def _claim(notice_id: int, *, at: datetime) -> Notice | None:
    """Take a due notice for this worker alone, or settle one that cannot go now, or no longer by this way."""
    with transaction.atomic(durable=True):
        due = Notice.objects.due(at).filter(pk=notice_id).select_related("recipient")
        _hold_who_is_told_together(due)
        notice = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if notice is None or _waits_for_server(notice, at=at):
            return None
        if notice.is_moot(at) or _is_known(notice):
            keep_back(Notice.objects.filter(pk=notice.pk))
            return None
        awake_at = at if notice.kind in URGENT else notice.recipient.awake_at(at)
        if awake_at > at:
            notice.next_attempt_at = awake_at
            notice.save(update_fields=["next_attempt_at"])
            return None
        if not _can_still_go(notice.recipient, notice):
            _send_otherwise(notice)
            return None
        if notice.attempts >= MOST_ATTEMPTS:  # the last claim lapsed: its worker was killed
            give_up(Notice.objects.in_letter_of(notice), failure="Unfinished", at=at)
            return None
        if notice.is_gathered and not notice.attempts:
            notice = _gather(notice, at=at)
        elif notice.is_gathered:
            Notice.objects.in_letter_of(notice).moot(at).update(**LISTED_ONLY)
        return _claimed(notice, at=at) if notice else None


def _is_known(notice: Notice) -> bool:
    """Whether they have read it on the site meanwhile. What is told with others stays in a letter that was tried.

    What concerns their account is sent all the same: who reads it there may be who has taken it over.
    """
    return notice.read_at is not None and not notice.is_gathered and notice.topic != Topic.ACCOUNT


def _hold_who_is_told_together(due: NoticeQuerySet) -> None:
    """Let one worker at a time gather for a recipient, before it holds any notice: so none waits for the other's."""
    recipients = due.filter(is_gathered=True).values("recipient")
    list(Recipient.objects.filter(pk__in=recipients).select_for_update(no_key=True))


def _waits_for_server(notice: Notice, *, at: datetime) -> bool:
    """Whether its server is left alone now. What waited a whole day, through nothing but silence, is given up."""
    server = SilentServer.objects.resting(at).filter(delivery=notice.delivery).first()
    if server is None:
        return False
    day_ago = at - LONGEST_SILENCE
    if server.silent_since <= day_ago and notice.next_attempt_at and notice.next_attempt_at <= day_ago:
        give_up(Notice.objects.in_letter_of(notice), failure="ServerAway", at=at)
    return True


def _gather(notice: Notice, *, at: datetime) -> Notice | None:
    """Choose which notice carries what its recipient is told together by now; what they have read is not told again.

    Decided once, before the first attempt: an attempt after it sends the same letter, without what is moot by then.
    """
    together = Notice.objects.gathered_with(notice, at).filter(attempts=0).select_for_update(no_key=True, of=("self",))
    rows = list(together)
    known = [each.pk for each in rows if each.read_at or each.is_moot(at)]
    Notice.objects.filter(pk__in=known).update(**LISTED_ONLY)
    new = [each for each in rows if each.pk not in known]
    if not new:
        return None
    carrier = new[0]
    carrier.recipient = notice.recipient
    Notice.objects.filter(pk__in=[each.pk for each in new[1:]]).update(carrier=carrier.pk, next_attempt_at=None)
    return carrier


def _claimed(notice: Notice, *, at: datetime) -> Notice:
    notice.attempts += 1
    notice.claimed_at = at
    notice.next_attempt_at = at + CLAIM_LASTS
    notice.save(update_fields=["attempts", "claimed_at", "next_attempt_at"])
    return notice


def _can_still_go(recipient: Recipient, notice: Notice) -> bool:
    """Whether the way that was chosen when it was told still leads to them."""
    if recipient.is_silenced or recipient.is_forgotten:
        return False
    if notice.delivery == Notice.Delivery.SMS:
        return takes_texts(recipient, bank=notice.bank, kind=notice.matter)
    return takes_letters(recipient, bank=notice.bank, kind=notice.matter)


def _send_otherwise(notice: Notice) -> None:
    """The way went away while the notice waited; of a forgotten recipient the words go too."""
    for each in Notice.objects.in_letter_of(notice):
        way = way_to(notice.recipient, bank=each.bank, kind=each.matter)
        if notice.recipient.is_forgotten:
            each.subject = each.body = each.path = each.of_path = ""
        each.delivery, each.is_by_post, each.carrier = way.delivery, way.is_by_post, None
        each.next_attempt_at = notice.next_attempt_at if way.delivery in SENT else None
        words, ways = ("subject", "body", "path", "of_path"), ("delivery", "is_by_post", "carrier", "next_attempt_at")
        each.save(update_fields=[*words, *ways])


@transaction.atomic
def _note_failure(claimed: Notice, fault: OSError | ValueError, *, at: datetime) -> None:
    """Plan the next attempt, or give up, unless another worker has taken over a lapsed claim."""
    is_refused = _note_refusal(claimed.recipient, fault)  # the recipient before the notice, as who chooses holds them
    unsent = Notice.objects.filter(pk=claimed.pk, claimed_at=claimed.claimed_at, next_attempt_at__isnull=False)
    notice = unsent.select_for_update(no_key=True, of=("self",)).select_related("recipient").first()
    if notice is None:
        return
    failure = type(fault).__name__
    if is_silent(fault):
        note_silence(notice.delivery, at=at)
    logger.warning("Notice %s, attempt %s was not delivered: %s", notice.pk, notice.attempts, failure)
    if notice.attempts >= MOST_ATTEMPTS or is_refused:
        give_up(Notice.objects.in_letter_of(notice), failure=failure, at=at)
        return
    wait_until = at + _wait_after(notice.attempts)
    notice.failure = failure
    notice.next_attempt_at = wait_until if notice.kind in URGENT else notice.recipient.awake_at(wait_until)
    notice.save(update_fields=["failure", "next_attempt_at"])


def _note_refusal(tried: Recipient, fault: OSError | ValueError) -> bool:
    """Leave an address or a number alone that does not exist; answers whether it does not."""
    if isinstance(fault, NumberRefused):
        refuse_number(tried)
        return True
    if _is_no_such_address(fault):
        refuse_address(tried)
        return True
    return False


def _is_no_such_address(fault: OSError | ValueError) -> bool:
    if not isinstance(fault, smtplib.SMTPRecipientsRefused):
        return False
    return all(is_no_such_address(words.decode(errors="replace")) for _code, words in fault.recipients.values())


def _wait_after(attempts: int) -> timedelta:
    times: int = WAIT_GROWS_BY ** (attempts - 1)
    return FIRST_WAIT * times * random.uniform(*JITTER)  # noqa: S311 spreads attempts, guards nothing
