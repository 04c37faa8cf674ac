"""Letters that come back after a mail server took them: the desk hears, and what does not exist is left alone."""

import io
import os
import random
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notices import actions
from notices.models import Notice, Recipient
from tests.notices.conftest import NOW, choose, keep
from timebank.lib.bounces import MOST_BYTES, Bounce, read_bounce

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@hours.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
<margaret@demo.example>: host mx.demo.example said: {diagnostic}

--b1
Content-Type: {report}

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 23 Nov 2026 09:30:05 +0000 (UTC)

Final-Recipient: rfc822; margaret@demo.example
Original-Recipient: rfc822;margaret@demo.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b1
Content-Type: {sent_back}

Subject: Fatima has logged an exchange with you
Message-ID: {message_id}
Date: Mon, 23 Nov 2026 09:30:00 +0000

--b1--
"""
USUAL = {
    "report": "message/delivery-status",
    "action": "failed",
    "status": "5.1.1",
    "diagnostic": "550 5.1.1 <margaret@demo.example>: no such user",
    "sent_back": "text/rfc822-headers",
}


def report(message_id: str, **changes: str) -> bytes:
    return REPORT.format(message_id=message_id, **USUAL | changes).encode()


@pytest.fixture
def sent(margaret, tell, post_office):
    """A letter that a mail server took, with the Message-ID it saw."""
    notice = tell()
    actions.deliver(notice.pk, at=NOW)
    return Notice.objects.get(pk=notice.pk), post_office.letters[0]["Message-ID"]


def take(content: bytes, *, at=NOW + timedelta(hours=1)) -> Notice | None:
    bounce = read_bounce(content)
    return actions.take_bounce(bounce, at=at) if bounce else None


def is_left_alone() -> bool:
    return Recipient.objects.get(key="member:12").is_mail_refused


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"status": "5.1.2 (no such domain)"},
        {"status": "5.2.1", "diagnostic": "550 5.2.1 mailbox disabled"},
        {"status": "5.0.0", "diagnostic": "550 5.1.1 no such user"},  # as Exim writes it
        {"status": "5.0.0", "diagnostic": "550-5.1.1 The account does not exist"},
        {"sent_back": "message/rfc822"},
        {"report": "message/global-delivery-status", "sent_back": "message/global-headers"},
        {"action": "Failed", "report": "message/delivery-status; charset=utf-8"},
    ],
)
def test_an_address_that_does_not_exist_is_left_alone_as_if_the_server_had_said_so_at_once(sent, tell, caplog, changes):
    notice, message_id = sent

    assert take(report(message_id, **changes)) == notice

    assert (list(Notice.objects.to_pass_on("riverside")), is_left_alone()) == ([notice], True)
    came_back = Notice.objects.get(pk=notice.pk)
    assert (came_back.sent_at, came_back.is_dead, came_back.failure[:10]) == (None, True, "Bounced 5.")
    assert tell().delivery == Notice.Delivery.BY_HAND
    assert "demo.example" not in caplog.text


@pytest.mark.parametrize(
    ("status", "diagnostic"),
    [
        ("5.2.2", "552 5.2.2 mailbox full"),
        ("4.4.7", "451 4.4.7 expired"),
        ("5.7.1", "554 5.7.1 spam"),
        ("5.1.8", "553 5.1.8 your domain does not exist"),
        ("5.1.0", "550 5.1.0 sender rejected"),
        ("5.0.0", "554 nothing more is said"),
        ("5.1.11", "550 5.1.11 not a code"),
        ("of no form", "none"),
    ],
)
def test_of_any_other_failure_the_desk_hears_and_the_next_letter_goes(sent, tell, status, diagnostic):
    notice, message_id = sent

    take(report(message_id, status=status, diagnostic=diagnostic))

    assert (list(Notice.objects.to_pass_on("riverside")), is_left_alone()) == ([notice], False)
    assert tell().delivery == Notice.Delivery.EMAIL


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "", "failed to fail"])
def test_what_did_not_fail_changes_nothing(sent, action):
    _notice, message_id = sent

    assert take(report(message_id, action=action)) is None
    assert Notice.objects.get().sent_at == NOW


def test_a_forged_report_pauses_nobodys_letters(sent):
    notice, message_id = sent
    key = message_id.strip(" <>").partition("@")[0]
    without, mac = key.rpartition(".")[::2]
    forged = [
        f"{without}@hours.example",
        f"{without}.{'0' * 24}@hours.example",
        f"{without}.{mac[:-1]}{'0' if mac[-1] != '0' else '1'}@hours.example",
        f"{key}0@hours.example",
        f"notice.{notice.pk + 1}.{mac}@hours.example",
        f"notice.999999999999999999.{mac}@hours.example",
        "another@elsewhere.example",
        "",
    ]

    assert [take(report(f"<{each}>")) for each in forged] == [None] * len(forged)
    assert not is_left_alone()


def test_an_old_report_and_one_that_came_before_are_no_news(sent):
    _notice, message_id = sent
    assert take(report(message_id), at=NOW + timedelta(days=31)) is None
    take(report(message_id))
    actions.resume("member:12", ["EMAIL"])

    assert take(report(message_id)) is None
    assert not is_left_alone()


def test_what_came_back_from_an_address_they_no_longer_have_says_nothing_of_the_new_one(sent):
    _notice, message_id = sent
    keep(address="new@demo.example")

    assert take(report(message_id)) is None
    assert not is_left_alone()


def test_all_that_was_in_one_letter_comes_to_the_desk_and_what_was_read_does_not(margaret, tell, post_office):
    choose("MESSAGES", "DAILY")
    first, second, third = (tell(kind="LETTER") for _ in range(3))
    at = first.next_attempt_at
    actions.deliver(second.pk, at=at)
    actions.mark_read(third, at=at)

    take(report(post_office.letters[0]["Message-ID"]), at=at + timedelta(hours=1))

    assert list(Notice.objects.to_pass_on("riverside")) == [first, second]
    assert set(Notice.objects.dead("riverside")) == {first, second}


def test_what_is_moot_by_now_is_nobody_rung_for(margaret, tell, post_office):
    actions.deliver(tell(moot_at=NOW + timedelta(minutes=30)).pk, at=NOW)

    take(report(post_office.letters[0]["Message-ID"]))

    assert not Notice.objects.to_pass_on("riverside").exists()


def test_letters_say_where_they_come_back_to(margaret, tell, post_office, settings):
    settings.BOUNCE_ADDRESS = "bounces@hours.example"
    keep(sender="Ashby Timebank")

    actions.deliver(tell().pk, at=NOW)

    (letter,) = post_office.letters
    assert post_office.senders == ["bounces@hours.example"]
    assert letter["From"] == "Ashby Timebank <timebank@localhost>"


# What nobody expects


def odd_letters() -> list[bytes]:
    chance, usual = random.Random(43), report("<notice.1." + "a" * 24 + "@x>")
    cut = [usual[: chance.randrange(len(usual))] for _ in range(60)]
    torn = [
        bytes(chance.choice((byte, chance.randrange(256))) if chance.random() < 0.02 else byte for byte in usual)
        for _ in range(60)
    ]
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    nested = b"Content-Type: message/rfc822\n\n" * 3000
    wide = b'Content-Type: multipart/report; boundary="b"\n\n' + b"--b\n\n\n" * 20_000
    odd = [b"", b"\0" * 1000, os.urandom(2000), b"\xff\xfe" * 500, deep, nested, wide, usual * 3000]
    charsets = [
        report("<x>", report=f"message/delivery-status; charset={name}") for name in ("utf-7", "x" * 9000, "\0")
    ]
    ids = [report("=?utf-8?b?////?="), report("=?nothing?q?x?= " * 50), report("\xff<<<>>>")]
    return [*cut, *torn, *odd, *charsets, *ids]


def test_nothing_that_anybody_sends_is_an_error(db):
    for letter in odd_letters():
        assert take(letter) is None


def test_only_the_report_itself_counts_and_no_report_inside_a_letter(sent):
    _notice, message_id = sent
    inside = report(message_id)
    letter = (
        b'Content-Type: multipart/mixed; boundary="c"\n\n--c\nContent-Type: message/rfc822\n\n' + inside + b"\n--c--\n"
    )

    assert read_bounce(letter) is None


def test_what_stands_behind_the_first_megabyte_is_not_read(db):
    late = report("<a@b>", diagnostic="x" * MOST_BYTES)

    assert read_bounce(late) is None
    assert read_bounce(report("<a@b>") + b"x" * MOST_BYTES) == Bounce("a@b", ("5.1.1",))


# The command


def command(*words: str, letter: bytes = b"") -> str:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(letter)))
        call_command("take_bounces", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def sent_now(margaret, tell, post_office):
    notice = tell(kind="SIGN_IN")
    actions.deliver(notice.pk, at=timezone.now())
    return Notice.objects.get(pk=notice.pk), post_office.letters[0]["Message-ID"]


def test_one_letter_is_piped_to_it_and_it_says_nothing(sent_now):
    _notice, message_id = sent_now

    assert command(letter=report(message_id)) == ""
    assert is_left_alone()
    assert command(letter=b"Subject: out of office\n\nBack on Monday.\n") == ""


def test_a_maildir_is_read_and_its_letters_are_seen(sent_now, tmp_path):
    _notice, message_id = sent_now
    (tmp_path / "new").mkdir()
    for name, letter in (("1.a", b"\xff" * 100), ("2.b", report(message_id)), ("3.c", b"Subject: hello\n\n")):
        (tmp_path / "new" / name).write_bytes(letter)
    (tmp_path / "new" / "0.folder").mkdir()  # what is no letter keeps none waiting
    (tmp_path / "new" / "0.gone").symlink_to(tmp_path / "nowhere")

    assert command("--maildir", str(tmp_path)) == "3 read, 1 of them came back from us\n"
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S", "3.c:2,S"]
    assert command("--maildir", str(tmp_path)) == "0 read, 0 of them came back from us\n"


def test_a_folder_that_is_none_is_said(db, tmp_path):
    with pytest.raises(CommandError, match=r"/new cannot be read: No such file or directory\.$"):
        command("--maildir", str(tmp_path))
