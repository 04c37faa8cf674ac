"""One real database for each test process: the owner makes and cleans it, tests work in it as the application role.

The owner migrates the test database from nothing, as operators do, once for a state of the code (tests/migrated.py).
What a transactional test leaves behind the owner removes too: the application role may not, and Django's flush would
need it to.
"""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase
from kombu import Queue, pools
from psycopg2.sql import SQL, Composable, Identifier

from tests.migrated import make_test_database
from timebank.celery import app
from timebank.embedded import addresses

# Looking for garbage as often as Python does by itself takes a tenth of the suite's time.
gc.set_threshold(100_000, 50, 100)

HERE = Path(__file__).parent
OWNER = "owner" if "owner" in settings.DATABASES else "default"
TABLES = """
  SELECT relname FROM pg_class
   WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_get_userbyid(relowner) = current_user
"""


LEFT_BEHIND = """
  SELECT datname, substring(datname FROM '^test_timebank_([0-9]+)$')::int FROM pg_database
   WHERE datname ~ '^test_timebank_[0-9]+$' AND pg_get_userbyid(datdba) = current_user
"""

MUCH_BYTES = 1024 * 1024

# Files that take minutes, the longest first; few tests may take long.
LONGEST = [
    "browser/test_every_page.py",
    "access/test_bad_input.py",
    "access/test_every_url.py",
    "demo/test_story.py",
    "exchanges/reminders/year/test_year.py",
    "browser/test_pages_behind.py",
    "survival/test_kill_nine.py",
    "access/test_guessed_ids.py",
    "access/test_between_banks.py",
    "access/test_bad_addresses.py",
    "ledger/test_production_document.py",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: a slow one at the end keeps one process busy and the others waiting."""
    sizes = Counter(item.path for item in items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    places = {HERE / name: place for place, name in enumerate(LONGEST)}
    last = len(places)
    items.sort(key=lambda i: (places.get(i.path, last), i.path not in slow, -sizes[i.path], str(i.path)))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Make the test database as its owner and show it to every alias; remove it at the end."""
    owner = connections[OWNER]
    real_name = owner.settings_dict["NAME"]
    with django_db_blocker.unblock():
        if settings.EMBEDDED_DATABASE:
            remove_left_behind()
            name = make_test_database(owner)
        else:
            name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        cleaner = Cleaner()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: cleaner.clean())
        yield
    cleaner.connection.close()
    with django_db_blocker.unblock():
        connections.close_all()
        owner.creation.destroy_test_db(real_name, verbosity=0)


