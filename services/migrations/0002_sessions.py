import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0036_confidential_events"),
        ("members", "0033_letters_that_wait"),
        ("services", "0001_services_and_programmes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="session",
                        serialize=False,
                        to="exchanges.event",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="title")),
                ("body", models.TextField(blank=True, max_length=2000, verbose_name="more about it")),
                ("place", models.CharField(max_length=150, verbose_name="where it is")),
                (
                    "led_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                        verbose_name="who leads it",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="services.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StaffTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("minutes", models.PositiveIntegerField(verbose_name="time on duty")),
                ("is_side_by_side", models.BooleanField(verbose_name="side by side with citizens")),
                ("recorded_at", models.DateTimeField()),
                (
                    "programme",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_times",
                        to="services.programme",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.member"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="staff_times", to="services.service"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_times",
                        to="services.session",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="staff_times", to="members.member"
                    ),
                ),
            ],
            options={
                "verbose_name": "staff's time on duty",
                "verbose_name_plural": "staff's times on duty",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["service", "on"], name="stafftime_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("session__isnull", False)),
                        fields=("session", "staff"),
                        name="stafftime_once_a_session",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("programme__isnull", False), ("session", None)),
                        fields=("programme", "staff", "on"),
                        name="stafftime_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("programme", None), ("session", None)),
                        fields=("service", "staff", "on"),
                        name="stafftime_once_a_day_in_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)), name="stafftime_minutes_sane"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session", None), ("programme__isnull", False), _connector="OR"),
                        name="stafftime_session_has_programme",
                    ),
                ],
            },
        ),
    ]
