"""How a benchmark says what it measured."""

import json
import statistics
import sys
import time
from collections.abc import Callable

WARM_UP = 5


def report(name: str, value: float, unit: str, *, ratio_to: str = "", ratio: float | None = None, n: int) -> None:
    """Print one measurement as one JSON object on a line of standard output."""
    line = {"name": name, "value": round(value, 3), "unit": unit, "ratio_to": ratio_to or None, "n": n}
    line["ratio"] = round(ratio, 3) if ratio is not None else None
    print(json.dumps(line), flush=True)


def progress(words: str) -> None:
    """Say on standard error what is going on."""
    print(words, file=sys.stderr, flush=True)


def median_milliseconds(act: Callable[[], object], *, times: int) -> float:
    """Do something a number of times after a few that do not count, and say how long it takes in the middle."""
    warm_up = min(WARM_UP, times - 1)
    took = []
    for _time in range(warm_up + times):
        start = time.perf_counter()
        act()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took[warm_up:])
