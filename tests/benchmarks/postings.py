"""Postings a second through ledger.actions.post, and the same posting by pgbench on the same server."""

import datetime
import multiprocessing
import random
import re
import statistics
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from django.db import connection

from ledger import actions as ledger
from tests.benchmarks.report import report

ACCOUNTS = 400
SECONDS = 4
ROUNDS = 3
CLIENTS = (1, 4, 8)
SCRIPT = """\\set payer random({first}, {last})
\\set payee {first} + (:payer - {first} + random(1, {others})) % {count}
SELECT ledger_post(gen_random_uuid(), 'EXCHANGE', :payer, :payee, 30, 'bench:' || gen_random_uuid(), NULL,
                   '2020-01-01', 'system', NULL, NULL, '', false, '');
"""


def measure(database_url: str) -> None:
    """Run both ways turn by turn with each number of clients; the ratio is of the medians."""
    accounts = _accounts()
    for clients in CLIENTS:
        pairs = [
            (_by_django(accounts, clients), _by_pgbench(accounts, clients, database_url)) for _round in range(ROUNDS)
        ]
        ours = statistics.median(pair[0] for pair in pairs)
        bare = statistics.median(pair[1] for pair in pairs)
        report(f"postings.pgbench.{clients}", bare, "postings/s", n=ROUNDS)
        report(
            f"postings.django.{clients}",
            ours,
            "postings/s",
            ratio_to=f"postings.pgbench.{clients}",
            ratio=ours / bare,
            n=ROUNDS,
        )


def _accounts() -> list[int]:
    book = ledger.open_book(slug="bench", zone="UTC")
    return [
        ledger.open_account(
            book_id=book.pk,
            code=f"member-{number}",
            kind="MEMBER",
            floor_minutes=None,
            ceiling_minutes=None,
            by="system",
        ).pk
        for number in range(ACCOUNTS)
    ]


def _by_django(accounts: list[int], clients: int) -> float:
    connection.close()  # the forked processes make their own
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        posted = pool.starmap(_post_for_a_while, [(accounts, seed) for seed in range(clients)])
    return sum(posted) / SECONDS


def _post_for_a_while(accounts: list[int], seed: int) -> int:
    chance = random.Random(seed)
    happened_on = datetime.date(2020, 1, 1)
    posted, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        payer, payee = chance.sample(accounts, 2)
        key = uuid.uuid4()
        ledger.post(
            ledger.Posting(
                key=key,
                kind="EXCHANGE",
                payer_id=payer,
                payee_id=payee,
                minutes=30,
                reference=f"bench:{key}",
                happened_on=happened_on,
                recorded_by="system",
            )
        )
        posted += 1
    return posted


def _by_pgbench(accounts: list[int], clients: int, database_url: str) -> float:
    from timebank.embedded.installations import installations

    program = next(installations()).program("pgbench")
    count = len(accounts)
    script = SCRIPT.format(first=accounts[0], last=accounts[-1], others=count - 1, count=count)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(SECONDS)]
        done = subprocess.run(
            [*command, "-f", file.name, database_url], capture_output=True, text=True, check=True, cwd=Path("/")
        )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return float(found[1])
