"""Sealing, and `verify_ledger` as an auditor runs it: how many entries a second, in how much memory."""

import contextlib
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from ledger import actions as ledger
from tests.benchmarks.databases import administrator
from tests.benchmarks.history import History
from tests.benchmarks.postings import posting_between
from tests.benchmarks.report import progress, report

ROOT = Path(__file__).resolve().parents[2]
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
MEGABYTE = 1024 * 1024
LOOK_EACH_SECONDS = 0.1
NEW = 1000  # transfers after the last seal: a day of a large bank


def measure(history: History, entries: int, *, database: str) -> None:
    """Seal a history and prove it with its seals; then prove only what came after them."""
    progress(f"  sealing and proving {entries} entries …")
    start = time.perf_counter()
    ledger.seal_book(history.bank.book_id)
    seconds = time.perf_counter() - start
    whole = _prove(history.bank.slug, database=database)
    if whole.entries < entries or not whole.seals:
        raise SystemExit(f"Only {whole.entries} entries and {whole.seals} seals were proved.")
    report(f"seal.{entries}", whole.transfers / seconds, "transfers/s", n=whole.transfers)
    report(f"verify_ledger.{entries}", whole.entries / whole.seconds, "entries/s", n=whole.entries)
    report(f"verify_ledger.{entries}.memory", whole.own_bytes / MEGABYTE, "MB", n=1)
    report(f"verify_ledger.{entries}.server_memory", whole.servers_bytes / MEGABYTE, "MB", n=1)

    chance = random.Random(1)
    for _number in range(NEW):
        ledger.post(posting_between(*chance.sample(history.accounts, 2)))
    new = _prove(history.bank.slug, "--since-seal", database=database)
    report(f"verify_ledger.{entries}.since_seal", new.seconds, "s", n=new.entries)


@dataclass(frozen=True)
class _Proved:
    """What one run of the command looked at, how long it took, and the most memory that it and its servers held."""

    transfers: int
    entries: int
    seals: int
    seconds: float
    own_bytes: int
    servers_bytes: int


def _prove(bank: str, *options: str, database: str) -> _Proved:
    command = [sys.executable, "manage.py", "verify_ledger", "--bank", bank, "--json", *options]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process, _Watched(process.pid, database) as watched:
        said = process.stdout.read()
    seconds = time.perf_counter() - start
    found = json.loads(said)
    if not found["ok"]:
        raise SystemExit(f"The history is not whole: {said[:500]}")
    counts = {name: found[name] for name in ("transfers", "entries", "seals")}
    return _Proved(**counts, seconds=seconds, own_bytes=watched.own, servers_bytes=watched.servers)


class _Watched:
    """The most memory that a process and its database's backends hold for themselves while something runs (Linux).

    What a child inherits from us at its birth would spoil the peak that the kernel keeps, so we look ourselves.
    """

    def __init__(self, pid: int, database: str) -> None:
        self.pid, self.database = pid, database
        self.own = self.servers = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Watched":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        with administrator("postgres") as cursor:
            while not self._over.wait(LOOK_EACH_SECONDS):
                cursor.execute(BACKENDS, [self.database])
                self.own = max(self.own, _private_bytes(self.pid))
                self.servers = max(self.servers, sum(_private_bytes(pid) for (pid,) in cursor.fetchall()))


def _private_bytes(pid: int) -> int:
    """Read what a process holds beside the memory it shares; nothing where it has just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return 0
