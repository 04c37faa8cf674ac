"""Yesterday's backup, restored: whole by itself, and found by the seal that was kept outside."""

import contextlib
import subprocess

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from ledger import actions, reads
from tests.ledger.making import pay, set_aside
from tests.ledger.sealing import kept, write_history
from timebank.embedded import addresses
from timebank.embedded.installations import installations

pytestmark = pytest.mark.slow


@pytest.fixture
def programs():
    """Programs that save and load a database, at least as new as the server. The embedded wheel may have none."""
    if not settings.EMBEDDED_DATABASE:
        pytest.skip("the server is somebody else's")
    for installation in installations():
        if installation.major * 10_000 <= connection.pg_version < (installation.major + 1) * 10_000:
            found = [installation.programs / name for name in ("pg_dump", "pg_restore")]
            if all(program.exists() for program in found):
                return found
    pytest.skip("pg_dump and pg_restore are not installed")
    return None


@contextlib.contextmanager
def restored(superuser_connection, file, pg_restore, admin_url):
    """Load a backup into a database of its own and work there."""
    original, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_restored"
    with superuser_connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        subprocess.run([pg_restore, "--dbname", admin_url(name), "--exit-on-error", file], check=True)
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        with superuser_connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def test_yesterday_s_backup_is_whole_and_lacks_what_was_sealed_since(
    committed_bank, superuser_connection, programs, tmp_path
):
    pg_dump, pg_restore = programs
    names = write_history(committed_bank)
    outside_yesterday = kept(committed_bank.book)
    file = tmp_path / "yesterday.dump"
    subprocess.run(
        [pg_dump, "--format=custom", "--file", file, admin_url(connection.settings_dict["NAME"])], check=True
    )
    pay(names["ann"], names["bob"], 5)
    actions.seal_book(committed_bank.book)
    outside = kept(committed_bank.book)
    assert reads.prove(kept=outside).faults == []

    with restored(superuser_connection, file, pg_restore, admin_url):
        assert reads.prove(kept=outside_yesterday).faults == []
        [fault] = reads.prove(kept=outside).faults
        assert fault.detail == "seal 3 of the file is not here: what came before it may be lost"

        # Its laws stand, and life goes on; yet the seal that is made now is never the one that was lost.
        set_aside(names["ann"], names["bob"], 1)
        pay(names["ann"], names["bob"], 5)
        with pytest.raises(actions.OverLimit):
            pay(names["ann"], names["bob"], 6000)
        actions.seal_book(committed_bank.book)
        assert reads.prove().faults == []
        [fault] = reads.prove(kept=outside).faults
        assert fault.detail == "seal 3 is not the one in the file: the past was changed"


def admin_url(name):
    told = psycopg2.extensions.parse_dsn(addresses(settings.VAR).database_admin_url) | {"dbname": name}
    return psycopg2.extensions.make_dsn(**told)
