"""A mail server that takes the call and never answers: all letters leave it alone, and everything else goes on."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError, connection

from exchanges.models import Meaning
from exchanges.tasks import match_changed
from notices import actions
from notices.actions.servers import LONGEST_REST, note_answer, note_silence
from notices.models import QUIET_UNTIL, Notice, Recipient, SilentServer
from notices.tasks import deliver, deliver_due
from tests import factories as make
from tests.ledger.making import at_once, raised
from tests.notices.conftest import NOW, choose, keep
from tests.notices.post_office import FULL, UNKNOWN
from tests.notices.test_worker import wait_until
from timebank.celery import app
from timebank.embedded.processes import CODE
from timebank.embedded.programs import programs
from timebank.lib.texting import Provider

pytestmark = pytest.mark.django_db(transaction=True)


class SilentOffice:
    """Takes every call, and says nothing."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.calls = 0
        self._taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._taken.append(self.listening.accept()[0])
                self.calls += 1

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        for each in [self.listening, *self._taken]:
            each.close()


@pytest.fixture
def silent_office(settings) -> Iterator[SilentOffice]:
    office = SilentOffice()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_TIMEOUT = 0.05
    yield office
    office.close()


def deliver_all(at) -> None:
    for pk in list(Notice.objects.to_try(at).values_list("pk", flat=True)):
        actions.deliver(pk, at=at)


def attempts() -> list[int]:
    return sorted(Notice.objects.values_list("attempts", flat=True))


def test_after_the_first_silence_all_letters_wait_for_the_server(margaret, tell, silent_office, caplog):
    for _ in range(3):
        tell()

    deliver_all(NOW)

    assert (silent_office.calls, attempts()) == (1, [0, 0, 1])
    server = SilentServer.objects.get()
    assert (server.delivery, server.rests_until) == ("EMAIL", NOW + timedelta(minutes=1))
    assert not Notice.objects.to_try(NOW + timedelta(seconds=59)).exists()
    assert "What goes by EMAIL waits 0:01:00: its server does not answer" in caplog.messages
    assert "margaret@" not in caplog.text


def test_it_is_left_alone_longer_each_time_and_not_after_it_answered(margaret, tell, silent_office):
    at, rests = NOW, []
    for _ in range(6):
        tell()
        deliver_all(at)
        until = SilentServer.objects.get().rests_until
        rests.append((until - at).total_seconds() / 60)
        at = until

    assert rests == [1, 2, 4, 5, 5, 5]

    note_answer("EMAIL")
    assert list(Notice.objects.due(at)) == list(Notice.objects.to_try(at))


def test_a_server_may_be_silent_for_days_and_each_rest_is_as_long(db):
    at = NOW
    for _ in range(50):
        note_silence("EMAIL", at=at)
        rested_from, at = at, SilentServer.objects.get().rests_until

    assert at - rested_from == LONGEST_REST


