"""Start a durable database of its own, and measure in it; --help says what there is to choose."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.report import progress

NAMES = ("pages", "postings", "disk", "imports", "search", "growth", "load", "sizes", "rounds", "matching", "measures")


def main() -> None:
    """Run the benchmarks in a folder of their own that is thrown away afterwards."""
    chosen = _chosen()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # nobody's own servers: these are filled, copied and thrown away
    folder = Path(tempfile.mkdtemp(prefix="timebank-bench-"))
    folder.chmod(0o755)
    os.environ.update(TIMEBANK_VAR=str(folder), DJANGO_SETTINGS_MODULE="tests.benchmarks.settings")
    from timebank.embedded import running_servers

    try:
        with running_servers(folder):
            _measure(chosen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench",
        description="Measure how fast it is: one JSON object a line on standard output (docs/benchmarks.md).",
        epilog='Example: make bench ARGS="--only postings"',
    )
    parser.add_argument("--only", choices=NAMES, help="measure one part of it")
    parser.add_argument("--small", action="store_true", help="leave out ten million entries, and the town of 100,000")
    return parser.parse_args()


def _measure(chosen: argparse.Namespace) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from tests.benchmarks import (
        databases,
        disk,
        growth,
        imports,
        load,
        matching,
        measures,
        pages,
        postings,
        rounds,
        search,
        sizes,
    )

    databases.keep_empty_copy()
    parts = {
        "pages": pages.measure,
        "postings": postings.measure,
        "disk": disk.measure,
        "imports": imports.measure,
        "search": search.measure,
        "growth": lambda: growth.measure(small=chosen.small),
        "load": load.measure,
        "matching": lambda: matching.measure(small=chosen.small),
        "sizes": lambda: sizes.measure(small=chosen.small),
        "rounds": rounds.measure,
        "measures": measures.measure,
    }
    for name in [chosen.only] if chosen.only else NAMES:
        progress(f"Measuring {name} …")
        parts[name]()


if __name__ == "__main__":
    sys.exit(main())
