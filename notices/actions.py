"""Every write of the outbox: who can be told, telling them, delivering it, and what has been read or passed on."""

import email
import email.policy
import logging
import random
import re
import smtplib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from notices.models import ON_PAPER, Notice, Recipient
from timebank.lib.errors import WrongState
from timebank.lib.traces import Traces, replace_traces

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=80)
WAIT_GROWS_BY = 3  # seven waits of 80 s, 4 min, 12 min … 16 h: the eighth attempt comes about a day after the first
JITTER = (0.8, 1.2)
CLAIM_LASTS = timedelta(minutes=10)  # longer than any attempt may take (the task's time limit), so no two overlap
LONGEST_SUBJECT = 200
LETTERS_DIVIDED_BY = b"-" * 79 + b"\n"  # as Django's file backend writes them
MOST_AT_ONCE = 1000  # rows in one statement
EARLIER = timedelta(days=4)  # what is younger stays new on the site, even where nothing is sent
# RFC 3463 'addressing': this mailbox or place does not exist, and asking again will not make it.
NO_SUCH_ADDRESS = re.compile(rb"5\.1\.(1|2|3|6|10)\b")


class AlreadyPassedOn(WrongState):
    """Somebody else has told them, or they have read it themselves."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to tell one recipient.

    `path` is a page of ours, or '' where there is none to open. What is not `important` is only listed on the
    site: nobody is e-mailed or rung for it. With a `dedupe_key` the recipient is told once, however often asked.
    """

    recipient_key: str
    bank: str
    kind: str
    subject: str
    body: str
    path: str
    important: bool = True
    dedupe_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How to reach somebody; address is '' for people without e-mail."""

    key: str
    address: str
    name: str
    language: str
    is_on_site_only: bool = False  # they read it when they come: no e-mail, no call


def keep_recipient(*, key: str, address: str, name: str, language: str, is_on_site_only: bool = False) -> None:
    """Remember how to reach somebody, or the change of it; address is '' for people without e-mail."""
    keep_recipients([Reached(key=key, address=address, name=name, language=language, is_on_site_only=is_on_site_only)])


def keep_recipients(people: Iterable[Reached]) -> None:
    """Remember how to reach many people, a thousand in each statement."""
    Recipient.objects.bulk_create(
        [Recipient(**vars(reached), is_forgotten=False) for reached in people],
        batch_size=MOST_AT_ONCE,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["address", "name", "language", "is_forgotten", "is_on_site_only", "updated_at"],
    )


@transaction.atomic
def silence_recipient(key: str) -> None:
    """Tell somebody nothing more from now on, also not what waits. Nothing is erased. Again does no harm.

    A letter that is on its way in this moment cannot be called back.
    """
    Recipient.objects.filter(key=key).update(is_silenced=True)
    waiting = Notice.objects.for_recipients([key]).filter(sent_at=None, told_at=None)
    waiting.update(delivery=Notice.Delivery.IN_APP_ONLY, next_attempt_at=None)


def end_silence(key: str) -> None:
    """Tell somebody again, from now on. What was kept back is not sent after all."""
    Recipient.objects.filter(key=key).update(is_silenced=False)


@transaction.atomic
def forget_recipient(key: str) -> None:
    """Erase address, name and the words of all they were told; what waits is not sent. Again does no harm."""
    Recipient.objects.filter(key=key).update(address="", name="", is_forgotten=True)
    theirs = Notice.objects.for_recipients([key])
    theirs.update(subject="", body="", path="")
    theirs.filter(sent_at=None).update(delivery=Notice.Delivery.IN_APP_ONLY, next_attempt_at=None)


def erase_words_about(bank: str, paths: Iterable[str], *, instead: str) -> None:
    """Clear what anybody was told about some pages, of which only the pages remain; what waits is not sent."""
    theirs = Notice.objects.filter(bank=bank, path__in=list(paths))
    theirs.update(subject=instead, body="")
    theirs.filter(sent_at=None).update(delivery=Notice.Delivery.IN_APP_ONLY, next_attempt_at=None)


def erase_body(bank: str, path: str, *, body: str) -> None:
    """Clear words that people were told about a page, and leave the line that says what it was."""
    Notice.objects.filter(bank=bank, path=path, body=body).update(body="")


def replace_in_notices(bank: str, traces: Traces) -> None:
    """Put dots where somebody is named in what a bank told anybody."""
    replace_traces(Notice.objects.filter(bank=bank), ["subject", "body"], traces)


def forget_old(bank: str, *, before: datetime) -> int:
    """Delete what a bank told long ago and what was read, sent or passed on since; answers how much."""
    return Notice.objects.filter(bank=bank).forgettable(before).delete()[0]


def forget_mail_copies(traces: Traces) -> None:
    """Delete the copies of sent mail that name somebody, where mail goes to files. Again does no harm."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "")
    if not traces.pattern or not getattr(settings, "EMAIL_FILE_PATH", None):
        return
    for file in folder.glob("*.log"):
        if any(traces.is_in(text) for text in _texts_of(file)):
            file.unlink(missing_ok=True)


