import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0002_exchange_thanks"),
        ("ledger", "0004_laws"),
        ("members", "0003_ledger_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="exchange",
            name="hold",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.hold",
            ),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                condition=models.Q(
                    ("hold__isnull", False), ("state__in", ["AGREED", "LOGGED", "CONFIRMED", "DISPUTED"])
                ),
                fields=["receiver"],
                name="exchange_holding",
            ),
        ),
    ]
