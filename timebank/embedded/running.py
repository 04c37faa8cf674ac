"""Keeping a folder's servers running while somebody uses them."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from timebank.embedded.addresses import Addresses, addresses
from timebank.embedded.errors import StartFailed
from timebank.embedded.layout import Layout, layout
from timebank.embedded.locks import FileLock, is_held_alone
from timebank.embedded.processes import CODE, clean_environment, wait_for
from timebank.embedded.server import KINDS, Kind

ANSWER_WITHIN_SECONDS = 150
STOP_WITHIN_SECONDS = 30


class Use:
    """One process's use of one server. The server runs for as long as there is any."""

    def __init__(self, places: Layout, kind: Kind, *, durable: bool) -> None:
        self.places = places
        self.kind = kind
        self.durable = durable
        self.lock = FileLock(places.users_lock(kind.name))

    def begin(self) -> None:
        """Wait for a keeper that is just stopping, then see that the server answers. Raises StartFailed."""
        self.lock.wait_shared()
        until = time.monotonic() + ANSWER_WITHIN_SECONDS
        self.heal()
        while not self.kind.answers(self.places):
            if time.monotonic() > until:
                raise StartFailed(f"{self.kind.title} does not answer; see {self.places.log(self.kind.name)}.")
            time.sleep(0.05)
            self.heal()

    def heal(self) -> None:
        """Start a keeper unless there is one. Raises StartFailed with the keeper's reason."""
        if self.lock.is_removed():
            raise StartFailed(f"{self.places.folder} was removed while in use.")
        with _alone(self.places.start_lock(self.kind.name)):
            if not is_held_alone(self.places.keeper_lock(self.kind.name)):
                self._start_keeper()

    def end(self) -> None:
        """Leave the server; its keeper stops it when nobody else uses it."""
        self.lock.release()

    def wait_until_ended(self) -> None:
        """Wait until the server we left has stopped, unless others use it."""
        wait_for(self._is_stopped_or_used, seconds=STOP_WITHIN_SECONDS)

    def _start_keeper(self) -> None:
        command = [sys.executable, "-m", "timebank.embedded.keeper", str(self.places.folder), self.kind.name]
        started = subprocess.run(  # noqa: S603 our own list of arguments, no shell
            command if self.durable else [*command, "--not-durable"],
            cwd=CODE,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if started.returncode:
            raise StartFailed(started.stderr.strip().splitlines()[-1])

    def _is_stopped_or_used(self) -> bool:
        if not self.places.folder.exists() or not is_held_alone(self.places.keeper_lock(self.kind.name)):
            return True
        return self._is_used_by_others()

    def _is_used_by_others(self) -> bool:
        """Tell others' use, which lets us share the lock but not have it alone, from a keeper that has it alone."""
        lock = FileLock(self.places.users_lock(self.kind.name))
        try:
            return not lock.try_alone() and lock.try_shared()
        finally:
            lock.release()


class Uses:
    """One process's use of every server that is not somebody's own."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        places = layout(folder)
        wanted = [kind for kind in KINDS.values() if not os.environ.get(kind.own_url)]
        self.places = places
        self._uses = [Use(places, kind, durable=durable) for kind in wanted]

    def begin(self) -> None:
        """Start what does not run and wait until all answer. Raises StartFailed."""
        for use in self._uses:
            use.begin()

    def heal(self) -> None:
        """Start again a keeper that was killed; it starts its server."""
        for use in self._uses:
            use.heal()

    def end(self) -> None:
        """Leave them all, and return only after those that nobody else uses have stopped."""
        for use in self._uses:
            use.end()
        for use in self._uses:
            use.wait_until_ended()


@contextlib.contextmanager
def running_servers(folder: Path, *, durable: bool = True) -> Iterator[Addresses]:
    """Keep a folder's PostgreSQL and Valkey running while inside, whoever else uses them too.

    A server whose DATABASE_URL or REDIS_URL is set is somebody's own and is left alone. `durable=False` gives up
    the safety of the data for speed, for tests only. Raises StartFailed.
    """
    uses = Uses(folder, durable=durable)
    try:
        uses.begin()
        yield addresses(folder)
    finally:
        uses.end()


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = FileLock(path)
    try:
        lock.wait_alone()
        yield
    finally:
        lock.release()
