"""Text messages: short ones, through a provider's gateway over real HTTP, or one file for each."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from notices import actions
from notices.models import Notice, Recipient, SilentServer
from tests.notices.conftest import NOW, choose, keep
from timebank.lib.telephones import number_for_texts
from timebank.lib.texting import IN_SEVEN_BITS, IN_SIXTEEN_BITS, Folder, Provider, gateway_from

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+44 7700 900123"


class Counter(http.server.ThreadingHTTPServer):
    """A provider on this machine: it keeps what it is asked, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.status, self.answer, self.coding = 202, b"", "identity"
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []


class Clerk(http.server.BaseHTTPRequestHandler):
    server: Counter

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Transfer-Encoding", self.server.coding)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def counter(settings) -> Iterator[Counter]:
    with Counter() as counter:
        listening = threading.Thread(target=counter.serve_forever, args=(0.05,))
        listening.start()
        address = f"http://s3cret%21@127.0.0.1:{counter.server_address[1]}/send?sender=Ashby"
        settings.SMS_GATEWAY = gateway_from(address, Path("/nowhere"))
        yield counter
        counter.shutdown()
        listening.join()


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.SMS_GATEWAY = Folder(tmp_path / "sms")
    return tmp_path / "sms"


@pytest.fixture
def texts(settings) -> None:
    """Margaret reads messages from people as text messages."""
    settings.PUBLIC_ADDRESS = "https://hours.example"
    keep(telephone=NUMBER, sender="Ashby Timebank")
    choose("MESSAGES", "NOW", "SMS")


def test_the_gateway_is_posted_what_to_send_whom_and_the_key_of_the_delivery(texts, tell, counter):
    notice = tell(kind="LETTER", subject="Fatima wrote to you", path="/ashby/messages/3/")

    actions.deliver(notice.pk, at=NOW)

    ((path, headers, said),) = counter.asked
    assert path == "/send"
    assert headers["Authorization"] == "Bearer s3cret!"
    assert headers["Idempotency-Key"] == f"notice.{notice.pk}.20261123093000000000"
    text = "Ashby Timebank: Fatima wrote to you\nhttps://hours.example/ashby/messages/3/"
    assert said == {"to": "+447700900123", "text": text, "from": "Ashby"}
    assert Notice.objects.get(pk=notice.pk).sent_at == NOW


@pytest.mark.parametrize(
    ("status", "answer", "failure"),
    [
        *((status, b"", "GatewayAway") for status in (301, 401, 402, 404, 429, 500, 503)),
        *((status, b"", "NotSent") for status in (400, 413, 422)),
        (422, b'{"errors": {"from": "invalid_sender"}}', "NotSent"),  # a field of ours
        (500, b'{"code": "no_such_number"}', "GatewayAway"),
        (400, b"no_such_number", "NotSent"),
        (400, b'{"no_such_number": false}', "NotSent"),
        (400, b"[" * 60_000, "NotSent"),
        (400, b"\xff\x00", "NotSent"),
    ],
)
def test_what_the_gateway_does_not_take_is_tried_again_with_the_same_key(
    texts, tell, counter, caplog, status, answer, failure
):
    notice = tell(kind="LETTER")
    counter.status, counter.answer = status, answer
    actions.deliver(notice.pk, at=NOW)
    waiting = Notice.objects.get(pk=notice.pk)
    assert (waiting.failure, waiting.sent_at, waiting.delivery) == (failure, None, "SMS")
    assert not Recipient.objects.get().is_number_refused
    assert SilentServer.objects.exists() == (failure == "GatewayAway")

    counter.status = 200
    actions.deliver(notice.pk, at=waiting.next_attempt_at)

    keys = {headers["Idempotency-Key"] for _path, headers, _said in counter.asked}
    assert (len(counter.asked), len(keys)) == (2, 1)
    assert "900123" not in caplog.text
    assert "s3cret" not in caplog.text


