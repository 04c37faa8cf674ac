"""What pages take in a bank of a hundred, ten thousand and a hundred thousand members, beside an empty page."""

import statistics
import time
from collections import defaultdict
from contextlib import ExitStack

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.report import progress, report
from tests.benchmarks.towns import BenchTown, make_town

SMALL, LARGE = (100, 10_000), 100_000
ROUNDS, TIMES, WARM_UP = 12, 10, 3
Took = dict[tuple[str, int], list[float]]


def measure(*, small: bool) -> None:
    """Make the towns first, then open their pages turn by turn; every page must ask the same of each town."""
    call_command("collectstatic", interactive=False, verbosity=0)
    sizes = SMALL if small else (*SMALL, LARGE)
    with ExitStack() as databases:
        towns = {}
        for members in sizes:
            progress(f"  making a town of {members} members …")
            databases.enter_context(new_database(_database(members)))
            with inside(_database(members)):
                towns[members] = make_town(members, database=_database(members))
        _report_queries(towns)
        _report_times(_open_all(towns), sizes)


def _database(members: int) -> str:
    return f"town_{members}"


def _pages(town: BenchTown) -> dict[str, tuple[str, str]]:
    """Give each page its address and who opens it: one query alone, our frame around next to nothing, the real ones."""
    return {
        "empty": ("/empty/", "visitor"),
        "frame": ("/town/preferences/", "resident"),
        "dashboard": ("/town/", "resident"),
        "search": ("/town/listings/?q=gardning", "resident"),
        "exchange": (f"/town/exchanges/{town.exchange.pk}/", "resident"),
        "desk": ("/town/desk/", "coordinator"),
        "register": (f"/town/events/{town.event.pk}/register/", "coordinator"),
    }


def _clients(town: BenchTown) -> dict[str, Client]:
    clients = {"visitor": Client(), "resident": Client(), "coordinator": Client()}
    clients["resident"].force_login(town.resident.person)
    clients["coordinator"].force_login(town.coordinator.person)
    return clients


def _report_queries(towns: dict[int, BenchTown]) -> None:
    """Count what each page asks; a page that asks more of a larger town ends the measurement."""
    asked = defaultdict(set)
    for members, town in towns.items():
        with inside(_database(members)):
            clients = _clients(town)
            for name, (path, who) in _pages(town).items():
                _open(clients[who], path)
                with CaptureQueriesContext(connection) as queries:
                    _open(clients[who], path)
                asked[name].add(len(queries))
    for name, counts in asked.items():
        if len(counts) > 1:
            raise SystemExit(f"The page {name} asks {sorted(counts)} queries, by the size of the town.")
        report(f"growth.{name}.queries", counts.pop(), "queries", n=len(towns))


def _open_all(towns: dict[int, BenchTown]) -> Took:
    took: Took = defaultdict(list)
    for number in range(ROUNDS):
        progress(f"  opening pages, round {number + 1} of {ROUNDS} …")
        for members, town in towns.items():
            with inside(_database(members)):
                clients = _clients(town)
                for name, (path, who) in _pages(town).items():
                    took[name, members] += _times(clients[who], path)
    return took


def _times(client: Client, path: str) -> list[float]:
    """Open a page some times and give the milliseconds of each, without the first ones: connections warm up."""
    took = []
    for _time in range(WARM_UP + TIMES):
        start = time.perf_counter()
        _open(client, path)
        took.append((time.perf_counter() - start) * 1000)
    return took[WARM_UP:]


def _open(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")


def _report_times(took: Took, sizes: tuple[int, ...]) -> None:
    middle = {each: statistics.median(times) for each, times in took.items()}
    for (name, members), times in took.items():
        value, n = middle[name, members], len(times)
        late = statistics.quantiles(times, n=20)[-1]
        report(f"growth.{name}.{members}.p95", late, "ms", n=n)
        if members == sizes[0]:
            report(f"growth.{name}.{members}", value, "ms", n=n)
        else:
            smallest = f"growth.{name}.{sizes[0]}"
            report(
                f"growth.{name}.{members}", value, "ms", ratio_to=smallest, ratio=value / middle[name, sizes[0]], n=n
            )
        for other in ("empty", "frame"):
            if name not in ("empty", "frame"):
                ratio = value / middle[other, members]
                report(f"growth.{name}.{members}.over_{other}", value, "ms", ratio_to=other, ratio=ratio, n=n)
