"""The same posting, word for word, by pgbench, PostgreSQL's own client in C, on the same server."""

import re
import subprocess
import tempfile
from collections import defaultdict

from ledger.actions.protocol import LEDGER_POST
from tests.benchmarks.databases import address
from tests.benchmarks.processes import SECONDS
from timebank.embedded.addresses import APPLICATION_ROLE
from timebank.embedded.installations import installations

VALUES = {
    "key": "gen_random_uuid()",
    "kind": "'EXCHANGE'",
    "payer_id": ":payer",
    "payee_id": ":payee",
    "minutes": "30",
    "reference": "'bench:' || gen_random_uuid()",
    "happened_on": "'2020-01-01'",
    "recorded_by": "'system'",
    "reason": "''",
    "forced": "false",
    "words": "''",
}
SPREAD = """\\set payer random({first}, {last})
\\set payee {first} + (:payer - {first} + random(1, {count} - 1)) % {count}
"""
HOT = """\\set payer random({first} + 1, {last})
\\set payee {first}
"""


def postings_a_second(choice: str, accounts: list[int], clients: int, *, database: str) -> float:
    """Let pgbench post between two accounts that `choice` picks."""
    chosen = choice.format(first=accounts[0], last=accounts[-1], count=len(accounts))
    script = f"{chosen}{LEDGER_POST % defaultdict(lambda: 'NULL', VALUES)};"
    program = next(installations()).program("pgbench")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(SECONDS)]
        url = address(role=APPLICATION_ROLE, database=database)
        done = subprocess.run([*command, "-f", file.name, url], capture_output=True, text=True, check=True, cwd="/")
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return float(found[1])
