"""kill -9 in the very middle of a posting, a capture, a reversal and a seal: whole or not at all, and once in the end.

Each act is stopped where half of it is written, by a lock on the table that comes last; then the clerk, PostgreSQL's
process that serves them, or PostgreSQL itself is killed. The server has real durability.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.embedded.conftest import OWN_SERVERS, kill, passing_folder, postmaster
from tests.survival.clerk import PATIENCE_SECONDS
from timebank.embedded import addresses
from timebank.embedded.processes import CODE, wait_for
from timebank.embedded.running import Uses

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("books")]

WRITES_LAST = {"post": "ledger_entry", "capture": "ledger_entry", "reverse": "ledger_entry", "seal": "ledger_seal"}
VICTIMS = ("the clerk", "the connection", "the database")
WAITING = """
  SELECT l.pid FROM pg_locks l WHERE NOT l.granted AND l.relation IN ('ledger_entry'::regclass, 'ledger_seal'::regclass)
"""
WRITTEN = """
  SELECT count(*) FILTER (WHERE reference = 'post:{0}'),
         count(*) FILTER (WHERE reference = 'capture:{0}' AND hold_id IS NOT NULL),
         count(*) FILTER (WHERE reverses_id = (SELECT id FROM ledger_transfer WHERE reference = 'mistake:{0}'))
    FROM ledger_transfer
"""
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Office:
    """A folder with servers of its own, its clerks, and the owner of the database who can hold them up."""

    def __init__(self, folder) -> None:
        self.folder = folder
        names = {"TIMEBANK_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "timebank.settings"}
        self.environment = os.environ | names

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=CODE,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    @contextlib.contextmanager
    def clerks(self) -> Iterator[None]:
        """Have clerks at hand."""
        self.waiting = self.start("-m", "tests.survival.clerk")
        try:
            yield
        finally:
            self.waiting.communicate()

    def clerk(self, acts: str, name: str) -> "SentClerk":
        return SentClerk(self.waiting, acts, name, file=self.folder / "answers")

    def done(self, acts: str, name: str) -> list:
        """Let clerks try until one of them has answered, as people do."""
        for _ in range(5):
            clerk = self.clerk(acts, name)
            answers = clerk.answers()
            if clerk.returncode == 0:
                return answers
        raise AssertionError(f"nobody could {acts}")

    @contextlib.contextmanager
    def owner(self) -> Iterator[psycopg2.extensions.cursor]:
        with contextlib.closing(psycopg2.connect(addresses(self.folder).database_owner_url)) as connection:
            connection.autocommit = True
            yield connection.cursor()

    def ask(self, query: str) -> list:
        """Ask until there is an answer: a killed server takes a moment to notice, and another to heal."""
        answers: list = []

        def is_answered() -> bool:
            with contextlib.suppress(psycopg2.OperationalError), self.owner() as cursor:
                cursor.execute(query)
                answers.append(cursor.fetchall())
            return bool(answers)

        assert wait_for(is_answered, seconds=PATIENCE_SECONDS)
        return answers[0]


class SentClerk:
    """A process that does what was asked; the next can go when this one's answers were heard."""

    def __init__(self, waiting: subprocess.Popen, acts: str, name: str, *, file: Path) -> None:
        self.waiting = waiting
        self.file = file
        file.unlink(missing_ok=True)
        waiting.stdin.write(f"{acts} {name} {file}\n")
        waiting.stdin.flush()
        self.pid = int(waiting.stdout.readline())

    def answers(self) -> list:
        """Wait until it has ended, and give whatever it was answered by then."""
        self.returncode = int(self.waiting.stdout.readline())
        said = self.file.read_text() if self.file.exists() else ""
        return [json.loads(line) for line in said.splitlines()]


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch, passing_folder() as folder:
        for name in OWN_SERVERS:
            patch.delenv(name, raising=False)
        uses = Uses(folder, durable=True)
        uses.begin()
        office = Office(folder)
        migrating = office.start("manage.py", "migrate", "--verbosity=0")
        migrating.communicate()
        assert migrating.returncode == 0
        with office.clerks():
            office.done("prepare", ",".join(name_of(act, victim) for act in WRITES_LAST for victim in VICTIMS))
            yield office
        uses.end()


def name_of(act, victim):
    return f"{act}/{victim.split()[1]}"


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("act", WRITES_LAST)
def test_an_act_killed_in_its_middle_is_done_once_when_it_is_done_again(office, act, victim):
    name = name_of(act, victim)
    if act == "seal":
        office.done("post", name)

    with stopped_in_the_middle(office, act) as waiting:
        clerk = office.clerk(act, name)
        assert wait_for(lambda: office.ask(WAITING), seconds=PATIENCE_SECONDS)
        [(connection,)] = office.ask(WAITING)
        kill({"the clerk": clerk.pid, "the connection": connection, "the database": postmaster(office.folder)}[victim])
        if victim == "the clerk":
            waiting()
    answered = clerk.answers()
    assert wait_for(lambda: office.ask(OTHERS) == [(0,)], seconds=PATIENCE_SECONDS)
    before = office.ask(WRITTEN.format(name))[0]

    again, faults = office.done(f"{act},prove", name)

    assert faults == []
    assert answered in ([], [again])
    place = list(WRITES_LAST).index(act)
    assert max(before) <= 1
    expected = 0 if act == "seal" else place  # a seal needs something new, and that is a posting
    assert office.ask(WRITTEN.format(name))[0] == tuple(int(other == expected) for other in range(3))


@contextlib.contextmanager
def stopped_in_the_middle(office, act) -> Iterator:
    """Hold up whoever comes to the last table; give what lets them go on."""
    with contextlib.suppress(psycopg2.Error), office.owner() as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE {WRITES_LAST[act]} IN SHARE MODE")
        yield lambda: cursor.execute("ROLLBACK")


def test_a_worker_killed_while_it_seals_leaves_no_half_seal(office):
    office.done("seal,post", "worker")
    before = office.ask("SELECT count(*) FROM ledger_seal")

    with stopped_in_the_middle(office, "seal"):
        worker = start_worker(office)
        office.done("ask_for_seals", "worker")
        assert wait_for(lambda: office.ask(WAITING), seconds=PATIENCE_SECONDS)
        worker.kill()
        worker.communicate()
    assert wait_for(lambda: office.ask(OTHERS) == [(0,)], seconds=PATIENCE_SECONDS)
    assert office.ask("SELECT count(*) FROM ledger_seal") == before

    worker = start_worker(office)
    office.done("ask_for_seals", "worker")
    assert wait_for(lambda: office.ask("SELECT count(*) FROM ledger_seal") > before, seconds=PATIENCE_SECONDS)
    worker.kill()
    worker.communicate()
    assert office.done("prove", "worker") == [[]]


def start_worker(office) -> subprocess.Popen:
    return office.start("-m", "celery", "--app=timebank", "--quiet", "worker", "--pool=solo", "--loglevel=CRITICAL")
