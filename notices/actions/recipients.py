"""Who can be told: how they are reached, and who hears nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from notices.actions.ways import keep_back
from notices.models import ALL_BUT_ACCOUNT, QUIET_FROM, QUIET_UNTIL, Channel, Notice, Recipient
from notices.models.outbox import NoticeQuerySet

MOST_AT_ONCE = 1000  # rows in one statement


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How to reach somebody; address is '' for people without e-mail, sender the time bank that writes to them."""

    key: str
    address: str
    name: str
    language: str
    channel: str = Channel.EMAIL
    telephone: str = ""
    has_postal_address: bool = False
    sender: str = ""
    zone: str = "UTC"


def keep_recipient(*, key: str, address: str, name: str, language: str) -> None:
    """Remember how to write to somebody by e-mail, or the change of it."""
    keep_recipients([Reached(key=key, address=address, name=name, language=language)])


def keep_recipients(people: Iterable[Reached]) -> None:
    """Remember how to reach many people, a thousand in each statement. What they chose for a topic stays."""
    Recipient.objects.bulk_create(
        [Recipient(**vars(reached), is_forgotten=False) for reached in people],
        batch_size=MOST_AT_ONCE,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[
            *("address", "name", "language", "channel", "telephone", "has_postal_address"),
            *("sender", "zone", "is_forgotten", "updated_at"),
        ],
    )


def keep_sender(keys: Iterable[str], *, sender: str, zone: str) -> None:
    """Remember by what name a time bank writes to its people, and by whose clocks."""
    Recipient.objects.filter(key__in=list(keys)).update(sender=sender, zone=zone)


@transaction.atomic
def silence_recipient(key: str) -> None:
    """Tell somebody nothing more from now on, also not what waits. Nothing is erased. Again does no harm.

    A letter that is on its way in this moment cannot be called back.
    """
    Recipient.objects.filter(key=key).update(is_silenced=True)
    waiting = Notice.objects.for_recipients([key]).filter(sent_at=None, told_at=None)
    keep_back(waiting)


@transaction.atomic
def keep_back_waiting(key: str) -> None:
    """Send somebody nothing of what waits but what concerns their account and safety: they take no part just now.

    Nor is it sent to who acts for them. It still stands in the lists on the site. What they are told from now on goes
    as usual. Again does no harm.
    """
    _keep_back_waiting(Notice.objects.told_to_or_for([key]))


@transaction.atomic
def keep_back_copies(key: str, *, of_key: str) -> None:
    """Send somebody nothing of what waits for them because they acted for another: that is over. Again does no harm."""
    _keep_back_waiting(Notice.objects.for_recipients([key]).filter(of_key=of_key))


def end_silence(key: str) -> None:
    """Tell somebody again, from now on. What was kept back is not sent after all."""
    Recipient.objects.filter(key=key).update(is_silenced=False)


@transaction.atomic
def forget_recipient(key: str) -> None:
    """Erase address, name and the words of all they were told; what waits is not sent. Again does no harm."""
    Recipient.objects.filter(key=key).update(
        address="",
        refused_address="",
        refused_number="",
        telephone="",
        has_postal_address=False,
        name="",
        choices={},
        quiet_from=QUIET_FROM,
        quiet_until=QUIET_UNTIL,
        is_forgotten=True,
    )
    theirs = Notice.objects.for_recipients([key])
    theirs.update(subject="", body="", path="", of_path="")
    keep_back(theirs.filter(sent_at=None))


def _keep_back_waiting(told: NoticeQuerySet) -> None:
    keep_back(told.filter(sent_at=None, told_at=None).about(*ALL_BUT_ACCOUNT))
