"""A superuser can write anything with the triggers off: the proof finds it."""

import contextlib

import pytest

from ledger import actions, reads
from tests.ledger.making import days_ago, new_account, new_book, pay, take_back

DAY_BEFORE = "booked_on = booked_on - 1"


@pytest.fixture
def tampered(committed_bank, superuser_connection):
    """Some history, and a way to change it with the triggers off: {t1} to {t3}, {ann}, {bob}, {book}, {other}."""
    other = new_book()
    t1 = pay(committed_bank.ann, committed_bank.bob, 60, booked_on=days_ago(3))
    t2 = pay(committed_bank.ann, committed_bank.bob, 30)
    t3 = take_back(t2)
    names = {"t1": t1, "t2": t2, "t3": t3, "ann": committed_bank.ann, "bob": committed_bank.bob}
    names |= {"book": committed_bank.book, "other": other, "stranger": new_account(other)}

    def tamper(statement):
        with superuser_connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement.format(**names))
            cursor.execute("RESET session_replication_role")
        return {(fault.kind, fault.transfer, fault.account) for fault in reads.prove().faults}, names

    return tamper


TAMPERINGS = {
    "a transfer without its entries": ("DELETE FROM ledger_entry WHERE transfer_id = {t1}", {"ENTRIES": "t1"}),
    "a transfer without one entry": (
        "DELETE FROM ledger_entry WHERE transfer_id = {t1} AND account_id = {ann}",
        {"ENTRIES": "t1"},
    ),
    "a transfer with other minutes": ("UPDATE ledger_transfer SET minutes = 61 WHERE id = {t1}", {"ENTRIES": "t1"}),
    "a transfer between others": (
        "UPDATE ledger_transfer SET payer_id = payee_id, payee_id = payer_id WHERE id = {t1}",
        {"ENTRIES": "t1"},
    ),
    "a transfer taken out": ("DELETE FROM ledger_transfer WHERE id = {t1}", {"STRAY_ENTRY": "t1"}),
    "an entry taken along": (
        """UPDATE ledger_entry SET account_id = (SELECT id FROM ledger_account WHERE book_id = {book} AND kind = 'POT')
            WHERE transfer_id = {t1} AND account_id = {ann}""",
        {"STRAY_ENTRY": "t1", "ENTRIES": "t1"},
    ),
    "an entry with other minutes": (
        "UPDATE ledger_entry SET minutes = minutes + 1 WHERE transfer_id = {t1}",
        {"ENTRIES": "t1", "HISTORY": "t1", "NOT_ZERO": None},
    ),
    "a forged entry": (
        """INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes, balance_after,
                                     booked_on) VALUES (999999, {bob}, {book}, 4, 999999, 600, 660, current_date)""",
        {"STRAY_ENTRY": None, "BALANCE": None, "NOT_ZERO": None},
    ),
    "a third entry": (
        """INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes, balance_after,
                                     booked_on)
           SELECT {t1}, id, {book}, 1, 999999, 600, 600, current_date
             FROM ledger_account WHERE book_id = {book} AND kind = 'POT'""",
        {"STRAY_ENTRY": "t1"},
    ),
    "a broken running balance": (
        "UPDATE ledger_entry SET balance_after = balance_after + 5 WHERE transfer_id = {t2} AND account_id = {bob}",
        {"HISTORY": "t2"},
    ),
    "a gap in the numbers": (
        "UPDATE ledger_entry SET number = 9 WHERE transfer_id = {t3} AND account_id = {bob}",
        {"HISTORY": "t3", "BALANCE": None},
    ),
    "a balance set by hand": ("UPDATE ledger_balance SET minutes = 600 WHERE account_id = {bob}", {"BALANCE": None}),
    "two balances set by hand": (
        "UPDATE ledger_balance SET minutes = -minutes WHERE account_id IN ({ann}, {bob})",
        {"BALANCE": None},
    ),
    "a count set by hand": ("UPDATE ledger_balance SET entries_count = 9 WHERE account_id = {bob}", {"BALANCE": None}),
    "a last day set by hand": (
        "UPDATE ledger_balance SET last_booked_on = '2000-01-01' WHERE account_id = {bob}",
        {"BALANCE": None},
    ),
    "a balance taken out": ("DELETE FROM ledger_balance WHERE account_id = {bob}", {"BALANCE": None}),
    "a balance in another book": (
        "UPDATE ledger_balance SET book_id = {other} WHERE account_id = {bob}",
        {"BALANCE": None},
    ),
    "different days on both sides": (
        f"UPDATE ledger_entry SET {DAY_BEFORE} WHERE transfer_id = {{t1}} AND account_id = {{ann}}",
        {"ENTRIES": "t1"},
    ),
    "a day before the day before": (
        "UPDATE ledger_entry SET booked_on = '2000-01-01' WHERE transfer_id = {t2}",
        {"HISTORY": "t2"},
    ),
    "different places in the journal": (
        "UPDATE ledger_entry SET journal_number = 999999 WHERE transfer_id = {t1} AND account_id = {ann}",
        {"ENTRIES": "t1", "HISTORY": "t2"},
    ),
    "a floor set by hand": ("UPDATE ledger_balance SET floor_minutes = NULL WHERE account_id = {bob}", {"LIMIT": None}),
    "a ceiling set by hand": (
        "UPDATE ledger_balance SET ceiling_minutes = 9 WHERE account_id = {bob}",
        {"LIMIT": None},
    ),
    "an account closed by hand": (
        "UPDATE ledger_balance SET is_open = false WHERE account_id = {bob}",
        {"LIMIT": None},
    ),
    "limits taken out": ("DELETE FROM ledger_limit WHERE account_id = {bob}", {"LIMIT": None}),
    "a limit changed": ("UPDATE ledger_limit SET floor_minutes = -9 WHERE account_id = {bob}", {"LIMIT": None}),
    "a transfer in another book": (
        "UPDATE ledger_transfer SET book_id = {other} WHERE id = {t1}",
        {"ACROSS_BOOKS": "t1", "STRAY_ENTRY": "t1"},
    ),
    "an account in another book": (
        "UPDATE ledger_account SET book_id = {other} WHERE id = {bob}",
        {"ACROSS_BOOKS": "t1", "BALANCE": None},
    ),
    "a transfer across books": (
        "UPDATE ledger_transfer SET payee_id = {stranger} WHERE id = {t1}",
        {"ACROSS_BOOKS": "t1", "ENTRIES": "t1", "STRAY_ENTRY": "t1"},
    ),
    "a reversal of another transfer": (
        "UPDATE ledger_transfer SET reverses_id = {t1} WHERE id = {t3}",
        {"REVERSAL": "t3"},
    ),
    "a reversal of a reversal": ("UPDATE ledger_transfer SET reverses_id = {t3} WHERE id = {t3}", {"REVERSAL": "t3"}),
    "a reversal of nothing": ("UPDATE ledger_transfer SET reverses_id = 999999 WHERE id = {t3}", {"REVERSAL": "t3"}),
    "a transfer of no book": ("UPDATE ledger_transfer SET book_id = 999999 WHERE id = {t1}", {"NO_BOOK": "t1"}),
    "an entry of no book": ("UPDATE ledger_entry SET book_id = 999999 WHERE transfer_id = {t1}", {"NO_BOOK": "t1"}),
    "an account taken out": ("DELETE FROM ledger_account WHERE id = {bob}", {"NO_BOOK": None}),
}


