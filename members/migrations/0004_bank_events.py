import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_ledger_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("floor_minutes", "A new member may owe up to"),
                            ("ceiling_minutes", "A new member may have up to"),
                            ("warning_minutes", "Tell a new member who owes more than"),
                            ("sets_hours_aside", "Agreed hours are set aside"),
                            ("welcome_minutes", "A new member is given"),
                            ("levy_minutes", "Each month every member gives the pot"),
                            ("expiry_months", "Hours lapse after so many months"),
                            ("approval", "Which exchanges a coordinator approves"),
                            ("approval_over_minutes", "Long exchanges are those over"),
                            ("approval_first_exchanges", "A member's first exchanges are the first"),
                            ("listings_are_public", "Anybody may read the offers and requests"),
                            ("pot_floor_minutes", "The shared pot may owe up to"),
                            ("pot_ceiling_minutes", "The shared pot may have up to"),
                        ],
                        max_length=40,
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="members.bank"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a rule",
                "verbose_name_plural": "changes of rules",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["bank", "-id"], name="bankevent_newest")],
            },
        ),
    ]
