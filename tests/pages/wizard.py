"""Answering the four questions of the log, for the tests of its pages."""

import datetime

from django.urls import reverse
from django.utils import timezone

from members.models import Bank


def at(bank: Bank, step: str = "") -> str:
    return reverse(f"exchanges:log{step}", args=[bank.slug])


def today(bank: Bank) -> datetime.date:
    return bank.day(timezone.now())


def day_boxes(day: datetime.date) -> dict[str, str]:
    return {"day_0": str(day.day), "day_1": str(day.month), "day_2": str(day.year)}


def answer_who(client, other) -> None:
    assert client.post(at(other.bank), {"who": other.number}).status_code == 302


def answer_what(client, bank, **changes) -> None:
    typed = {"giver": "them", "description": "Read the pension letter", **changes}
    assert client.post(at(bank, "_what"), typed).status_code == 302


def answer_when(client, bank, **changes) -> None:
    typed = {"hours": "1¼", **day_boxes(today(bank)), **changes}
    assert client.post(at(bank, "_when"), typed).status_code == 302


def answer_all(client, other) -> str:
    """Answer every question; give the key that the check page carries."""
    answer_who(client, other)
    answer_what(client, other.bank)
    answer_when(client, other.bank)
    return str(client.get(at(other.bank, "_check")).context["key"])
