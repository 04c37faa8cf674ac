"""The programs that `make run` keeps going: started as our children, started again when they die, stopped in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from timebank.embedded.processes import CODE, dying_with_parent, wait_for

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0


@dataclass(frozen=True)
class Program:
    """What to run, and how long it may take to stop by itself."""

    name: str
    command: Sequence[str]
    stop_within_seconds: float = 5
    descriptors: tuple[int, ...] = ()


class Child:
    """One program that runs as our child, in a process group of its own: Ctrl-C reaches us alone."""

    def __init__(self, program: Program, *, say: Callable[[str], None]) -> None:
        self.program = program
        self._say = say
        self._wait_seconds = FIRST_WAIT_SECONDS
        self._start_again_at: float | None = None
        self.start()

    def start(self) -> None:
        """Run the program. When we die, however we die, it is told to stop."""
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 our own list of arguments, no shell
            self.program.command,
            cwd=CODE,
            stdin=subprocess.DEVNULL,
            pass_fds=self.program.descriptors,
            process_group=0,
            preexec_fn=dying_with_parent(signal.SIGTERM),
        )

    def has_died(self) -> bool:
        """Tell whether the program has ended."""
        return self.process.poll() is not None

    def heal(self) -> None:
        """Start the program again when it has died, after a wait that grows from one death to the next."""
        if not self.has_died():
            return
        now = time.monotonic()
        if self._start_again_at is None:
            self._plan_another_start(now)
        elif now >= self._start_again_at:
            self._start_again_at = None
            self.start()

    def ask_to_stop(self) -> None:
        """Ask the program to finish what it does and stop."""
        if not self.has_died():
            self.process.terminate()

    def stop(self) -> None:
        """Wait until the program has stopped, and end whatever of it is left by then."""
        wait_for(self.has_died, seconds=self.program.stop_within_seconds)
        self._signal_group(signal.SIGKILL)
        self.process.wait()

    def _plan_another_start(self, now: float) -> None:
        self._signal_group(signal.SIGTERM)  # its own children must not outlive it
        if now - self._started_at > STEADY_AFTER_SECONDS:
            self._wait_seconds = FIRST_WAIT_SECONDS
        self._say(f"{self.program.name} ended ({_ending(self.process.returncode)}); starting it again.")
        self._start_again_at = now + self._wait_seconds
        self._wait_seconds = min(self._wait_seconds * 2, LONGEST_WAIT_SECONDS)

    def _signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def _ending(returncode: int) -> str:
    return f"exit code {returncode}" if returncode >= 0 else signal.Signals(-returncode).name
