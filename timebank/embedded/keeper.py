"""The keeper: a small process of its own that runs one server for as long as anybody uses it.

Whoever uses the server holds a shared lock; the keeper stops the server as soon as it can have that lock alone.
So neither a crash nor a kill of the users leaves a server behind, and one that dies while in use is started again.
"""

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO, TextIO

from timebank.embedded.errors import StartFailed
from timebank.embedded.folders import make_folder
from timebank.embedded.layout import Layout, layout
from timebank.embedded.locks import FileLock
from timebank.embedded.processes import parent_of, processes_in, signal_quietly, start_server, wait_for
from timebank.embedded.server import KINDS

READY = "ready"
POLL_SECONDS = 0.2
START_WITHIN_SECONDS = 120
STOP_WITHIN_SECONDS = 20
LEFTOVERS_END_SECONDS = 5
LEFTOVERS_WITHIN_SECONDS = 30
MOST_RESTARTS = 5
RESTARTS_COUNT_FOR_SECONDS = 60
LARGEST_LOG_BYTES = 10 * 1024 * 1024
REASON = re.compile(r"(?:FATAL|PANIC|ERROR):\s+(.+)")


class Keeper:
    """Runs one server: starts, watches and stops it."""

    def __init__(self, places: Layout, *, name: str, durable: bool) -> None:
        self.title = KINDS[name].title
        self.server = KINDS[name].make(places, durable)
        self.keeping = FileLock(places.keeper_lock(name))
        self.users = FileLock(places.users_lock(name))
        self.log = _open_log(places.log(name))
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts: list[float] = []

    def start(self) -> None:
        """Start the server and wait until it answers. Raises StartFailed with the reason from its log."""
        self._end_leftovers()
        self.server.prepare()
        begun_at = self.log.seek(0, os.SEEK_END)
        self.process = start_server(
            self.server.command(), account=self.server.account, log=self.log, death_signal=self.server.stop_signal
        )
        wait_for(lambda: self._died() or self.server.answers(), seconds=START_WITHIN_SECONDS)
        if self._died() or not self.server.answers():
            self.stop()
            raise StartFailed(f"{self.title} did not start: {_reason(self.log, begun_at)}")
        self.server.set_up()

    def keep(self) -> None:
        """Watch over the server until nobody uses it any more. Raises StartFailed when it keeps dying."""
        while not (self.users.try_alone() or self.keeping.is_removed()):
            if self._died():
                self._start_again()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop the server cleanly, or less so when it does not listen."""
        for number in (self.server.stop_signal, self.server.kill_signal, signal.SIGKILL):
            if self.process is None or self._died():
                return
            signal_quietly(self.process.pid, number)
            wait_for(self._died, seconds=STOP_WITHIN_SECONDS)

    def note(self, sentence: str) -> None:
        """Write a line of our own into the server's log."""
        with contextlib.suppress(OSError):
            self.log.write(f"keeper: {sentence}\n".encode())

    def _died(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _start_again(self) -> None:
        """Start a server that died, each time after a longer wait, and not for ever."""
        now = time.monotonic()
        self.restarts = [moment for moment in self.restarts if now - moment < RESTARTS_COUNT_FOR_SECONDS] + [now]
        if len(self.restarts) > MOST_RESTARTS:
            raise StartFailed(f"{self.title} died {MOST_RESTARTS} times within {RESTARTS_COUNT_FOR_SECONDS} seconds.")
        self.note("the server died; starting it again")
        time.sleep(POLL_SECONDS * len(self.restarts))
        try:
            self.start()
        except StartFailed as failure:
            self.note(str(failure))

    def _end_leftovers(self) -> None:
        """Wait for what a crash left working in our data: two servers in one place would spoil it."""
        if wait_for(lambda: not self._leftovers(), seconds=LEFTOVERS_END_SECONDS):
            return
        left = self._leftovers()
        for pid in left:
            if parent_of(pid) not in left:
                signal_quietly(pid, signal.SIGTERM)
        if not wait_for(lambda: not self._leftovers(), seconds=LEFTOVERS_WITHIN_SECONDS):
            raise StartFailed(f"Process {left[0]} still works in {self.server.data}: end it, then start again.")

    def _leftovers(self) -> list[int]:
        return processes_in(self.server.data, account=self.server.account)


def main() -> int:
    """Start a keeper in a session of its own; return when its server answers, or say why it does not."""
    options = _options()
    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        return _pass_on(reading, log=layout(options.folder).log(options.server))
    os.close(reading)
    os.setsid()
    os.chdir("/")
    os.umask(0o077)
    with os.fdopen(writing, "w") as told:
        keeper = _started(options, told)
    return _kept(keeper) if keeper else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("server", choices=list(KINDS))
    parser.add_argument("--not-durable", dest="durable", action="store_false")
    return parser.parse_args()


def _pass_on(reading: int, *, log: Path) -> int:
    """Hand the keeper's answer to who asked for it."""
    with os.fdopen(reading) as told:
        answer = told.read()
    if answer == READY:
        return 0
    sys.stderr.write(answer or f"The keeper was ended before its server answered; see {log}.")
    return 1


def _started(options: argparse.Namespace, told: TextIO) -> Keeper | None:
    """Start the server and tell whether it answers; None when there is nothing to keep."""
    keeper = None
    try:
        keeper = Keeper(layout(options.folder), name=options.server, durable=options.durable)
        _detach(keeper.log)
        if not wait_for(keeper.keeping.try_alone, seconds=1):
            told.write(READY)  # another keeper is there already
            return None
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        keeper.start()
    except (StartFailed, OSError) as failure:
        told.write(_sentence(failure))
        if keeper:
            keeper.stop()
        return None
    told.write(READY)
    return keeper


def _kept(keeper: Keeper) -> int:
    try:
        keeper.keep()
    except (StartFailed, OSError) as failure:
        keeper.note(_sentence(failure))
        return 1
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        keeper.stop()  # the system lets go of our locks when we are gone: who waits for that finds nothing running
    return 0


def _sentence(failure: Exception) -> str:
    if isinstance(failure, OSError):
        return f"{failure.filename or 'A file'} cannot be used: {failure.strerror}."
    return str(failure).strip().splitlines()[0]


def _detach(log: BinaryIO) -> None:
    """Let go of the terminal and of pipes whose other ends wait for us."""
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)


def _open_log(path: Path) -> BinaryIO:
    """Open a log to write at its end, having put a large one aside."""
    make_folder(path.parent)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.old"))
    return path.open("a+b", buffering=0)


def _reason(log: BinaryIO, begun_at: int) -> str:
    """Find in the log why a server did not start: the last complaint, else the last line."""
    log.seek(begun_at)
    lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
    complaints = [found[1] for line in lines if (found := REASON.search(line))]
    return (complaints or lines or [f"it did not answer within {START_WITHIN_SECONDS} seconds"])[-1]


if __name__ == "__main__":
    sys.exit(main())
