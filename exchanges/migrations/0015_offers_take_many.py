"""Offers put up before are for as many people as their member says yes to; requests stay for one."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ONE, MANY = 1, 500


def take_many(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let one plan not close an offer for everybody else."""
    listings = apps.get_model("exchanges", "Listing").objects.using(schema_editor.connection.alias)
    listings.filter(kind="OFFER", people=ONE).update(people=MANY)


def take_one(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put back what every listing began with."""
    listings = apps.get_model("exchanges", "Listing").objects.using(schema_editor.connection.alias)
    listings.filter(kind="OFFER", people=MANY).update(people=ONE)


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0014_giving_hours")]

    operations = [migrations.RunPython(take_many, take_one, elidable=True)]
