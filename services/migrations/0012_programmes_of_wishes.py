"""Say with each wish which programme it is for. Back again, wishes without a role go: there was no room for them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def name_programmes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the programme of the role that was wished for."""
    wishes, roles = (apps.get_model("services", name).objects for name in ("PartWish", "ProgrammeRole"))
    of_role = roles.filter(pk=OuterRef("role")).values("programme")
    wishes.using(schema_editor.connection.alias).update(programme=Subquery(of_role))


def drop_wishes_for_oneself(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take out what the older shape cannot say."""
    wishes = apps.get_model("services", "PartWish").objects.using(schema_editor.connection.alias)
    wishes.filter(role=None).delete()


class Migration(migrations.Migration):
    dependencies = [("services", "0011_part_wishes")]

    operations = [migrations.RunPython(name_programmes, drop_wishes_for_oneself)]
