"""A whole time bank with people in it: its processes, its pages and what its database says."""

import contextlib
import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2

from tests.embedded.conftest import all_processes, everything, kill, nothing_runs, servers
from tests.embedded.test_serve import Serving
from tests.survival.visitors import Burst, Visitor
from tests.survival.world import PASSWORD
from timebank.embedded import addresses
from timebank.embedded.processes import CODE, parent_of, wait_for

HEAL_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 60
TURNS = 4
MESSAGE_ID = re.compile(rb"^Message-ID: <notice\.(\d+)\.", re.MULTILINE)
NEWS = re.compile(r"news-(\d+)-told")
FATES = """
SELECT exchange.id, CASE
  WHEN exchange.state = 'POSTED' AND moved.times = 1 AND moved.as_agreed AND steps.times = 1 AND told.times = 1
    THEN 'POSTED'
  WHEN exchange.state = 'LOGGED' AND exchange.transfer_id IS NULL
       AND moved.times = 0 AND steps.times = 0 AND told.times = 0
    THEN 'LOGGED'
  ELSE 'HALF' END
FROM exchanges_exchange exchange
JOIN members_member giver ON giver.id = exchange.giver_id
JOIN members_member receiver ON receiver.id = exchange.receiver_id
CROSS JOIN LATERAL (
  SELECT count(*) AS times, coalesce(bool_and(
      transfer.id = exchange.transfer_id AND transfer.minutes = exchange.minutes
      AND transfer.payer_id = receiver.account_id AND transfer.payee_id = giver.account_id), false) AS as_agreed
  FROM ledger_transfer transfer WHERE transfer.reference = 'exchange:' || exchange.id) moved
CROSS JOIN LATERAL (
  SELECT count(*) AS times FROM exchanges_step step
  WHERE step.exchange_id = exchange.id AND step.to_state = 'POSTED') steps
CROSS JOIN LATERAL (
  SELECT count(*) AS times FROM notices_notice notice
  WHERE notice.kind = 'POSTED' AND notice.path LIKE '%%/exchanges/' || exchange.id || '/') told
"""


class Town:
    """One time bank in a folder of its own, run as `make run` does, with real durability."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.serving: Serving | None = None
        self.address = ""
        self.tasks: dict[Visitor, list[tuple[int, int]]] = {}

    def open(self) -> float:
        """See that it runs; give the seconds that took."""
        began_at = time.monotonic()
        if self.serving is None or self.serving.process.poll() is not None:
            self.serving = Serving(self.folder, WEB_CONCURRENCY="2")
            self.address = self.serving.address()
        return time.monotonic() - began_at

    def fill(self) -> None:
        """Make the people and let them sign in."""
        made = self._run("-m", "tests.survival.world")
        for address, exchanges in json.loads(made.stdout).items():
            visitor = Visitor(lambda: self.address, email=address)
            assert visitor.sign_in(PASSWORD)
            self.tasks[visitor] = exchanges

    def burst(self) -> Burst:
        """Let everybody confirm the next few exchanges."""
        taken = {visitor: exchanges[:TURNS] for visitor, exchanges in self.tasks.items()}
        self.tasks = {visitor: exchanges[TURNS:] for visitor, exchanges in self.tasks.items()}
        assert all(taken.values()), "the world has too few exchanges for so many bursts"
        return Burst(taken)

    def is_ready(self) -> bool:
        """Tell whether the site says that it is well."""
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{self.address}health/ready", timeout=10).status == 200
        return False

    def seconds_to_heal(self, find: Callable[["Town"], set[int]], before: set[int]) -> float:
        """Wait until there is a new process in the place of those that were there before, and the site is well."""
        killed_at = time.monotonic()
        assert wait_for(lambda: bool(find(self) - before) and self.is_ready(), seconds=HEAL_WITHIN_SECONDS)
        return time.monotonic() - killed_at

    def children(self, *words: bytes) -> set[int]:
        """Find the programs that `make run` watches over, by words of their command lines."""
        assert self.serving is not None
        return {pid for pid in self.serving.children() if set(words) <= set(command_line(pid))}

    def kill_everything(self) -> None:
        """Pull the plug: all at once, those first that would start the others again."""
        assert self.serving is not None
        self.serving.process.kill()
        for pid in [*servers(self.folder)["keepers"], *self.processes()]:
            kill(pid)
        self.serving.process.wait()
        assert wait_for(self.nothing_runs, seconds=END_WITHIN_SECONDS)

    def interrupt(self) -> int:
        """Press Ctrl-C; give the exit code."""
        assert self.serving is not None
        return self.serving.stop(signal.SIGINT)

    def processes(self) -> set[int]:
        """Find everything that runs for this folder: by its environment, and the servers by their data."""
        mark = b"TIMEBANK_VAR=" + os.fsencode(self.folder)
        return everything(self.folder) | {pid for pid in all_processes() if mark in environment(pid)}

    def nothing_runs(self) -> bool:
        return nothing_runs(self.folder) and not self.processes()

    def fates(self) -> dict[int, str]:
        """Tell of every exchange whether it is POSTED once in every table, still LOGGED in every table, or HALF."""
        return dict(self.ask(FATES))

    def proof(self) -> dict[str, Any]:
        """Prove the ledger as operators do."""
        return json.loads(self._run("manage.py", "verify_ledger", "--json").stdout)

    def tell_much(self) -> int:
        """Tell everybody many things at once; give how many."""
        return int(self._run("-m", "tests.survival.news").stdout)

    def news_sent(self) -> list[int]:
        """Give the numbers of the news that lie in the files of letters and of text messages, as often as they do."""
        found = []
        for file in (self.folder / "mail").glob("*.eml"):
            letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            found += NEWS.findall(str(letter.get_body(("html",)).get_content()).partition("<body")[2])
        for file in (self.folder / "sms").glob("*.txt"):
            found += NEWS.findall(file.read_text())
        return [int(number) for number in found]

    def letters(self) -> list[int]:
        """Give the numbers of the notices that lie in the files of sent mail, each as often as it was sent."""
        files = (self.folder / "mail").glob("*.eml")
        return [int(number) for file in files for number in MESSAGE_ID.findall(file.read_bytes())]

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database as the application role, beside all of Django."""
        with contextlib.closing(psycopg2.connect(addresses(self.folder).database_url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        names = {"TIMEBANK_VAR": str(self.folder), "DJANGO_SETTINGS_MODULE": "timebank.settings", "DEMO": "0"}
        return subprocess.run(
            [sys.executable, *words], cwd=CODE, env=os.environ | names, capture_output=True, text=True, check=True
        )


def connections(town: Town) -> set[int]:
    """Find PostgreSQL's processes that each serve one connection of the application."""
    working = servers(town.folder)["postgresql"]
    return {pid for pid in working if _title(pid).startswith(b"postgres: timebank timebank")}


def postmaster(town: Town) -> set[int]:
    """Find PostgreSQL's main process: alone of them all it still has the command line it was started with."""
    return {pid for pid in servers(town.folder)["postgresql"] if b"-D" in command_line(pid)}


def keeper_of(town: Town, server: bytes) -> set[int]:
    return {pid for pid in servers(town.folder)["keepers"] if server in command_line(pid)}


def web_workers(town: Town) -> set[int]:
    main = town.children(b"gunicorn")
    return {pid for pid in all_processes() if parent_of(pid) in main}


def command_line(pid: int) -> list[bytes]:
    return _title(pid).split(b"\0")


def _title(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def environment(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return []
