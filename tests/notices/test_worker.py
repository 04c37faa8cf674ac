"""A real worker on the tests' broker: one sweep, and every letter that was due is sent once."""

import time

import pytest

from notices.models import QUIET_UNTIL, Notice, Recipient
from notices.tasks import deliver_due
from tests.notices.conftest import keep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_sweep_delivers_all_that_is_due(worker, tell, post_office):
    keep("member:12", address="margaret@demo.example")
    keep("member:13", address="fatima@demo.example")
    keep("member:31", address="", name="Bartholomew")
    Recipient.objects.update(quiet_from=QUIET_UNTIL)  # whatever the hour
    for key in ("member:12", "member:13", "member:31"):
        tell(recipient_key=key)

    deliver_due.delay()
    deliver_due.delay()

    wait_until(lambda: Notice.objects.filter(sent_at__isnull=False).count() == 2)
    assert sorted(letter["To"] for letter in post_office.letters) == ["fatima@demo.example", "margaret@demo.example"]
    assert [notice.recipient.key for notice in Notice.objects.to_pass_on("riverside")] == ["member:31"]


def test_what_somebody_has_just_asked_for_waits_for_one_letter_at_most(worker, margaret, tell, post_office):
    Recipient.objects.update(quiet_from=QUIET_UNTIL)
    for kind in ("LETTER", "LETTER", "LETTER"):
        tell(kind=kind, subject=kind)
    post_office.opened.clear()
    deliver_due.delay()
    wait_until(lambda: post_office.asked == 1)  # the first is on its way, the others are queued
    tell(kind="SIGN_IN", subject="SIGN_IN")

    deliver_due.delay()
    post_office.opened.set()

    wait_until(lambda: Notice.objects.filter(sent_at__isnull=False).count() == 4)
    assert "SIGN_IN" in [letter["Subject"] for letter in post_office.letters[1:3]]


def wait_until(happened) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within ten seconds"
        time.sleep(0.02)
