"""All steps up to 0003 at once, for a database that has taken none of them.

One that has taken some goes on step by step. What the steps did to rows there were has nothing to do in an empty one.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from timebank.lib.first_tables import MakeTables


class Migration(migrations.Migration):
    replaces = [
        ("insight", "0001_proof"),
        ("insight", "0002_proof_scope_and_month_letter"),
        ("insight", "0003_kept_report"),
    ]

    initial = True

    dependencies = [
        ("members", "0001_squashed_0029_index_whole_words"),
    ]

    operations = [
        MakeTables(
            tables=[
                migrations.CreateModel(
                    name="Proof",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="proved at")),
                        ("is_whole", models.BooleanField(verbose_name="every hour is accounted for")),
                        ("transfers_count", models.PositiveBigIntegerField(verbose_name="transfers")),
                        ("entries_count", models.PositiveBigIntegerField(verbose_name="entries")),
                        ("faults_count", models.PositiveIntegerField(verbose_name="faults")),
                        ("faults", models.JSONField(default=list, verbose_name="the first faults")),
                        ("milliseconds", models.PositiveBigIntegerField(verbose_name="took milliseconds")),
                        (
                            "bank",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.bank",
                            ),
                        ),
                        ("holds_count", models.PositiveBigIntegerField(default=0, verbose_name="holds")),
                        (
                            "scope",
                            models.CharField(
                                choices=[("EVERYTHING", "everything"), ("NEW", "what came after the proof before")],
                                default="EVERYTHING",
                                max_length=10,
                                verbose_name="how much was proved",
                            ),
                        ),
                        ("seal_hash", models.CharField(blank=True, max_length=64, verbose_name="hash of that seal")),
                        ("seal_number", models.PositiveIntegerField(null=True, verbose_name="last seal when it began")),
                        ("seals_count", models.PositiveIntegerField(default=0, verbose_name="seals")),
                        ("warnings", models.JSONField(default=list, verbose_name="what is not wrong but unwise")),
                    ],
                    options={
                        "verbose_name": "proof of the ledger",
                        "verbose_name_plural": "proofs of the ledger",
                        "indexes": [models.Index(fields=["bank", "-id"], name="proof_latest")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("faults_count", 0), ("is_whole", True)),
                                    models.Q(("faults_count__gt", 0), ("is_whole", False)),
                                    _connector="OR",
                                ),
                                name="proof_whole_without_faults",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month_on", models.DateField(verbose_name="first day of the month")),
                        ("at", models.DateTimeField(verbose_name="told at")),
                        ("given_minutes", models.BigIntegerField(verbose_name="given in exchanges, in minutes")),
                        ("transfers_count", models.PositiveBigIntegerField(verbose_name="transfers")),
                        ("balances_minutes", models.BigIntegerField(verbose_name="all balances together, in minutes")),
                        ("seal_number", models.PositiveIntegerField(verbose_name="last seal")),
                        ("seal_hash", models.CharField(max_length=64, verbose_name="hash of that seal")),
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
                        "verbose_name": "letter of a month",
                        "verbose_name_plural": "letters of months",
                        "constraints": [models.UniqueConstraint(fields=("bank", "month_on"), name="month_letter_once")],
                        "indexes": [],
                    },
                ),
                migrations.CreateModel(
                    name="KeptReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, verbose_name="key")),
                        ("name", models.CharField(max_length=40, verbose_name="name of the report")),
                        ("choices", models.JSONField(verbose_name="what was asked")),
                        (
                            "file_format",
                            models.CharField(
                                choices=[("CSV", "CSV file"), ("XLSX", "Excel file")],
                                max_length=4,
                                verbose_name="form of the file",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("WAITING", "waiting for its turn"),
                                    ("MAKING", "being made"),
                                    ("READY", "ready"),
                                    ("FAILED", "could not be made"),
                                ],
                                default="WAITING",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("rows_count", models.PositiveBigIntegerField(verbose_name="rows to read")),
                        ("rows_done", models.PositiveBigIntegerField(default=0, verbose_name="rows read")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="times begun")),
                        ("asked_at", models.DateTimeField(verbose_name="asked at")),
                        ("seen_at", models.DateTimeField(null=True, verbose_name="last seen at work")),
                        ("made_at", models.DateTimeField(null=True, verbose_name="made at")),
                        ("expires_at", models.DateTimeField(verbose_name="kept until")),
                        (
                            "bank",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.bank"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="members.member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kept report",
                        "verbose_name_plural": "kept reports",
                        "indexes": [
                            models.Index(fields=["member", "-id"], name="kept_report_of_member"),
                            models.Index(
                                condition=models.Q(("state__in", ["WAITING", "MAKING"])),
                                fields=["id"],
                                name="kept_report_due",
                            ),
                            models.Index(fields=["expires_at"], name="kept_report_expires"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("member", "key"), name="kept_report_asked_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("made_at__isnull", False), ("state", "READY")),
                                    models.Q(models.Q(("state", "READY"), _negated=True), ("made_at", None)),
                                    _connector="OR",
                                ),
                                name="kept_report_ready_is_made",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