def test_a_silence_and_an_answer_in_the_same_moment_wait_for_each_other(db):
    note_silence("EMAIL", at=NOW)

    def answer_comes_after_the_first_statement(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if sql.startswith("INSERT"):
            waited.extend(raised(at_once(answered)))
        return found

    def answered() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 50")
        note_answer("EMAIL")

    waited: list[type[Exception]] = []
    with connection.execute_wrapper(answer_comes_after_the_first_statement):
        note_silence("EMAIL", at=NOW + timedelta(hours=1))

    assert (waited, SilentServer.objects.get().silent_since) == ([OperationalError], NOW)


@pytest.mark.parametrize("answer", [FULL, UNKNOWN, "554 5.7.1 Relay access denied"])
def test_what_a_server_says_of_one_letter_keeps_no_other_waiting(margaret, tell, post_office, answer):
    post_office.answer = answer
    tell(), tell(kind="LETTER")

    deliver_all(NOW)

    is_known = answer == UNKNOWN  # then nothing more goes to this address
    assert (post_office.asked, SilentServer.objects.count()) == (1 if is_known else 2, 0)


def test_a_server_that_takes_nothing_more_today_is_left_alone(margaret, tell, post_office):
    post_office.answer = "421 4.7.0 Too many letters from you"
    tell(), tell(kind="LETTER")

    deliver_all(NOW)

    assert (post_office.asked, SilentServer.objects.get().delivery) == (1, "EMAIL")


def test_a_letter_taken_ends_the_rest(margaret, tell, post_office):
    SilentServer.objects.create(delivery="EMAIL", silent_since=NOW, times=4, rests_until=NOW)
    tell()

    deliver_all(NOW)

    assert (len(post_office.letters), SilentServer.objects.count()) == (1, 0)


def test_text_messages_go_while_letters_wait_and_the_other_way_round(margaret, tell, silent_office, settings, tmp_path):
    keep(telephone="07700 900123")
    choose("MESSAGES", "NOW", "SMS")
    settings.SMS_GATEWAY = Provider(f"http://127.0.0.1:{silent_office.port}/", "key", "")
    settings.EMAIL_BACKEND = "timebank.lib.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("timebank.lib.texting.TIMEOUT_SECONDS", 0.05)
        tell(kind="LETTER"), tell(kind="LETTER"), tell()

        deliver_all(NOW)

    assert (silent_office.calls, attempts(), len(list(tmp_path.iterdir()))) == (1, [0, 1, 1], 1)
    assert SilentServer.objects.get().delivery == "SMS"


def test_what_waited_a_day_for_a_silent_server_goes_to_the_desk(margaret, tell):
    old, new = tell(), tell()
    later = NOW + timedelta(days=1)
    Notice.objects.filter(pk=new.pk).update(next_attempt_at=later - timedelta(hours=1))
    SilentServer.objects.create(delivery="EMAIL", silent_since=NOW, rests_until=later + timedelta(minutes=1))

    deliver_all(later)

    assert list(Notice.objects.to_pass_on("riverside")) == [old]
    assert list(Notice.objects.dead("riverside").values_list("failure", flat=True)) == ["ServerAway"]
    assert Notice.objects.get(pk=new.pk).next_attempt_at


def test_what_waited_for_our_own_worker_is_tried(margaret, tell, post_office):
    notice, later = tell(), NOW + timedelta(days=3)
    SilentServer.objects.create(delivery="EMAIL", silent_since=later, rests_until=later + timedelta(minutes=1))

    deliver_all(later)
    assert Notice.objects.get(pk=notice.pk).failed_at is None
    deliver_all(later + timedelta(minutes=1))

    assert len(post_office.letters) == 1


def test_a_talk_without_end_is_broken_off(told_together, post_office, settings):
    """As Celery does it: it raises inside the task, in the process's main thread."""
    settings.EMAIL_TIMEOUT = 0.5  # of each wait; the answer to our good-bye does not come either
    post_office.opened.clear()

    def too_long(_number, _frame) -> None:
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, too_long)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        deliver(notice_id=told_together[1].pk)  # which goes in the letter of the first
    finally:
        signal.signal(signal.SIGALRM, before)

    carrier = Notice.objects.get(pk=told_together[0].pk)
    assert (carrier.failure, carrier.attempts, carrier.sent_at) == ("TimeoutError", 1, None)
    assert SilentServer.objects.get().delivery == "EMAIL"


def test_of_what_was_withdrawn_meanwhile_nothing_is_broken_off(margaret, tell):
    notice = tell()
    Notice.objects.all().delete()

    actions.break_off(notice.pk, at=NOW)

    assert not SilentServer.objects.exists()


def test_a_letter_that_was_taken_is_sent_whatever_the_server_says_afterwards(margaret, tell, post_office, settings):
    settings.EMAIL_TIMEOUT = 0.2
    post_office.polite.clear()

    actions.deliver(tell().pk, at=NOW)

    assert (len(post_office.letters), Notice.objects.get().sent_at) == (1, NOW)


@pytest.fixture
def told_together(margaret, tell) -> list[Notice]:
    Recipient.objects.update(quiet_from=QUIET_UNTIL)
    choose("MESSAGES", "DAILY", quiet=(8, 8))
    together = [tell(kind="LETTER"), tell(kind="LETTER")]
    Notice.objects.update(next_attempt_at=NOW)
    return together


# With real workers


@pytest.fixture
def office_of_letters(own_queues, silent_office, settings) -> Iterator[None]:
    """The worker for letters, as `make run` starts it, with the queues and the database of this test."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        _web, _worker, letters, _clock = programs(listening)
    queues = f"--queues={own_queues}-urgent,{own_queues}-letters"
    command = [queues if word.startswith("--queues=") else word for word in letters.command]
    parts = connection.get_connection_params()
    own = {
        "DJANGO_SETTINGS_MODULE": "timebank.settings",
        "DATABASE_URL": "postgresql://{user}@/{dbname}?host={host}&port={port}".format(**parts),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": "only for this test " * 4,
        "EMAIL_URL": f"smtp://127.0.0.1:{silent_office.port}",
    }
    worker = subprocess.Popen(command, cwd=CODE, env=os.environ | own, start_new_session=True)
    yield
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.mark.slow
@pytest.mark.skipif(not settings.EMBEDDED_DATABASE, reason="the worker beside us signs in through a socket")
def test_while_a_mail_server_hangs_all_else_goes_on(office_of_letters, own_queues, silent_office, margaret, tell):
    Recipient.objects.update(quiet_from=QUIET_UNTIL)
    tell()
    deliver_due()  # here, for there the queues have other names
    wait_until(lambda: silent_office.calls == 1)
    listing = make.make_listing(make.make_member(make.make_bank()))

    with start_worker(app, queues=[own_queues], pool="solo", perform_ping_check=False, shutdown_timeout=10):
        match_changed.delay()

        wait_until(lambda: Meaning.objects.filter(listing=listing).exists())

    waits = Notice.objects.get(recipient__key=margaret)
    assert (waits.claimed_at is None, waits.failure) == (False, "")  # no answer yet: it waits in the other worker
