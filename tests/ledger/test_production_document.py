"""docs/production.md, done as it says: two roles, a backup, a restore, and the proof against a kept seal."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from timebank.embedded import addresses
from timebank.embedded.addresses import ADMIN_ROLE, APPLICATION_ROLE, OWNER_ROLE, database_address
from timebank.embedded.installations import choose_installation
from timebank.embedded.layout import layout

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "production.md").read_text()
MAKE_ROLES, MAKE_INSIDE, MAKE_AUDITOR = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)
NAME = f"tried_{os.getpid()}"
AUDITOR = f"{NAME}_auditor"
MAKE_HISTORY = """
from ledger import actions
book = actions.open_book(slug="tried", zone="Europe/London")
for name in ("ann", "bob"):
    actions.open_account(book_id=book.pk, code=name, kind="MEMBER", limits=actions.Limits(None, None), by="system")
"""
POST_AND_SEAL = """
import datetime, uuid
from ledger import actions
from ledger.models import Account, Book, Seal
from ledger.reads import KeptSeal, latest_seal
book = Book.objects.get()
ann, bob = Account.objects.filter(kind="MEMBER").order_by("code")
actions.post(actions.Posting(key=uuid.uuid4(), kind="EXCHANGE", payer_id=ann.pk, payee_id=bob.pk, minutes=60,
    reference=f"exchange:{uuid.uuid4()}", happened_on=datetime.date(2026, 1, 1), recorded_by="member:1"))
actions.seal_book(book.pk)
seal = latest_seal(book.pk)
print(KeptSeal(book.slug, seal.number, seal.hash).as_text())
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not settings.EMBEDDED_DATABASE, reason="makes roles and databases, as only the superuser may"),
]


def at(database: str, role: str) -> str:
    """Write the address of a database for a role, on the tests' own server."""
    return database_address(layout(settings.VAR).postgresql_socket, role=role, database=database)


def as_superuser(database: str, *scripts: str) -> None:
    with closing(psycopg2.connect(at(database, ADMIN_ROLE))) as superuser, superuser.cursor() as cursor:
        superuser.autocommit = True  # a database is not made inside a transaction
        for script in scripts:
            for statement in filter(str.strip, script.split(";")):
                cursor.execute(statement)


def for_us(script: str) -> str:
    """Give the document's database and auditor names that nobody else has; its two roles this server has already."""
    script = re.sub(r"CREATE ROLE timebank.*?;", "", script)
    return re.sub(r"(DATABASE) timebank\b", rf"\1 {NAME}", script).replace("auditor", AUDITOR)


