"""Before listings must be named again, noes to gifts go: there is no place for them then."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("exchanges", "NotForMe").objects.filter(listing=None).delete()


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0034_noes_to_gifts")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
