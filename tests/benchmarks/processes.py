"""The same work in several processes, each with its own connection, for a few seconds."""

import multiprocessing
import time
from collections.abc import Callable

from django.db import connection

SECONDS = 4


def a_second(work: Callable[[int], Callable[[], int]], clients: int) -> float:
    """Say how many a second all processes did together; `work(seed)` gives what one of them does again and again."""
    connection.close()  # the forked processes make their own
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        return sum(pool.starmap(_for_a_while, [(work, seed) for seed in range(clients)])) / SECONDS


def _for_a_while(work: Callable[[int], Callable[[], int]], seed: int) -> int:
    once = work(seed)
    done, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        done += once()
    return done
