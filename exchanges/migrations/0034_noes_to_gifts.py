"""Who asks may say no to what somebody likes to do, too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0033_index_waiting_requests"),
        ("members", "0030_recipients_know_their_bank"),
    ]

    operations = [
        migrations.AddField(
            model_name="notforme",
            name="gift",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.gift"
            ),
        ),
        migrations.AlterField(
            model_name="notforme",
            name="listing",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="exchanges.listing"
            ),
        ),
        migrations.AddConstraint(
            model_name="notforme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gift__isnull", False), ("listing__isnull", True)),
                    models.Q(("gift__isnull", True), ("listing__isnull", False)),
                    _connector="OR",
                ),
                name="notforme_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="notforme",
            constraint=models.UniqueConstraint(fields=("member", "gift"), name="notforme_of_gift_once"),
        ),
    ]