def test_a_text_that_was_taken_is_not_sent_again_whatever_else_the_gateway_says(texts, tell, counter):
    counter.answer, counter.coding = b"not in pieces", "chunked"

    notice = tell(kind="LETTER")
    actions.deliver(notice.pk, at=NOW)

    assert Notice.objects.get(pk=notice.pk).sent_at == NOW


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, b'{"code": "no_such_number"}'),
        (404, b'{"errors": [{"what": {"code": "no_such_number"}, "field": null}]}'),
        (422, b'"no_such_number"'),
    ],
)
def test_a_number_that_does_not_exist_is_rung_by_the_desk_and_left_alone(texts, tell, counter, status, answer):
    notice = tell(kind="LETTER")
    counter.status, counter.answer = status, answer

    actions.deliver(notice.pk, at=NOW)
    later = tell(kind="LETTER")

    assert list(Notice.objects.to_pass_on("riverside")) == [notice, later]
    assert (Recipient.objects.get().is_number_refused, len(counter.asked)) == (True, 1)
    assert (Notice.objects.get(pk=notice.pk).failure, later.failure) == ("NumberRefused", "")


def test_an_operator_says_in_which_words_a_gateway_refuses_a_number(texts, tell, counter, settings):
    address = f"http://key@127.0.0.1:{counter.server_address[1]}/send?no_number=21211,21614,"
    settings.SMS_GATEWAY = gateway_from(address, Path("/nowhere"))
    counter.status, counter.answer = 400, b'{"code": 20003, "more": ""}'
    actions.deliver(tell(kind="LETTER").pk, at=NOW)
    assert not Recipient.objects.get().is_number_refused

    counter.answer = b'{"code": 21614, "message": "not a mobile number"}'

    actions.deliver(tell(kind="LETTER").pk, at=NOW)

    assert Recipient.objects.get().is_number_refused


def test_a_number_left_alone_is_tried_again_on_somebodys_word_or_when_it_is_another(texts, tell, counter):
    refused = tell(kind="LETTER")
    counter.status, counter.answer = 400, b'{"code": "no_such_number"}'
    actions.deliver(refused.pk, at=NOW)

    actions.resume("member:12", ["SMS"])
    assert tell(kind="LETTER").delivery == "SMS"

    Recipient.objects.update(refused_number="+447700900123")
    assert tell(kind="LETTER").delivery == "BY_HAND"
    actions.retry(Notice.objects.get(pk=refused.pk), at=NOW)
    assert tell(kind="LETTER").delivery == "SMS"

    Recipient.objects.update(refused_number="+447700900123")
    keep(telephone="+44 7700 900124", sender="Ashby Timebank")
    assert tell(kind="LETTER").delivery == "SMS"


def test_what_waits_for_a_number_that_is_found_not_to_exist_goes_to_the_desk(texts, tell, counter):
    first, second = tell(kind="LETTER"), tell(kind="LETTER")
    counter.status, counter.answer = 400, b'{"code": "no_such_number"}'

    for notice in (first, second):
        actions.deliver(notice.pk, at=NOW)

    assert len(counter.asked) == 1
    assert list(Notice.objects.to_pass_on("riverside")) == [first, second]


def test_a_gateway_that_is_away_loses_nothing(texts, tell, settings):
    settings.SMS_GATEWAY = Provider("http://127.0.0.1:1/", "key", "")
    notice = tell(kind="LETTER")

    actions.deliver(notice.pk, at=NOW)

    waiting = Notice.objects.get(pk=notice.pk)
    assert (waiting.failure, waiting.sent_at) == ("ConnectionRefusedError", None)


def test_without_a_provider_each_message_is_one_file_that_only_we_can_read(texts, tell, folder):
    notice = tell(kind="LETTER", subject="Zażółć gęślą jaźń")

    actions.deliver(notice.pk, at=NOW)
    Notice.objects.filter(pk=notice.pk).update(sent_at=None, next_attempt_at=NOW)  # as after a worker that was killed
    actions.deliver(notice.pk, at=NOW)

    (file,) = folder.iterdir()
    assert file.read_text().startswith("To: +447700900123\n\nAshby Timebank: Zażółć gęślą jaźń\nhttps://")
    assert file.stat().st_mode & 0o777 == 0o600


