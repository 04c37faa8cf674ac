"""Sending what is due: once, outside any transaction, again after a failure, and never lost."""

import logging
import re
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from notices import actions
from notices.actions import delivering
from notices.models import Notice
from tests.notices.conftest import NOW, keep
from tests.notices.post_office import ACCEPTED, FULL, RELAYING_DENIED, UNKNOWN, plain

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_letter_says_what_who_and_where(margaret, tell, post_office, settings):
    settings.PUBLIC_ADDRESS = "https://hours.example"
    notice = tell()

    actions.deliver(notice.pk, at=NOW)

    (letter,) = post_office.letters
    assert letter["To"] == "margaret@demo.example"
    assert letter["Subject"] == "Fatima has logged an exchange with you"
    assert re.fullmatch(rf"<notice\.{notice.pk}\.[0-9a-f]{{24}}@hours\.example>", letter["Message-ID"])
    assert letter["Auto-Submitted"] == "auto-generated"
    assert plain(letter).splitlines() == [
        "Hello Margaret,",
        "",
        "1½ hours for a lift to the eye clinic. Is that right?",
        "",
        "See it here:",
        "https://hours.example/riverside/exchanges/4/",
        "",
        "Your time bank sent you this. If something is not clear, ask your coordinator.",
    ]


def test_what_is_sent_is_not_sent_again(margaret, tell, post_office):
    notice = tell()

    actions.deliver(notice.pk, at=NOW)
    actions.deliver(notice.pk, at=NOW + timedelta(days=1))

    sent = Notice.objects.get(pk=notice.pk)
    assert (sent.sent_at, sent.attempts, sent.next_attempt_at) == (NOW, 1, None)
    assert len(post_office.letters) == 1


def test_any_name_and_words_travel_whole(margaret, tell, post_office):
    keep(name="O'Súilleabháin & <b>قيس</b> 👩‍🌾")
    notice = tell(subject="Łódź → Kraków\nBcc: all@demo.example", body=".\n.hidden\n<script>", path="")

    actions.deliver(notice.pk, at=NOW)

    (letter,) = post_office.letters
    assert letter["Subject"] == "Łódź → Kraków Bcc: all@demo.example"
    assert letter["Bcc"] is None
    greeting, _, words = plain(letter).partition("\n\n")
    assert greeting == "Hello O'Súilleabháin & <b>قيس</b> 👩‍🌾,"
    assert words.startswith(".\n.hidden\n<script>\n\nYour time bank")


def test_somebody_whose_name_we_do_not_know_is_greeted_without_one(margaret, tell, post_office):
    keep(name="")

    actions.deliver(tell().pk, at=NOW)

    (letter,) = post_office.letters
    assert plain(letter).splitlines()[0] == "Hello,"


def test_no_letter_is_sent_inside_a_transaction(margaret, tell, post_office):
    notice = tell()

    with transaction.atomic(), pytest.raises(RuntimeError):
        actions.deliver(notice.pk, at=NOW)

    assert post_office.asked == 0


def test_a_refused_letter_is_tried_again_later(margaret, tell, post_office, caplog):
    notice = tell()
    post_office.answer = FULL

    with caplog.at_level(logging.WARNING):
        actions.deliver(notice.pk, at=NOW)

    failed = Notice.objects.get(pk=notice.pk)
    assert (failed.attempts, failed.sent_at, failed.failed_at) == (1, None, None)
    assert failed.failure == "SMTPRecipientsRefused"
    assert timedelta(seconds=64) <= failed.next_attempt_at - NOW <= timedelta(seconds=96)
    assert caplog.messages == [f"Notice {notice.pk}, attempt 1 was not delivered: SMTPRecipientsRefused"]

    post_office.answer = ACCEPTED
    actions.deliver(notice.pk, at=NOW + timedelta(seconds=30))
    assert post_office.letters == []
    actions.deliver(notice.pk, at=failed.next_attempt_at)
    assert len(post_office.letters) == 1
    assert Notice.objects.get(pk=notice.pk).failure == ""


