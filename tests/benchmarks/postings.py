"""Postings a second through ledger.actions.post: beside pgbench, beside django-hordak, and in batches."""

import datetime
import random
import statistics
import uuid
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from ledger import actions as ledger
from tests.benchmarks import hordak, pgbench
from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.members import open_accounts
from tests.benchmarks.processes import a_second
from tests.benchmarks.report import progress, report

ACCOUNTS = 400
BATCH_ACCOUNTS = 20_000  # so that two batches seldom meet
IN_A_BATCH = 100
ROUNDS = 3
CLIENTS = (1, 4, 8)
DATABASE = "postings"
HAPPENED_ON = datetime.date(2020, 1, 1)
COMPARED = (
    ("pgbench", "", ""),
    ("django", "django", "pgbench"),
    ("pgbench_hot", "", ""),
    ("django_hot", "django_hot", "pgbench_hot"),
    ("batches", "batches", "django"),
    ("hordak", "", ""),
    ("django_over_hordak", "django", "hordak"),
    ("hordak_floor", "", ""),
    ("django_over_hordak_floor", "django", "hordak_floor"),
)

Way = Callable[[int], float]
Pair = Callable[[random.Random], tuple[int, int]]


def measure() -> None:
    """Run every way turn by turn with each number of clients; ratios are of the medians."""
    with new_database(DATABASE), inside(DATABASE), hordak.prepared(ACCOUNTS):
        ways = _ways()
        for clients in CLIENTS:
            medians = _medians(ways, clients)
            for name, ours, others in COMPARED:
                value = medians[ours or name]
                ratio = value / medians[others] if others else None
                compared_to = f"postings.{others}.{clients}" if others else ""
                report(f"postings.{name}.{clients}", value, "postings/s", ratio_to=compared_to, ratio=ratio, n=ROUNDS)


def _medians(ways: dict[str, Way], clients: int) -> dict[str, float]:
    seen: dict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        progress(f"  {clients} clients, round {number + 1} of {ROUNDS} …")
        for name, way in ways.items():
            seen[name].append(way(clients))
    return {name: statistics.median(found) for name, found in seen.items()}


def _ways() -> dict[str, Way]:
    book = ledger.open_book(slug="bench", zone="UTC")
    accounts = open_accounts(book.pk, ACCOUNTS)
    many = open_accounts(book.pk, BATCH_ACCOUNTS)
    spread = partial(_spread, accounts)
    return {
        "pgbench": lambda clients: pgbench.postings_a_second(pgbench.SPREAD, accounts, clients, database=DATABASE),
        "django": lambda clients: a_second(partial(_singly, spread), clients),
        "pgbench_hot": lambda clients: pgbench.postings_a_second(pgbench.HOT, accounts, clients, database=DATABASE),
        "django_hot": lambda clients: a_second(partial(_singly, partial(_hot, accounts)), clients),
        "batches": lambda clients: a_second(partial(_together, many), clients),
        "hordak": partial(hordak.postings_a_second, "post"),
        "hordak_floor": partial(hordak.postings_a_second, "post_above_floor"),
    }


def _spread(accounts: list[int], chance: random.Random) -> tuple[int, int]:
    payer, payee = chance.sample(accounts, 2)
    return payer, payee


def _hot(accounts: list[int], chance: random.Random) -> tuple[int, int]:
    return accounts[chance.randrange(1, len(accounts))], accounts[0]


def _singly(pair: Pair, seed: int) -> Callable[[], int]:
    chance = random.Random(seed)

    def once() -> int:
        ledger.post(posting_between(*pair(chance)))
        return 1

    return once


def _together(accounts: list[int], seed: int) -> Callable[[], int]:
    chance = random.Random(seed)

    def once() -> int:
        return len(
            ledger.post_together([posting_between(*chance.sample(accounts, 2)) for _number in range(IN_A_BATCH)])
        )

    return once


def posting_between(payer: int, payee: int) -> ledger.Posting:
    """Half an hour, for a cause of its own."""
    key = uuid.uuid4()
    return ledger.Posting(
        key=key,
        kind="EXCHANGE",
        payer_id=payer,
        payee_id=payee,
        minutes=30,
        reference=f"bench:{key}",
        happened_on=HAPPENED_ON,
        recorded_by="system",
    )
