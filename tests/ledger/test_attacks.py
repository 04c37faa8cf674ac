"""SQL that would break a law, said to PostgreSQL directly: each is refused, whatever Python would have allowed."""

import uuid

import psycopg2
import pytest
from psycopg2.errors import CheckViolation, InsufficientPrivilege, RestrictViolation, UniqueViolation

from ledger import actions, reads
from tests.ledger.making import days_ago, new_account, new_book, pay, take_back, today

INSERT = """
  INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on,
                               recorded_by, batch, reverses_id, reason, forced)
  VALUES (%(book)s, %(key)s, %(kind)s, %(payer)s, %(payee)s, %(minutes)s, %(reference)s, NULL, %(day)s,
          'member:1', %(batch)s, %(reverses)s, '', %(forced)s)
"""


@pytest.fixture
def moved(committed_bank):
    """A bank in which one transfer was posted, as values to put into statements."""
    transfer = pay(committed_bank.ann, committed_bank.bob, 60)
    return {
        "book": committed_bank.book,
        "ann": committed_bank.ann,
        "bob": committed_bank.bob,
        "transfer": transfer,
        "day": today(),
    }


def said(connection, statement, values=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def row(moved, **fields):
    given = {
        "book": moved["book"],
        "payer": moved["ann"],
        "payee": moved["bob"],
        "key": str(uuid.uuid4()),
        "kind": "EXCHANGE",
        "minutes": 60,
        "reference": "exchange:attack",
        "day": moved["day"],
        "batch": None,
        "reverses": None,
        "forced": False,
    }
    return {**given, **fields}


def nothing_moved(moved):
    assert reads.balances([moved["ann"], moved["bob"]]) == {moved["ann"]: -60, moved["bob"]: 60}
    assert reads.prove().faults == []


TABLES = ["ledger_book", "ledger_account", "ledger_balance", "ledger_limit", "ledger_transfer", "ledger_entry"]
FORGED_ENTRY = """
  INSERT INTO ledger_entry (transfer_id, account_id, book_id, number, journal_number, minutes, balance_after, booked_on)
  VALUES (%(transfer)s + 1, %(ann)s, %(book)s, 2, 999, 600, 540, %(day)s)
"""
SMUGGLED = {
    "id": "INSERT INTO ledger_transfer (id) VALUES (999999)",
    "recorded_at": "INSERT INTO ledger_transfer (recorded_at) VALUES (now())",
    "an account's id": "INSERT INTO ledger_account (id, book_id, code, kind) VALUES (9, %(book)s, 'x', 'MEMBER')",
    "a limit's number": "INSERT INTO ledger_limit (account_id, number, is_open) VALUES (%(ann)s, 9, true)",
    "a limit's day": "INSERT INTO ledger_limit (account_id, set_at, is_open) VALUES (%(ann)s, now(), true)",
    "a balance": "INSERT INTO ledger_balance (account_id, book_id, minutes) VALUES (999, %(book)s, 600)",
    "an entry": FORGED_ENTRY,
    "a balance set by hand": "UPDATE ledger_balance SET minutes = 600 WHERE account_id = %(ann)s",
    "a limit set by hand": "UPDATE ledger_balance SET floor_minutes = NULL WHERE account_id = %(ann)s",
    "an upsert": """INSERT INTO ledger_account (book_id, code, kind) VALUES (%(book)s, 'pot', 'MEMBER')
                    ON CONFLICT (book_id, code) DO UPDATE SET kind = 'MEMBER'""",
    "a lock": "SELECT FROM ledger_balance FOR UPDATE",
    "the journal's sequence": "SELECT setval('ledger_journal_number', 1)",
    "a trigger taken off": "ALTER TABLE ledger_transfer DISABLE TRIGGER USER",
    "triggers passed over": "SET session_replication_role = replica",
    "a trigger of its own": "CREATE TRIGGER mine BEFORE INSERT ON ledger_transfer EXECUTE FUNCTION ledger_forbid()",
    "a rule": "CREATE RULE mine AS ON INSERT TO ledger_transfer DO INSTEAD NOTHING",
    "the owner's role": "SET ROLE timebank_owner",
    "a migration undone": "DELETE FROM django_migrations WHERE app = 'ledger'",
    "a function called": "SELECT ledger_move(t, %(ann)s, now()::date) FROM ledger_transfer t LIMIT 1",
    "a refusal called": "SELECT ledger_refuse(t, %(ann)s) FROM ledger_transfer t LIMIT 1",
    "a function replaced": "CREATE OR REPLACE FUNCTION ledger_forbid() RETURNS trigger LANGUAGE sql AS ''",
    "a function in the same place": "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL'",
}


@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.parametrize("table", TABLES)
def test_the_application_role_changes_nothing(moved, application_connection, table, change):
    column = {"ledger_balance": "account_id", "ledger_entry": "account_id"}.get(table, "id")

    with pytest.raises(InsufficientPrivilege):
        said(application_connection, change.format(table, column))

    nothing_moved(moved)


@pytest.mark.parametrize("statement", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_the_application_role_smuggles_nothing_in(moved, application_connection, statement):
    with pytest.raises(InsufficientPrivilege):
        said(application_connection, statement, moved)

    nothing_moved(moved)


@pytest.mark.parametrize(
    "function",
    [
        "ledger_account_after",
        "ledger_limit_before",
        "ledger_limit_after",
        "ledger_transfer_before",
        "ledger_transfer_after",
    ],
)
def test_no_function_of_the_owner_serves_a_temporary_table(moved, application_connection, owner_connection, function):
    said(application_connection, "CREATE TEMPORARY TABLE mine (LIKE ledger_transfer)")
    attach = f"CREATE TRIGGER mine BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION {function}()"

    with pytest.raises(InsufficientPrivilege):
        said(application_connection, attach)

    # Even where somebody may attach it, it serves its own table alone.
    said(owner_connection, "CREATE TEMPORARY TABLE mine (LIKE ledger_transfer)")
    said(owner_connection, attach)
    with pytest.raises(InsufficientPrivilege, match="serves"):
        said(owner_connection, "INSERT INTO mine SELECT * FROM ledger_transfer")


def test_a_trigger_on_a_temporary_table_forges_no_entry(moved, application_connection):
    forge = f"""
      CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        {FORGED_ENTRY % {**moved, "day": "now()::date"}}; RETURN NULL; END $$
    """
    said(application_connection, "CREATE TEMPORARY TABLE mine (x int)")
    said(application_connection, forge)
    said(application_connection, "CREATE TRIGGER mine AFTER INSERT ON mine EXECUTE FUNCTION pg_temp.forge()")

    with pytest.raises(InsufficientPrivilege):
        said(application_connection, "INSERT INTO mine VALUES (1)")

    nothing_moved(moved)


def test_temporary_tables_of_the_same_name_fool_nobody(moved, application_connection):
    for table in TABLES:
        said(application_connection, f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM public.{table}")
    said(application_connection, "UPDATE pg_temp.ledger_balance SET floor_minutes = NULL")
    insert = INSERT.replace("INTO ledger", "INTO public.ledger")

    with pytest.raises(CheckViolation, match="no room"):
        said(application_connection, insert, row(moved, minutes=5000))
    nothing_moved(moved)
    said(application_connection, insert, row(moved, minutes=5))

    assert reads.balance_of(moved["bob"]) == 65
    assert reads.prove().faults == []


def test_not_even_the_owner_says_when_it_was_recorded(moved, owner_connection):
    early = """
      INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on, recorded_at,
                                   recorded_by, reason, forced)
      VALUES (%(book)s, gen_random_uuid(), 'EXCHANGE', %(ann)s, %(bob)s, 5, 'exchange:early', '1999-01-01',
              '2000-01-01', 'system', '', false)
      RETURNING recorded_at > now() - interval '1 minute'
    """

    assert said(owner_connection, early, moved) == [(True,)]


REFUSED_ROWS = {
    "a forced exchange": ({"forced": True}, "ledger_transfer_forced"),
    "a forced grant": ({"forced": True, "kind": "GRANT"}, "ledger_transfer_forced"),
    "a forced settlement": ({"forced": True, "kind": "SETTLEMENT"}, "ledger_transfer_forced"),
    "a forced correction of nothing": (
        {"forced": True, "kind": "CORRECTION", "minutes": 9999, "reference": "correction:1"},
        "ledger_correction",
    ),
    "no minutes": ({"minutes": 0}, "ledger_transfer_minutes"),
    "minutes below zero": ({"minutes": -60}, "ledger_transfer_minutes"),
    "past the floor": ({"minutes": 541}, "ledger_floor"),
    "an unknown kind": ({"kind": "LOAN"}, "ledger_transfer_kind"),
    "a reversal of nothing": ({"kind": "REVERSAL"}, "ledger_transfer_reversal"),
    "a day to come": ({"day": days_ago(-2)}, "ledger_day"),
    "words in the reference": ({"reference": "Tea with Margaret"}, "ledger_transfer_reference"),
    "another's book": ({"book": -1}, "ledger_book"),
}


@pytest.mark.parametrize(("fields", "law"), REFUSED_ROWS.values(), ids=REFUSED_ROWS.keys())
def test_a_row_against_a_law_is_refused(moved, application_connection, fields, law):
    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, INSERT, row(moved, **fields))

    assert refusal.value.diag.constraint_name == law
    nothing_moved(moved)


def test_a_row_between_an_account_and_itself_is_refused(moved, application_connection):
    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, INSERT, row(moved, payee=moved["ann"]))

    assert refusal.value.diag.constraint_name == "ledger_transfer_two_accounts"
    nothing_moved(moved)


def test_a_row_across_books_is_refused(moved, application_connection):
    elsewhere = new_book()
    stranger = new_account(elsewhere)

    for book in (moved["book"], elsewhere):
        for pair in ({"payer": stranger}, {"payee": stranger}):
            with pytest.raises(CheckViolation) as refusal:
                said(application_connection, INSERT, row(moved, book=book, **pair))
            assert refusal.value.diag.constraint_name == "ledger_book"

    assert reads.balance_of(stranger) == 0
    nothing_moved(moved)


@pytest.mark.parametrize("fields", [{"minutes": 59}, {"minutes": 61}, {"swapped": False}, {"reverses": 10**15}])
def test_a_reversal_that_is_not_exact_is_refused(moved, application_connection, fields):
    payer, payee = ("bob", "ann") if fields.pop("swapped", True) else ("ann", "bob")
    opposite = {"kind": "REVERSAL", "reverses": moved["transfer"], "payer": moved[payer], "payee": moved[payee]}

    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, INSERT, row(moved, **{**opposite, "forced": True, **fields}))

    assert refusal.value.diag.constraint_name == "ledger_reversal"
    nothing_moved(moved)


