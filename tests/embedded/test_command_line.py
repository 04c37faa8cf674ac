"""Commands start the servers they need, and say in one sentence what stops them."""

import os
import subprocess
import sys

import pytest

from tests.embedded.conftest import nothing_runs
from timebank.embedded.processes import CODE


@pytest.fixture
def manage(folder):
    """Run manage.py as a person would, with the folder's own servers."""

    def run(*words, **variables):
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=CODE,
            env=kept | {"TIMEBANK_VAR": str(folder)} | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("words", [["help"], ["migrate", "--help"], ["--version"]])
def test_asking_for_help_starts_no_server(manage, folder, words):
    asked = manage(*words)

    assert asked.returncode == 0
    assert not (folder / "log").exists()


@pytest.mark.slow
def test_a_command_has_its_servers_and_leaves_none_running(manage, folder):
    shown = manage("showmigrations", "contenttypes", PGHOST="nowhere.example", PGPORT="1")

    assert shown.stderr == ""
    assert shown.returncode == 0
    assert nothing_runs(folder)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "postgresql://localhost/x"}, "Set SECRET_KEY"),
        ({"HOST": "0.0.0.0"}, "Set ALLOWED_HOSTS"),
        ({"TIMEBANK_VAR": "/dev/null/var"}, "/dev/null/var cannot be used: Not a directory."),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(manage, variables, sentence):
    told = manage("migrate", **variables)

    assert told.returncode == 1
    assert told.stderr.startswith(sentence)
    assert told.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_one_sentence(manage):
    own = {"DATABASE_URL": "postgresql://timebank@127.0.0.1:1/timebank", "REDIS_URL": "redis://127.0.0.1:1"}

    told = manage("showmigrations", SECRET_KEY="x" * 60, **own)

    assert told.returncode == 1
    assert told.stderr.startswith("The database refused: ")
    assert told.stderr.count("\n") == 1
