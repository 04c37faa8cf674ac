"""django-hordak's own posting, in an environment and a database of its own on the same server."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.benchmarks.databases import administrator
from tests.benchmarks.processes import SECONDS
from timebank.embedded.addresses import OWNER_ROLE, PORT
from timebank.embedded.layout import layout

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "hordak" / "bin" / "python"
DATABASE = "hordak"


@contextmanager
def prepared(accounts: int) -> Iterator[None]:
    """Keep hordak's tables and as many accounts while inside."""
    with administrator("postgres") as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 OWNER {OWNER_ROLE}")
        try:
            _run("prepare", accounts)
            yield
        finally:
            cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def postings_a_second(way: str, clients: int) -> float:
    """Let as many processes post in one of the ways of `hordak_postings`."""
    return float(_run(way, clients, SECONDS))


def _run(*words: object) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "PGHOST": str(layout(settings.VAR).postgresql_socket),
        "PGPORT": str(PORT),
        "PGUSER": OWNER_ROLE,
        "PGDATABASE": DATABASE,
    }
    command = [str(PYTHON), "-m", "tests.benchmarks.hordak_postings", *map(str, words)]
    return subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
