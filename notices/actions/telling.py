"""Telling somebody something: a row written in the transaction of what it tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from notices.actions.ways import LISTED_ONLY, ON_SITE, SENT, release, way_to
from notices.actions.wording import one_line
from notices.models import ALL_BUT_ACCOUNT, Notice, Pace, Recipient
from notices.models.outbox import NoticeQuerySet

MOST_AT_ONCE = 1000  # rows in one statement


@dataclass(frozen=True, kw_only=True)
class Message:
    """What to tell one recipient.

    `path` is a page of ours, or '' where there is none to open. What is not `important` is only listed on the
    site: nobody is e-mailed or rung for it. With a `dedupe_key` the recipient is told once, however often asked. From
    `moot_at` on, if any, it is of no use: it is not sent any more, and nobody is rung for it.
    `of_key`, `of_kind` and `of_path` are of the first message where this one tells it to who acts for its recipient: it
    is about the same topic, and is withdrawn and erased with it. `about_key` is the key of who is brought to the
    recipient by it, if anybody: it is withdrawn where one of the two wishes to hear nothing more of the other.
    """

    recipient_key: str
    bank: str
    kind: str
    subject: str
    body: str
    path: str
    important: bool = True
    dedupe_key: str = ""
    moot_at: datetime | None = None
    of_key: str = ""
    of_kind: str = ""
    of_path: str = ""
    about_key: str = ""

    @property
    def matter(self) -> str:
        """The kind of what is told, also where somebody hears it for another."""
        return self.of_kind or self.kind


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


def withdraw(bank: str, *paths: str, kinds: Iterable[str], to: Iterable[str] | None = None) -> None:
    """Send no more what some kinds of notices say about pages, to anybody or to some: it is moot. Again is no harm.

    What the recipient has read stays on their list; what nobody has read goes from it, as if it had not been told.
    What was sent or passed on stays as it is, and a letter that is on its way in this moment cannot be called back.
    """
    told = Notice.objects.about_pages(bank, paths).of_kinds(kinds)
    _withdraw(told if to is None else told.for_recipients(to))


def withdraw_about(keys: Iterable[str], others: Iterable[str], *, but: Iterable[str] = ()) -> None:
    """Send some recipients, and who acts for them, nothing more that brings these others to them, but some kinds.

    It goes as what `withdraw` takes back does, and what concerns account and safety stays. Again is no harm.
    """
    brought = Notice.objects.told_to_or_for(keys).filter(about_key__in=list(others)).about(*ALL_BUT_ACCOUNT)
    _withdraw(brought.exclude(pk__in=brought.of_kinds(but).values("pk")) if but else brought)


def withdraw_moot(*, at: datetime) -> int:
    """Delete what nobody has read and nobody was sent or told, and what is of no use any more. Answers how much.

    What is part of a letter that was tried is left to its next attempt, which takes the letter apart.
    """
    waiting = Notice.objects.moot(at).unread().filter(sent_at=None, told_at=None)
    in_no_letter = Q(claimed_at=None, carrier=None) | Q(next_attempt_at=None, carrier=None)
    return waiting.filter(in_no_letter | Q(failed_at__isnull=False)).delete()[0]


def _withdraw(told: NoticeQuerySet) -> None:
    """Mostly there is nothing to take back: then this is one question."""
    unsent = told.filter(sent_at=None, told_at=None)
    if not unsent.exists():
        return
    with transaction.atomic():
        release(unsent)
        unsent.filter(read_at__isnull=False).update(**LISTED_ONLY)
        unsent.unread().delete()


def _notice_from(message: Message, recipient: Recipient, at: datetime) -> Notice:
    way = way_to(recipient, bank=message.bank, kind=message.matter) if message.important else ON_SITE
    return Notice(
        recipient=recipient,
        bank=message.bank,
        kind=message.kind,
        subject=one_line(message.subject),
        body=message.body,
        path=message.path,
        dedupe_key=message.dedupe_key,
        created_at=at,
        moot_at=message.moot_at,
        of_key=message.of_key,
        of_kind=message.of_kind,
        of_path=message.of_path,
        about_key=message.about_key,
        delivery=way.delivery,
        is_by_post=way.is_by_post,
        is_gathered=way.delivery in SENT and way.pace != Pace.NOW,
        next_attempt_at=way.first_attempt(recipient, message.kind, at),
    )
