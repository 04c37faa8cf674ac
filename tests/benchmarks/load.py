"""Fifty people at once on the production server: they browse, and one in five pages logs an exchange."""

import http.client
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from members.models import Member
from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.report import progress, report
from tests.benchmarks.towns import make_town
from tests.factories import make_member

PEOPLE, SECONDS, MEMBERS = 50, 30, 10_000
DATABASE, PORT = "load", 18765
TOKEN = "b" * 32  # a cookie of ours against forged forms: it only has to be the one that the form sends
SERVER = ("timebank.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "error")


@dataclass
class Seen:
    """What one person saw: how long each page took, and how many answers were wrong."""

    milliseconds: list[float] = field(default_factory=list)
    logged: int = 0
    wrong: int = 0


def measure() -> None:
    """Let fifty people use a bank of ten thousand for half a minute, and say what the server answered."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with new_database(DATABASE), inside(DATABASE):
        town = make_town(MEMBERS, database=DATABASE)
        people = [make_member(town.bank) for _each in range(PEOPLE)]
        cookies = [_cookie_of(member) for member in people]
        with _server():
            seen = _let_all_browse(people, cookies, town.exchange.pk)
    times = [each for one in seen for each in one.milliseconds]
    report("load.requests", len(times) / SECONDS, "requests/s", n=len(times))
    report("load.logged", sum(one.logged for one in seen) / SECONDS, "exchanges/s", n=sum(one.logged for one in seen))
    report("load.median", statistics.median(times), "ms", n=len(times))
    report("load.p95", statistics.quantiles(times, n=20)[-1], "ms", n=len(times))
    report("load.wrong", sum(one.wrong for one in seen), "answers", n=len(times))


def _cookie_of(member: Member) -> str:
    client = Client()
    client.force_login(member.person)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"


@contextmanager
def _server() -> Iterator[None]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
    command = [sys.executable, "-m", "gunicorn", *SERVER, "--bind", f"127.0.0.1:{PORT}"]
    server = subprocess.Popen(command, env=environment)
    try:
        _wait_until_open()
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_until_open() -> None:
    for _time in range(100):
        try:
            if _ask(http.client.HTTPConnection("127.0.0.1", PORT, timeout=5), "GET", "/health/live", "")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not open.")


def _let_all_browse(people: list[Member], cookies: list[str], exchange: int) -> list[Seen]:
    progress(f"  {PEOPLE} people for {SECONDS} seconds …")
    ends_at = time.monotonic() + SECONDS
    seen = [Seen() for _each in people]
    threads = [
        threading.Thread(target=_browse, args=(seen[place], cookies[place], people[place - 1].number, ends_at))
        for place in range(PEOPLE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _browse(seen: Seen, cookie: str, neighbour: int, ends_at: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    chance = random.Random(neighbour)
    pages = ["/town/", "/town/listings/", "/town/listings/?q=gardning", "/town/exchanges/"]
    while time.monotonic() < ends_at:
        if chance.random() < 0.05:  # four questions: one page in five belongs to a log
            _log(seen, connection, cookie, neighbour)
        else:
            _timed(seen, connection, "GET", chance.choice(pages), cookie, right=200)


def _log(seen: Seen, connection: http.client.HTTPConnection, cookie: str, neighbour: int) -> None:
    today = timezone.localdate()
    day = {"day_0": today.day, "day_1": today.month, "day_2": today.year}
    steps = [
        ("/town/exchanges/log/", {"who": neighbour}),
        ("/town/exchanges/log/what/", {"giver": "them", "description": "An hour in the garden"}),
        ("/town/exchanges/log/when/", {"hours": "1", **day}),
    ]
    for path, typed in steps:
        _timed(seen, connection, "POST", path, cookie, typed=typed, right=302)
    page = _timed(seen, connection, "GET", "/town/exchanges/log/check/", cookie, right=200)
    key = page.partition('name="key" value="')[2].partition('"')[0]
    before = seen.wrong
    _timed(seen, connection, "POST", "/town/exchanges/log/check/", cookie, typed={"key": key}, right=302)
    seen.logged += seen.wrong == before


def _timed(
    seen: Seen,
    connection: http.client.HTTPConnection,
    how: str,
    path: str,
    cookie: str,
    *,
    right: int,
    typed: dict[str, object] | None = None,
) -> str:
    start = time.perf_counter()
    status, page = _ask(connection, how, path, cookie, typed)
    seen.milliseconds.append((time.perf_counter() - start) * 1000)
    seen.wrong += status != right
    return page


def _ask(
    connection: http.client.HTTPConnection, how: str, path: str, cookie: str, typed: dict[str, object] | None = None
) -> tuple[int, str]:
    headers = {"Host": "testserver", "Cookie": cookie}
    body = None
    if typed is not None:
        body = urlencode({**typed, "csrfmiddlewaretoken": TOKEN})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(how, path, body, headers)
    response = connection.getresponse()
    return response.status, response.read().decode(errors="replace")
