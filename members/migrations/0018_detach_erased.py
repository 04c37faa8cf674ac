"""Let memberships that were erased be nobody's, where the person lives on elsewhere: what they change is not told there.

The list of erasures, and each erasure, keep the person's key as it was.
"""

from django.apps.registry import Apps
from django.contrib.auth.hashers import make_password
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def detach(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put an empty person in the place of each living one, and forget again how notices would reach them."""
    alias = schema_editor.connection.alias  # the owner's, which migrates
    members = apps.get_model("members", "Member").objects.using(alias)
    people = apps.get_model("members", "Person").objects.using(alias)
    recipients = apps.get_model("notices", "Recipient").objects.using(alias)
    erased = members.exclude(erasure=None).exclude(person=None).filter(person__erased_at=None)
    for member in erased.select_related("erasure"):
        member.person = people.create(
            name=member.name, password=make_password(None), is_active=False, erased_at=member.erasure.at
        )
        member.save(update_fields=["person"])
        recipients.filter(key=f"member:{member.pk}").update(address="", name="", is_forgotten=True)


class Migration(migrations.Migration):
    dependencies = [("members", "0017_terms_told"), ("notices", "0002_recipient_reach")]

    operations = [migrations.RunPython(detach, migrations.RunPython.noop, elidable=True)]
