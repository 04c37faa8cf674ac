"""PostgreSQL's own part of the ledger: the functions and triggers of 0002_laws.sql."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(
            (FOLDER / "0002_laws.sql").read_text(),
            reverse_sql=(FOLDER / "0002_laws_undone.sql").read_text(),
        ),
    ]