@pytest.fixture(scope="module")
def file_transaction(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction around those of a file's tests: what is built in it stands for all of them.

    No test of such a file may be a transactional one. It is a test's own, so that actions may ask for a durable one.
    """
    around = transaction.atomic()
    around._from_testcase = True
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


@pytest.fixture
def owner_connection(transactional_db) -> Iterator[Any]:
    """A bare connection as the owner of the tables; each statement is its own transaction."""
    with closing(connect(OWNER)) as connection:
        yield connection


@pytest.fixture
def superuser_connection(transactional_db) -> Iterator[Any]:
    """A bare connection that may do everything; each statement is its own transaction."""
    with closing(_connect_as_superuser()) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            if cursor.fetchone() != ("on",):
                pytest.skip("nobody here is PostgreSQL's superuser: DATABASE_OWNER_URL names an ordinary role")
        yield connection


@pytest.fixture
def application_connection(transactional_db) -> Iterator[Any]:
    """A bare connection as the application role, for saying things to PostgreSQL that our code never would."""
    if OWNER == "default":
        pytest.skip("one role does both here: DATABASE_OWNER_URL names the owner")
    with closing(connect("default")) as connection:
        yield connection


@pytest.fixture
def broker_connections() -> Iterator[None]:
    """Fresh connections to the broker, before and after: a worker, or a dead broker, closes them for the process."""
    _renew_broker_connections()
    yield
    _renew_broker_connections()


@pytest.fixture
def own_queues(broker_connections, monkeypatch) -> str:
    """Queues of this process's own, by the name they begin with: other test runs share the broker."""
    own = f"tests-{os.getpid()}"
    routes = {task: {"queue": f"{own}-{to['queue']}"} for task, to in settings.CELERY_TASK_ROUTES.items()}
    names = [own, *sorted({to["queue"] for to in routes.values()})]
    for name, value in {
        "task_default_queue": own,
        "task_queues": [Queue(each) for each in names],
        "task_routes": routes,
    }.items():
        monkeypatch.setitem(app.conf, name, value)
    return own


@pytest.fixture
def worker(own_queues) -> Iterator[None]:
    """A worker in this process that is told no queues, so it does all there is to do."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=10):
        yield


def _renew_broker_connections() -> None:
    pools.reset()
    app._pool = None
    app.__dict__.pop("amqp", None)  # it remembers the default queue


def remove_left_behind() -> None:
    """Remove the test databases of runs that were killed: no process has their number any more."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(LEFT_BEHIND)
        for name, process in cursor.fetchall():
            if not is_alive(process):
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def connect(alias: str) -> Any:
    """Open a connection beside Django's own, as the role of an alias."""
    connection = connections[alias].get_new_connection(connections[alias].get_connection_params())
    connection.autocommit = True
    return connection


def _connect_as_superuser() -> Any:
    if not settings.EMBEDDED_DATABASE:
        return connect(OWNER)
    name = connections[OWNER].settings_dict["NAME"]
    connection = psycopg2.connect(addresses(settings.VAR).database_admin_url, dbname=name)
    connection.autocommit = True
    return connection


class Cleaner:
    """Empties every table that was empty after the migrations, through one connection kept open."""

    def __init__(self) -> None:
        self.connection = connect(OWNER)
        with self.connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")  # a connection left in a transaction is a fault to be seen
            cursor.execute(TABLES)
            self.tables = [name for (name,) in cursor.fetchall()]
            for name in self.tables:  # counted while a test holds its rows back, a table would be planned for as empty
                cursor.execute(SQL("ALTER TABLE {} SET (autovacuum_enabled = off)").format(Identifier(name)))
            self.kept = self._filled(cursor)

    def clean(self) -> None:
        """Empty what a test filled. The ledger's triggers stand aside for their owner, for one transaction."""
        with self.connection.cursor() as cursor:
            filled = self._filled(cursor) - self.kept
            if not filled:
                return
            is_much = self._is_much(cursor, filled)
            emptied = sorted(set(self.tables) - self.kept if is_much else filled)
            guarded = [Identifier(name) for name in emptied if name.startswith("ledger_")]
            off = [SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name) for name in guarded]
            on = [SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name) for name in guarded]
            empty = self._truncate(emptied) if is_much else self._delete(emptied)
            cursor.execute(SQL("; ").join([SQL("BEGIN"), *off, *empty, *on, SQL("COMMIT")]))

    def _delete(self, names: list[str]) -> list[Composable]:
        """Empty small tables, far faster than TRUNCATE does; foreign keys are looked at when all are empty."""
        delete = [SQL("DELETE FROM {}").format(Identifier(name)) for name in names]
        return [*delete, SQL("SET CONSTRAINTS ALL IMMEDIATE")]

    def _truncate(self, names: list[str]) -> list[Composable]:
        """Empty large tables: nobody looks for each of ten thousand members in every other table."""
        return [SQL("TRUNCATE {}").format(SQL(", ").join(Identifier(name) for name in names))]

    def _is_much(self, cursor: Any, names: set[str]) -> bool:
        cursor.execute("SELECT max(pg_relation_size(quote_ident(name))) FROM unnest(%s) name", [list(names)])
        return cursor.fetchone()[0] > MUCH_BYTES

    def _filled(self, cursor: Any) -> set[str]:
        looks = [SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(_text(n), Identifier(n)) for n in self.tables]
        cursor.execute(SQL(" UNION ALL ").join(looks))
        return {name for (name,) in cursor.fetchall()}


def _text(name: str) -> SQL:
    return SQL("'" + name + "'")
