"""Folders with servers of their own, and other processes that use them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from timebank.embedded import running_servers
from timebank.embedded.accounts import servers_account
from timebank.embedded.layout import layout
from timebank.embedded.processes import CODE, processes_in, wait_for

OWN_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
USE = """
import sys
from pathlib import Path
from timebank.embedded import running_servers
with running_servers(Path(sys.argv[1]), durable="durable" in sys.argv):
    print("ready", flush=True)
    sys.stdin.read()
"""


class User:
    """Another process that uses a folder's servers until it is told to leave."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE, str(folder), *words],
            cwd=CODE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_ready(self) -> bool:
        return self.process.stdout.readline() == "ready\n"

    def leave(self) -> int:
        self.process.communicate()
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(autouse=True)
def own_servers(monkeypatch) -> None:
    """These tests are about the embedded servers, also where the rest is tested on somebody's own."""
    for name in OWN_SERVERS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of one test's own."""
    with passing_folder() as path:
        yield path


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """Make a folder that PostgreSQL's account can reach, and see that nothing runs in it at the end."""
    path = Path(tempfile.mkdtemp(prefix="timebank-"))
    path.chmod(0o711)
    yield path
    kill_everything(path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """A folder whose servers have made their data and stopped."""
    with pytest.MonkeyPatch.context() as patch, passing_folder() as path:
        for name in OWN_SERVERS:
            patch.delenv(name, raising=False)
        with running_servers(path, durable=False):
            pass
        yield path


@pytest.fixture
def data(folder, made_once) -> Path:
    """The data of a PostgreSQL that ran in the test's folder before; a copy is made sooner than the data."""
    [made] = layout(made_once).home.glob("postgresql-[0-9]*/")
    subprocess.run(["cp", "-a", made, layout(folder).home], check=True)  # each file stays its owner's
    return layout(folder).home / made.name


@pytest.fixture
def use(folder) -> Iterator[type]:
    """Begin another process's use of the folder's servers."""
    users = []

    def begin(*words: str) -> User:
        users.append(User(folder, *words))
        return users[-1]

    yield begin
    for user in users:
        user.kill()


def servers(folder: Path) -> dict[str, list[int]]:
    """Find the living processes of a folder: its servers with their own children, and its keepers."""
    places, account = layout(folder), servers_account()
    return {
        "postgresql": [
            pid for data in places.home.glob("postgresql-[0-9]*/") for pid in processes_in(data, account=account)
        ],
        "valkey": processes_in(places.home / "valkey", account=None),
        "keepers": [pid for pid in all_processes() if _keeps(pid, folder)],
    }


def everything(folder: Path) -> set[int]:
    return {pid for pids in servers(folder).values() for pid in pids}


def postmaster(folder: Path) -> int:
    """Tell PostgreSQL's main process, which writes down its number."""
    return int(next(layout(folder).home.glob("postgresql-*/postmaster.pid")).read_text().split()[0])


def nothing_runs(folder: Path) -> bool:
    return not everything(folder)


def kill_everything(folder: Path) -> None:
    """Kill what works in a folder, as a crash of the machine would."""
    for pid in everything(folder):
        kill(pid)
    assert wait_for(lambda: nothing_runs(folder), seconds=60)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def all_processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _keeps(pid: int, folder: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"timebank.embedded.keeper" in words and os.fsencode(folder) in words