@pytest.mark.parametrize("batch", [None, "0195f6f0-0000-7000-8000-000000000000"])
def test_a_correction_outside_its_reversal_s_batch_is_refused(moved, application_connection, batch):
    """Else any old reversal would open the way past a limit."""
    reversal = take_back(moved["transfer"])
    later = {"kind": "CORRECTION", "reference": f"correction:{reversal}", "forced": True, "minutes": 9999}

    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, INSERT, row(moved, **later, batch=batch))

    assert refusal.value.diag.constraint_name == "ledger_correction"


def test_a_second_reversal_is_refused_under_any_reference(moved, application_connection):
    take_back(moved["transfer"])
    again = {"kind": "REVERSAL", "reverses": moved["transfer"], "payer": moved["bob"], "payee": moved["ann"]}

    with pytest.raises(UniqueViolation) as refusal:
        said(application_connection, INSERT, row(moved, **again, forced=True, reference="transfer:other"))

    assert refusal.value.diag.constraint_name == "ledger_transfer_reversed_once"


def test_a_settlement_moves_nothing_from_a_closed_account_but_all_of_it(moved, application_connection):
    closed = new_account(moved["book"])
    actions.close_account(closed, by="member:9", reason="LEFT")

    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, INSERT, row(moved, kind="SETTLEMENT", payer=closed, payee=moved["bob"]))

    assert refusal.value.diag.constraint_name == "ledger_closed"


