"""Telling somebody nothing more, without erasing anything; and telling somebody on the site alone."""

import pytest
from django.core import mail
from django.utils import timezone

from notices import actions
from notices.actions.delivering import MOST_ATTEMPTS
from notices.models import Notice, Recipient

pytestmark = pytest.mark.django_db
NOW = timezone.now


def keep(**fields) -> None:
    known = {"key": "member:1", "address": "ann@example.org", "name": "Ann", "language": "en-gb"}
    actions.keep_recipient(**known | fields)


def tell(**fields) -> Notice:
    said = {
        "recipient_key": "member:1",
        "bank": "riverside",
        "kind": "X",
        "subject": "Hello",
        "body": "You",
        "path": "",
    }
    return actions.tell(actions.Message(**said | fields), at=NOW())


def test_what_waits_is_not_sent_and_nothing_is_erased():
    keep()
    notice = tell()

    actions.silence_recipient("member:1")
    actions.deliver(notice.pk, at=NOW())

    notice.refresh_from_db()
    assert mail.outbox == []
    assert (notice.delivery, notice.next_attempt_at, notice.subject) == ("IN_APP_ONLY", None, "Hello")
    assert Recipient.objects.get().address == "ann@example.org"


def test_what_waits_on_the_desk_is_not_passed_on_and_what_was_told_stays_told():
    keep(address="")
    told, waits = tell(), tell()
    actions.mark_told(told, by="member:2", at=NOW())

    actions.silence_recipient("member:1")

    assert not Notice.objects.to_pass_on("riverside").exists()
    told.refresh_from_db()
    waits.refresh_from_db()
    assert (told.delivery, waits.delivery) == ("BY_HAND", "IN_APP_ONLY")


def test_nothing_new_is_sent_also_when_the_address_changes():
    keep()
    actions.silence_recipient("member:1")

    keep(address="new@example.org")

    assert tell().delivery == "IN_APP_ONLY"


def test_a_failed_letter_of_the_silenced_does_not_come_to_the_desk():
    keep()
    notice = tell()
    Notice.objects.filter(pk=notice.pk).update(attempts=MOST_ATTEMPTS)
    actions.silence_recipient("member:1")

    actions.deliver(notice.pk, at=NOW())

    assert not Notice.objects.to_pass_on("riverside").exists()


def test_the_silence_ends_and_what_was_kept_back_stays_so():
    keep()
    before = tell()
    actions.silence_recipient("member:1")
    actions.end_silence("member:1")

    after = tell()
    before.refresh_from_db()

    assert (before.delivery, after.delivery) == ("IN_APP_ONLY", "EMAIL")


def test_on_the_site_only_means_neither_letter_nor_call():
    actions.keep_recipients(
        [actions.Reached(key="member:1", address="ann@example.org", name="Ann", language="en-gb", channel="SITE")]
    )
    assert tell().delivery == "IN_APP_ONLY"

    keep()
    assert tell().delivery == "EMAIL"
