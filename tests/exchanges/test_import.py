"""Bringing over opening balances and past exchanges: the whole file or nothing of it."""

import datetime
import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.models import Exchange, LastExchange, Step
from insight.reads.exchanges import exchanges_behind
from ledger import actions as ledger
from ledger import reads
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db

HEAD = "number,kind,giver,receiver,hours,date,what for,category"


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def ann(bank) -> Member:
    return make.make_member(bank, name="Ann")


@pytest.fixture
def bob(bank) -> Member:
    return make.make_member(bank, name="Bob")


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path


def a_file(folder: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / "history.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
    return path


def run(bank: Bank, path: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("import_exchanges", str(path), "--bank", bank.slug, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def refused(bank: Bank, path: Path, *more: str) -> list[str]:
    """Import what cannot be, and give all that is said, the sentence at the end too."""
    errors = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_exchanges", str(path), "--bank", bank.slug, *more, stdout=io.StringIO(), stderr=errors)
    assert not Exchange.objects.filter(bank=bank).exists()
    assert {state.balance_minutes for state in reads.accounts_of_book(bank.book_id)} == {0}
    return [*errors.getvalue().splitlines(), str(refusal.value)]


def balance(member: Member) -> int:
    return reads.balance_of(member.account_id)


def lines_of(member: Member) -> list[tuple]:
    last = datetime.date(2100, 1, 1)
    lines = reads.statement_lines(member.account_id, first_on=datetime.date(1900, 1, 1), last_on=last)
    return [(line.booked_on.isoformat(), line.kind, line.minutes, line.description) for line in lines]


def test_the_past_is_there_as_if_it_had_been_kept_here(bank, ann, bob, folder):
    garden = make.make_category(bank, name="Garden work")
    told = Notice.objects.count()
    path = a_file(
        folder,
        f"9,exchange,{ann.number},{bob.number},1½,2024-03-02,Weeding the  front garden,garden  WORK",
        f"B1,opening,{ann.number},,12:30,2024-01-01,Carried over,",
        f"B2,Opening,{bob.number},,-2,2024-01-01,,",
        f"8,,{bob.number:04d},{ann.number},0:25,2024-02-29,A lift,",
    )

    said = run(bank, path)

    assert said == "Imported. Past exchanges: 2, opening balances: 2."
    assert lines_of(ann) == [
        ("2024-01-01", "OPENING", 750, "Carried over"),
        ("2024-02-29", "EXCHANGE", -25, "A lift"),
        ("2024-03-02", "EXCHANGE", 90, "Weeding the front garden"),
    ]
    assert lines_of(bob)[0] == ("2024-01-01", "OPENING", -120, "")
    assert (balance(ann), balance(bob)) == (815, -185)
    lift, weeding = Exchange.objects.filter(bank=bank).order_by("pk")
    assert (weeding.giver, weeding.receiver, weeding.minutes, weeding.category) == (ann, bob, 90, garden)
    assert (lift.state, lift.happened_on, lift.logged_by) == (Exchange.State.POSTED, datetime.date(2024, 2, 29), None)
    assert list(Step.objects.values_list("exchange", "from_state", "to_state", "by", "minutes").order_by("pk")) == [
        (lift.pk, "", "POSTED", None, 25),
        (weeding.pk, "", "POSTED", None, 90),
    ]
    assert reads.prove(bank=bank.slug).faults == []
    assert Notice.objects.count() == told


def test_each_members_last_day_is_the_latest_of_the_file_and_of_before(bank, ann, bob, folder):
    cleo, today = make.make_member(bank), bank.day(timezone.now())
    make.posted_exchange(ann, cleo)

    run(
        bank,
        a_file(
            folder,
            f"9,exchange,{ann.number},{bob.number},1½,2024-03-02,Weeding,",
            f"8,,{bob.number},{ann.number},0:25,2024-02-29,A lift,",
        ),
    )

    days = {ann.pk: today, bob.pk: datetime.date(2024, 3, 2), cleo.pk: today}
    assert dict(LastExchange.objects.values_list("member", "happened_on")) == days


def test_references_are_hashes_of_the_sources_numbers(bank, ann, bob, folder):
    run(bank, a_file(folder, f"Mrs Jones/9,,{ann.number},{bob.number},1,2024-03-02,Tea,"))

    transfer = reads.transfers([Exchange.objects.get(bank=bank).transfer_id]).popitem()[1]

    # printf 'Mrs Jones/9' | sha256sum | cut -c1-32
    assert transfer.reference == "import:ccd01df63c7f5b1885da1f3cfbb53213"
    assert transfer.recorded_by == "import"


def test_what_was_brought_over_can_be_put_right_and_taken_back(bank, ann, bob, folder):
    run(bank, a_file(folder, f"9,,{ann.number},{bob.number},1,2024-03-02,Tea,"))
    exchange = Exchange.objects.get(bank=bank)
    coordinator = make.make_coordinator(bank)

    exchange = life.dispute(exchange, make.act(bob), reason="It was half an hour.")
    exchange = approval.resolve(exchange, make.act(coordinator), minutes=30, reason="They agreed.")
    assert (balance(ann), balance(bob)) == (30, -30)
    approval.reverse(exchange, make.act(coordinator), reason="And yet it was not.")

    assert (balance(ann), balance(bob)) == (0, 0)


def test_every_line_leads_to_its_exchange_also_after_it_was_put_right(bank, ann, bob, folder):
    run(
        bank,
        a_file(
            folder,
            f"9,,{ann.number},{bob.number},1,2024-03-02,Tea,",
            f"B,opening,{ann.number},,5,2024-01-01,,",
        ),
    )
    exchange = Exchange.objects.get(bank=bank)
    exchange = life.dispute(exchange, make.act(bob), reason="It was half an hour.")
    approval.resolve(exchange, make.act(make.make_coordinator(bank)), minutes=30, reason="They agreed.")
    today = bank.day(timezone.now())

    lines = list(reads.journal(bank.book_id, first_on=datetime.date(1900, 1, 1), last_on=today))
    found = exchanges_behind(bank, lines)

    behind = [(line.kind, source.pk if (source := found.get(line.transfer_id)) else None) for line in lines]
    assert behind == [
        ("OPENING", None),
        ("EXCHANGE", exchange.pk),
        ("REVERSAL", exchange.pk),
        ("CORRECTION", exchange.pk),
    ]


def test_members_see_their_past_and_how_it_came_here(bank, ann, bob, folder, client):
    run(bank, a_file(folder, f"9,,{ann.number},{bob.number},1½,2024-03-02,Tea,"))
    exchange = Exchange.objects.get(bank=bank)
    client.force_login(bob.person)

    page = client.get(f"/{bank.slug}/exchanges/{exchange.pk}/").content.decode()
    statement = client.get(f"/{bank.slug}/statement/?month=2024-03").content.decode()

    assert "The time bank brought it over from the books kept before" in page
    assert "2 March 2024" in page
    assert f"/{bank.slug}/exchanges/{exchange.pk}/" in statement


def test_the_same_file_twice_is_refused_in_one_sentence(bank, ann, bob, folder):
    path = a_file(folder, f"9,,{ann.number},{bob.number},1,2024-03-02,Tea,", f"B,opening,{bob.number},,5,2024-01-01,,")
    run(bank, path)

    for more in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match=r"^This file has been imported already\.$"):
            run(bank, path, *more)

    assert (balance(ann), balance(bob)) == (60, 240)


def test_a_line_imported_before_is_refused_with_its_number(bank, ann, bob, folder):
    run(bank, a_file(folder, f"9,,{ann.number},{bob.number},1,2024-03-02,Tea,"))
    path = a_file(
        folder,
        f"10,,{ann.number},{bob.number},1,2024-03-03,Tea,",
        f"9,opening,{ann.number},,7,2024-03-04,Another thing under the same number,",
    )
    errors = io.StringIO()

    with pytest.raises(CommandError, match=r"^Nothing was imported\. Lines to put right first: 1 of 2\.$"):
        call_command("import_exchanges", str(path), "--bank", bank.slug, stderr=errors)

    assert errors.getvalue() == "Line 3: This line has been imported already.\n"
    assert balance(ann) == 60


def test_two_banks_may_have_had_the_same_numbers(bank, ann, bob, folder):
    other = make.make_bank()
    cay, dan = make.make_member(other), make.make_member(other)

    run(bank, a_file(folder, f"9,,{ann.number},{bob.number},1,2024-03-02,Tea,"))
    run(other, a_file(folder, f"9,,{cay.number},{dan.number},2,2024-03-02,Tea,"))

    assert (balance(ann), balance(cay)) == (60, 120)


def test_looking_first_changes_nothing(bank, ann, bob, folder):
    path = a_file(folder, f"9,,{ann.number},{bob.number},1,2024-03-02,Tea,")

    said = run(bank, path, "--dry-run")

    assert said == "This can be imported. Past exchanges: 1, opening balances: 0. Nothing was changed."
    assert (balance(ann), Exchange.objects.filter(bank=bank).count()) == (0, 0)
    assert run(bank, path) == "Imported. Past exchanges: 1, opening balances: 0."


BAD = [
    (",,{a},{b},1,2024-03-02,Tea,", "Give each line a number of its own, such as the one it had before."),
    ("7,gift,{a},{b},1,2024-03-02,Tea,", "“gift” is no kind of line. Write exchange or opening."),
    ("7,,{a},{a},1,2024-03-02,Tea,", "An exchange needs two different people."),
    ("7,,{a},,1,2024-03-02,Tea,", "Write the member number of who gave and of who received."),
    ("7,,{a},99999,1,2024-03-02,Tea,", "There is no member with the number “99999”."),
    ("7,,{a},Bob,1,2024-03-02,Tea,", "There is no member with the number “Bob”."),
    ("7,,{a}," + "9" * 5000 + ",1,2024-03-02,Tea,", "There is no member with the number “" + "9" * 5000 + "”."),
    ("7,,{a},{b},1.333,2024-03-02,Tea,", "“1.333” does not come to whole minutes. Write it such as 1½, 1.5, 1:30."),
    ("7,,{a},{b},-1,2024-03-02,Tea,", "“-1” does not come to whole minutes. Write it such as 1½, 1.5, 1:30."),
    ("7,,{a},{b},99999999,2024-03-02,Tea,", "“99999999” is too long a time."),
    ("7,,{a},{b},0,2024-03-02,Tea,", "Write a time of more than nothing and no more than 24 hours."),
    ("7,,{a},{b},24:01,2024-03-02,Tea,", "Write a time of more than nothing and no more than 24 hours."),
    ("7,,{a},{b},1,02/03/2024,Tea,", "“02/03/2024” is no day as we read it. Write it as 2026-01-31."),
    ("7,,{a},{b},1,20240302,Tea,", "“20240302” is no day as we read it. Write it as 2026-01-31."),
    ("7,,{a},{b},1,2023-02-29,Tea,", "“2023-02-29” is no day as we read it. Write it as 2026-01-31."),
    ("7,,{a},{b},1,1899-12-31,Tea,", "1899-12-31 is no day of the past."),
    ("7,,{a},{b},1,2024-03-02,,", "Write what it was for, or which kind of help it was."),
    ("7,,{a},{b},1,2024-03-02," + "x" * 501 + ",", "Say what it was for in at most 500 letters."),
    ("7,,{a},{b},1,2024-03-02,T\0a,", "There is a letter in this line that cannot be kept. Write the words again."),
    (
        "7,,{a},{b},1,2024-03-02,Tea,Sailing",
        "There is no kind of help called “Sailing”. Add it first, or leave the category empty.",
    ),
    (
        "7,opening,{a},{b},1,2024-03-02,,",
        "An opening balance names its member as the giver. Leave the receiver empty.",
    ),
    (
        "7,,{a},{b},1,5,2024-03-02,Tea,",
        "This line has more cells than the first line has names. Put a value with a comma in quotation marks.",
    ),
]


@pytest.mark.parametrize(("line", "sentence"), BAD)
def test_a_line_that_cannot_be_read_is_named_with_its_reason(bank, ann, bob, folder, line, sentence):
    good = f"1,,{ann.number},{bob.number},1,2024-03-01,Tea,"
    path = a_file(folder, good, line.format(a=ann.number, b=bob.number))

    assert refused(bank, path) == [
        f"Line 3: {sentence}",
        "Nothing was imported. Lines to put right first: 1 of 2.",
    ]


def test_every_bad_line_is_named_those_the_ledger_refuses_too(bank, ann, bob, folder):
    left = make.make_member(bank)
    ledger.close_account(left.account_id, by="system", reason="LEFT")
    path = a_file(
        folder,
        f"1,,{ann.number},{bob.number},1,2024-03-01,Tea,",
        "",
        f'2,,{ann.number},{bob.number},1,2024-03-02,"Tea,\nand cake",',
        f"3,,{left.number},{bob.number},1,2024-03-02,Tea,",
        f"4,,{ann.number},{bob.number},x,2024-03-02,Tea,",
        f"1,,{ann.number},{bob.number},13,2024-03-04,Tea,",
        f"5,,{ann.number},{bob.number},13,2024-03-05,Tea,",
        f"6,,{ann.number},{bob.number},1,2024-03-06,Tea,",
    )

    assert refused(bank, path) == [
        "Line 6: One of the two accounts is closed, so no hours can move.",
        "Line 7: “x” does not come to whole minutes. Write it such as 1½, 1.5, 1:30.",
        "Line 8: Line 2 has the same number. Each line needs its own.",
        "Line 9: From here the account that the hours come from is below its floor of −12 hours. "
        "These rows, with any hours set aside, take it down to −16 hours. An admin can lower that floor first.",
        "Nothing was imported. Lines to put right first: 4 of 7.",
    ]


def test_nothing_lies_in_the_future(bank, ann, bob, folder):
    tomorrow = bank.day(timezone.now()) + datetime.timedelta(days=1)
    path = a_file(folder, f"1,,{ann.number},{bob.number},1,{tomorrow},Tea,")

    assert refused(bank, path)[0] == f"Line 2: {tomorrow} is no day of the past."


def test_nothing_lies_in_a_closed_month(bank, ann, bob, folder):
    ledger.close_through(bank.book_id, day=datetime.date(2024, 3, 31), by="system")
    path = a_file(folder, *[f"{day},,{ann.number},{bob.number},1,{day},Tea," for day in ("2024-04-01", "2024-03-31")])

    assert refused(bank, path)[0] == "Line 3: That day lies in a month that is closed."


def test_limits_bind_in_the_order_of_the_days_not_of_the_lines(bank, ann, bob, folder):
    path = a_file(
        folder,
        f"2,,{ann.number},{bob.number},20,2024-03-02,A long day,",
        f"1,opening,{bob.number},,10,2024-03-02,,",
    )

    assert run(bank, path) == "Imported. Past exchanges: 1, opening balances: 1."
    assert balance(bob) == -600


def test_rows_that_newer_lines_push_to_a_later_day_are_counted(bank, ann, bob, folder):
    make.posted_exchange(ann, bob)
    today = bank.day(timezone.now()).isoformat()
    path = a_file(folder, f"2,,{ann.number},{bob.number},1,2024-03-02,Tea,")

    expected = "Booked on a later day than they happened: 1, for their accounts have newer lines"
    assert expected in run(bank, path, "--dry-run")
    assert expected in run(bank, path)
    assert lines_of(ann)[1] == (today, "EXCHANGE", 60, "Tea")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_files_of_any_spreadsheet_are_read(bank, ann, bob, folder, encoding, mark):
    line = f'9,exchange,{ann.number},{bob.number},"1.5",2024-03-02,Tee für Zoë,'
    head = "Number,KIND,Giver,receiver,Hours,Date,What_For,Category"
    path = a_file(folder, line.replace(",", mark), head=head.replace(",", mark), encoding=encoding)

    run(bank, path)

    assert lines_of(ann) == [("2024-03-02", "EXCHANGE", 90, "Tee für Zoë")]


def test_the_example_in_the_manual_works(bank, ann, bob, folder):
    make.make_category(bank, name="Garden")
    Member.objects.filter(pk=ann.pk).update(number=31)
    Member.objects.filter(pk=bob.pk).update(number=7)
    manual = Path("docs/import.md").read_text(encoding="utf-8")
    head, *lines = re.findall(r"```csv\n(.*?)```", manual, re.DOTALL)[-1].splitlines()

    assert run(bank, a_file(folder, *lines, head=head)) == "Imported. Past exchanges: 2, opening balances: 2."
    assert (balance(ann), balance(bob)) == (795, -165)


def test_minutes_may_stand_instead_of_hours_and_other_columns_are_named(bank, ann, bob, folder):
    head = "date,minutes,giver,receiver,what for,number,telephone"
    path = a_file(folder, f"2024-03-02,95,{ann.number},{bob.number},Tea,9,01632 960000", head=head)
    errors = io.StringIO()

    call_command("import_exchanges", str(path), "--bank", bank.slug, stdout=io.StringIO(), stderr=errors)

    assert balance(ann) == 95
    assert errors.getvalue() == "These columns are not imported: telephone.\n"


def test_an_opening_balance_of_nothing_needs_no_transfer(bank, ann, bob, folder):
    path = a_file(folder, f"1,opening,{ann.number},,0,2024-01-01,,", f"2,opening,{bob.number},,0:30,2024-01-01,,")

    assert run(bank, path) == "Imported. Past exchanges: 0, opening balances: 1."
    assert lines_of(ann) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first line names the columns. These are missing: number, giver, receiver, date, what for."),
        (b"number,giver,receiver,hours,date\n", "The first line names the columns. These are missing: what for."),
        (b"number,giver,receiver,date,what for\n", "The time stands in one column, called “hours” or “minutes”, and"),
        (b"number,giver,receiver,hours,minutes,date,what for\n", "The time stands in one column"),
        (b"number,number,giver,receiver,hours,date,what for\n", "These columns are there twice: number."),
        (HEAD.encode() + b"\n\n", "There is nothing to import in"),
        (HEAD.encode() + b"\n1,,1,2,1,2024-03-02,Caf\xe9,\n", "The letters of this file are not UTF-8."),
        (HEAD.encode() + b'\n1,,1,2,1,2024-03-02,"Tea,\n', "This is no CSV file as we can read it"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(bank, folder, content, sentence):
    path = folder / "history.csv"
    path.write_bytes(content)

    (said,) = refused(bank, path)

    assert sentence in said


def test_a_missing_file_and_a_missing_bank_are_one_sentence(bank, folder):
    assert refused(bank, folder / "none.csv") == [f"Could not read {folder}/none.csv: No such file or directory."]
    with pytest.raises(CommandError, match="There is no time bank called 'nowhere'"):
        call_command("import_exchanges", str(a_file(folder)), "--bank", "nowhere")


def test_hostile_words_are_kept_as_they_were_written(bank, ann, bob, folder):
    words = "=cmd|'/c calc'!A1; \\N \\. \"quoted\"\\t 🧵 مرحبا"
    quoted = words.replace('"', '""')
    run(bank, a_file(folder, f'1,,{ann.number},{bob.number},1,2024-03-02,"{quoted}",'))

    assert lines_of(ann)[0][3] == words
    assert Exchange.objects.get(bank=bank).description == words
