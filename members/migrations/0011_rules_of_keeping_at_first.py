"""Give the banks that are there already what a new bank begins with."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MONTHS = {
    "DECLINED": 6,
    "WAITING": 12,
    "LEFT": 24,
    "NOTICES": 12,
    "LETTERS": 24,
    "NOTES": 36,
    "CHECKS": 12,
    "CONCERNS": 84,
}


def begin_keeping(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    retention = apps.get_model("members", "Retention")
    for bank in apps.get_model("members", "Bank").objects.using(alias).order_by("pk"):
        if not retention.objects.using(alias).filter(bank=bank).exists():
            retention.objects.using(alias).bulk_create(
                retention(bank=bank, kind=kind, months=months) for kind, months in MONTHS.items()
            )


class Migration(migrations.Migration):
    dependencies = [("members", "0010_rule_of_keeping")]

    operations = [migrations.RunPython(begin_keeping, migrations.RunPython.noop, elidable=True)]
