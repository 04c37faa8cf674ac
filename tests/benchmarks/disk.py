"""How much disk one exchange takes: every table and index that its story writes to."""

import itertools
from collections.abc import Iterator

from django.db import connection

from members.models import Member
from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.report import report
from tests.factories import make_bank, make_member, posted_exchange

MEMBERS = 20
BEFORE, EXCHANGES = 200, 1000
DATABASE = "disk"
BYTES = """
  SELECT coalesce(sum(pg_total_relation_size(oid)), 0)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE %s
"""
PARTS = {"disk.exchange": "%", "disk.exchange.ledger": "ledger\\_%"}


def measure() -> None:
    """Let neighbours log and confirm exchanges as anybody would, and see how much the database grew."""
    with new_database(DATABASE), inside(DATABASE):
        bank = make_bank(floor_minutes=-1_000_000)
        members = [make_member(bank) for _number in range(MEMBERS)]
        pairs = itertools.cycle(itertools.permutations(members, 2))
        _live_through(pairs, BEFORE)  # so that no table starts from nothing
        before = {name: _bytes(like) for name, like in PARTS.items()}
        _live_through(pairs, EXCHANGES)
        for name, like in PARTS.items():
            report(name, (_bytes(like) - before[name]) / EXCHANGES, "bytes", n=EXCHANGES)


def _live_through(pairs: Iterator[tuple[Member, Member]], exchanges: int) -> None:
    for giver, receiver in itertools.islice(pairs, exchanges):
        posted_exchange(giver, receiver)


def _bytes(like: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(BYTES, [like])
        return int(cursor.fetchone()[0])