def test_a_closed_account_in_debt_takes_a_settlement_of_all_of_it_alone(moved, application_connection):
    closed = new_account(moved["book"])
    taken_back = pay(moved["bob"], closed)
    pay(closed, moved["bob"])
    actions.close_account(closed, by="member:9", reason="LEFT")
    reversal = {"kind": "REVERSAL", "payer": closed, "payee": moved["bob"], "reverses": taken_back, "forced": True}
    said(application_connection, INSERT, row(moved, **reversal))
    paying_it = {"payer": moved["bob"], "payee": closed}

    for fields in ({"minutes": 60}, {"kind": "SETTLEMENT", "minutes": 59}, {"kind": "SETTLEMENT", "minutes": 61}):
        with pytest.raises(CheckViolation) as refusal:
            said(application_connection, INSERT, row(moved, **paying_it, **fields))
        assert refusal.value.diag.constraint_name == "ledger_closed"
    said(application_connection, INSERT, row(moved, **paying_it, kind="SETTLEMENT", minutes=60))

    assert reads.balance_of(closed) == 0


def test_many_rows_in_one_statement_are_each_posted(moved, application_connection):
    pairs = ", ".join(f"('exchange:many-{number}')" for number in range(5))
    said(
        application_connection,
        f"""INSERT INTO ledger_transfer (book_id, key, kind, payer_id, payee_id, minutes, reference, happened_on,
                                         recorded_by, reason, forced)
            SELECT %(book)s, gen_random_uuid(), 'EXCHANGE', %(ann)s, %(bob)s, 1, reference, %(day)s, 'system', '', false
              FROM (VALUES {pairs}) AS many (reference)""",
        moved,
    )

    assert reads.balance_of(moved["bob"]) == 65
    assert reads.prove().faults == []


