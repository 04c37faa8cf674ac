"""What is inside the embedded PostgreSQL: three roles and one database, made where they are missing."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from timebank.embedded.addresses import ADMIN_ROLE, APPLICATION_ROLE, DATABASE, OWNER_ROLE, database_address
from timebank.embedded.errors import StartFailed

FIRST_DATABASE = "postgres"
TEMPLATE = "template1"  # what it has, every new database has: test databases need the extensions too
EXTENSIONS = ["btree_gist", "citext", "pg_stat_statements", "pg_trgm", "unaccent", "vector"]
ROLES = {
    OWNER_ROLE: f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB",
    APPLICATION_ROLE: f"CREATE ROLE {APPLICATION_ROLE} LOGIN",
}
CREATE_DATABASE = f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}"
NOBODY_CREATES = "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
NO_TEMPORARY_TABLES = f"REVOKE TEMPORARY ON DATABASE {DATABASE} FROM PUBLIC"

DatabaseError = psycopg2.Error  # type: ignore[attr-defined]  # psycopg2 ships no types


def server_answers(sockets: Path) -> bool:
    """Tell whether PostgreSQL takes its administrator, before there is any database of ours."""
    return _connects(database_address(sockets, role=ADMIN_ROLE, database=FIRST_DATABASE))


def database_answers(sockets: Path) -> bool:
    """Tell whether the application can connect."""
    return _connects(database_address(sockets, role=APPLICATION_ROLE))


def make_database(sockets: Path) -> None:
    """Make the roles, the extensions and the database, each only where it is missing. Raises StartFailed."""
    try:
        with _administrator(sockets, FIRST_DATABASE) as administrator:
            _make_roles(administrator)
        with _administrator(sockets, TEMPLATE) as administrator:
            _make_extensions(administrator)
        with _administrator(sockets, FIRST_DATABASE) as administrator:
            _make_database(administrator)
        with _administrator(sockets, DATABASE) as administrator:
            _make_extensions(administrator)
            administrator.execute(NO_TEMPORARY_TABLES)
    except DatabaseError as error:
        raise StartFailed(f"PostgreSQL started, but its database could not be made: {str(error).strip()}") from error


def _make_roles(administrator: Any) -> None:  # noqa: ANN401 psycopg2 ships no types
    administrator.execute("SELECT rolname FROM pg_roles")
    there = {row[0] for row in administrator.fetchall()}
    for role in ROLES.keys() - there:
        administrator.execute(ROLES[role])


def _make_extensions(administrator: Any) -> None:  # noqa: ANN401
    """Make those that this PostgreSQL brings; the wheel and the systems' packages differ."""
    administrator.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [EXTENSIONS])
    for row in administrator.fetchall():
        administrator.execute(f"CREATE EXTENSION IF NOT EXISTS {row[0]}")
    administrator.execute(NOBODY_CREATES)


def _make_database(administrator: Any) -> None:  # noqa: ANN401
    administrator.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
    if not administrator.rowcount:
        administrator.execute(CREATE_DATABASE)


@contextlib.contextmanager
def _administrator(sockets: Path, database: str) -> Iterator[Any]:
    connection = _connect(database_address(sockets, role=ADMIN_ROLE, database=database))
    connection.autocommit = True  # a database cannot be made inside a transaction
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _connects(address: str) -> bool:
    try:
        _connect(address).close()
    except DatabaseError:
        return False
    return True


def _connect(address: str) -> Any:  # noqa: ANN401
    return psycopg2.connect(address)  # type: ignore[no-untyped-call]
