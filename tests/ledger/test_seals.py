"""Seals: whatever is changed behind them is found and named."""

import pytest

from ledger import actions, reads
from ledger.tasks import seal_books
from tests.ledger.making import capture, pay, set_aside, whole
from tests.ledger.sealing import hashed_again, kept, reads_one, slug_of, tamper, write_history


@pytest.fixture
def history(committed_bank):
    return write_history(committed_bank)


def details():
    return [fault.detail for fault in reads.prove().faults if fault.kind == "SEAL"]


def test_every_seal_is_what_the_tables_say(history):
    hashes = [seal.hash for seal in reversed(reads.seals_of(history["book"]))]

    assert hashed_again(history["book"]) == hashes
    assert [seal.transfers_count for seal in reversed(reads.seals_of(history["book"]))] == [3, 4]
    whole()


def test_what_is_sealed_is_not_sealed_again(history):
    assert actions.seal_book(history["book"]) == 0
    assert actions.seal_books() == 1  # the book of the burnt posting, which has accounts and nothing else
    assert actions.seal_books() == 0
    assert reads.latest_seal(history["book"]).number == 2


def test_the_job_seals_every_book_with_something_new(history):
    seal_books()
    pay(history["ann"], history["bob"], 5)

    seal_books()

    assert reads.latest_seal(history["book"]).number == 3
    whole()


