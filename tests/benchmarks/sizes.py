"""What grows with the history and what does not: statements, balances, trial balance and the proof."""

import random
import statistics
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack

from django.utils import timezone

from insight.reads.periods import FIRST_DAY, Period, month_of
from insight.reads.statements import member_statement
from ledger import reads as ledger
from tests.benchmarks import proofs
from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.history import History, make_history
from tests.benchmarks.report import median_milliseconds, progress, report

SMALL, LARGE = (10_000, 1_000_000), 10_000_000
ROUNDS = 25
OFTEN, SELDOM = 10, 1  # in each round; many short ones, so that whatever else goes on meets all sizes alike
LINES = 50  # of a statement's page
Reads = dict[str, tuple[Callable[[], object], int]]


def measure(*, small: bool) -> None:
    """Make all histories first, and read them turn by turn; ratios are to the smallest."""
    sizes = SMALL if small else (*SMALL, LARGE)
    with ExitStack() as databases:
        histories = {}
        for entries in sizes:
            progress(f"  making a history of {entries} entries …")
            databases.enter_context(new_database(_database(entries)))
            with inside(_database(entries)):
                histories[entries] = make_history(entries, database=_database(entries))
        _report_reads(histories)
        for entries in sizes[1:]:
            with inside(_database(entries)):
                proofs.measure(histories[entries], entries, database=_database(entries))


def _database(entries: int) -> str:
    return f"history_{entries}"


def _report_reads(histories: dict[int, History]) -> None:
    seen: dict[tuple[str, int], list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        progress(f"  reading, round {number + 1} of {ROUNDS} …")
        for entries, history in histories.items():
            with inside(_database(entries)):
                for name, (act, times) in _reads(history).items():
                    seen[name, entries].append(median_milliseconds(act, times=times))
    for (name, entries), found in seen.items():
        value, smallest = statistics.median(found), statistics.median(seen[name, SMALL[0]])
        report(f"{name}.{entries}", value, "ms", ratio_to=f"{name}.{SMALL[0]}", ratio=value / smallest, n=ROUNDS)


def _reads(history: History) -> Reads:
    """Give what is measured, and how often. The busy account has a quarter of all entries, the others a page each."""
    chance, busy, today = random.Random(1), history.busy, history.bank.day(timezone.now())
    month, ever = month_of(today), Period(FIRST_DAY, today)

    def one_of_many() -> int:
        return chance.choice(history.accounts)

    return {
        "balance.one_account": (lambda: ledger.balance_of(busy.account_id), OFTEN),
        "balance.many_accounts": (lambda: ledger.balance_of(one_of_many()), OFTEN),
        "statement.one_account": (lambda: _page(busy.account_id, ever), OFTEN),
        "statement.many_accounts": (lambda: _page(one_of_many(), ever), OFTEN),
        "statement.member.month": (lambda: member_statement(busy, month), OFTEN),
        "statement.member.ever": (lambda: member_statement(busy, ever), SELDOM),
        "trial_balance": (lambda: ledger.trial_balance(history.bank.book_id, day=today), SELDOM),
    }


def _page(account_id: int, period: Period) -> ledger.Statement:
    return ledger.statement(account_id, first_on=period.first_on, last_on=period.last_on, at_most=LINES)
