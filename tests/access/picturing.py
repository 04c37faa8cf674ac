"""Every row of every table before and after a form: what exactly it changed, whatever ids chance gave to new rows."""

import json
from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection

from tests.access.asking import MAY_CHANGE

NEW = "new"


@dataclass(frozen=True)
class Table:
    """A table, its key, and which of its columns lead to which table."""

    name: str
    key: tuple[str, ...]
    leads_to: dict[str, str] = field(default_factory=dict)


Rows = dict[str, dict[str, dict]]
Change = tuple[str, str, str, str]


def all_tables() -> list[Table]:
    """Give every table but those of sessions."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return [
        Table(
            name,
            tuple(each.column for each in model._meta.pk_fields),
            {
                each.column: each.related_model._meta.db_table
                for each in model._meta.concrete_fields
                if each.related_model
            },
        )
        for name, model in sorted(models.items())
        if name not in MAY_CHANGE
    ]


TABLES = all_tables()


def picture(*, of: list[str] | None = None) -> Rows:
    """Read every row of every table, by its key; or of some tables only."""
    tables = [table for table in TABLES if of is None or table.name in of]
    asked = [
        f"SELECT '{table.name}', concat_ws('/', {', '.join(table.key)}), row_to_json(t)::text FROM {table.name} t"
        for table in tables
    ]
    rows: Rows = {table.name: {} for table in tables}
    if not tables:
        return rows
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        for table, key, row in cursor.fetchall():
            rows[table][key] = json.loads(row)
    return rows


def changes(before: Rows, after: Rows) -> list[Change]:
    """Name each cell that was written: of which table, in which row, the column and what stands there now.

    Rows that are new have no number of their own, and neither has what leads to them: chance gives those. Only the
    tables that were read `after` are compared.
    """
    found: list[Change] = []
    for table in (each for each in TABLES if each.name in after):
        were, are = before[table.name], after[table.name]
        found += [(table.name, key, "", "gone") for key in were if key not in are]
        for key, row in are.items():
            was = were.get(key, {})
            for column, value in row.items():
                if was and was[column] == value:
                    continue
                if not was and column in table.key:
                    continue
                leads_to = table.leads_to.get(column)
                if leads_to and value is not None and str(value) not in before[leads_to]:
                    value = NEW
                found.append((table.name, key if was else NEW, column, json.dumps(value)))
    return sorted(found)


def by_chance(one: list[Change], other: list[Change]) -> set[tuple[str, str]]:
    """Name the columns in which two sendings of the same form differ: moments, keys and the like."""
    apart = (Counter(one) - Counter(other)) + (Counter(other) - Counter(one))
    return {(table, column) for table, _key, column, _value in apart}


def without(found: list[Change], columns: set[tuple[str, str]]) -> list[Change]:
    """Leave out what chance decides."""
    return [change for change in found if (change[0], change[2]) not in columns]
