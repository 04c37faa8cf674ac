"""SQL that would break a law of holds, seals or closings, said to PostgreSQL directly: each is refused."""

import pytest
from psycopg2.errors import (
    CheckViolation,
    InsufficientPrivilege,
    InvalidTransactionState,
    RestrictViolation,
    UniqueViolation,
)

from ledger import actions, reads
from tests.ledger.making import (
    capture,
    new_book,
    run_out,
    set_aside,
    state,
    whole,
)


@pytest.fixture
def held(committed_bank):
    """A bank with one open hold, as values to put into statements."""
    bank = committed_bank
    hold = set_aside(bank.ann, bank.bob, 60)
    return {"hold": hold, "book": bank.book, "other": new_book(), "ann": bank.ann, "bob": bank.bob, "pot": bank.pot}


def said(connection, statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


TABLES = ["ledger_hold", "ledger_holdend", "ledger_closing", "ledger_mark", "ledger_seal"]
CHANGES = ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_the_application_role_changes_nothing(held, application_connection, table, change):
    with pytest.raises(InsufficientPrivilege):
        said(application_connection, change.format(table), held)

    whole()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_owner_changes_history(held, owner_connection, table, change):
    with pytest.raises(RestrictViolation, match="the ledger forbids"):
        said(owner_connection, change.format(table), held)

    whole()


SEALED = """
  INSERT INTO ledger_seal (book_id, number, sealed_at, accounts_through, limits_through, holds_through, ends_through,
                           transfers_through, closings_through, rows_count, transfers_count, previous, hash,
                           row_digests)
  VALUES (%(book)s, 1, now(), 0, 0, 0, 0, 0, 0, 0, 0, '', '', '')
"""
MARKED = """
  INSERT INTO ledger_mark (taken_at, accounts_through, limits_through, holds_through, ends_through, transfers_through,
                           closings_through) VALUES (now(), 9, 9, 9, 9, 9, 9)
"""
SMUGGLED = {
    "a seal": SEALED,
    "a mark": MARKED,
    "a hold's id": "INSERT INTO ledger_hold (id) VALUES (99)",
    "a hold's moment": "INSERT INTO ledger_hold (held_at) VALUES (now())",
    "an end's moment": "INSERT INTO ledger_holdend (hold_id, ended_at) VALUES (%(hold)s, now())",
    "a closing's reach": "INSERT INTO ledger_closing (book_id, transfers_through) VALUES (%(book)s, 9)",
    "a closing's moment": "INSERT INTO ledger_closing (book_id, closed_at) VALUES (%(book)s, now())",
    "held minutes set by hand": "UPDATE ledger_balance SET held_minutes = 0 WHERE account_id = %(ann)s",
    "a hold moved to another's account": "UPDATE ledger_hold SET payer_id = %(bob)s WHERE id = %(hold)s",
    "a trigger taken off": "ALTER TABLE ledger_holdend DISABLE TRIGGER USER",
    "a sequence set back": "SELECT setval('ledger_hold_id_seq', 1)",
}


@pytest.mark.parametrize("statement", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_the_application_role_smuggles_nothing_in(held, application_connection, statement):
    with pytest.raises(InsufficientPrivilege):
        said(application_connection, statement, held)

    whole()


END = "INSERT INTO ledger_holdend (hold_id, outcome, reason, ended_by) VALUES (%(hold)s, {0}, '', 'member:1')"
SET_ASIDE = """
  INSERT INTO ledger_hold (book_id, key, payer_id, payee_id, minutes, reference, expires_at, held_by)
  VALUES ({book}, gen_random_uuid(), {payer}, {payee}, {minutes}, 'exchange:attack', now() + interval '1 day', 'x')
"""
CAPTURE = """
  INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on, recorded_by,
                               reason, forced, batch, hold_id)
  VALUES (%(book)s, gen_random_uuid(), '{kind}', {payer}, {payee}, {minutes}, 'exchange:attack', '2020-01-01', 'x',
          '', false, gen_random_uuid(), {hold})
"""


def aside(**fields):
    given = {"book": "%(book)s", "payer": "%(ann)s", "payee": "%(bob)s", "minutes": "60"}
    return SET_ASIDE.format(**given | fields)


def captured(**fields):
    given = {"kind": "EXCHANGE", "payer": "%(ann)s", "payee": "%(bob)s", "minutes": "60", "hold": "%(hold)s"}
    return CAPTURE.format(**given | fields)


FORGED = {
    "captured without a transfer": (END.format("'CAPTURED'"), "ledger_hold"),
    "expired before its time": (END.format("'EXPIRED'"), "ledger_hold"),
    "ended some other way": (END.format("'LOST'"), "ledger_holdend_outcome"),
    "a hold of no minutes": (aside(minutes="0"), "ledger_hold_minutes"),
    "a hold of less than none": (aside(minutes="-60"), "ledger_hold_minutes"),
    "a hold past the floor": (aside(minutes="541"), "ledger_floor"),
    "a hold in another book": (aside(book="%(other)s"), "ledger_book"),
    "a hold in no book": (aside(book="NULL"), "ledger_account"),
    "a hold with itself": (aside(payee="%(ann)s"), "ledger_hold_two_accounts"),
    "a capture of more": (captured(minutes="61"), "ledger_hold"),
    "a capture for somebody else": (captured(payee="%(pot)s"), "ledger_hold"),
    "a capture the other way": (captured(payer="%(bob)s", payee="%(ann)s"), "ledger_hold"),
    "a capture of nothing": (captured(hold="999999"), "ledger_hold"),
    "a capture as a settlement": (captured(kind="SETTLEMENT"), "ledger_transfer_captures"),
}


@pytest.mark.parametrize(("statement", "law"), FORGED.values(), ids=FORGED.keys())
def test_a_row_against_a_law_is_refused(held, application_connection, statement, law):
    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, statement, held)

    assert refusal.value.diag.constraint_name == law
    assert state(held["ann"]).held_minutes == 60
    whole()


@pytest.mark.parametrize("outcome", ["'CAPTURED'", "'RELEASED'"])
def test_a_second_end_is_refused(held, application_connection, outcome):
    capture(held["hold"], held["ann"], held["bob"])

    with pytest.raises(UniqueViolation) as refusal:
        said(application_connection, END.format(outcome), held)

    assert refusal.value.diag.constraint_name == "ledger_holdend_once"
    whole()


def test_an_ended_hold_is_not_captured_in_sql_either(held, application_connection):
    actions.release(held["hold"], by="member:2", reason="DECLINED")

    with pytest.raises(UniqueViolation) as refusal:
        said(application_connection, captured(), held)

    assert refusal.value.diag.constraint_name == "ledger_holdend_once"
    assert reads.balance_of(held["bob"]) == 0
    whole()


def test_an_expired_hold_is_not_captured_in_sql_either(held, application_connection, owner_connection):
    run_out(owner_connection, held["hold"])

    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, captured(), held)

    assert refusal.value.diag.constraint_name == "ledger_hold_expired"
    whole()


