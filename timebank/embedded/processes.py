"""Starting processes that never outlive us, and finding those that an earlier crash left."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

CODE = Path(__file__).resolve().parent.parent.parent
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
POLL_SECONDS = 0.05


def clean_environment() -> dict[str, str]:
    """Copy our environment without the PG variables, which would lead servers and clients elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": LOCALE}


def forget_postgresql_variables() -> None:
    """Drop the PG variables from our own environment, where they would lead our clients elsewhere."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Give the arguments that make subprocess run something as an account; ourselves where it is None."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def start_server(
    command: Sequence[str], *, account: pwd.struct_passwd | None, log: IO[bytes], death_signal: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a server as our direct child; when we die, however we die, it gets the signal."""
    return subprocess.Popen(  # noqa: S603 our own list of arguments, no shell
        command,
        cwd="/",
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        preexec_fn=dying_with_parent(death_signal),
        **identity(account),
    )


def dying_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """Make what a child runs before its program, so that Linux ends it when its parent is gone.

    Elsewhere there is no such call; there the next start refuses beside what a crash left.
    """
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def tie() -> None:
        if prctl is None:
            return
        prctl(SET_DEATH_SIGNAL, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before the call
            os.kill(os.getpid(), signal.SIGKILL)

    return tie


def end_with_parent(death_signal: signal.Signals) -> None:
    """Ask Linux to send us a signal when our own parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, int(death_signal), 0, 0, 0)


def processes_in(folder: Path, *, account: pwd.struct_passwd | None) -> list[int]:
    """Find an account's living processes that work in a folder, as both servers do in their data. Zombies do not."""
    wanted = folder.resolve()
    with _acting_as(account):
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(entry, wanted)]


def parent_of(pid: int) -> int | None:
    """Tell which process is the parent of another; None where that is gone."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return None
    return int(after_name.split()[1])


def wait_for(reached: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until something has come true, at most so long; tell whether it did."""
    until = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > until:
            return False
        time.sleep(POLL_SECONDS)
    return True


def signal_quietly(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have gone meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


@contextlib.contextmanager
def _acting_as(account: pwd.struct_passwd | None) -> Iterator[None]:
    """Look with an account's eyes: in a container even root may not see where others' processes work."""
    if account is None:
        yield
        return
    group, user = os.getegid(), os.geteuid()
    os.setegid(account.pw_gid)
    os.seteuid(account.pw_uid)
    try:
        yield
    finally:
        os.seteuid(user)
        os.setegid(group)


def _works_in(entry: Path, folder: Path) -> bool:
    try:
        return (entry / "cwd").readlink() == folder
    except OSError:  # gone, a zombie, or somebody else's
        return False
