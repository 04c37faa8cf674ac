import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0033_letters_that_wait"),
        ("services", "0006_role_ideas"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="access",
            field=models.CharField(blank=True, max_length=300, verbose_name="how to get in and round"),
        ),
        migrations.AddField(
            model_name="session",
            name="is_free",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="RoleWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wished_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("is_yes", models.BooleanField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="services.programmerole"
                    ),
                ),
            ],
            options={
                "verbose_name": "wish to fill a role",
                "verbose_name_plural": "wishes to fill roles",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("role", "member"),
                        name="rolewish_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answered_at__isnull", False), ("is_yes", None), _connector="OR"),
                        name="rolewish_answered_has_time",
                    ),
                ],
            },
        ),
    ]
