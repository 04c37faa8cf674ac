"""The auditor's command: what it says, what it finds behind the seals, and what it says of bad questions."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command

from ledger import actions, reads
from ledger.models import Book
from ledger.reads import proof
from tests.ledger.making import new_account, new_book, pay

SETS_BALANCES = """
  UPDATE ledger_balance b SET minutes = last.balance_after, entries_count = last.number, last_booked_on = last.booked_on
    FROM (SELECT DISTINCT ON (account_id) * FROM ledger_entry ORDER BY account_id, number DESC) last
   WHERE b.account_id = last.account_id
"""


@pytest.fixture
def sealed(committed_bank, superuser_connection):
    """Three transfers under a seal, a fourth under another one; and a way to change the past as a superuser."""
    burnt = _next_id(superuser_connection)
    names = {"burnt": burnt, "ann": committed_bank.ann, "bob": committed_bank.bob, "book": committed_bank.book}
    names |= {f"t{number}": pay(committed_bank.ann, committed_bank.bob, 60) for number in (1, 2, 3)}
    actions.seal_book(committed_bank.book)
    names["t4"] = pay(committed_bank.bob, committed_bank.ann, 30)
    actions.seal_book(committed_bank.book)

    def tamper(*statements):
        with superuser_connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in statements:
                cursor.execute(statement.format(**names))
            cursor.execute("RESET session_replication_role")
        return names

    return tamper


def _next_id(connection) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_transfer', 'id'))")
        return cursor.fetchone()[0]


def said_by(capsys, *arguments) -> str:
    """Run the command on a ledger that is not whole and give what it printed."""
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", *arguments)
    assert ended.value.code == 1
    return capsys.readouterr().out


def slug_of(book: int) -> str:
    return Book.objects.get(pk=book).slug


# Each of these leaves entries and balances in perfect order: the seals alone know of it.
BEHIND_THE_SEALS = {
    "a row changed": (
        ["UPDATE ledger_transfer SET reference = 'exchange:999' WHERE id = {t2}"],
        "transfer {t2} was changed since seal 1",
    ),
    "a row removed": (
        [
            "DELETE FROM ledger_entry WHERE transfer_id = {t4}",
            "DELETE FROM ledger_transfer WHERE id = {t4}",
            SETS_BALANCES,
        ],
        "transfer {t4} was removed since seal 2",
    ),
    "a row inserted": (
        [
            """INSERT INTO ledger_transfer (id, book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on,
                                            recorded_at, recorded_by, reason, forced)
               VALUES ({burnt}, {book}, gen_random_uuid(), 'EXCHANGE', {ann}, {bob}, 600, 'exchange:999', current_date,
                       now(), 'member:1', '', false)""",
            """INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes,
                                         balance_after, booked_on)
               SELECT {burnt}, account_id, {book}, max(number) + 1, 999999999, change, sum(minutes) + change,
                      max(booked_on)
                 FROM ledger_entry, LATERAL (SELECT CASE account_id WHEN {ann} THEN -600 ELSE 600 END) AS by (change)
                WHERE book_id = {book} GROUP BY account_id, change""",
            SETS_BALANCES,
        ],
        "transfer {burnt} was put in later since seal 1",
    ),
    "two rows in another order": (
        [
            "UPDATE ledger_entry SET number = number + 1000 WHERE transfer_id IN ({t1}, {t2})",
            """UPDATE ledger_entry e
                  SET number = o.number - 1000, journal_number = o.journal_number, balance_after = o.balance_after
                 FROM ledger_entry o
                WHERE e.account_id = o.account_id
                  AND (e.transfer_id, o.transfer_id) IN (({t1}, {t2}), ({t2}, {t1}))""",
        ],
        "transfer {t1} was changed since seal 1",
    ),
    "a limit changed": (
        [
            "UPDATE ledger_limit SET floor_minutes = -9000 WHERE account_id = {ann}",
            "UPDATE ledger_balance SET floor_minutes = -9000 WHERE account_id = {ann}",
        ],
        "limit ",
    ),
    "a whole seal taken out": (["DELETE FROM ledger_seal WHERE book_id = {book} AND number = 1"], "a seal is missing"),
    "a seal made again": (
        ["UPDATE ledger_seal SET hash = repeat('0', 64) WHERE book_id = {book} AND number = 1"],
        "seal 2 does not continue the seal before it",
    ),
}


@pytest.mark.parametrize(("statements", "detail"), BEHIND_THE_SEALS.values(), ids=BEHIND_THE_SEALS.keys())
def test_the_seals_find(sealed, capsys, statements, detail):
    names = sealed(*statements)

    lines = said_by(capsys).splitlines()

    assert {line.split()[0] for line in lines} == {"SEAL"}
    assert any(detail.format(**names) in line for line in lines), lines


def test_holds_that_do_not_add_up_are_found(sealed, capsys):
    names = sealed("UPDATE ledger_balance SET held_minutes = 45 WHERE account_id = {ann}")

    assert said_by(capsys).startswith(f"HELD {slug_of(names['book'])} - {names['ann']} 45 minutes are set aside")


def test_a_broken_running_balance_is_found_before_it_is_sealed(sealed, committed_bank, capsys):
    new = pay(committed_bank.ann, committed_bank.bob, 10)
    sealed(f"UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE transfer_id = {new}")

    assert f" {new} " in said_by(capsys, "--since-seal")


def test_what_is_sealed_is_not_proved_again(sealed, capsys):
    sealed("UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE transfer_id = {t1}")

    call_command("verify_ledger", "--since-seal")

    said = "What came after the last seal is whole. Books: 1, transfers: 0, entries: 0, holds: 0, seals: 0.\n"
    assert capsys.readouterr().out == said


@pytest.fixture
def kept_file(sealed, committed_bank, tmp_path):
    """The latest seal as it was kept outside."""
    latest = reads.latest_seal(committed_bank.book)
    kept = reads.KeptSeal(bank=slug_of(committed_bank.book), number=latest.number, hash=latest.hash)
    path = tmp_path / "kept.json"
    path.write_text(kept.as_text())
    return str(path)


def test_a_seal_that_was_kept_is_still_there(kept_file, capsys):
    call_command("verify_ledger", "--seal", kept_file)

    said = "The ledger is whole. Books: 1, transfers: 4, entries: 8, holds: 0, seals: 2.\n"
    assert capsys.readouterr().out == said


def test_an_older_backup_that_was_restored_is_found(sealed, kept_file, capsys):
    names = sealed(
        "DELETE FROM ledger_seal WHERE book_id = {book} AND number = 2",
        "DELETE FROM ledger_entry WHERE transfer_id = {t4}",
        "DELETE FROM ledger_transfer WHERE id = {t4}",
        SETS_BALANCES,
    )
    call_command("verify_ledger")  # by itself it is in perfect order
    capsys.readouterr()

    said = said_by(capsys, "--seal", kept_file)

    slug = slug_of(names["book"])
    assert said == f"SEAL {slug} - - seal 2 of the file is not here: what came before it may be lost\n"


def test_a_past_that_was_rewritten_with_its_seals_is_found(sealed, kept_file, committed_bank, capsys):
    """Whoever can write anything can seal anew as well; what was kept elsewhere they cannot reach."""
    sealed(
        "DELETE FROM ledger_seal WHERE book_id = {book}",
        "UPDATE ledger_transfer SET reference = 'exchange:999' WHERE id = {t2}",
    )
    actions.seal_book(committed_bank.book)
    pay(committed_bank.ann, committed_bank.bob, 5)
    actions.seal_book(committed_bank.book)

    assert "seal 2 is not the one in the file: the past was changed" in said_by(capsys, "--seal", kept_file)


def test_a_seal_of_a_bank_that_is_not_proved_proves_nothing(kept_file, capsys):
    other = slug_of(new_book())

    assert "the file's time bank is not among those proved" in said_by(capsys, "--seal", kept_file, "--bank", other)


FILES = {
    "that is no text": b"\xff\xfe\x00\x01",
    "with nothing in it": b"",
    "with a list in it": b"[1]",
    "with numbers that are none": b'{"timebank-seal": 1, "bank": "a", "number": 1e999, "hash": "b"}',
    "of another kind": b'{"timebank-seal": 2, "bank": "a", "number": 1, "hash": "b"}',
    "that has no end": b"[" * 100_000,
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_a_file_is_refused(db, tmp_path, content):
    path = tmp_path / "kept.json"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=re.escape("That file holds no seal of a ledger.")):
        call_command("verify_ledger", "--seal", str(path))


def test_a_file_that_is_not_there_is_a_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("verify_ledger", "--seal", str(tmp_path / "nothing.json"))


def test_says_what_is_whole(bank, capsys):
    pay(bank.ann, bank.bob)

    call_command("verify_ledger")

    said = "The ledger is whole. Books: 1, transfers: 1, entries: 2, holds: 0, seals: 0.\n"
    assert capsys.readouterr().out == said


def test_answers_with_one_json_object(bank, capsys):
    call_command("verify_ledger", "--json")

    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "books": 1,
        "transfers": 0,
        "entries": 0,
        "seals": 0,
        "faults": [],
    }


def test_names_each_fault_in_json(sealed, capsys):
    names = sealed("UPDATE ledger_balance SET floor_minutes = 0 WHERE account_id = {bob}")

    assert json.loads(said_by(capsys, "--json"))["faults"] == [
        {
            "kind": "LIMIT",
            "bank": slug_of(names["book"]),
            "transfer": None,
            "account": names["bob"],
            "detail": "the balance holds other limits than the last that were set",
        }
    ]


def test_exits_with_one_and_a_line_for_each_fault(sealed, capsys):
    names = sealed("UPDATE ledger_balance SET floor_minutes = 0 WHERE account_id = {bob}")

    detail = "the balance holds other limits than the last that were set"
    assert said_by(capsys) == f"LIMIT {slug_of(names['book'])} - {names['bob']} {detail}\n"


def test_proves_one_bank_alone(sealed, capsys):
    sealed("UPDATE ledger_balance SET floor_minutes = 0 WHERE account_id = {bob}")
    sound = actions.open_book(slug="sound", zone="Europe/London")
    new_account(sound.pk)

    call_command("verify_ledger", "--bank", sound.slug, "--json")

    assert json.loads(capsys.readouterr().out)["books"] == 1


def test_names_an_unknown_bank_in_a_sentence(db):
    with pytest.raises(CommandError, match="There is no time bank called 'nowhere'"):
        call_command("verify_ledger", "--bank", "nowhere")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_shows_progress_on_a_terminal_alone(bank):
    terminal, pipe = Terminal(), io.StringIO()

    call_command("verify_ledger", stderr=terminal)
    call_command("verify_ledger", stderr=pipe)

    assert "[########################################] 14/14\n" in terminal.getvalue()
    assert "#" not in pipe.getvalue()


def test_a_ruined_ledger_is_told_by_its_first_faults(sealed, committed_bank, capsys, monkeypatch):
    """Every row of a large book may be wrong: naming them all would fill the memory."""
    monkeypatch.setattr(proof, "FAULTS_LISTED", 1)
    sealed("UPDATE ledger_transfer SET recorded_by = 'member:9'")

    with pytest.raises(SystemExit):
        call_command("verify_ledger")

    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4  # two seals and one row of each, of two seals and four rows
    assert [line for line in said.out.splitlines() if "does not match its rows" in line] == [
        f"SEAL {slug_of(committed_bank.book)} - - seal {number} does not match its rows" for number in (1, 2)
    ]
    assert "Only the first 1 faults of the kind SEAL" in said.err
