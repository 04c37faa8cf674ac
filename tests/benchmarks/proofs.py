"""`verify_ledger` as an auditor runs it, in a process of its own: how many entries a second, in how much memory."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.benchmarks.databases import administrator
from tests.benchmarks.report import report

ROOT = Path(__file__).resolve().parents[2]
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
MEGABYTE = 1024 * 1024
LOOK_EACH_SECONDS = 0.1


def measure(bank: str, entries: int, *, database: str) -> None:
    """Prove a bank's ledger, which must be whole, and report time and memory."""
    command = [sys.executable, "manage.py", "verify_ledger", "--bank", bank, "--json"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process, _Watched(process.pid, database) as watched:
        said = process.stdout.read()
    seconds = time.perf_counter() - start
    found = json.loads(said)
    if not found["ok"] or found["entries"] < entries:
        raise SystemExit(f"The history is not whole: {said[:500]}")
    report(f"verify_ledger.{entries}", found["entries"] / seconds, "entries/s", n=1)
    report(f"verify_ledger.{entries}.memory", watched.own / MEGABYTE, "MB", n=watched.looks)
    report(f"verify_ledger.{entries}.server_memory", watched.servers / MEGABYTE, "MB", n=watched.looks)


class _Watched:
    """The most memory that a process and its database's backends hold for themselves while something runs (Linux).

    What a child inherits from us at its birth would spoil the peak that the kernel keeps, so we look ourselves.
    """

    def __init__(self, pid: int, database: str) -> None:
        self.pid, self.database = pid, database
        self.own = self.servers = self.looks = 0
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
                self.looks += 1
                self.own = max(self.own, _private_bytes(self.pid))
                self.servers = max(self.servers, sum(_private_bytes(pid) for (pid,) in cursor.fetchall()))


def _private_bytes(pid: int) -> int:
    """Read what a process holds beside the memory it shares; nothing where it has just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return 0
