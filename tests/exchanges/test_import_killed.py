"""An import that ends in the middle of its transaction: nothing of it is there, and running it again works."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from exchanges.models import Exchange
from ledger import reads
from tests import factories as make
from timebank.embedded.processes import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RUNNING = """
import os, sys
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.core.management import CommandError, call_command
call_command("import_exchanges", sys.argv[2], "--bank", sys.argv[3])
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'exchanges_exchange'::regclass"
OTHERS = """
  SELECT count(*) FROM pg_stat_activity
   WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""
MOVED = "SELECT count(*) FROM ledger_transfer"
ROWS = 300
PATIENCE_SECONDS = 60


def test_an_import_killed_in_its_transaction_leaves_nothing_and_can_be_run_again(tmp_path, owner_connection):
    bank = make.make_bank()
    ann, bob = make.make_member(bank), make.make_member(bank)
    path = tmp_path / "history.csv"
    lines = [f"{number},{ann.number},{bob.number},1,2024-03-02,Tea" for number in range(ROWS)]
    path.write_text("\n".join(["number,giver,receiver,minutes,date,what for", *lines]))

    owner_connection.autocommit = False
    with owner_connection.cursor() as cursor:  # the transfers are in when it comes to the exchanges, and there it waits
        cursor.execute("LOCK TABLE exchanges_exchange IN SHARE MODE")
        importing = subprocess.Popen(
            [sys.executable, "-c", RUNNING, connection.settings_dict["NAME"], path, bank.slug],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
            stdout=subprocess.DEVNULL,
        )
        assert wait_for(lambda: count(WAITING) == 1, seconds=PATIENCE_SECONDS)
        importing.send_signal(signal.SIGKILL)
        importing.wait()
        owner_connection.rollback()
    owner_connection.autocommit = True

    assert wait_for(lambda: not count(OTHERS), seconds=PATIENCE_SECONDS)
    assert (count(MOVED), Exchange.objects.count(), reads.balance_of(ann.account_id)) == (0, 0, 0)
    call_command("import_exchanges", str(path), "--bank", bank.slug)
    assert (count(MOVED), Exchange.objects.count(), reads.balance_of(ann.account_id)) == (ROWS, ROWS, ROWS)
    assert reads.prove(bank=bank.slug).faults == []


def test_a_database_that_gives_up_is_one_sentence_without_anybodys_words(tmp_path, owner_connection):
    bank = make.make_bank()
    ann, bob = make.make_member(bank), make.make_member(bank)
    path = tmp_path / "history.csv"
    path.write_text(
        f"number,giver,receiver,minutes,date,what for\n1,{ann.number},{bob.number},1,2024-03-02,Private words\n"
    )
    owner_connection.autocommit = False
    with owner_connection.cursor() as theirs, connection.cursor() as ours:
        theirs.execute("LOCK TABLE exchanges_exchange IN SHARE MODE")
        ours.execute("SET lock_timeout = '100ms'")

    with pytest.raises(CommandError) as refusal:
        call_command("import_exchanges", str(path), "--bank", bank.slug)
    owner_connection.rollback()
    connection.close()  # and with it the timeout

    assert str(refusal.value) == (
        "The database could not go on (canceling statement due to lock timeout). "
        "Run the same again: nothing is imported twice."
    )
    assert (count(MOVED), reads.balance_of(ann.account_id)) == (0, 0)


def count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
