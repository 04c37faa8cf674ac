"""PostgreSQL: its programs, its data and how it runs, behind a socket that only our account may use."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from timebank.embedded.accounts import own_name, servers_account
from timebank.embedded.addresses import ADMIN_ROLE, APPLICATION_ROLE, OWNER_ROLE, PORT
from timebank.embedded.database import make_database, server_answers
from timebank.embedded.errors import StartFailed
from timebank.embedded.folders import make_checked_folder, make_folder, make_folder_for
from timebank.embedded.installations import Installation, choose_installation, reachable_copy
from timebank.embedded.layout import Layout
from timebank.embedded.processes import clean_environment, dying_with_parent, identity

BUILTIN_LOCALE_SINCE = 17
CONNECTIONS = 100
FIRST_START_TAKES_MEGABYTES = 120
LATER_STARTS_TAKE_MEGABYTES = 24
MEGABYTE = 1024 * 1024
STATEMENTS_LIBRARY = "pg_stat_statements"
ACCESS = "local all all peer map=timebank\n"


class PostgreSQL:
    """The PostgreSQL of one folder."""

    stop_signal = signal.SIGINT  # its fast shutdown: ends connections, writes everything
    kill_signal = signal.SIGQUIT

    def __init__(self, places: Layout, *, durable: bool) -> None:
        self.places = places
        self.durable = durable
        self.account: pwd.struct_passwd | None = servers_account()

    @cached_property
    def installation(self) -> Installation:
        """The programs that run it, where its account can reach them."""
        chosen = choose_installation(_majors_in(self.places.home))
        return reachable_copy(chosen, account=self.account, home=self.places.home)

    @property
    def data(self) -> Path:
        """Its data, named by the major version that made it."""
        return self.places.home / f"postgresql-{self.installation.major}"

    def prepare(self) -> None:
        """Make the socket's folder, the access files and, the first time, the data."""
        self._refuse_strangers_data()
        make_folder(self.places.home)
        self._need_room()
        make_checked_folder(self.places.sockets)
        make_folder_for(self.account, self.places.postgresql_socket)
        self._forget_dead_server()
        self._write_access_files()
        if not self.data.exists():
            self._make_data()

    def command(self) -> list[str]:
        """Give the command that runs it in the foreground."""
        options = [f"--{name}={value}" for name, value in self._options().items()]
        return [self.installation.program("postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        """Tell whether it takes its administrator."""
        return server_answers(self.places.postgresql_socket)

    def set_up(self) -> None:
        """Make the roles and the database where they are missing."""
        make_database(self.places.postgresql_socket)

    def _refuse_strangers_data(self) -> None:
        """Never begin anew beside data that we may only not read."""
        if self.places.data_lies_elsewhere and _majors_in(self.places.folder):
            raise StartFailed(
                f"PostgreSQL's account cannot reach the data in {self.places.folder} any more: "
                "let others walk through the folders above it (chmod o+x)."
            )
        wanted = self.account.pw_uid if self.account else os.geteuid()
        if self.data.exists() and self.data.stat().st_uid != wanted:
            raise StartFailed(
                f"The data in {self.data} belongs to another account: start as the account that made it, "
                "or set TIMEBANK_VAR to a folder of your own."
            )

    def _need_room(self) -> None:
        needed = LATER_STARTS_TAKE_MEGABYTES if self.data.exists() else FIRST_START_TAKES_MEGABYTES
        free = shutil.disk_usage(self.places.home).free // MEGABYTE
        if free < needed:
            raise StartFailed(
                f"The disk is full: PostgreSQL needs {needed} MB in {self.places.home}, and {free} MB are free."
            )

    def _forget_dead_server(self) -> None:
        """Remove the marks of a killed server, for PostgreSQL takes it for alive when a zombie or a newer process
        has its number. The keeper has seen that nobody works in the data; it sees that on Linux only."""
        if self.answers():
            raise StartFailed(f"A PostgreSQL that nobody keeps serves {self.data}: end it, then start again.")
        if sys.platform == "linux":
            socket = self.places.postgresql_socket / f".s.PGSQL.{PORT}"
            for mark in (self.data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
                mark.unlink(missing_ok=True)

    def _write_access_files(self) -> None:
        """Let only the account that starts us in, as any of the three roles, whoever else finds the socket."""
        roles = (ADMIN_ROLE, OWNER_ROLE, APPLICATION_ROLE)
        self._access_file("access").write_text(ACCESS)
        self._access_file("accounts").write_text("".join(f'timebank "{own_name()}" {role}\n' for role in roles))
        for name in ("access", "accounts"):
            self._access_file(name).chmod(0o644)

    def _access_file(self, name: str) -> Path:
        """These lie outside the data, where PostgreSQL's own account cannot change them."""
        return self.places.home / f"postgresql-{name}.conf"

    def _make_data(self) -> None:
        """Make the data under another name first: what carries the right name is whole."""
        draft = self.data.with_name(f"draft-of-{self.data.name}")
        shutil.rmtree(draft, ignore_errors=True)
        make_folder_for(self.account, draft)
        made = subprocess.run(  # noqa: S603 our own list of arguments, no shell
            self._making_command(draft),
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=dying_with_parent(signal.SIGKILL),
            **identity(self.account),
        )
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise StartFailed(f"PostgreSQL could not make its data in {self.places.home}: {made.stderr.strip()}")
        draft.rename(self.data)

    def _making_command(self, folder: Path) -> list[str]:
        locale = ["--locale=C.UTF-8"]
        if self.installation.major >= BUILTIN_LOCALE_SINCE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        fixed = ["--username", ADMIN_ROLE, "--auth=peer", "--encoding=UTF8", "--data-checksums"]
        speed = [] if self.durable else ["--no-sync"]
        return [self.installation.program("initdb"), "-D", str(folder), *fixed, *locale, *speed]

    def _options(self) -> dict[str, object]:
        durability = "on" if self.durable else "off"
        return {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": self.places.postgresql_socket,
            "unix_socket_permissions": "0700",
            "hba_file": self._access_file("access"),
            "ident_file": self._access_file("accounts"),
            "max_connections": CONNECTIONS,
            "timezone": "UTC",
            "log_timezone": "UTC",
            "shared_preload_libraries": self._libraries(),
            "fsync": durability,
            "synchronous_commit": durability,
            "full_page_writes": durability,
            # People's words stand in statements and in the details of errors: keep them out of the log.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }

    def _libraries(self) -> str:
        """Name the library that counts statements, where this PostgreSQL has it; a missing one stops the start."""
        library = self.installation.programs.parent / "lib" / f"{STATEMENTS_LIBRARY}.so"
        return STATEMENTS_LIBRARY if library.exists() else ""


def _majors_in(folder: Path) -> set[int]:
    """Tell which major versions have data in a folder."""
    found = (re.fullmatch(r"postgresql-(\d+)", path.name) for path in folder.glob("postgresql-*"))
    return {int(match[1]) for match in found if match}
