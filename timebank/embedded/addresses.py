"""The addresses of a folder's embedded servers, whether they run or not, and the secret kept beside them."""

import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from timebank.embedded.folders import make_folder
from timebank.embedded.layout import layout

DATABASE = "timebank"
APPLICATION_ROLE = "timebank"
OWNER_ROLE = "timebank_owner"
ADMIN_ROLE = "admin"
PORT = 5432  # only a part of the socket's name: nothing listens on the network
SECRET_BYTES = 64


@dataclass(frozen=True)
class Addresses:
    """How to reach one folder's servers; each role is one account of PostgreSQL (docs/decisions/0002)."""

    database_url: str
    database_owner_url: str
    database_admin_url: str
    redis_url: str


def addresses(folder: Path) -> Addresses:
    """Compute the addresses of a folder's servers. Starts nothing and makes nothing."""
    places = layout(folder)
    return Addresses(
        database_url=database_address(places.postgresql_socket, role=APPLICATION_ROLE),
        database_owner_url=database_address(places.postgresql_socket, role=OWNER_ROLE),
        database_admin_url=database_address(places.postgresql_socket, role=ADMIN_ROLE),
        redis_url=f"unix://{places.valkey_socket}",
    )


def database_address(socket_folder: Path, *, role: str, database: str = DATABASE) -> str:
    """Write the address of a database behind a socket, for libpq and for Django alike."""
    return f"postgresql://{role}@/{database}?host={socket_folder}&port={PORT}"


def kept_secret(folder: Path) -> str:
    """Read the secret key kept in a folder; the first caller makes it, and all who race it read that one."""
    make_folder(folder)
    descriptor = os.open(folder / "secret_key", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = file.read().strip()
        if len(kept) >= SECRET_BYTES:
            return kept
        return _write_secret(file)


def _write_secret(file: TextIO) -> str:
    """Write a new key over an empty file, or over half a key that a full disk or a crash left behind."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    file.seek(0)
    file.truncate()
    file.write(secret + "\n")
    file.flush()
    os.fsync(file.fileno())
    return secret
