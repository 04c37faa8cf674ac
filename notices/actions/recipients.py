"""Who can be told: how they are reached, and who hears nothing more."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from notices.models import Notice, Recipient

MOST_AT_ONCE = 1000  # rows in one statement


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
