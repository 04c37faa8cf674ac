"""A report is as of one moment, whatever is posted while it is read."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from members.models import Bank
from tests import factories as make
from tests.insight.making import body, foot, many_lines, rows_in, today

pytestmark = pytest.mark.django_db(transaction=True)


def in_another_connection(action: Callable[[], object]) -> None:
    """Do something as another process would."""

    def act() -> None:
        try:
            action()
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def today_only(bank: Bank) -> dict[str, datetime.date]:
    return {"from": today(bank), "to": today(bank)}


def test_a_file_is_as_of_one_moment(client):
    """What is posted while somebody downloads is not in the file, and so does not spoil its sums."""
    bank = make.make_bank()
    giver, receiver = make.make_member(bank), make.make_member(bank)
    many_lines(giver, receiver, 250)
    client.force_login(make.admin_of(bank).person)

    for name in ("transfers", "exchanges"):
        response = client.get(reverse(f"insight:{name}_csv", args=[bank.slug]), today_only(bank))
        pieces = iter(response.streaming_content)
        text = next(pieces) + next(pieces)
        in_another_connection(lambda: make.posted_exchange(giver, receiver, minutes=7))
        rows = rows_in((text + b"".join(pieces)).decode("utf-8-sig"))

        assert len(body(rows)) == 250 + (name == "exchanges")
        assert foot(rows, "Difference") == 0


def test_pages_read_as_of_one_moment_outside_a_transaction_too(client):
    bank = make.make_bank()
    giver = make.make_member(bank)
    make.posted_exchange(giver, make.make_member(bank))
    client.force_login(make.admin_of(bank).person)

    report_page = client.get(reverse("insight:reports", args=[bank.slug]), today_only(bank))
    statement_page = client.get(reverse("insight:statement", args=[bank.slug]), {"account": giver.number})

    assert report_page.context["found"].given.minutes == 60
    assert statement_page.context["found"].closing_minutes == 60
