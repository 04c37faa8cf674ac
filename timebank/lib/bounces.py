"""Letters that came back (RFC 3464): read by what a mail server wrote for programs, never by words for people."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

MOST_BYTES = 1024 * 1024  # what a server says of a letter stands before the letter it sends back
MOST_PARTS = 50
REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
SENT_BACK = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})
# What Python's reader of letters raises over those that no mail program wrote.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_SAID = re.compile(r"\s*smtp\s*;.{0,40}?\b5\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?!\d)", re.IGNORECASE | re.DOTALL)
_UNSAID = "5.0.0"  # Exim's word for every failure; the other server's own stands beside it


@dataclass(frozen=True)
class Bounce:
    """A letter that was given up: its Message-ID without brackets, and why, as codes of RFC 3463."""

    message_id: str
    codes: tuple[str, ...]


def read_bounce(content: bytes) -> Bounce | None:
    """Read a letter; None for what is no report that another one was given up, and for what cannot be read."""
    try:
        parts = list(_parts(email.message_from_bytes(content[:MOST_BYTES])))
        codes = [code for part in parts if part.get_content_type() in REPORTS for code in _codes(part)]
        letters = [_message_id(part) for part in parts if part.get_content_type() in SENT_BACK]
    except UNREADABLE:
        return None
    found = [message_id for message_id in letters if message_id]
    return Bounce(found[0], tuple(codes)) if codes and found else None


def _parts(letter: Message) -> Iterator[Message]:
    """Give the parts of a letter, but none of a letter inside it: that one's own are no report."""
    waiting, seen = [letter], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        if part.get_content_maintype() == "multipart":
            waiting += _inside(part)


def _codes(report: Message) -> Iterator[str]:
    for block in _blocks(report):
        if str(block.get("Action", "")).strip().casefold() == "failed":
            status, said = (
                _STATUS.match(str(block.get("Status", ""))),
                _SAID.match(str(block.get("Diagnostic-Code", ""))),
            )
            code = status[1] if status else _UNSAID
            yield said[1] if said and code == _UNSAID else code


def _blocks(report: Message) -> list[Message]:
    """Give what is said of the letter, and of each to whom it went."""
    blocks = _inside(report)
    if report.get_content_type() == "message/delivery-status" or not blocks:
        return blocks
    return [email.message_from_string(text) for text in blocks[0].as_string().split("\n\n")]


def _message_id(part: Message) -> str:
    letters = _inside(part)
    headers = letters[0] if letters else email.message_from_string(_text(part))
    return str(headers.get("Message-ID", "")).strip().strip("<>")


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""
