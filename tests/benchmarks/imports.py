"""A hundred thousand historic transfers: `import_exchanges` against bare COPY into the transfer table; ten thousand
members with balances by `import_members`.
"""

import csv
import datetime
import io
import random
import tempfile
import time
import uuid

from django.core.management import call_command

from exchanges.models import Exchange
from members.models import Bank, Member
from tests import factories as make
from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.members import make_members
from tests.benchmarks.report import report
from timebank.lib.copying import copy_rows

ROWS = 100_000
MEMBERS = 400
NEWCOMERS = 10_000
FIRST_DAY = datetime.date(2020, 1, 1)
DAYS = 1500
DATABASE = "imports"
COLUMNS = (
    "book_id", "key", "kind", "payer_id", "payee_id", "minutes", "reference", "asked_on", "happened_on", "recorded_by",
    "reason", "forced",
)  # fmt: skip


def measure() -> None:
    """Import and copy as many rows, each time into a bank of its own: long enough to be measured once."""
    with new_database(DATABASE), inside(DATABASE):
        ours, bare, newcomers = _by_import(), _by_copy(), _newcomers()
    report("import.copy", bare, "rows/s", n=ROWS)
    report("import.import_exchanges", ours, "rows/s", ratio_to="import.copy", ratio=ours / bare, n=ROWS)
    report("import.import_members", newcomers, "s", n=NEWCOMERS)


def _by_import() -> float:
    bank, members = _a_bank()
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "giver", "receiver", "minutes", "date", "what for"])
        for number, (giver, receiver, day) in enumerate(_history(members)):
            writer.writerow([number, giver.number, receiver.number, 30, day, f"Weeding the front garden {number}"])
        file.flush()
        start = time.monotonic()
        call_command("import_exchanges", file.name, "--bank", bank.slug, stdout=io.StringIO())
        took = time.monotonic() - start
    assert Exchange.objects.filter(bank=bank).count() == ROWS
    return ROWS / took


def _newcomers() -> float:
    bank = make.make_bank(slug=f"newcomers-{uuid.uuid4().hex[:8]}")
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "name", "email", "telephone", "gifts", "balance minutes", "joined"])
        for number in range(1, NEWCOMERS + 1):
            address, minutes = f"person{number}@example.org", number % 41 * 15 - 300
            writer.writerow([number, f"Person {number}", address, "01632 960184", "sewing; tea", minutes, FIRST_DAY])
        file.flush()
        start = time.monotonic()
        call_command("import_members", file.name, "--bank", bank.slug, stdout=io.StringIO())
        took = time.monotonic() - start
    assert Member.objects.of(bank).exclude(number=None).count() == NEWCOMERS
    return took


def _by_copy() -> float:
    bank, members = _a_bank()
    rows = [
        (
            bank.book_id, uuid.uuid4(), "EXCHANGE", receiver.account_id, giver.account_id, 30, f"bench:{number}", day,
            day, "system", "", False,
        )
        for number, (giver, receiver, day) in enumerate(_history(members))
    ]  # fmt: skip
    start = time.monotonic()
    copy_rows("ledger_transfer", COLUMNS, rows)
    return ROWS / (time.monotonic() - start)


def _a_bank() -> tuple[Bank, list[Member]]:
    bank = make.make_bank(slug=f"history-{uuid.uuid4().hex[:8]}")
    return bank, make_members(bank, MEMBERS)


def _history(members: list[Member]) -> list[tuple[Member, Member, datetime.date]]:
    chance = random.Random(7)
    days = sorted(chance.randrange(DAYS) for _row in range(ROWS))
    return [(*chance.sample(members, 2), FIRST_DAY + datetime.timedelta(days=day)) for day in days]
