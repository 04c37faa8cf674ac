"""The command that writes a bank's journal: for spreadsheets and for hledger. Other forms have files of their own."""

import io
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, body, foot, post_on, rows_in, today

pytestmark = pytest.mark.django_db

HLEDGER = Path("/usr/bin/hledger")
TRANSACTION = re.compile(r"(\d{4}-\d\d-\d\d) \* .+")
POSTING = re.compile(r"    ([^\s;(\[](?:\S| (?! ))*)  (-?\d+) min = (-?\d+) min")


def exported(bank: Bank, form: str, *more: str) -> str:
    out = io.StringIO()
    call_command("export_ledger", "--bank", bank.slug, "--format", form, *more, stdout=out)
    return out.getvalue()


def sheet_of(bank: Bank, file: Path) -> list[tuple]:
    call_command("export_ledger", "--bank", bank.slug, "--format", "xlsx", "-o", str(file))
    return list(openpyxl.load_workbook(file).active.iter_rows())


def proved(journal: str) -> dict[str, int]:
    """Read a journal strictly and check every assertion in it, as hledger does. Gives the balances at the end."""
    balances: dict[str, int] = defaultdict(int)
    declared, sum_of_transaction, last_day = set(), 0, ""
    for line in journal.splitlines():
        if line.startswith("account "):
            declared.add(line.removeprefix("account "))
        elif found := TRANSACTION.fullmatch(line):
            assert found[1] >= last_day, "transactions stand in the order of their days"
            last_day = found[1]
        elif found := POSTING.fullmatch(line):
            assert found[1] in declared
            balances[found[1]] += int(found[2])
            sum_of_transaction += int(found[2])
            assert balances[found[1]] == int(found[3]), line
        elif not line:
            assert sum_of_transaction == 0
        else:
            assert line.startswith((";", "    ;", "decimal-mark", "commodity")), line
    assert sum_of_transaction == 0
    return dict(balances)


@pytest.mark.parametrize("seed", [51, 52, 53])
def test_the_journal_proves_itself_to_a_stranger(seed):
    bank = make.make_bank(welcome_minutes=120)
    a_history(bank, seed=seed)

    for more in ([], ["--from", str(today(bank) - 30 * ONE_DAY)]):
        balances = proved(exported(bank, "hledger", *more))

        states = reads.accounts_of_book(bank.book_id)
        assert sorted(balances.values()) == sorted(state.balance_minutes for state in states)
        assert sum(balances.values()) == 0


@pytest.mark.skipif(not HLEDGER.exists(), reason="hledger is not installed")
def test_hledger_itself_finds_nothing_wrong(tmp_path):
    bank = make.make_bank(welcome_minutes=60)
    a_history(bank, seed=54)
    file = tmp_path / "riverside.journal"
    call_command("export_ledger", "--bank", bank.slug, "--format", "hledger", "-o", str(file))

    checked = subprocess.run([HLEDGER, "-f", file, "check", "--strict"], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    "name",
    [
        "Ana  Maria",
        "Ana; comment",
        "a:b:c",
        "(Ana)",
        "Ana|Bea",
        "\u00a0 Ana \u3000 B",
        "فاطمة",
        'Ana "O\'Shea"',
        "🧵",
        "=cmd",
    ],
)
def test_any_name_is_one_account(name):
    bank = make.make_bank()
    member, other = make.make_member(bank), make.make_member(bank)
    Member.objects.filter(pk=member.pk).update(name=name)
    make.posted_exchange(member, other, description=f"{name}\n; 2026-01-01 * x  | y")
    bank.name = f"(7) {name}"
    bank.save()

    balances = proved(exported(bank, "hledger"))

    assert sorted(balances.values())[-1] == 60
    assert len([account for account in balances if account.count(":") == 2]) == 2


