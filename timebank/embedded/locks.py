"""Locks on files: held by whoever opened them, and let go by the system itself when a process dies."""

import fcntl
import os
from pathlib import Path

from timebank.embedded.folders import make_folder


class FileLock:
    """One process's hold on a lock file. The file itself stays for ever: removing it would split the lock."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def wait_shared(self) -> None:
        """Hold it together with others, waiting for whoever has it alone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def wait_alone(self) -> None:
        """Hold it alone, waiting for everybody else."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        """Hold it together with others, unless somebody has it alone."""
        return self._try(fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        """Hold it alone, unless anybody else has it."""
        return self._try(fcntl.LOCK_EX)

    def is_removed(self) -> bool:
        """Tell whether the file was deleted or replaced, so that others no longer meet us here."""
        try:
            return not os.path.samestat(os.fstat(self._descriptor), self.path.stat())
        except FileNotFoundError:
            return True

    def release(self) -> None:
        """Let go. The same object cannot be used again."""
        os.close(self._descriptor)

    def _try(self, how: int) -> bool:
        try:
            fcntl.flock(self._descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_held_alone(path: Path) -> bool:
    """Tell whether some process holds a lock alone."""
    lock = FileLock(path)
    try:
        return not lock.try_shared()
    finally:
        lock.release()
