"""Members in browsers of their own, who confirm exchanges through the pages, many at once."""

import http.client
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.survival.world import BANK
from timebank.embedded.processes import wait_for

ANSWER_WITHIN_SECONDS = 30
BURST_WITHIN_SECONDS = 90
PAUSE_SECONDS = 0.1  # before somebody presses the button again
COOKIES = ("sessionid", "csrftoken")


class Visitor:
    """Somebody who signs in and presses buttons. `address` tells where the time bank is open at the moment."""

    def __init__(self, address: Callable[[], str], *, email: str) -> None:
        self.address = address
        self.email = email
        self.cookies = SimpleCookie()
        self.answers: Counter[str] = Counter()

    def sign_in(self, password: str) -> bool:
        """Fetch the form and send it; true when we are let in."""
        self._send("GET", "/accounts/login/")
        answer = self._send("POST", "/accounts/login/", login=self.email, password=password)
        return answer.status == HTTPStatus.FOUND and "sessionid" in self.cookies

    def confirm(self, exchange: int, minutes: int) -> bool:
        """Say 'yes, that's right'; true when we are told that it is done."""
        page = f"/{BANK}/exchanges/{exchange}/"
        try:
            answer = self._send("POST", f"{page}confirm/", minutes=minutes)
        except (OSError, http.client.HTTPException) as failure:
            self.answers[type(failure).__name__] += 1
            return False
        self.answers[str(answer.status)] += 1
        return answer.status == HTTPStatus.FOUND and answer.headers["Location"] == page

    def _send(self, method: str, path: str, **fields: object) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(urlsplit(self.address()).netloc, timeout=ANSWER_WITHIN_SECONDS)
        try:
            connection.request(method, path, body=self._form(fields), headers=self._headers())
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer

    def _form(self, fields: dict[str, object]) -> str | None:
        return urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"].value}) if fields else None

    def _headers(self) -> dict[str, str]:
        kept = [f"{name}={self.cookies[name].value}" for name in COOKIES if name in self.cookies]
        return {"Cookie": "; ".join(kept), "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Burst:
    """Members who confirm their exchanges at the same time, each pressing again until told that it is done."""

    tasks: dict[Visitor, list[tuple[int, int]]]
    acknowledged: list[int] = field(default_factory=list)
    is_broken_off: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Burst":
        self.threads = [threading.Thread(target=self._confirm_all, args=task) for task in self.tasks.items()]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.break_off()

    @property
    def size(self) -> int:
        return sum(len(exchanges) for exchanges in self.tasks.values())

    def reaches(self, acknowledged: int) -> bool:
        """Wait until so many have been acknowledged."""
        return wait_for(lambda: len(self.acknowledged) >= acknowledged, seconds=BURST_WITHIN_SECONDS)

    def break_off(self) -> None:
        """Let everybody stop pressing."""
        self.is_broken_off.set()
        for thread in self.threads:
            thread.join()

    def _confirm_all(self, visitor: Visitor, exchanges: list[tuple[int, int]]) -> None:
        for exchange, minutes in exchanges:
            while not visitor.confirm(exchange, minutes):
                if self.is_broken_off.wait(PAUSE_SECONDS):
                    return
            self.acknowledged.append(exchange)
            if self.is_broken_off.is_set():
                return
