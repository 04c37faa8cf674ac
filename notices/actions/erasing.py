"""Taking words out of what was told, and letting go of what was told long ago."""

import email
import email.policy
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from notices.actions.ways import keep_back
from notices.models import Notice
from timebank.lib.texting import Folder, gateway
from timebank.lib.traces import Traces, replace_traces

LETTERS_DIVIDED_BY = b"-" * 79 + b"\n"  # as Django's file backend writes them


def erase_words_about(bank: str, paths: Iterable[str], *, instead: str) -> None:
    """Clear what anybody was told about some pages, of which only the pages remain; what waits is not sent."""
    theirs = Notice.objects.about_pages(bank, paths)
    theirs.update(subject=instead, body="")
    keep_back(theirs.filter(sent_at=None))


def erase_body(bank: str, path: str, *, body: str) -> None:
    """Clear words that people were told about a page, and leave the line that says what it was."""
    Notice.objects.about_pages(bank, [path]).filter(body=body).update(body="")


def replace_in_notices(bank: str, traces: Traces) -> None:
    """Put dots where somebody is named in what a bank told anybody."""
    replace_traces(Notice.objects.filter(bank=bank), ["subject", "body"], traces)


def forget_old(bank: str, *, before: datetime) -> int:
    """Delete what a bank told long ago and what was read, sent or passed on since; answers how much."""
    return Notice.objects.filter(bank=bank).forgettable(before).delete()[0]


def forget_mail_copies(traces: Traces) -> None:
    """Delete the copies of what was sent that name somebody, where it goes to files. Again does no harm."""
    if not traces.pattern:
        return
    for file in _copies():
        if any(traces.is_in(text) for text in _texts_of(file)):
            file.unlink(missing_ok=True)


def _copies() -> Iterator[Path]:
    mail, texting = getattr(settings, "EMAIL_FILE_PATH", None), gateway()
    if mail:
        yield from Path(mail).glob("*.eml")
        yield from Path(mail).glob("*.log")  # as letters were kept before
    if isinstance(texting, Folder):
        yield from texting.path.glob("*.txt")


def _texts_of(file: Path) -> Iterator[str]:
    """Read a letter, or a file of several, as its readers do, whatever code its words travel in."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # somebody else forgot it just now
        return
    yield content.decode(errors="replace")
    for letter in content.split(LETTERS_DIVIDED_BY):
        read = email.message_from_bytes(letter.strip(), policy=email.policy.default)
        yield " ".join(str(value) for value in read.values())
        body = read.get_body(("plain", "html"))
        yield str(body.get_content()) if body else ""
