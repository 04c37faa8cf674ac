"""The journal as one JSON object for programs: valid whatever people wrote, and its figures tie."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from exchanges.actions import approval
from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, post_on, today

pytestmark = pytest.mark.django_db

# CONTRACT.md section 5, `…/transfers/`
FIELDS = [
    "id", "kind", "reference", "payer", "payee", "minutes", "booked_on", "happened_on", "recorded_at", "recorded_by",
    "description", "batch", "reverses", "reversed_by", "forced",
]  # fmt: skip


def exported(bank: Bank, *more: str) -> dict:
    out = io.StringIO()
    call_command("export_ledger", "--bank", bank.slug, "--format", "json", *more, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("days", [None, 30])
def test_opening_balances_and_transfers_make_the_closing_balances(days):
    bank = make.make_bank(welcome_minutes=120)
    a_history(bank, seed=71)
    more = ["--from", str(today(bank) - days * ONE_DAY)] if days else []

    journal = exported(bank, *more)

    moved = Counter()
    for transfer in journal["transfers"]:
        moved[transfer["payer"]] -= transfer["minutes"]
        moved[transfer["payee"]] += transfer["minutes"]
    for account in journal["accounts"]:
        assert account["opening_minutes"] + moved[account["id"]] == account["closing_minutes"]
    closing = {int(account["id"]): account["closing_minutes"] for account in journal["accounts"]}
    assert closing == reads.balances(closing)
    assert journal["totals"] == {
        "transfers": len(journal["transfers"]),
        "minutes": sum(transfer["minutes"] for transfer in journal["transfers"]),
    }


def test_a_transfer_has_the_fields_of_the_api():
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Bea")
    day = today(bank) - 3 * ONE_DAY
    exchange = post_on(giver, receiver, day, minutes=90, description="Sewing")
    approval.reverse(exchange, make.act(make.make_coordinator(bank, name="Cay")), reason="It did not happen.")

    journal = exported(bank)

    first, second = journal["transfers"]
    assert list(first) == list(second) == FIELDS
    line = reads.transfers([int(first["id"])])[int(first["id"])]
    assert first == {
        "id": str(exchange.transfer_id),
        "kind": "exchange",
        "reference": f"exchange:{exchange.pk}",
        "payer": str(receiver.account_id),
        "payee": str(giver.account_id),
        "minutes": 90,
        "booked_on": day.isoformat(),
        "happened_on": day.isoformat(),
        "recorded_at": line.recorded_at.isoformat(),
        "recorded_by": "Bea",
        "description": "Sewing",
        "batch": None,
        "reverses": None,
        "reversed_by": second["id"],
        "forced": False,
    }
    assert (second["kind"], second["reverses"], second["recorded_by"]) == ("reversal", first["id"], "Cay")
    assert journal["bank"] == {"slug": bank.slug, "name": bank.name, "zone": "Europe/London"}
    assert (journal["from"], journal["to"]) == (None, today(bank).isoformat())
    assert journal["accounts"][-2:][0]["owner"] == "Bea"


def test_the_manual_names_every_key():
    journal = exported(make.make_bank())
    manual = Path("docs/export.md").read_text(encoding="utf-8")

    keys = [*journal, *journal["bank"], *journal["accounts"][0], *FIELDS, *journal["totals"]]
    assert [key for key in keys if f"`{key}`" not in manual] == []


def test_a_bank_where_nothing_happened_is_an_object_too():
    bank = make.make_bank()

    journal = exported(bank)

    assert journal["transfers"] == []
    assert {account["kind"] for account in journal["accounts"]} == {"pot", "welcome", "expiry", "opening"}
    assert journal["totals"] == {"transfers": 0, "minutes": 0}


@pytest.mark.parametrize(
    "name", ['Ana "O\'Shea"', "Ana\\", "Ana\n}, {", "\x1f\x7f", "🧵", "\u202eevil", "Ana\u2028Bea", "=cmd"]
)
def test_any_words_stay_words(name):
    bank = make.make_bank(name=name)
    member, other = make.make_member(bank), make.make_member(bank)
    Member.objects.filter(pk=member.pk).update(name=name)
    make.posted_exchange(member, other, description=name)

    journal = exported(bank)

    assert journal["bank"]["name"] == name
    assert name in [account["owner"] for account in journal["accounts"]]
    assert journal["transfers"][0]["description"] == name
