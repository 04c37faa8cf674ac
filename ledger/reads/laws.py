"""Whether PostgreSQL still keeps the ledger's laws: its triggers, constraints, functions, roles and durability."""

import re
from pathlib import Path

from django.conf import settings
from django.db import connection

from ledger.models import Account, Balance, Book, Closing, Entry, Hold, HoldEnd, Limit, Mark, Seal, Transfer

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\(.*?AS \$\$(.*?)\$\$", re.DOTALL)
TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (\w+) .*? ON (\w+)\s")
TABLES = (Book, Account, Balance, Limit, Hold, HoldEnd, Transfer, Entry, Closing, Mark, Seal)
NAMED_BY_POSTGRESQL = ("ledger_transfer_key_key", "ledger_hold_key_key", "ledger_book_slug_key")

ENABLED_TRIGGERS = """
  SELECT tgname, tgrelid::regclass::text FROM pg_trigger
   WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal AND tgrelid::regclass::text LIKE 'ledger\\_%'
"""
SOUND_CONSTRAINTS = """
  SELECT conname::text FROM pg_constraint
   WHERE convalidated AND connamespace = 'public'::regnamespace AND conname LIKE 'ledger\\_%'
  UNION
  SELECT relname::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
   WHERE indisvalid AND indisunique AND relnamespace = 'public'::regnamespace AND relname LIKE 'ledger\\_%'
"""
FUNCTIONS = """
  SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger\\_%'
"""
REACH = """
  SELECT rolsuper
         OR pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = 'ledger_entry'::regclass), 'MEMBER')
         OR has_any_column_privilege('ledger_entry', 'INSERT, UPDATE')
         OR has_any_column_privilege('ledger_balance', 'INSERT, UPDATE')
         OR has_any_column_privilege('ledger_mark', 'INSERT, UPDATE')
         OR has_any_column_privilege('ledger_seal', 'INSERT, UPDATE')
         OR has_any_column_privilege('ledger_transfer', 'UPDATE')
         OR has_table_privilege('ledger_transfer', 'DELETE, TRUNCATE, TRIGGER')
    FROM pg_roles WHERE rolname = current_user
"""
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")


def missing_laws() -> list[str]:
    """Name every trigger, constraint and function that is missing, disabled or other than we made it."""
    laws = "\n".join(path.read_text() for path in sorted(MIGRATIONS.glob("*_laws.sql")))
    return [
        *(f"trigger {name} on {table} is missing or disabled" for name, table in _missing_triggers(laws)),
        *(f"constraint {name} is missing or not valid" for name in _missing_constraints()),
        *(f"function {name} is missing or changed" for name in _changed_functions(laws)),
    ]


def application_role_is_restricted() -> bool:
    """Tell whether the role we work as can only insert what the ledger allows (docs/decisions/0002)."""
    with connection.cursor() as cursor:
        cursor.execute(REACH)
        return not cursor.fetchone()[0]


def weaknesses() -> list[str]:
    """Name what does not make the ledger wrong but could: settings that risk acknowledged hours, one role for all."""
    found = []
    with connection.cursor() as cursor:
        for name in DURABILITY:
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone() == ("off",):
                found.append(f"PostgreSQL's {name} is off: a power cut may take hours that were acknowledged.")
    if not application_role_is_restricted():
        role = settings.DATABASES["default"]["USER"]
        found.append(f"The role {role} owns the ledger it works in. Set DATABASE_OWNER_URL to a role of its own.")
    return found


def _missing_triggers(laws: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(ENABLED_TRIGGERS)
        there = set(cursor.fetchall())
    return [trigger for trigger in TRIGGER.findall(laws) if trigger not in there]


def _missing_constraints() -> list[str]:
    named = [constraint.name for model in TABLES for constraint in model._meta.constraints]
    keys = [f"{model._meta.db_table}_pkey" for model in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(SOUND_CONSTRAINTS)
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in (*named, *keys, *NAMED_BY_POSTGRESQL) if name not in there]


def _changed_functions(laws: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        there = dict(cursor.fetchall())
    return [name for name, body in dict(FUNCTION.findall(laws)).items() if there.get(name) != body]