def test_two_transfers_of_one_statement_capture_one_hold_once(held, application_connection):
    two = """
      INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on, recorded_by,
                                   reason, forced, hold_id)
      SELECT %(book)s, gen_random_uuid(), 'EXCHANGE', %(ann)s, %(bob)s, 30, 'exchange:twin' || n, '2020-01-01', 'x', '',
             false, %(hold)s FROM generate_series(1, 2) n
    """

    with pytest.raises(UniqueViolation):
        said(application_connection, two, held)

    assert reads.balance_of(held["bob"]) == 0
    whole()


PAID = """
  INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on,
                               recorded_by, reason, forced)
  VALUES (%(book)s, gen_random_uuid(), 'EXCHANGE', %(ann)s, %(bob)s, 30, 'exchange:late', '2020-01-01', '2020-01-01',
          'member:1', '', false)
"""
CLOSED = "INSERT INTO ledger_closing (book_id, closed_through, closed_by) VALUES (%(book)s, '2020-01-31', 'member:2')"


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("statement", [PAID, CLOSED, "SELECT ledger_take_mark()"])
def test_nobody_writes_from_a_snapshot_of_before(held, application_connection, level, statement):
    """It would not see the month that was closed meanwhile, nor the row that a seal must not pass."""
    said(application_connection, f"BEGIN ISOLATION LEVEL {level}; SELECT FROM ledger_book", held)

    with pytest.raises(InvalidTransactionState, match="READ COMMITTED alone"):
        said(application_connection, statement, held)

    application_connection.rollback()
    whole()
