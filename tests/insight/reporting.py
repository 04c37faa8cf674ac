"""Reading reports in tests, and the few acts that they tell of."""

import uuid
from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse

from insight.reads.catalogue import BY_NAME
from insight.reads.catalogue.pages import page_of
from insight.reads.catalogue.shapes import Asked
from insight.reads.periods import Period
from ledger import actions as ledger
from ledger import reads
from members.models import Bank, Member
from tests.insight.making import ONE_DAY, today


def asked_of(bank: Bank, *, days: int = 100, **choices) -> Asked:
    return Asked(bank, Period(today(bank) - days * ONE_DAY, today(bank)), **choices)


def read(name: str, asked: Asked):
    definition = BY_NAME[name]
    if not definition.has_period:
        asked = replace(asked, period=Period(asked.period.last_on, asked.period.last_on))
    return page_of(definition, asked)


def cells(page) -> list[list[object]]:
    """Give the lines as plain words and figures: a holder is its name."""
    return [[getattr(cell, "name", cell) for cell in line.cells] for line in page.lines]


def page_url(bank: Bank, name: str) -> str:
    return reverse("insight:report", args=[bank.slug, name])


def content_of(response: HttpResponse) -> bytes:
    """Read a file that is sent, and let go of it as the server would."""
    content = b"".join(response.streaming_content)
    file = getattr(response, "file_to_stream", None)
    if file is not None:
        file.close()
    return content


def give_to_pot(member: Member, minutes: int, *, pot_id: int | None = None) -> int:
    return ledger.post(
        ledger.Posting(
            key=uuid.uuid4(),
            kind="GIFT",
            payer_id=member.account_id,
            payee_id=pot_id or reads.account_of_kind(member.bank.book_id, "POT"),
            minutes=minutes,
            reference=f"gift:{uuid.uuid4()}",
            happened_on=today(member.bank),
            recorded_by=member.actor_key,
            words="For the neighbours",
        )
    )


def undo(transfer_id: int, *, by: Member) -> None:
    undoing = ledger.Undoing(key=uuid.uuid4(), by=by.actor_key, reason="REVERSED", happened_on=today(by.bank))
    ledger.reverse(transfer_id, undoing)


def limit(
    member: Member, by: str, *, floor: int = -720, ceiling: int | None = None, warning: int | None = None
) -> None:
    ledger.set_limits(
        member.account_id,
        ledger.Limits(floor_minutes=floor, ceiling_minutes=ceiling, warning_minutes=warning),
        by=by,
        reason="AGREED",
    )


def cross(payer: Member, payee: Member, *, minutes: int) -> None:
    """Let a member of one bank receive hours from a member of another."""
    limits = ledger.Limits(floor_minutes=-600, ceiling_minutes=600)
    banks = (payer.bank.book_id, payee.bank.book_id)
    ledger.open_clearing(*banks, limits=limits, other_limits=limits, by=payer.actor_key)
    crossing = ledger.Crossing(
        key=uuid.uuid4(),
        payer_id=payer.account_id,
        payee_id=payee.account_id,
        minutes=minutes,
        reference=f"elsewhere:{10**9}",
        happened_on=today(payer.bank),
        recorded_by=payer.actor_key,
    )
    ledger.post_between(crossing)
