"""The tests' own servers: a pytest plugin, loaded (`-p tests.servers`) before Django's settings are.

They lie in a folder of their own and give up the safety of the data for speed. Every xdist worker uses the same
ones. Where DATABASE_URL or REDIS_URL is set, that server is used instead.
"""

import os
from pathlib import Path

import pytest

from timebank.embedded.errors import StartFailed
from timebank.embedded.running import Uses

CHECKOUT = Path(__file__).resolve().parent.parent
IN_WORKER = "PYTEST_XDIST_WORKER" in os.environ  # it inherits the variable from the controller

if not IN_WORKER:
    os.environ["TIMEBANK_VAR"] = str(Path(os.environ.get("TIMEBANK_VAR") or CHECKOUT / "var").absolute() / "tests")

# Three workers share two processors: threads of their own, for the small products of matching, would only wait for each
# other. What a test starts takes it over.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SERVERS = pytest.StashKey[Uses]()


def pytest_configure(config: pytest.Config) -> None:
    try:
        config.stash[SERVERS] = Uses(Path(os.environ["TIMEBANK_VAR"]), durable=False)
        config.stash[SERVERS].begin()
    except (StartFailed, OSError) as failure:
        raise pytest.UsageError(str(failure)) from failure


def pytest_unconfigure(config: pytest.Config) -> None:
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        servers.end()
