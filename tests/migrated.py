"""The test database of a process: migrated from nothing once for a state of the code, and copied from then on.

Three workers need one each, and so does every run of a single file. A copy takes a twentieth of the migrations' time.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from psycopg2.sql import SQL, Identifier

from timebank.embedded.locks import FileLock

CHECKOUT = Path(__file__).resolve().parent.parent
MIGRATED = "test_timebank_of_"


def make_test_database(owner: Any) -> str:
    """Make this process's test database as its owner, who is connected to it from now on. Answers its name."""
    migrated = MIGRATED + fingerprint()
    with alone():
        if not is_there(owner, migrated):
            return keep(owner, migrated)
        name = owner.settings_dict["TEST"]["NAME"]
        copy(owner, migrated, to=name)
    owner.close()
    owner.settings_dict["NAME"] = name
    return name


def fingerprint() -> str:
    """Say in a few letters what all migrations come from: our code, and the packages that it uses."""
    ours = {Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == CHECKOUT}
    files = [*CHECKOUT.glob("requirements*.txt"), *(file for app in ours for file in app.rglob("*.py"))]
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file.relative_to(CHECKOUT)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else make or copy one meanwhile: a database is copied only while nobody is connected to it."""
    lock = FileLock(Path(settings.VAR) / "locks" / "migrated")
    lock.wait_alone()
    try:
        yield
    finally:
        lock.release()


def is_there(owner: Any, name: str) -> bool:
    with owner._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def keep(owner: Any, migrated: str) -> str:
    """Migrate the test database, and keep a copy in the place of those of other states of the code."""
    name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with owner._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [MIGRATED])
        for (other,) in cursor.fetchall():
            cursor.execute(SQL("DROP DATABASE {}").format(Identifier(other)))
    owner.close()
    copy(owner, name, to=migrated)
    return name


def copy(owner: Any, name: str, *, to: str) -> None:
    """Copy a database. What lies there was left behind by a process that was killed, and had this one's number."""
    with owner._nodb_cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(to)))
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(to), Identifier(name)))
