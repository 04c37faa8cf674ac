"""The ledger as an app, and what the application role may do in the database (docs/decisions/0002)."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate

GRANTS = """
  REVOKE ALL ON {ledger_tables} FROM {role};
  GRANT SELECT ON {ledger_tables} TO {role};
  GRANT INSERT (slug, zone) ON ledger_book TO {role};
  GRANT INSERT (book_id, code, kind, other_book_id) ON ledger_account TO {role};
  GRANT INSERT (account_id, floor_minutes, ceiling_minutes, warning_minutes, is_open, reason, set_by)
    ON ledger_limit TO {role};
  GRANT INSERT (book_id, key, kind, payer_id, payee_id, minutes, reference, asked_on, happened_on, recorded_by,
                batch, reverses_id, reason, forced, hold_id) ON ledger_transfer TO {role};
  GRANT INSERT (book_id, key, payer_id, payee_id, minutes, reference, expires_at, held_by) ON ledger_hold TO {role};
  GRANT INSERT (hold_id, outcome, reason, ended_by) ON ledger_holdend TO {role};
  GRANT INSERT (book_id, closed_through, closed_by) ON ledger_closing TO {role};
  GRANT INSERT, UPDATE, DELETE ON ledger_words TO {role};
  GRANT EXECUTE ON FUNCTION ledger_post, ledger_set_aside, ledger_lock, ledger_take_mark, ledger_seal_next TO {role};
"""
OURS = """
  SELECT quote_ident(relname), relkind = 'S' FROM pg_class
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
     AND pg_get_userbyid(relowner) = current_user
   ORDER BY relname
"""


class LedgerConfig(AppConfig):
    """The hour ledger."""

    name = "ledger"

    def ready(self) -> None:
        """Grant rights after each migration, which is where Django says to."""
        post_migrate.connect(grant_rights, sender=self)


def grant_rights(*, using: str, **_kwargs: Any) -> None:
    """Give the application role what it needs after the owner has migrated, and no more.

    Rights are named after the fact instead of by default privileges: a new table of the ledger must not be open
    even for a moment. Where one role does both there is nothing to grant.
    """
    if using != "owner":
        return
    with connections[using].cursor() as cursor:
        role = connections[using].ops.quote_name(settings.DATABASES["default"]["USER"])
        cursor.execute(OURS)
        found = cursor.fetchall()
        ledger = [name for name, is_sequence in found if not is_sequence and name.startswith("ledger_")]
        if "ledger_seal" not in ledger:  # migrated back to before the ledger was whole
            return
        others = [name for name, is_sequence in found if not is_sequence and not name.startswith("ledger_")]
        sequences = [name for name, is_sequence in found if is_sequence and not name.startswith("ledger_")]
        cursor.execute(GRANTS.format(ledger_tables=", ".join(ledger), role=role))
        if others:
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(others)} TO {role}")
        if sequences:
            cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(sequences)} TO {role}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
