"""Query count and median time of the pages people open most, beside an empty page that runs one query."""

import sys

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Person
from tests.benchmarks.report import median_milliseconds, report

TIMES = 60
PAGES = (
    ("dashboard", "/riverside/", "resident@demo.example"),
    ("listings", "/riverside/listings/", "resident@demo.example"),
    ("statement", "/riverside/statement/", "resident@demo.example"),
    ("desk", "/riverside/desk/", "coordinator@demo.example"),
)


def measure() -> None:
    """Time each page of the demo bank through the whole of Django, without a network."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", stdout=sys.stderr)
    empty_milliseconds = _median_milliseconds(Client(), "/empty/")
    report("page.empty", empty_milliseconds, "ms", n=TIMES)
    for name, path, email in PAGES:
        client = Client()
        client.force_login(Person.objects.get(email=email))
        milliseconds = _median_milliseconds(client, path)
        report(
            f"page.{name}", milliseconds, "ms", ratio_to="page.empty", ratio=milliseconds / empty_milliseconds, n=TIMES
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        report(f"page.{name}.queries", len(queries), "queries", n=1)


def _median_milliseconds(client: Client, path: str) -> float:
    def open_page() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}")

    return median_milliseconds(open_page, times=TIMES)
