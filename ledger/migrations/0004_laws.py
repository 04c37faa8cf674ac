"""PostgreSQL's part of holds, closed months, hours between banks and seals: 0004_laws.sql."""

import re
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent
FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(.*?AS \$\$.*?\$\$;", re.DOTALL)
REPLACED = {
    "ledger_account_after",
    "ledger_limit_after",
    "ledger_transfer_before",
    "ledger_refuse",
    "ledger_move",
    "ledger_transfer_after",
    "ledger_post",
}


def _functions_before() -> str:
    laws = (FOLDER / "0002_laws.sql").read_text()
    found = [match for match in FUNCTION.finditer(laws) if match[1] in REPLACED]
    return "\n".join(match[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1) for match in found)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_holds_and_seals")]

    operations = [
        migrations.RunSQL(
            (FOLDER / "0004_laws.sql").read_text(),
            reverse_sql=(FOLDER / "0004_laws_undone.sql").read_text() + _functions_before(),
        ),
    ]