def test_one_statement_sets_one_limit_of_an_account(moved, application_connection):
    """Both rows would take the same number, so the second is refused instead of lost."""
    two = """INSERT INTO ledger_limit (account_id, floor_minutes, is_open, reason, set_by)
             VALUES (%(ann)s, -10, true, '', 'system'), (%(ann)s, -20, true, '', 'system')"""

    with pytest.raises(UniqueViolation):
        said(application_connection, two, moved)

    nothing_moved(moved)


@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_owner_changes_history(moved, owner_connection, table, change):
    column = {"ledger_balance": "account_id", "ledger_entry": "account_id"}.get(table, "id")

    with pytest.raises(RestrictViolation, match="the ledger forbids"):
        said(owner_connection, change.format(table, column))

    nothing_moved(moved)


@pytest.mark.parametrize("slip", ["an entry", "a balance", "a balance set by hand", "a limit set by hand"])
def test_not_even_the_owner_writes_entries_and_balances(moved, owner_connection, slip):
    with pytest.raises(RestrictViolation, match="the ledger forbids"):
        said(owner_connection, SMUGGLED[slip], moved)

    nothing_moved(moved)


def test_nothing_is_forbidden_by_the_database_s_name_alone(moved, owner_connection, application_connection):
    [(name,)] = said(owner_connection, "SELECT current_database()")

    assert name.startswith("test_")
    with pytest.raises(psycopg2.Error):
        said(owner_connection, "TRUNCATE ledger_transfer CASCADE")


def test_the_application_role_is_known_to_be_restricted(application_connection):
    assert reads.application_role_is_restricted()


def test_the_words_may_be_changed_and_erased(moved, application_connection):
    said(application_connection, "INSERT INTO ledger_words VALUES (%(transfer)s, 'tea')", moved)
    said(application_connection, "UPDATE ledger_words SET text = 'coffee'")
    said(application_connection, "DELETE FROM ledger_words")

    nothing_moved(moved)


@pytest.mark.parametrize("fields", [{"day": "0044-03-15 BC"}, {"asked": "1899-12-31", "day": "1900-01-01"}])
def test_days_of_before_there_were_time_banks_are_refused(moved, application_connection, fields):
    with pytest.raises(CheckViolation) as refusal:
        said(application_connection, INSERT.replace("NULL", "%(asked)s"), {"asked": None, **row(moved, **fields)})

    assert refusal.value.diag.constraint_name == "ledger_transfer_days"


def test_a_closed_account_that_a_bare_reversal_leaves_in_debt_is_found(moved, application_connection):
    closed = new_account(moved["book"])
    taken_back = pay(moved["bob"], closed)
    pay(closed, moved["bob"])
    actions.close_account(closed, by="member:9", reason="LEFT")
    reversal = {"kind": "REVERSAL", "payer": closed, "payee": moved["bob"], "reverses": taken_back, "forced": True}
    said(application_connection, INSERT, row(moved, **reversal))

    assert [(fault.kind, fault.account, fault.detail) for fault in reads.prove().faults] == [
        ("LIMIT", closed, "it is closed and not at zero")
    ]
