"""Text messages through whichever provider an operator names, or into files: no provider's own words are known here."""

import http.client
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from timebank.lib.files import write_once

WRITTEN_AS = "file:///a/folder or https://KEY@host/path, and ?sender=… where the provider wants one"
TIMEOUT_SECONDS = 20
NO_SUCH_NUMBER = "no_such_number"  # what an answer says of a number that does not exist, unless the setting names it
MOST_ANSWER_BYTES = 64 * 1024
# What the gateway would answer to any text: moved, not let in, not paid, no such page, too busy, out of order.
OF_ALL_TEXTS = frozenset({*range(300, 400), 401, 402, 403, 404, 405, 407, 408, 410, 429, *range(500, 600)})
MOST_MESSAGES = 2
# GSM 03.38: seven bits a sign, 153 signs in each of several messages; with any other sign sixteen bits, and 67.
SEVEN_BITS = re.compile(r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*")
IN_SEVEN_BITS, IN_SIXTEEN_BITS = 153 * MOST_MESSAGES, 67 * MOST_MESSAGES


class NotSent(OSError):
    """The gateway did not take a message now; it may later."""


class GatewayAway(NotSent):
    """The gateway takes nothing from us now, whatever it is and whomever it is for."""


class NumberRefused(NotSent):
    """The gateway says that there is no such number."""


class Gateway(Protocol):
    """What sends text messages."""

    def send(self, number: str, text: str, *, key: str) -> None:
        """Send one. The same key is the same message, sent once however often this is asked."""


@dataclass(frozen=True)
class Folder:
    """Writes each message to a file of its own: for the demo, and until an operator names a provider."""

    path: Path

    def send(self, number: str, text: str, *, key: str) -> None:
        """Write one; the same key is the same file."""
        write_once(self.path / f"{key}.txt", f"To: {number}\n\n{text}\n".encode())


@dataclass(frozen=True)
class Provider:
    """Posts each message as JSON to a provider's gateway, or to a small program that speaks with one."""

    url: str
    key: str
    sender: str
    no_number: frozenset[str] = frozenset({NO_SUCH_NUMBER})

    def send(self, number: str, text: str, *, key: str) -> None:
        """Post one; the provider keeps a repeated Idempotency-Key from being sent twice."""
        said = {"to": number, "text": text} | ({"from": self.sender} if self.sender else {})
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        status, answer = self._post(json.dumps(said).encode(), headers)
        if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
            return
        if self.no_number & _said(answer):
            raise NumberRefused
        raise GatewayAway if status in OF_ALL_TEXTS else NotSent

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Give the answer's code, and the words of a refusal: of a text that was taken they could only go wrong.

        What a redirect points to is not asked: it would be told the key.
        """
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", parts.path or "/", body, headers)
            answer = connection.getresponse()
            is_refusal = http.client.BAD_REQUEST <= answer.status < http.client.INTERNAL_SERVER_ERROR
            return answer.status, answer.read(MOST_ANSWER_BYTES) if is_refusal else b""
        except http.client.HTTPException as fault:
            raise NotSent from fault
        finally:
            connection.close()


def gateway() -> Gateway:
    """Give what the settings name."""
    found: Gateway = settings.SMS_GATEWAY
    return found


def gateway_from(url: str, folder: Path) -> Gateway:
    """Read the setting: '' and file:// write files, http:// and https:// post to a provider."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as fault:
        raise ImproperlyConfigured(f"SMS_URL is not written as {WRITTEN_AS}.") from fault
    if not url:
        return Folder(folder)
    if parts.scheme == "file" and not parts.netloc and Path(parts.path).is_absolute():
        return Folder(Path(unquote(parts.path)))
    if parts.scheme in {"http", "https"} and parts.hostname and parts.username:
        host = parts.netloc.rpartition("@")[2]
        more = parse_qs(parts.query)
        no_number = frozenset(filter(None, more.get("no_number", [NO_SUCH_NUMBER])[0].split(",")))
        address = f"{parts.scheme}://{host}{parts.path}"
        return Provider(address, unquote(parts.username), more.get("sender", [""])[0], no_number)
    raise ImproperlyConfigured(f"SMS_URL is not written as {WRITTEN_AS}.")


def _said(answer: bytes) -> set[str]:
    """Give all words and numbers that stand alone as values in a JSON answer; nothing of any other answer."""
    try:
        waiting, found = [json.loads(answer)], set()
    except (ValueError, RecursionError):
        return set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        else:
            found.add(str(each))
    return found


def most_signs(text: str) -> int:
    """Say how many signs of such a text two messages hold."""
    return IN_SEVEN_BITS if SEVEN_BITS.fullmatch(text) else IN_SIXTEEN_BITS


def fits_in(text: str) -> bool:
    """Whether a text fits in two messages."""
    return len(text.encode("utf-16-le")) // 2 <= most_signs(text)