def test_the_file_for_programs_adds_up_and_has_no_mark():
    bank = make.make_bank()
    a_history(bank, seed=55)

    text = exported(bank, "csv")
    rows = rows_in(text)

    assert text.startswith("Booked on,")
    assert foot(rows, "Difference") == foot(rows, "All accounts: difference") == 0
    assert sum(int(row["Minutes"]) for row in body(rows)) == foot(rows, "The same in the ledger")


@pytest.mark.parametrize("name", ['=cmd|"/c calc"!A1', "@SUM(1;2)", "Ana; Bea,\nCay", "🧵", "\u202eevil", "-1+1"])
def test_hostile_words_stay_words_in_both_spreadsheets(tmp_path, name):
    bank = make.make_bank()
    member, other = make.make_member(bank), make.make_member(bank)
    Member.objects.filter(pk=member.pk).update(name=name)
    make.posted_exchange(member, other, description=name)

    (row,) = body(rows_in(exported(bank, "csv")))
    head, line = sheet_of(bank, tmp_path / "out.xlsx")[:2]
    cells = dict(zip([cell.value for cell in head], line, strict=True))

    safe = f"'{name}" if name[0] in "=@-" else name
    assert (row["To"], row["What for"]) == (safe, safe)
    for column in ("To", "What for"):
        assert (cells[column].value, cells[column].data_type) == (name, "s")
        assert cells[column].hyperlink is None


def test_the_workbook_holds_the_rows_of_the_text(tmp_path):
    bank = make.make_bank()
    a_history(bank, seed=56)

    head, *lines = sheet_of(bank, tmp_path / "out.xlsx")
    rows = rows_in(exported(bank, "csv"))

    names = [cell.value for cell in head]
    minutes = [line[names.index("Minutes")].value for line in lines]
    assert names == list(rows[0])
    assert minutes == [int(row["Minutes"]) for row in rows]
    assert all(line[0].is_date for line, row in zip(lines, rows, strict=True) if row["Booked on"][:1].isdecimal())


def test_a_workbook_needs_a_file_and_room_for_it():
    bank = make.make_bank()

    with pytest.raises(CommandError, match=r"^A workbook is no text: say which file to write with -o FILE\.$"):
        exported(bank, "xlsx")
    for form in ("xlsx", "json"):
        with pytest.raises(CommandError, match=r"^Could not write /dev/full: No space left on device\.$"):
            exported(bank, form, "-o", "/dev/full")


def test_days_cut_the_journal():
    bank = make.make_bank()
    giver, receiver = make.make_member(bank), make.make_member(bank)
    for days in (30, 20, 10):
        post_on(giver, receiver, today(bank) - days * ONE_DAY, minutes=days)

    first, last = today(bank) - 25 * ONE_DAY, today(bank) - 15 * ONE_DAY
    rows = rows_in(exported(bank, "csv", "--from", str(first), "--to", str(last)))
    balances = proved(exported(bank, "hledger", "--from", str(first), "--to", str(last)))

    assert [row["Minutes"] for row in body(rows)] == ["20"]
    assert max(balances.values()) == 50


def test_a_file_is_written(tmp_path):
    bank = make.make_bank()
    file = tmp_path / "out.csv"

    call_command("export_ledger", "--bank", bank.slug, "--format", "csv", "-o", str(file))

    assert file.read_text().startswith("Booked on,")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--bank", "nowhere"], "There is no time bank called 'nowhere'."),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "The first day, 2026-02-01, is after the last, 2026-01-01."),
        (["-o", "/nowhere/at/all.csv"], "Could not write /nowhere/at/all.csv: No such file or directory."),
        (["--from", "2026-02-31"], "'2026-02-31' is no day. Write it like 2026-01-31."),
        (["--from", "0001-01-01"], "'0001-01-01' is no day. Write it like 2026-01-31."),
        (["--to", "9999-12-31"], "'9999-12-31' is no day. Write it like 2026-01-31."),
        (["--format", "pdf"], "invalid choice: 'pdf'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(more, sentence):
    bank = make.make_bank()

    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("export_ledger", "--bank", bank.slug, "--format", "csv", *more)