TAMPERINGS = {
    "a transfer's cause": ("UPDATE ledger_transfer SET reference = 'x' WHERE id = {t2}", "transfer {t2} was changed"),
    "a transfer's actor": ("UPDATE ledger_transfer SET recorded_by = 'x' WHERE id = {t2}", "transfer {t2} was changed"),
    "a transfer's day": (
        "UPDATE ledger_transfer SET happened_on = '2001-01-01' WHERE id = {t2}",
        "transfer {t2} was changed",
    ),
    "a transfer's moment": (
        "UPDATE ledger_transfer SET recorded_at = recorded_at - interval '1 microsecond' WHERE id = {t2}",
        "transfer {t2} was changed",
    ),
    "a transfer's key": ("UPDATE ledger_transfer SET key = gen_random_uuid() WHERE id = {t2}", "transfer {t2} was"),
    "a transfer's batch": ("UPDATE ledger_transfer SET batch = gen_random_uuid() WHERE id = {t2}", "transfer {t2} was"),
    "a transfer's book": (
        "UPDATE ledger_transfer SET book_id = (SELECT max(id) FROM ledger_book) WHERE id = {t2}",
        "transfer {t2} was removed",
    ),
    "a transfer whose hold is forgotten": (
        "UPDATE ledger_transfer SET hold_id = NULL WHERE id = {t3}",
        "transfer {t3} was changed",
    ),
    "a transfer's entry": (
        "UPDATE ledger_entry SET balance_after = 0 WHERE transfer_id = {t1} AND account_id = {ann}",
        "transfer {t1} was changed",
    ),
    "an entry taken out": ("DELETE FROM ledger_entry WHERE transfer_id = {t1}", "transfer {t1} was changed"),
    "a transfer taken out": ("DELETE FROM ledger_transfer WHERE id = {t4}", "transfer {t4} was removed since seal 2"),
    "a transfer put in": (
        """INSERT INTO ledger_transfer (id, book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on,
                                        recorded_at, recorded_by, reason, forced)
           SELECT {burnt}, book_id, gen_random_uuid(), kind, payer_id, payee_id, minutes, 'x', happened_on, recorded_at,
                  recorded_by, reason, forced FROM ledger_transfer WHERE id = {t1}""",
        "transfer {burnt} was put in later since seal 1",
    ),
    "an account's code": ("UPDATE ledger_account SET code = 'x' WHERE id = {ann}", "account {ann} was changed"),
    "an account's kind": ("UPDATE ledger_account SET kind = 'EVENT' WHERE id = {ann}", "account {ann} was changed"),
    "an account taken out": ("DELETE FROM ledger_account WHERE id = {ann}", "account {ann} was removed"),
    "a hold's minutes": ("UPDATE ledger_hold SET minutes = 1 WHERE id = {h2}", "hold {h2} was changed since seal 1"),
    "a hold's time": (
        "UPDATE ledger_hold SET expires_at = now() WHERE id = {h3}",
        "hold {h3} was changed since seal 2",
    ),
    "a hold taken out": ("DELETE FROM ledger_hold WHERE id = {h3}", "hold {h3} was removed since seal 2"),
    "how a hold ended": (
        "UPDATE ledger_holdend SET outcome = 'EXPIRED' WHERE hold_id = {h2}",
        "end {e2} was changed since seal 2",
    ),
    "why a hold ended": ("UPDATE ledger_holdend SET reason = 'X' WHERE hold_id = {h2}", "end {e2} was changed"),
    "a hold's end taken out": ("DELETE FROM ledger_holdend WHERE hold_id = {h2}", "end {e2} was removed since seal 2"),
    "a limit's reason": ("UPDATE ledger_limit SET reason = 'X' WHERE id = {l2}", "limit {l2} was changed since seal 2"),
    "a warning level": ("UPDATE ledger_limit SET warning_minutes = 0 WHERE id = {l2}", "limit {l2} was changed"),
    "a limit taken out": ("DELETE FROM ledger_limit WHERE id = {l2}", "limit {l2} was removed since seal 2"),
    "a closing's day": (
        "UPDATE ledger_closing SET closed_through = '2001-01-31' WHERE book_id = {book}",
        "closing {c1} was changed since seal 1",
    ),
    "a closing taken out": ("DELETE FROM ledger_closing WHERE book_id = {book}", "closing {c1} was removed"),
    "a book's time zone": (
        "UPDATE ledger_book SET zone = 'Europe/Paris' WHERE id = {book}",
        "seal 1 itself, or the name or time zone of its book, was changed",
    ),
    "a seal's moment": (
        "UPDATE ledger_seal SET sealed_at = now() WHERE book_id = {book} AND number = 2",
        "seal 2 itself, or the name",
    ),
    "a seal's count": (
        "UPDATE ledger_seal SET transfers_count = 9 WHERE book_id = {book} AND number = 2",
        "seal 2 itself, or the name",
    ),
    "a seal that leaves off earlier": (
        "UPDATE ledger_seal SET transfers_through = {t1} WHERE book_id = {book} AND number = 1",
        "transfer {t2} was removed since seal 1",
    ),
    "a first seal taken out": (
        "DELETE FROM ledger_seal WHERE book_id = {book} AND number = 1",
        "a seal is missing",
    ),
    "a transfer below every seal": (
        "UPDATE ledger_transfer SET id = -1 WHERE id = {t1}",
        "a transfer below one, where no seal reaches",
    ),
    "a hold below every seal": ("UPDATE ledger_hold SET id = -1 WHERE id = {h3}", "hold -1 or its end below one"),
    "an account below every seal": ("UPDATE ledger_account SET id = -1 WHERE id = {ann}", "an account below one"),
    "a limit below every seal": ("UPDATE ledger_limit SET id = -1 WHERE id = {l2}", "limit -1 below one"),
    "a closing below every seal": ("UPDATE ledger_closing SET id = -1 WHERE id = {c1}", "closing -1 below one"),
}