def tell(message: Message, *, at: datetime) -> Notice:
    """Write the notice in the caller's transaction: it stands or falls with what it tells.

    Nothing is sent here. Somebody without an address is told by a coordinator of the bank. Raises
    Recipient.DoesNotExist for a key nobody kept: better no change than one that nobody hears of.
    """
    notice = _notice_from(message, Recipient.objects.get(key=message.recipient_key), at)
    if not message.dedupe_key:
        notice.save(force_insert=True)
        return notice
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return Notice.objects.get(recipient=notice.recipient, dedupe_key=message.dedupe_key)


def tell_many(messages: Sequence[Message], *, at: datetime) -> None:
    """Write many notices, each with its dedupe_key, so that again tells nobody twice. Two queries for a thousand.

    Raises KeyError for a key nobody kept, and then tells nobody.
    """
    keys = [message.recipient_key for message in messages]
    recipients = {each.key: each for each in Recipient.objects.filter(key__in=keys)}
    notices = [_notice_from(message, recipients[message.recipient_key], at) for message in messages]
    Notice.objects.bulk_create(notices, batch_size=MOST_AT_ONCE, ignore_conflicts=True)


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
        _letter(notice).send()
    except (
        OSError,
        ValueError,
    ) as fault:  # every way a mail server fails is an OSError, an unwritable one a ValueError
        _note_failure(notice, fault, at=at)
    else:
        Notice.objects.filter(pk=notice.pk).update(sent_at=at, next_attempt_at=None, failure="")


def mark_read(notice: Notice, *, at: datetime) -> None:
    """Note that the recipient has opened it; the first time counts."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=at)


def mark_all_read(keys: Iterable[str], *, newest_id: int, at: datetime) -> None:
    """Note that a person has seen their notices up to the newest one shown to them; later ones stay new."""
    Notice.objects.for_recipients(keys).unread().filter(pk__lte=newest_id).update(read_at=at)


def treat_as_told(bank: str, *, at: datetime) -> None:
    """Send nothing of what a bank has told so far: a past that was imported or made up was told in its own time."""
    unsent = Notice.objects.filter(bank=bank, sent_at=None)
    unsent.filter(delivery=Notice.Delivery.EMAIL).update(sent_at=at, next_attempt_at=None)
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


def mark_answered(key: str, path: str, *, kinds: Iterable[str], by: str, at: datetime) -> None:
    """Note that somebody was told what they have answered: notices of some kinds about one page. Again does no harm."""
    waiting = Notice.objects.for_recipients([key]).filter(path=path, kind__in=kinds, delivery=Notice.Delivery.BY_HAND)
    waiting.filter(told_at=None, read_at=None).update(told_by=by, told_at=at)


def _notice_from(message: Message, recipient: Recipient, at: datetime) -> Notice:
    delivery = (
        _way_to(recipient, bank=message.bank, kind=message.kind) if message.important else Notice.Delivery.IN_APP_ONLY
    )
    return Notice(
        recipient=recipient,
        bank=message.bank,
        kind=message.kind,
        subject=_one_line(message.subject),
        body=message.body,
        path=message.path,
        dedupe_key=message.dedupe_key,
        created_at=at,
        delivery=delivery,
        next_attempt_at=at if delivery == Notice.Delivery.EMAIL else None,
    )


def _way_to(recipient: Recipient, *, bank: str, kind: str) -> Notice.Delivery:
    if recipient.is_silenced or recipient.is_on_site_only:
        return Notice.Delivery.IN_APP_ONLY
    if recipient.address:
        return Notice.Delivery.EMAIL
    if recipient.is_forgotten or not bank or kind in ON_PAPER:  # nobody to ring, or no desk that would
        return Notice.Delivery.IN_APP_ONLY
    return Notice.Delivery.BY_HAND


def _texts_of(file: Path) -> Iterator[str]:
    """Read a file of letters as their readers do, whatever code their words travel in."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # somebody else forgot it just now
        return
    yield content.decode(errors="replace")
    for letter in content.split(LETTERS_DIVIDED_BY):
        read = email.message_from_bytes(letter.strip(), policy=email.policy.default)
        yield " ".join(str(value) for value in read.values())
        body = read.get_body()
        yield str(body.get_content()) if body else ""


def _one_line(text: str) -> str:
    """Make a subject of any text: a line break in it would start another header."""
    line = " ".join(text.split())
    return Truncator("".join(sign for sign in line if unicodedata.category(sign) != "Cc")).chars(LONGEST_SUBJECT)


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
    notice.delivery = _way_to(notice.recipient, bank=notice.bank, kind=notice.kind)
    notice.next_attempt_at = None
    notice.save(update_fields=["subject", "body", "path", "delivery", "next_attempt_at"])


def _letter(notice: Notice) -> EmailMessage:
    """Plain text to the bare address: a name in the header could only break it."""
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname
    # The page itself, not our list: a one-time link that sets a password is for somebody who cannot sign in yet.
    link = settings.PUBLIC_ADDRESS.rstrip("/") + notice.path if notice.path else ""
    with translation.override(notice.recipient.language):
        body = render_to_string("notices/letter.txt", {"notice": notice, "link": link})
    return EmailMessage(
        subject=notice.subject,
        body=body,
        to=[notice.recipient.address],
        headers={
            # The moment is in it because a restored database gives the same number to another notice.
            "Message-ID": f"<notice.{notice.pk}.{notice.created_at:%Y%m%d%H%M%S%f}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


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
