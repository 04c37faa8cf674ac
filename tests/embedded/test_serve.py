"""`make run`: everything in the foreground, healed while it runs, gone when it is stopped."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.conftest import everything, kill, kill_everything, nothing_runs, passing_folder
from timebank.embedded.processes import CODE, parent_of, wait_for

pytestmark = pytest.mark.slow
START_WITHIN_SECONDS = 60
NOWHERE = {
    "DATABASE_URL": "postgresql://timebank@127.0.0.1:1/timebank",
    "REDIS_URL": "redis://127.0.0.1:1",
    "SECRET_KEY": "x" * 60,
}


class Serving:
    """One `make run`, without make."""

    def __init__(self, folder: Path, **variables: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        own = {"TIMEBANK_VAR": str(folder), "PORT": "0", "DEMO": "0", "WEB_CONCURRENCY": "1"}
        self.output = folder.with_name(f"{folder.name}-output")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "timebank.embedded.serve"],
                cwd=CODE,
                env=kept | own | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def address(self) -> str:
        """Wait until it says where it is open."""
        wait_for(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None, seconds=START_WITHIN_SECONDS)
        found = re.search(r"http://\S+/", self.said())
        assert found, self.said()
        return found[0]

    def said(self) -> str:
        return self.output.read_text()

    def children(self) -> set[int]:
        return {int(path.name) for path in Path("/proc").glob("[0-9]*") if self._is_child(int(path.name))}

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def _is_child(self, pid: int) -> bool:
        return parent_of(pid) == self.process.pid


@pytest.fixture(scope="module")
def whole_folder() -> Iterator[Path]:
    """A folder for all tests of this file: the first makes everything from nothing, the others go on with that."""
    with passing_folder() as path:
        yield path


@pytest.fixture
def folder(whole_folder) -> Iterator[Path]:
    """The folder, where nothing runs before or afterwards."""
    yield whole_folder
    kill_everything(whole_folder)


@pytest.fixture
def serve(folder):
    """Serve a time bank from the folder."""
    started = []

    def begin(**variables: str) -> Serving:
        started.append(Serving(folder, **variables))
        return started[-1]

    yield begin
    for serving in started:
        if serving.process.poll() is None:
            serving.process.kill()
            serving.process.wait()
        serving.output.unlink()


def answers(address: str) -> bool:
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(f"{address}health/ready", timeout=10).status == 200
    return False


def test_a_time_bank_is_served_healed_and_stopped(serve, folder):
    serving = serve()
    address = serving.address()
    assert answers(address)
    children = serving.children()
    assert len(children) == 4  # pages, jobs, letters and the clock

    for pid in children | everything(folder):
        kill(pid)

    assert wait_for(lambda: len(serving.children() - children) == 4 and answers(address), seconds=60)
    assert serving.stop() == 0
    assert serving.said().endswith("Timebank has stopped.\n")
    assert nothing_runs(folder)
    assert not answers(address)


def test_killing_it_leaves_nothing_running(serve, use, folder):
    user = use()  # its servers are not durable, as no real ones should be
    assert user.is_ready()
    serving = serve()
    serving.address()
    assert "WARNING: fsync, synchronous_commit, full_page_writes is off" in serving.said()
    children = serving.children()

    serving.process.kill()
    serving.process.wait()
    user.kill()

    assert wait_for(lambda: nothing_runs(folder), seconds=60)
    assert wait_for(lambda: not any(is_running(pid) for pid in children), seconds=60)


def is_running(pid: int) -> bool:
    """Tell whether a process lives; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_taken_port_is_one_line_and_starts_nothing(serve, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        serving = serve(PORT=str(port), TIMEBANK_VAR=str(tmp_path))

        assert serving.process.wait(timeout=60) == 1

    assert serving.said() == (
        f"Port {port} is taken by another program: stop that one, or choose another, as in PORT={port + 1}.\n"
    )
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        (NOWHERE, "The database does not answer: "),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "The broker of REDIS_URL does not answer: "),
    ],
)
def test_somebodys_own_server_that_does_not_answer_is_one_line(serve, folder, variables, complaint):
    serving = serve(**variables)

    assert serving.process.wait(timeout=60) == 1
    lines = serving.said().splitlines()
    assert lines[0].startswith("Starting Timebank")
    assert lines[1].startswith(complaint)
    assert len(lines) == 2
    assert nothing_runs(folder)


def test_a_demo_that_others_can_reach_is_warned_about(serve):
    serving = serve(DEMO="1", **NOWHERE)

    serving.process.wait(timeout=60)

    assert "WARNING: DEMO is on" in serving.said()


def test_a_web_server_that_cannot_start_ends_everything(serve, folder):
    serving = serve(GUNICORN_CMD_ARGS="--no-such-option")

    assert serving.process.wait(timeout=60) == 1
    assert serving.said().endswith("The web server did not start; its reason stands above.\n")
    assert nothing_runs(folder)