@dataclass(frozen=True)
class Installation:
    """A database of its own, and the two roles that work in it."""

    owner: str
    application: str
    database: str

    def manage(self, *arguments: str, database: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command as an operator does; only `migrate` knows the owner."""
        here = database or self.database
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "timebank.settings",
            "DATABASE_URL": at(here, self.application),
            "REDIS_URL": addresses(settings.VAR).redis_url,
            "SECRET_KEY": "only for this test " * 4,
        }
        environment.pop("DATABASE_OWNER_URL", None)
        if arguments[0] == "migrate":
            environment["DATABASE_OWNER_URL"] = at(here, self.owner)
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    def say(self, *programs: str, database: str | None = None) -> str:
        """Let the application do something, and give what it prints."""
        done = self.manage("shell", "--verbosity", "0", "-c", "\n".join(programs), database=database)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """Do what the document says an operator does first."""
    made = Installation(OWNER_ROLE, APPLICATION_ROLE, NAME)
    as_superuser("postgres", for_us(MAKE_ROLES))
    try:
        as_superuser(made.database, for_us(MAKE_INSIDE))
        migrated = made.manage("migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        as_superuser("postgres", for_us(MAKE_AUDITOR))
        yield made
    finally:
        as_superuser("postgres", *(f"DROP DATABASE IF EXISTS {made.database}{end}" for end in ("", "_restored")))
        as_superuser("postgres", f"DROP ROLE IF EXISTS {AUDITOR}")


@dataclass(frozen=True)
class Kept:
    """What an operator keeps outside: two seals, and a backup from the time between them."""

    early: Path
    late: Path
    backup: Path


@pytest.fixture(scope="module")
def kept(installation, tmp_path_factory) -> Kept:
    """Let an hour be posted and sealed, take a backup, and let another be posted and sealed."""
    folder = tmp_path_factory.mktemp("outside")
    kept = Kept(folder / "early.json", folder / "late.json", folder / "timebank.dump")
    kept.early.write_text(installation.say(MAKE_HISTORY, POST_AND_SEAL))
    run("pg_dump", "--format=custom", f"--file={kept.backup}", at(installation.database, installation.owner))
    kept.late.write_text(installation.say(POST_AND_SEAL))
    return kept


@pytest.fixture
def restored(installation, kept) -> Iterator[str]:
    """Restore the backup into a new database beside the old one, as the superuser."""
    new = f"{installation.database}_restored"
    as_superuser("postgres", f"CREATE DATABASE {new} OWNER {installation.owner}")
    run("pg_restore", "--exit-on-error", f"--dbname={at(new, ADMIN_ROLE)}", str(kept.backup))
    yield new
    as_superuser("postgres", f"DROP DATABASE {new}")


def run(program: str, *arguments: str) -> None:
    with closing(psycopg2.connect(at(NAME, ADMIN_ROLE))) as connection:
        programs = choose_installation({connection.server_version // 10_000})
    subprocess.run([programs.program(program), *arguments], check=True, capture_output=True, text=True, timeout=120)


def test_a_backup_is_restored_and_proved_against_seals_kept_outside(installation, kept, restored):
    here = installation.manage("verify_ledger", "--seal", str(kept.late))
    sound = installation.manage("verify_ledger", "--seal", str(kept.early), database=restored)
    lost = installation.manage("verify_ledger", "--seal", str(kept.late), database=restored)

    assert "The ledger is whole. Books: 1, transfers: 2," in here.stdout
    assert "The ledger is whole. Books: 1, transfers: 1," in sound.stdout
    assert (lost.returncode, lost.stdout) == (
        1,
        "SEAL tried - - seal 2 of the file is not here: what came before it may be lost\n",
    )
    assert "owns the ledger" not in here.stderr + sound.stderr


def test_the_restored_ledger_still_refuses_and_still_posts(installation, restored):
    posted = installation.say(POST_AND_SEAL, database=restored)

    assert '"number": 2' in posted
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        say(at(restored, installation.application), "UPDATE ledger_transfer SET minutes = 1")
    with pytest.raises(psycopg2.Error, match="the ledger forbids DELETE"):
        say(at(restored, installation.owner), "DELETE FROM ledger_transfer")


def test_an_auditor_reads_and_changes_nothing(installation):
    say(at(installation.database, ADMIN_ROLE), f"SET ROLE {AUDITOR}", "SELECT count(*) FROM ledger_transfer")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        say(
            at(installation.database, ADMIN_ROLE),
            f"SET ROLE {AUDITOR}",
            "INSERT INTO ledger_book (slug, zone) VALUES ('mine', 'UTC')",
        )


def test_an_auditor_proves_the_ledger_by_a_role_that_only_reads(installation, kept, monkeypatch):
    with monkeypatch.context() as patch:  # like SET ROLE: the embedded server lets nobody new in
        patch.setenv("PGOPTIONS", f"-c role={AUDITOR}")
        proved = replace(installation, application=ADMIN_ROLE).manage("verify_ledger", "--seal", str(kept.late))

    assert "The ledger is whole. Books: 1, transfers: 2," in proved.stdout, proved.stderr


def say(address: str, *statements: str) -> None:
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
