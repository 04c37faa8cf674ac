"""Where everything of an embedded server lies, computed from one folder without touching anything."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from timebank.embedded.accounts import can_reach, servers_account

SYSTEM_DATA = Path("/var/lib")
SHORT_SOCKETS = Path("/tmp")  # noqa: S108 the same for everybody, unlike TMPDIR; owner and mode are checked at the start
LONGEST_SOCKETS_FOLDER = 60  # a socket's whole path may have 103 characters on the strictest system
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")  # needs no quoting in an address


@dataclass(frozen=True)
class Layout:
    """The places below one folder. `home` holds the data, normally that same folder."""

    folder: Path
    home: Path
    sockets: Path

    def users_lock(self, server: str) -> Path:
        """The lock that everybody who uses a server shares."""
        return self.folder / "locks" / f"{server}.users"

    def keeper_lock(self, server: str) -> Path:
        """The lock that a server's keeper has alone."""
        return self.folder / "locks" / f"{server}.keeper"

    def start_lock(self, server: str) -> Path:
        """The lock of whoever is just starting a keeper."""
        return self.folder / "locks" / f"{server}.start"

    def log(self, server: str) -> Path:
        """The file a server and its keeper write what happened into."""
        return self.folder / "log" / f"{server}.log"

    @property
    def postgresql_socket(self) -> Path:
        """The folder PostgreSQL puts its socket into; its own, for root hands it to PostgreSQL's account."""
        return self.sockets / "postgresql"

    @property
    def valkey_socket(self) -> Path:
        """The socket Valkey listens on."""
        return self.sockets / "valkey.sock"

    @property
    def data_lies_elsewhere(self) -> bool:
        """Tell whether the data had to go outside the folder."""
        return self.home != self.folder


def layout(folder: Path) -> Layout:
    """Lay out the places for a folder; pure but for looking at who may reach it."""
    folder = folder.absolute()
    home = _home(folder)
    return Layout(folder=folder, home=home, sockets=_sockets(home))


def _home(folder: Path) -> Path:
    """Choose the folder itself, unless we are root and PostgreSQL's account cannot walk to it."""
    account = servers_account()
    if account is None:
        return folder
    elsewhere = SYSTEM_DATA / f"timebank-{_mark(folder)}"
    return elsewhere if elsewhere.exists() or not can_reach(account, folder) else folder


def _sockets(home: Path) -> Path:
    beside = home / "run"
    if len(str(beside)) <= LONGEST_SOCKETS_FOLDER and PLAIN_PATH.fullmatch(str(beside)):
        return beside
    return SHORT_SOCKETS / f"timebank-{os.geteuid()}-{_mark(home)}"


def _mark(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:10]