@pytest.mark.parametrize(("statement", "expected"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_the_proof_finds(tampered, statement, expected):
    faults, names = tampered(statement)

    for kind, transfer in expected.items():
        assert any(fault[0] == kind and (not transfer or fault[1] == names[transfer]) for fault in faults), faults


LAWS_TAKEN_OFF = {
    "a trigger switched off": (
        "ALTER TABLE ledger_transfer DISABLE TRIGGER append_only",
        "ALTER TABLE ledger_transfer ENABLE TRIGGER append_only",
        "trigger append_only on ledger_transfer is missing or disabled",
    ),
    "a trigger left to replicas": (
        "ALTER TABLE ledger_transfer ENABLE REPLICA TRIGGER posted",
        "ALTER TABLE ledger_transfer ENABLE TRIGGER posted",
        "trigger posted on ledger_transfer is missing or disabled",
    ),
    "a trigger dropped": (
        "DROP TRIGGER never_removed ON ledger_balance",
        """CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON ledger_balance
           FOR EACH STATEMENT EXECUTE FUNCTION ledger_forbid()""",
        "trigger never_removed on ledger_balance is missing or disabled",
    ),
    "a constraint dropped": (
        "ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_minutes",
        "ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_minutes CHECK (minutes > 0)",
        "constraint ledger_transfer_minutes is missing or not valid",
    ),
    "a constraint not validated": (
        """ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_minutes,
             ADD CONSTRAINT ledger_transfer_minutes CHECK (minutes > 0) NOT VALID""",
        "ALTER TABLE ledger_transfer VALIDATE CONSTRAINT ledger_transfer_minutes",
        "constraint ledger_transfer_minutes is missing or not valid",
    ),
    "a unique rule dropped": (
        "DROP INDEX ledger_transfer_reversed_once",
        """CREATE UNIQUE INDEX ledger_transfer_reversed_once ON ledger_transfer (reverses_id)
            WHERE reverses_id IS NOT NULL""",
        "constraint ledger_transfer_reversed_once is missing or not valid",
    ),
    "a function renamed": (
        "ALTER FUNCTION ledger_move RENAME TO ledger_moved",
        "ALTER FUNCTION ledger_moved RENAME TO ledger_move",
        "function ledger_move is missing or changed",
    ),
}


@contextlib.contextmanager
def done_and_undone(connection, do, undo):
    with connection.cursor() as cursor:
        cursor.execute(do)
        try:
            yield
        finally:
            cursor.execute(undo)


@pytest.mark.parametrize(("do", "undo", "detail"), LAWS_TAKEN_OFF.values(), ids=LAWS_TAKEN_OFF.keys())
def test_the_proof_finds_laws_taken_off(committed_bank, owner_connection, do, undo, detail):
    with done_and_undone(owner_connection, do, undo):
        assert [(fault.kind, fault.detail) for fault in reads.prove().faults] == [("LAW", detail)]

    assert reads.prove().ok


def test_the_proof_finds_a_function_with_another_body(committed_bank, owner_connection):
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_forbid'::regproc)")
        right = cursor.fetchone()[0]
    wrong = right.replace("BEGIN", "BEGIN RETURN NULL;")

    with done_and_undone(owner_connection, wrong, right):
        assert [fault.detail for fault in reads.prove().faults] == ["function ledger_forbid is missing or changed"]

    assert reads.prove().ok


def test_a_whole_ledger_is_proved_whole(bank):
    take_back(pay(bank.ann, bank.bob))
    actions.close_account(bank.ann, by="system", reason="LEFT")

    proof = reads.prove()

    assert (proof.ok, proof.books, proof.transfers, proof.entries) == (True, 1, 2, 4)


def test_a_proof_warns_of_what_risks_hours(bank):
    """The tests' own server gives up durability for speed, so it must be warned of."""
    assert any("fsync is off" in warning for warning in reads.prove().warnings)


def test_steps_are_counted_to_the_end(bank):
    seen = []

    reads.prove(step=lambda done, of: seen.append((done, of)))

    assert [done for done, _of in seen] == list(range(1, seen[-1][1] + 1))