def test_several_things_are_one_message_that_leads_to_the_list(texts, tell, folder):
    choose("MESSAGES", "DAILY", "SMS")
    first, _second, _third = (tell(kind="LETTER") for _ in range(3))

    actions.deliver(first.pk, at=first.next_attempt_at)

    (file,) = folder.iterdir()
    assert file.read_text().endswith("3 new things from Ashby Timebank\nhttps://hours.example/me/notices/\n")


@pytest.mark.parametrize(
    ("sign", "most"), [("a", IN_SEVEN_BITS), ("ż", IN_SIXTEEN_BITS), ("😀", IN_SIXTEEN_BITS), ("ب", IN_SIXTEEN_BITS)]
)
def test_a_long_subject_is_cut_to_two_messages_and_its_link_is_whole(texts, tell, folder, settings, sign, most):
    settings.PUBLIC_ADDRESS = "https://hours.example/" + "x" * 60
    notice = tell(kind="LETTER", subject=sign * 200, path="/ashby/messages/3/")

    actions.deliver(notice.pk, at=NOW)

    text = next(folder.iterdir()).read_text().partition("\n\n")[2].strip()
    assert len(text.encode("utf-16-le")) // 2 <= most
    assert text.endswith("\nhttps://hours.example/" + "x" * 60 + "/ashby/messages/3/")
    assert text.startswith("Ashby Timebank: " + sign)


def test_who_has_no_number_any_more_is_passed_on_to_the_desk(texts, tell, folder):
    notice = tell(kind="LETTER")
    keep(telephone="ask Priya", sender="Ashby Timebank")

    actions.deliver(notice.pk, at=NOW)

    assert not folder.exists()
    assert list(Notice.objects.to_pass_on("riverside")) == [notice]


def test_who_is_erased_is_erased_from_the_files(texts, tell, folder):
    from timebank.lib.traces import traces_of

    actions.deliver(tell(kind="LETTER", subject="Bartholomew Prys wrote").pk, at=NOW)
    actions.deliver(tell(kind="LETTER", subject="Fatima wrote").pk, at=NOW)

    actions.forget_mail_copies(traces_of(names=["Bartholomew Prys"], addresses=[]))

    (left,) = folder.iterdir()
    assert "Fatima" in left.read_text()


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+44 (0)7700 900-123", "+447700900123"),
        ("07700 900123", "07700900123"),
        ("0048 600.700/800", "+48600700800"),
        ("ask Priya", ""),
        ("", ""),
        ("12", ""),
        ("07700 900123 or 07700 900124", ""),
        ("+", ""),
        ("٠٧٧٠٠٩٠٠١٢٣", ""),
        ("07700900123;DROP", ""),
        ("+44\r\n7700900123", "+447700900123"),
    ],
)
def test_a_number_is_read_as_people_write_it(written, number):
    assert number_for_texts(written) == number


@pytest.mark.parametrize(
    "url",
    [
        "smtp://key@sms.example.org/",
        "https://sms.example.org/send",  # no key
        "https://key@/send",
        "https://key@host:port/",
        "file://relative/path",
        "file:",
        "var/sms",
        "https://[::1",
    ],
)
def test_a_setting_that_is_none_is_said_in_a_sentence(url):
    with pytest.raises(
        ImproperlyConfigured, match=r"^SMS_URL is not written as file:///a/folder or https://KEY@host/path"
    ):
        gateway_from(url, Path("/var/sms"))


def test_a_folder_is_named_or_our_own():
    assert gateway_from("", Path("/var/sms")) == Folder(Path("/var/sms"))
    assert gateway_from("file:///srv/the%20texts", Path("/var/sms")) == Folder(Path("/srv/the texts"))