def test_a_server_that_is_away_loses_nothing(margaret, tell, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice = tell()

    actions.deliver(notice.pk, at=NOW)

    waiting = Notice.objects.get(pk=notice.pk)
    assert (waiting.failure, waiting.sent_at) == ("ConnectionRefusedError", None)
    assert list(Notice.objects.due(waiting.next_attempt_at)) == [waiting]


@pytest.mark.parametrize("answer", [FULL, RELAYING_DENIED])
def test_after_eight_attempts_in_about_a_day_it_is_passed_on_by_hand(margaret, tell, post_office, answer):
    notice = tell()
    post_office.answer = answer
    moments = []

    while notice.next_attempt_at:
        moments.append(notice.next_attempt_at)
        actions.deliver(notice.pk, at=notice.next_attempt_at)
        notice.refresh_from_db()

    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert len(moments) == post_office.asked == delivering.MOST_ATTEMPTS
    assert waits == sorted(waits)
    assert timedelta(hours=19) < moments[-1] - NOW < timedelta(hours=30)
    assert notice.failed_at == moments[-1]
    assert list(Notice.objects.to_pass_on("riverside")) == [notice]


def test_an_address_that_does_not_exist_is_passed_on_at_once(margaret, tell, post_office):
    notice = tell()
    post_office.answer = UNKNOWN

    actions.deliver(notice.pk, at=NOW)

    assert list(Notice.objects.to_pass_on("riverside")) == [notice]
    assert Notice.objects.get(pk=notice.pk).failed_at == NOW


def test_a_failed_letter_that_no_desk_would_see_is_marked_failed(margaret, tell, post_office):
    notice = tell(bank="")
    post_office.answer = UNKNOWN

    actions.deliver(notice.pk, at=NOW)

    failed = Notice.objects.get(pk=notice.pk)
    assert (failed.delivery, failed.failed_at) == (Notice.Delivery.EMAIL, NOW)


def test_an_address_no_letter_can_be_written_to_loses_nothing(margaret, tell, post_office):
    keep(address="two words@@demo.example")
    notice = tell()

    actions.deliver(notice.pk, at=NOW)

    waiting = Notice.objects.get(pk=notice.pk)
    assert (waiting.failure, waiting.sent_at, waiting.attempts) == ("ValueError", None, 1)


def test_two_workers_send_one_letter(margaret, tell, post_office):
    notice = tell()
    post_office.opened.clear()
    workers = [threading.Thread(target=_deliver_and_close, args=(notice.pk,)) for _ in range(4)]

    for worker in workers:
        worker.start()
    post_office.opened.set()
    for worker in workers:
        worker.join()

    assert (post_office.asked, len(post_office.letters)) == (1, 1)
    assert Notice.objects.get(pk=notice.pk).attempts == 1


def test_a_claim_of_a_killed_worker_lapses_after_ten_minutes(margaret, tell, post_office):
    notice = tell()
    delivering._claim(notice.pk, at=NOW)  # and the worker is gone

    actions.deliver(notice.pk, at=NOW + timedelta(minutes=9, seconds=59))
    assert post_office.letters == []
    actions.deliver(notice.pk, at=NOW + timedelta(minutes=10))

    assert len(post_office.letters) == 1
    assert Notice.objects.get(pk=notice.pk).attempts == 2


def test_a_letter_that_kills_every_worker_ends_on_the_desk(margaret, tell):
    notice = tell()

    for attempt in range(delivering.MOST_ATTEMPTS):
        assert delivering._claim(notice.pk, at=NOW + attempt * delivering.CLAIM_LASTS) == notice
    actions.deliver(notice.pk, at=NOW + timedelta(days=1))

    failed = Notice.objects.get(pk=notice.pk)
    assert (failed.failure, failed.delivery) == ("Unfinished", Notice.Delivery.BY_HAND)


def test_a_late_failure_does_not_disturb_the_worker_who_took_over(margaret, tell):
    notice = tell()
    first = delivering._claim(notice.pk, at=NOW)
    second = delivering._claim(notice.pk, at=NOW + delivering.CLAIM_LASTS)

    delivering._note_failure(first, TimeoutError(), at=NOW + delivering.CLAIM_LASTS)

    now = Notice.objects.get(pk=notice.pk)
    assert (now.claimed_at, now.next_attempt_at, now.failure) == (second.claimed_at, second.next_attempt_at, "")


def test_an_address_taken_away_while_it_waits_turns_it_to_by_hand(margaret, tell, post_office):
    notice = tell()
    keep(address="")

    actions.deliver(notice.pk, at=NOW)

    assert post_office.asked == 0
    assert list(Notice.objects.to_pass_on("riverside")) == [notice]


def test_words_told_while_the_recipient_is_forgotten_go_too(margaret, tell, post_office):
    actions.forget_recipient(margaret)
    notice = tell()
    Notice.objects.filter(pk=notice.pk).update(
        delivery=Notice.Delivery.EMAIL, next_attempt_at=NOW
    )  # as a race leaves it

    actions.deliver(notice.pk, at=NOW)

    left = Notice.objects.get(pk=notice.pk)
    assert (post_office.asked, left.body, left.delivery) == (0, "", Notice.Delivery.IN_APP_ONLY)


def test_a_recipient_forgotten_during_the_sending_stays_forgotten(margaret, tell, post_office):
    notice = tell()
    post_office.opened.clear()
    worker = threading.Thread(target=_deliver_and_close, args=(notice.pk,))

    worker.start()
    while not post_office.asked:
        threading.Event().wait(0.01)
    actions.forget_recipient(margaret)
    post_office.opened.set()
    worker.join()

    left = Notice.objects.get(pk=notice.pk)
    assert (left.body, left.next_attempt_at, left.sent_at) == ("", None, NOW)


def _deliver_and_close(notice_id: int) -> None:
    try:
        actions.deliver(notice_id, at=NOW)
    finally:
        connection.close()