@pytest.mark.parametrize(("statement", "detail"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_what_a_superuser_changes_is_named(history, superuser_connection, statement, detail):
    names = history | {
        "e2": reads_one("SELECT id FROM ledger_holdend WHERE hold_id = %s", history["h2"]),
        "l2": reads_one("SELECT max(id) FROM ledger_limit WHERE account_id = %s", history["bob"]),
        "c1": reads_one("SELECT id FROM ledger_closing WHERE book_id = %s", history["book"]),
    }

    tamper(superuser_connection, statement.format(**names))

    found = details()
    assert any(detail.format(**names) in line for line in found), found


def test_two_transfers_that_change_places_are_both_named(history, superuser_connection):
    aside = 10**9
    statements = []
    for table, column in (("ledger_transfer", "id"), ("ledger_entry", "transfer_id")):
        step = f"UPDATE {table} SET {column} = {{}} WHERE {column} = {{}}"
        places = [(aside, history["t1"]), (history["t1"], history["t2"]), (history["t2"], aside)]
        statements += [step.format(*place) for place in places]

    tamper(superuser_connection, *statements)

    changed = {fault.transfer for fault in reads.prove().faults if fault.kind == "SEAL" and fault.transfer}
    assert changed == {history["t1"], history["t2"]}


CONSISTENTLY = [
    "UPDATE ledger_transfer SET minutes = minutes + 10 WHERE id = {t3}",
    "UPDATE ledger_entry SET minutes = minutes + 10 * sign(minutes) WHERE transfer_id = {t3}",
    """UPDATE ledger_entry SET balance_after = balance_after + CASE account_id WHEN {ann} THEN -10 ELSE 10 END
        WHERE account_id IN ({ann}, {bob}) AND number >= 3""",
    """UPDATE ledger_balance SET minutes = minutes + CASE account_id WHEN {ann} THEN -10 ELSE 10 END
        WHERE account_id IN ({ann}, {bob})""",
]


def test_minutes_changed_everywhere_at_once_are_found_by_the_seals_alone(history, superuser_connection):
    tamper(superuser_connection, *(statement.format(**history) for statement in CONSISTENTLY))

    faults = reads.prove().faults
    assert {fault.kind for fault in faults} == {"SEAL"}
    assert {fault.transfer for fault in faults if fault.transfer} == {history["t3"], history["t4"]}


def test_a_last_seal_taken_out_is_found_by_the_kept_one(history, superuser_connection):
    outside = kept(history["book"])

    tamper(superuser_connection, f"DELETE FROM ledger_seal WHERE book_id = {history['book']} AND number = 2")

    whole()
    faults = reads.prove(kept=outside).faults
    assert [(fault.kind, fault.bank) for fault in faults] == [("SEAL", outside.bank)]
    assert reads.prove_since_seal(kept=outside).faults == faults


def test_only_what_is_new_is_proved_since_the_last_seal(history):
    new = [pay(history["ann"], history["bob"], 5), pay(history["bob"], history["ann"], 5)]
    hold = set_aside(history["ann"], history["bob"], 10)
    capture(hold, history["ann"], history["bob"], 10)
    capture(history["h3"], history["bob"], history["ann"], 15)  # held under the seal, captured after it

    proof = reads.prove_since_seal(bank=slug_of(history["book"]))

    assert (proof.ok, proof.transfers, proof.entries) == (True, len(new) + 2, 2 * (len(new) + 2))


NEW = {
    "minutes": ("UPDATE ledger_transfer SET minutes = 6 WHERE id = {new}", "ENTRIES"),
    "an entry": ("DELETE FROM ledger_entry WHERE transfer_id = {new} AND account_id = {ann}", "ENTRIES"),
    "a running balance": (
        "UPDATE ledger_entry SET balance_after = 7 WHERE transfer_id = {new} AND account_id = {ann}",
        "HISTORY",
    ),
    "the transfer": ("DELETE FROM ledger_transfer WHERE id = {new}", "STRAY_ENTRY"),
    "how its hold ended": ("UPDATE ledger_holdend SET outcome = 'RELEASED' WHERE hold_id = {hold}", "HOLD"),
    "its hold": ("DELETE FROM ledger_hold WHERE id = {hold}", "HOLD"),
    "its hold's minutes": ("UPDATE ledger_hold SET minutes = 1 WHERE id = {hold}", "HOLD"),
    "its day": ("UPDATE ledger_entry SET booked_on = '2001-01-01' WHERE transfer_id = {new}", "CLOSED_MONTH"),
}


@pytest.mark.parametrize(("statement", "kind"), NEW.values(), ids=NEW.keys())
@pytest.mark.parametrize("prove", [reads.prove, reads.prove_since_seal])
def test_what_is_changed_after_the_last_seal_is_named(history, superuser_connection, prove, statement, kind):
    hold = set_aside(history["ann"], history["bob"], 10)
    new = capture(hold, history["ann"], history["bob"], 5)

    tamper(superuser_connection, statement.format(new=new, hold=hold, ann=history["ann"]))

    assert (kind, new) in {(fault.kind, fault.transfer) for fault in prove().faults}
