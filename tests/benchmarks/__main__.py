"""Start a durable database of its own, fill it with the demo bank, and measure."""

import os
import shutil
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Run every benchmark in a folder of its own that is thrown away afterwards."""
    from timebank.embedded import running_servers

    folder = Path(tempfile.mkdtemp(prefix="timebank-bench-"))
    folder.chmod(0o755)
    os.environ.update(TIMEBANK_VAR=str(folder), DJANGO_SETTINGS_MODULE="tests.benchmarks.settings")
    try:
        with running_servers(folder) as servers:
            _measure(servers.database_url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(database_url: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    progress = sys.stderr
    print("Making the demo bank …", file=progress)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", stdout=progress)

    from tests.benchmarks import imports, pages, postings

    print("Measuring pages …", file=progress)
    pages.measure()
    print("Measuring postings …", file=progress)
    postings.measure(database_url)
    print("Measuring the import of a history …", file=progress)
    imports.measure()


if __name__ == "__main__":
    main()
