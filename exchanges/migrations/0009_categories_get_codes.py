"""Match the kinds of help of banks that exist to the base that banks share, by their names; no name changes.

What a bank lacks of the base, its admin adds on the page of categories, or the operator with `complete_categories`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from exchanges.models.category_base import code_called


def give_codes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write codes where a name obviously means a kind of the base; where two mean the same, the older has it."""
    taken = set()
    categories = apps.get_model("exchanges", "Category").objects.using(schema_editor.connection.alias)
    for category in categories.order_by("pk"):
        code = code_called(category.name)
        if code and (category.bank_id, code) not in taken:
            taken.add((category.bank_id, code))
            category.code = code
            category.save(update_fields=["code"])


def take_codes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Forget the codes."""
    apps.get_model("exchanges", "Category").objects.using(schema_editor.connection.alias).update(code="")


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0008_disputes_open_before")]

    operations = [migrations.RunPython(give_codes, take_codes, elidable=True)]
