"""Whether two people had met before their first exchange: what each said when asked."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0036_confidential_events"),
        ("members", "0033_letters_that_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="MetBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("YES", "yes, we had met"),
                            ("NO", "no, we had not met"),
                            ("UNSAID", "rather not say"),
                        ],
                        max_length=6,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
            ],
            options={
                "verbose_name": "whether two had met before",
                "verbose_name_plural": "whether two had met before",
                "constraints": [
                    models.UniqueConstraint(fields=("member", "other"), name="metbefore_answered_once"),
                    models.CheckConstraint(condition=~Q(member=F("other")), name="metbefore_of_two"),
                ],
            },
        ),
    ]
