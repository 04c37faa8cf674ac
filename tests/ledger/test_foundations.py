"""What the ledger stands on: the driver, the roles, the migrations."""

import importlib.util
from importlib import import_module

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections

from ledger import reads
from ledger.apps import grant_rights
from ledger.management.commands import migrate
from tests.conftest import OWNER


def test_psycopg2_is_the_driver_and_its_successor_is_absent(db):
    assert importlib.util.find_spec("psycopg") is None
    connection.ensure_connection()
    assert isinstance(connection.connection, psycopg2.extensions.connection)


def test_tests_work_as_the_application_role_and_not_as_the_owner(db):
    if OWNER == "default":
        pytest.skip("one role does both here")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, tableowner FROM pg_tables WHERE tablename = 'ledger_transfer'")
        worker, owner = cursor.fetchone()

    assert worker != owner
    assert reads.application_role_is_restricted()


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_one_role_for_both_is_known(monkeypatch):
    if OWNER == "default":
        pytest.skip("one role does both here")
    monkeypatch.setattr("ledger.reads.laws.connection", connections[OWNER])

    assert not reads.application_role_is_restricted()


def test_every_other_table_is_the_application_s_to_use(db):
    """A table of the ledger is closed unless a right is named; any other may be read and written."""
    with connection.cursor() as cursor:
        cursor.execute("""
          SELECT relname FROM pg_class
           WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
             AND relname NOT LIKE 'ledger\\_%' AND relname <> 'django_migrations'
             AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                      AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
        """)

        assert cursor.fetchall() == []


def test_the_application_role_may_do_nothing_more_in_the_ledger(db):
    if OWNER == "default":
        pytest.skip("one role does both here")
    with connection.cursor() as cursor:
        cursor.execute("""
          SELECT table_name, privilege_type, string_agg(column_name, ' ' ORDER BY ordinal_position)
            FROM information_schema.column_privileges JOIN information_schema.columns USING (table_name, column_name)
           WHERE grantee = current_user AND table_name LIKE 'ledger\\_%' AND privilege_type <> 'SELECT'
           GROUP BY 1, 2 ORDER BY 1, 2
        """)

        assert cursor.fetchall() == [
            ("ledger_account", "INSERT", "code kind book_id other_book_id"),
            ("ledger_book", "INSERT", "slug zone"),
            ("ledger_closing", "INSERT", "closed_through closed_by book_id"),
            ("ledger_hold", "INSERT", "key minutes reference expires_at held_by book_id payee_id payer_id"),
            ("ledger_holdend", "INSERT", "outcome reason ended_by hold_id"),
            (
                "ledger_limit",
                "INSERT",
                "floor_minutes ceiling_minutes is_open reason set_by account_id warning_minutes",
            ),
            (
                "ledger_transfer",
                "INSERT",
                "key kind minutes reference asked_on happened_on recorded_by batch reason forced "
                "book_id payee_id payer_id reverses_id hold_id",
            ),
            ("ledger_words", "INSERT", "transfer_id text"),
            ("ledger_words", "UPDATE", "transfer_id text"),
        ]


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_the_laws_can_be_taken_back_and_made_again():
    [first] = import_module("ledger.migrations.0002_laws").Migration.operations
    [second] = import_module("ledger.migrations.0004_laws").Migration.operations
    try:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(second.reverse_sql)
            assert not reads.prove().ok
            cursor.execute(first.reverse_sql)
        assert not reads.prove().ok
    finally:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(first.sql)
            cursor.execute(second.sql)
        grant_rights(using=OWNER)

    assert reads.prove().ok


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "ledger", check=True, dry_run=True, verbosity=0)


def test_migrate_means_the_owner_by_default():
    parser = migrate.Command().create_parser("manage.py", "migrate")

    assert parser.get_default("database") == OWNER
