"""A sealed history, its seals hashed again from the tables alone, and a superuser who changes it."""

import contextlib
import datetime
import hashlib

from django.db import connection

from ledger import actions, reads
from ledger.models import Seal
from tests.ledger.making import capture, last_day_of_month, new_account, new_book, pay, set_aside, take_back


def slug_of(book):
    return reads_one("SELECT slug FROM ledger_book WHERE id = %s", book)


def reads_one(query, *values):
    return rows(query, *values)[0][0]


def rows(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


# What is in a seal, in order, straight from the tables (docs/seals.md); nothing of the ledger's own is asked.
SEALED = {
    "account": "SELECT id, code, kind, other_book_id, created_at FROM ledger_account t WHERE book_id = %s",
    "limit": """SELECT t.id, account_id, number, floor_minutes, ceiling_minutes, warning_minutes, is_open, reason,
                       set_by, set_at FROM ledger_limit t JOIN ledger_account a ON a.id = account_id
                 WHERE book_id = %s""",
    "hold": """SELECT id, key, payer_id, payee_id, minutes, reference, held_by, expires_at, held_at
                 FROM ledger_hold t WHERE book_id = %s""",
    "end": """SELECT t.id, hold_id, outcome, reason, ended_by, ended_at FROM ledger_holdend t
                JOIN ledger_hold h ON h.id = hold_id WHERE book_id = %s""",
    "transfer": """SELECT id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on, recorded_at,
                          recorded_by, batch, reverses_id, hold_id, reason, forced FROM ledger_transfer t
                    WHERE book_id = %s""",
    "closing": """SELECT id, closed_through, transfers_through, closed_by, closed_at FROM ledger_closing t
                   WHERE book_id = %s""",
}
SIDES = """
  SELECT journal_number, booked_on, number, balance_after FROM ledger_entry WHERE transfer_id = %s AND account_id = %s
"""


def hashed_again(book):
    """Hash all seals of a book from the tables alone."""
    [named] = rows("SELECT slug, zone FROM ledger_book WHERE id = %s", book)
    hashes, before = [""], [0] * len(SEALED)
    for seal in Seal.objects.filter(book_id=book).order_by("number"):
        parts = ["accounts", "limits", "holds", "ends", "transfers", "closings"]
        through = [getattr(seal, f"{part}_through") for part in parts]
        lines = []
        for (word, query), after, last in zip(SEALED.items(), before, through, strict=True):
            found = rows(f"{query} AND t.id > %s AND t.id <= %s ORDER BY t.id", book, after, last)
            lines += [written(word, *row, *(sides(row) if word == "transfer" else ())) for row in found]
        head = written("seal", *named, seal.number, seal.sealed_at, hashes[-1], *through, len(lines))
        hashes.append(hashlib.sha256((head + "".join(lines)).encode()).hexdigest())
        before = through
    return hashes[1:]


def sides(row):
    [paid], [got] = rows(SIDES, row[0], row[3]), rows(SIDES, row[0], row[4])
    return *paid, *got[2:]


def written(*fields):
    return "|".join(map(plain, fields)) + "\n"


def plain(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)


def write_history(bank):
    """Every kind of row there is, under two seals, as names to put into statements."""
    names = {"book": bank.book, "ann": bank.ann, "bob": bank.bob}
    burnt_id()
    names["t1"] = pay(bank.ann, bank.bob, 60, booked_on=last_day_of_month(1))
    names["t2"] = pay(bank.ann, bank.bob, 60)
    names["h1"], names["h2"] = set_aside(bank.ann, bank.bob, 30), set_aside(bank.ann, bank.bob, 45)
    names["t3"] = capture(names["h1"], bank.ann, bank.bob, 20)
    actions.close_through(bank.book, day=last_day_of_month(1), by="member:9")
    assert actions.seal_book(bank.book) == 1
    actions.release(names["h2"], by="member:2", reason="DECLINED")
    names["h3"] = set_aside(bank.bob, bank.ann, 15)
    names["t4"] = take_back(names["t2"])
    actions.set_limits(bank.bob, actions.Limits(-300, 300, -60), by="member:2", reason="RULE")
    assert actions.seal_book(bank.book) == 1
    names["burnt"] = names["t1"] - 1
    return names


def burnt_id():
    """Draw an id that no row will ever have, as a refused posting does."""
    with contextlib.suppress(actions.LedgerRefused):
        pay(new_account(new_book(), floor=0), 10**12)


def tamper(superuser_connection, *statements):
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET session_replication_role")


@contextlib.contextmanager
def as_if_written(owner_connection, function, old, new):
    """Let a function of the ledger be another for a while."""
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        right = cursor.fetchone()[0]
        assert old in right
        cursor.execute(right.replace(old, new))
        try:
            yield
        finally:
            cursor.execute(right)


def kept(book):
    latest = reads.latest_seal(book)
    text = reads.KeptSeal(bank=slug_of(book), number=latest.number, hash=latest.hash).as_text()
    return reads.KeptSeal.read(text)
