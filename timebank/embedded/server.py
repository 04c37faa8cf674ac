"""What the keeper knows of a server, whichever of the two it is, and how users find out that it answers."""

import pwd
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from timebank.embedded.database import database_answers
from timebank.embedded.layout import Layout
from timebank.embedded.postgresql import PostgreSQL
from timebank.embedded.valkey import Valkey, valkey_answers


class Server(Protocol):
    """One server of one folder: how to prepare, start, ask and stop it."""

    stop_signal: signal.Signals
    kill_signal: signal.Signals
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        """The folder it works in."""

    def prepare(self) -> None:
        """Make its folders and data where they are missing. Raises StartFailed."""

    def command(self) -> list[str]:
        """Give the command that runs it in the foreground."""

    def answers(self) -> bool:
        """Tell whether it takes its keeper's questions."""

    def set_up(self) -> None:
        """Make what should be inside it, where that is missing."""


@dataclass(frozen=True)
class Kind:
    """One of the two servers: the variable that names somebody's own instead, and how to make and ask ours."""

    name: str
    title: str
    own_url: str
    make: Callable[[Layout, bool], Server]
    answers: Callable[[Layout], bool]


KINDS = {
    "postgresql": Kind(
        name="postgresql",
        title="PostgreSQL",
        own_url="DATABASE_URL",
        make=lambda places, durable: PostgreSQL(places, durable=durable),
        answers=lambda places: database_answers(places.postgresql_socket),
    ),
    "valkey": Kind(
        name="valkey",
        title="Valkey",
        own_url="REDIS_URL",
        make=lambda places, durable: Valkey(places, durable=durable),
        answers=lambda places: valkey_answers(places.valkey_socket),
    ),
}
