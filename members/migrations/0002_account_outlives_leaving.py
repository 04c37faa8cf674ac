"""Who left keeps the account while asking to come back, and names sort without their accents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_laws"),
        ("members", "0001_people_and_banks"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="member",
            name="member_account_once_approved",
        ),
        migrations.RemoveIndex(
            model_name="member",
            name="member_by_name",
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["bank", "state"], name="member_by_state"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account", None),
                    models.Q(("number__isnull", False), models.Q(("kind", "STAFF"), _negated=True)),
                    _connector="OR",
                ),
                name="member_account_once_approved",
            ),
        ),
    ]
