"""A long history, written past the triggers: a posting each would take hours for ten million entries.

Every row is what the triggers would have written, in the order they would have; `prove` must find it whole. What
names columns of the ledger stands in the statements below and nowhere else.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from members.models import Bank, Member
from tests.benchmarks.databases import administrator
from tests.benchmarks.members import make_members
from tests.factories import make_bank, make_member, posted_exchange

ENTRIES_OF_A_MEMBER = 100
YEARS = 10
THIS_MONTH = 100  # lines of the busy account, posted as anybody would
NO_FLOOR = -1_000_000

# The transfers: every second one is the busy member's; minutes and members follow from the number by hashing.
TRANSFERS = """
  INSERT INTO ledger_transfer (id, book_id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on,
                               recorded_at, recorded_by, reason, forced)
  SELECT id, %(book_id)s, gen_random_uuid(), 'EXCHANGE',
         CASE WHEN one_pays THEN one ELSE other END, CASE WHEN one_pays THEN other ELSE one END,
         minutes, 'history:' || id, booked_on, booked_on, booked_on + interval '12 hours', 'system', '', false
    FROM (SELECT id,
                 %(first_member)s + spin AS one,
                 CASE WHEN id %% 2 = 0 THEN %(busy)s
                      ELSE %(first_member)s + (spin + 1 + hash2 %% (%(members)s - 1)) %% %(members)s END AS other,
                 hash2 %% 2 = 0 AS one_pays,
                 15 * (1 + hash2 %% 12) AS minutes,
                 %(first_on)s::date + ((id - 1) * %(days)s / %(transfers)s)::integer AS booked_on
            FROM (SELECT id::bigint, (hashint8(id)::bigint + 2147483648) %% %(members)s AS spin,
                         hashint8(id + %(transfers)s)::bigint + 2147483648 AS hash2
                    FROM generate_series(1::bigint, %(transfers)s) AS id) numbers) AS made
"""
ENTRIES = """
  INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes, balance_after, booked_on)
  SELECT transfer_id, account_id, %(book_id)s, row_number() OVER history, transfer_id, minutes,
         sum(minutes) OVER history, booked_on
    FROM (SELECT id AS transfer_id, payer_id AS account_id, -minutes AS minutes, asked_on AS booked_on
            FROM ledger_transfer
          UNION ALL
          SELECT id, payee_id, minutes, asked_on FROM ledger_transfer) AS sides
  WINDOW history AS (PARTITION BY account_id ORDER BY transfer_id)
   ORDER BY transfer_id
"""
BALANCES = """
  UPDATE ledger_balance b
     SET minutes = latest.balance_after, entries_count = latest.number, last_booked_on = latest.booked_on
    FROM (SELECT DISTINCT ON (account_id) account_id, balance_after, number, booked_on
            FROM ledger_entry ORDER BY account_id, number DESC) AS latest
   WHERE latest.account_id = b.account_id
"""
SEQUENCES = """
  SELECT setval(pg_get_serial_sequence('ledger_transfer', 'id'), %(transfers)s),
         setval('ledger_journal_number', %(transfers)s)
"""
# What foreign keys of other tables lean on stays, and the sequence is in its order anyway.
INDEXES = """
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
         format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint c
   WHERE conrelid IN ('ledger_transfer'::regclass, 'ledger_entry'::regclass) AND contype IN ('p', 'u')
     AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid)
  UNION ALL
  SELECT format('DROP INDEX %I', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index i
   WHERE indrelid IN ('ledger_transfer'::regclass, 'ledger_entry'::regclass)
     AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
QUICKLY = """
  SET session_replication_role = replica;
  SET work_mem = '256MB';
  SET maintenance_work_mem = '512MB';
"""


@dataclass(frozen=True)
class History:
    """A bank with a long past: one busy member in every second transfer, and many others."""

    bank: Bank
    busy: Member
    accounts: list[int]


def make_history(entries: int, *, database: str) -> History:
    """Fill this database with a bank of so many entries up to last month, and a busy month in the present."""
    bank = make_bank(slug="history", floor_minutes=NO_FLOOR)
    busy, neighbour = make_member(bank, name="Busy"), make_member(bank, name="Neighbour")
    others = make_members(bank, max(ENTRIES_OF_A_MEMBER, entries // ENTRIES_OF_A_MEMBER))
    accounts = [other.account_id for other in others]
    load(entries // 2, bank, busy, accounts, database=database)
    for _line in range(THIS_MONTH):
        posted_exchange(busy, neighbour)
    return History(bank, busy, accounts)


def load(transfers: int, bank: Bank, busy: Member, accounts: list[int], *, database: str) -> None:
    """Write so many transfers of ten years up to last month, every second one the busy member's."""
    last_on = bank.day(timezone.now()).replace(day=1) - datetime.timedelta(days=1)
    values = {
        "transfers": transfers,
        "book_id": bank.book_id,
        "busy": busy.account_id,
        "first_member": accounts[0],
        "members": len(accounts),
        "first_on": last_on - datetime.timedelta(days=365 * YEARS),
        "days": 365 * YEARS,
    }
    with administrator(database) as cursor:
        cursor.execute(QUICKLY)
        with _without_indexes(cursor):
            cursor.execute(TRANSFERS, values)
            cursor.execute(ENTRIES, values)
        cursor.execute(BALANCES, values)
        cursor.execute(SEQUENCES, values)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Leave the indexes out while rows come in, and build them at once afterwards."""
    cursor.execute(INDEXES)
    found = cursor.fetchall()
    for drop, _make in found:
        cursor.execute(drop)
    yield
    for _drop, make in found:
        cursor.execute(make)
