"""Tables that name each other are made as one step, and go as one."""

import pytest
from django.db import connections, migrations, models
from django.db.migrations.state import ProjectState

from tests.conftest import OWNER
from timebank.lib.first_tables import MakeTables


def naming(name: str, other: str) -> migrations.CreateModel:
    number = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(f"trial.{other}", on_delete=models.PROTECT, related_name="+")
    many = models.ManyToManyField(f"trial.{other}", related_name="+")
    return migrations.CreateModel(name, [("id", number), ("other", key), ("others", many)])


def tables() -> dict[str, set[str]]:
    """Give the tables of the trial, and which tables their foreign keys lead to."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, k.confrelid::regclass::text FROM pg_class c"
            " LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'"
            " WHERE c.relname LIKE 'trial\\_%' AND c.relkind = 'r'"
        )
        found: dict[str, set[str]] = {}
        for name, leads_to in cursor.fetchall():
            found.setdefault(name, set()).add(leads_to)
    return found


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_tables_that_name_each_other_are_made_and_removed():
    before, after = ProjectState(), ProjectState()
    assert not before.apps.get_models()
    after.apps  # noqa: B018 as Django has drawn it by then
    step = MakeTables([naming("Egg", "Hen"), naming("Hen", "Egg")])
    step.state_forwards("trial", after)

    with connections[OWNER].schema_editor() as editor:
        step.database_forwards("trial", editor, before, after)
    made = tables()
    with connections[OWNER].schema_editor() as editor:
        step.database_backwards("trial", editor, after, before)

    both = {"trial_egg", "trial_hen"}
    assert made == {
        "trial_egg": {"trial_hen"},
        "trial_hen": {"trial_egg"},
        "trial_egg_others": both,
        "trial_hen_others": both,
    }
    assert tables() == {}
