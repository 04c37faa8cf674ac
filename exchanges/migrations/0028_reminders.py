"""What people were reminded of stands in one table, whichever rule reminded them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0027_index_whole_words"), ("members", "0029_index_whole_words")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=30)),
                ("about", models.BigIntegerField()),
                ("occasion", models.CharField(max_length=60)),
                ("said_at", models.DateTimeField()),
                ("path", models.CharField(max_length=300)),
                ("moot_at", models.DateTimeField(null=True)),
                (
                    "bank",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "indexes": [
                    models.Index(fields=["said_at"], name="reminder_oldest"),
                    models.Index(
                        condition=models.Q(("moot_at__isnull", False)), fields=["moot_at"], name="reminder_moot"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "about", "occasion"), name="reminder_said_once")
                ],
            },
        ),
        migrations.RemoveIndex(model_name="event", name="event_to_remind_of"),
    ]
