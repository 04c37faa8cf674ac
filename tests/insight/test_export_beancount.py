"""The journal as beancount reads it: its own bean-check proves our sums, and finds what was changed."""

import io
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, inventory
from django.core.management import call_command

from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, post_on, today

pytestmark = pytest.mark.django_db

BEAN_CHECK = Path(sys.executable).parent / "bean-check"
HOSTILE = [
    'Ana "the needle" O\'Shea',
    "Ana\\",
    "Ana; comment",
    'Ana"\n2026-01-01 open Assets:Mine',
    "a:b:c",
    "=cmd|'/c calc'!A1",
    "🧵🪡",
    "فاطمة الزهراء",
    "\u202eevil\u202c",
    "मीना",
    "-",
    "ǆ z\u0301oe",
]


def exported(bank: Bank, *more: str) -> str:
    out = io.StringIO()
    call_command("export_ledger", "--bank", bank.slug, "--format", "beancount", *more, stdout=out)
    return out.getvalue()


def read(journal: str) -> list[data.Directive]:
    entries, errors, _options = loader.load_string(journal)
    assert errors == []
    return entries


def standing(entries: list[data.Directive]) -> dict[str, int]:
    """Add up what the file's transactions come to, account by account, at the end."""
    accounts = {entry.account: inventory.Inventory() for entry in entries if isinstance(entry, data.Open)}
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                accounts[posting.account].add_amount(posting.units)
    return {name: int(amounts.get_currency_units("MIN").number) for name, amounts in accounts.items()}


def checked(journal: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "riverside.beancount"
    file.write_text(journal)
    return subprocess.run([BEAN_CHECK, "--no-cache", file], capture_output=True, text=True, check=False)


def test_bean_check_finds_nothing_wrong_and_counts_the_same(tmp_path):
    bank = make.make_bank(welcome_minutes=120)
    a_history(bank, seed=61)
    file = tmp_path / "riverside.beancount"
    call_command("export_ledger", "--bank", bank.slug, "--format", "beancount", "-o", str(file))

    done = checked(file.read_text(), tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    balances = standing(read(file.read_text()))
    states = reads.accounts_of_book(bank.book_id)
    assert list(balances.values()) == [state.balance_minutes for state in states]
    assert sum(balances.values()) == 0


def test_every_account_is_asserted_the_morning_after_the_last_day():
    bank = make.make_bank(welcome_minutes=120)
    a_history(bank, seed=62)
    last = today(bank) - 20 * ONE_DAY

    entries = read(exported(bank, "--from", str(last - 30 * ONE_DAY), "--to", str(last)))

    asserted = {
        entry.account: int(entry.amount.number)
        for entry in entries
        if isinstance(entry, data.Balance) and entry.date == last + ONE_DAY
    }
    on_day = reads.trial_balance(bank.book_id, day=last)
    assert list(asserted.values()) == [account.balance_minutes for account in on_day]
    assert {entry.date for entry in entries if isinstance(entry, data.Open)} == {last - 30 * ONE_DAY}
    assert standing(entries) == asserted


def test_every_account_that_moved_is_asserted_the_next_morning():
    bank = make.make_bank()
    ann, bea, cay = (make.make_member(bank) for _member in range(3))
    post_on(ann, bea, today(bank) - 9 * ONE_DAY)
    post_on(bea, cay, today(bank) - 9 * ONE_DAY)
    post_on(cay, ann, today(bank) - 7 * ONE_DAY)
    post_on(ann, bea, today(bank) - 5 * ONE_DAY)  # nothing moves after it, so it is asserted with all at the end

    entries = read(exported(bank, "--to", str(today(bank) - ONE_DAY)))

    asserted: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        if isinstance(entry, data.Balance):
            asserted[(today(bank) - entry.date).days].add(entry.account)
    account = {
        member: f"Assets:Member:{member.number:04d}-{member.name.replace(' ', '-')}" for member in (ann, bea, cay)
    }
    assert len(asserted.pop(0)) == len(reads.accounts_of_book(bank.book_id))
    assert asserted == {
        8: {account[ann], account[bea], account[cay]},
        6: {account[cay], account[ann]},
    }


@pytest.mark.parametrize("which", [0, 1, 2])
def test_bean_check_finds_what_was_changed(tmp_path, which):
    bank = make.make_bank(welcome_minutes=120)
    a_history(bank, seed=63, steps=10)
    journal = exported(bank)
    transactions = [found for found in re.split(r"(?m)^$\n", journal) if '" "' in found.split("\n")[0]]
    chosen = transactions[len(transactions) // 2]
    minutes = re.search(r" (\d+) MIN\n\Z", chosen)[1]
    more = str(int(minutes) + 1)
    tampered = [
        journal.replace(chosen, re.sub(rf" (-?){minutes} MIN", rf" \g<1>{more} MIN", chosen)),
        journal.replace(chosen, ""),
        journal.replace(chosen, chosen + "\n" + chosen),
    ][which]

    done = checked(tampered, tmp_path)

    assert done.returncode == 1
    assert "Balance failed" in done.stderr + done.stdout


def test_transactions_say_what_the_ledger_says():
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Bea")
    exchange = post_on(giver, receiver, today(bank) - ONE_DAY, minutes=90, description='Sewing "hems"')

    (found,) = (entry for entry in read(exported(bank)) if isinstance(entry, data.Transaction))

    assert (found.date, found.payee, found.narration) == (today(bank) - ONE_DAY, "Ana", 'Sewing "hems"')
    meta = {name: found.meta[name] for name in ("transfer", "kind", "cause", "happened")}
    assert meta == {
        "transfer": str(exchange.transfer_id),
        "kind": "EXCHANGE",
        "cause": f"exchange:{exchange.pk}",
        "happened": today(bank) - ONE_DAY,
    }
    assert [(posting.account, int(posting.units.number)) for posting in found.postings] == [
        (f"Assets:Member:{receiver.number:04d}-Bea", -90),
        (f"Assets:Member:{giver.number:04d}-Ana", 90),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_one_account_and_stays_readable(name):
    bank = make.make_bank()
    member, other = make.make_member(bank), make.make_member(bank)
    Member.objects.filter(pk=member.pk).update(name=name)
    bank.name = name
    bank.save()
    make.posted_exchange(member, other, description=name)

    entries = read(exported(bank))

    assert sorted(standing(entries).values()) == [-60, 0, 0, 0, 0, 60]
    names = [entry.meta["name"] for entry in entries if isinstance(entry, data.Open)]
    assert " ".join(name.split()) in names
    (transaction,) = (entry for entry in entries if isinstance(entry, data.Transaction))
    assert transaction.narration == " ".join(name.split())
