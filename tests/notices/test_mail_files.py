"""Letters as files: each is there once, whole, and for us alone, however often it was sent."""

import email
import email.policy
from pathlib import Path

import pytest

from notices import actions
from notices.models import Notice
from tests.notices.conftest import NOW
from timebank.lib.files import write_once
from timebank.lib.traces import traces_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.EMAIL_BACKEND = "timebank.lib.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def test_a_letter_sent_twice_is_one_file(margaret, tell, folder):
    notice = tell()

    for _ in range(2):
        actions.deliver(notice.pk, at=NOW)
        Notice.objects.filter(pk=notice.pk).update(sent_at=None, next_attempt_at=NOW)  # the worker died before this

    (file,) = folder.iterdir()
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert letter["Subject"] == notice.subject
    assert letter["To"] == "margaret@demo.example"
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_letters_are_two_files(margaret, tell, folder):
    for notice in (tell(), tell()):
        actions.deliver(notice.pk, at=NOW)

    assert len(list(folder.iterdir())) == 2


def test_a_full_disk_loses_nothing_and_leaves_no_half(margaret, tell, folder):
    folder.parent.joinpath("mail").write_text("a file where the folder should be")
    notice = tell()

    actions.deliver(notice.pk, at=NOW)

    waiting = Notice.objects.get(pk=notice.pk)
    assert (waiting.sent_at, waiting.attempts) == (None, 1)


def test_an_unfinished_file_has_another_name(tmp_path, monkeypatch):
    seen = []
    replaced = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, to: seen.append(path.name) or replaced(path, to))

    write_once(tmp_path / "letter.eml", b"Hello")

    assert seen[0].startswith(".letter.eml.")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.eml"]


def test_who_is_erased_is_erased_from_the_letters(margaret, tell, folder):
    actions.deliver(tell(body="Bartholomew O'Prys is ill").pk, at=NOW)
    actions.deliver(tell(body="Fatima is well").pk, at=NOW)

    actions.forget_mail_copies(traces_of(names=["Bartholomew O'Prys"], addresses=[]))

    (left,) = folder.iterdir()
    assert b"Fatima" in left.read_bytes()
