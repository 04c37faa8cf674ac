"""Events that only their own people read, and events that a sponsor's pot pays for."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0035_noes_to_gifts_end_on_the_way_back"),
        ("ledger", "0004_laws"),
    ]

    operations = [
        operation
        for table in ("event", "series")
        for operation in (
            migrations.AddField(table, "is_confidential", models.BooleanField(default=False)),
            migrations.AddField(
                table,
                "pot_account",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="ledger.account",
                ),
            ),
            migrations.AddConstraint(
                table,
                models.CheckConstraint(
                    condition=Q(is_confidential=False) | Q(is_public=False), name=f"{table}_confidential_not_public"
                ),
            ),
        )
    ]
