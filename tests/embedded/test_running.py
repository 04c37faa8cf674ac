"""One PostgreSQL and one Valkey for as long as anybody uses them, and nothing afterwards."""

import os
import pwd
import shutil
import signal
import subprocess

import psycopg2
import pytest
import redis

from tests.embedded.conftest import (
    OWN_SERVERS,
    everything,
    kill,
    kill_everything,
    nothing_runs,
    passing_folder,
    postmaster,
    servers,
)
from timebank.embedded import addresses, running_servers
from timebank.embedded.errors import StartFailed
from timebank.embedded.installations import installations
from timebank.embedded.layout import layout
from timebank.embedded.processes import identity, wait_for

pytestmark = pytest.mark.slow


def ask(url, *statements):
    """Say things to PostgreSQL, each in its own transaction, and give the last answer."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def answers(folder):
    """Tell whether both servers take work."""
    found = addresses(folder)
    try:
        return ask(found.database_url, "SELECT 1") == [(1,)] and redis.Redis.from_url(found.redis_url).ping()
    except (psycopg2.OperationalError, redis.RedisError):
        return False


def durability(url):
    return ask(url, "SELECT setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')")


@pytest.fixture(scope="module")
def shared():
    """Servers that several tests may look at, for none of them stops or breaks anything."""
    with pytest.MonkeyPatch.context() as patch, passing_folder() as folder:
        for name in OWN_SERVERS:
            patch.delenv(name, raising=False)
        with running_servers(folder, durable=False) as found:
            yield found


def test_eight_who_start_at_once_share_one_of_each_and_the_last_one_stops_them(folder, use):
    users = [use() for _ in range(8)]

    assert all(user.is_ready() for user in users)
    assert len(servers(folder)["keepers"]) == 2
    assert len(servers(folder)["valkey"]) == 1
    assert [user.leave() for user in users] == [0] * 8
    assert nothing_runs(folder)


def test_a_killed_user_leaves_nothing_running(folder, use):
    user = use()
    assert user.is_ready()

    user.kill()

    assert wait_for(lambda: nothing_runs(folder), seconds=60)


@pytest.mark.usefixtures("data")
def test_data_outlives_a_kill_of_everything(folder, use):
    user = use("durable")
    assert user.is_ready()
    found = addresses(folder)
    ask(found.database_owner_url, "CREATE TABLE kept (minutes integer)", "INSERT INTO kept VALUES (90)")
    user.kill()
    kill_everything(folder)

    with running_servers(folder):
        assert ask(found.database_owner_url, "SELECT minutes FROM kept") == [(90,)]


def test_marks_of_a_dead_server_that_name_a_living_process_are_forgotten(folder, data):
    (data / "postmaster.pid").write_text(f"{os.getppid()}\n{data}\n")

    with running_servers(folder, durable=False):
        assert answers(folder)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("victim", ["postgresql", "valkey"])
def test_a_killed_server_is_started_again_while_it_is_used(folder, victim):
    with running_servers(folder, durable=False):
        kill(postmaster(folder) if victim == "postgresql" else servers(folder)["valkey"][0])

        assert wait_for(lambda: answers(folder), seconds=60)


@pytest.mark.usefixtures("data")
def test_a_killed_keeper_takes_its_server_along_and_a_user_starts_both_again(folder, use):
    user = use()
    assert user.is_ready()
    for keeper in servers(folder)["keepers"]:
        kill(keeper)
    assert wait_for(lambda: nothing_runs(folder), seconds=60)

    with running_servers(folder, durable=False):
        assert answers(folder)


@pytest.mark.usefixtures("data")
def test_a_keeper_that_is_told_to_end_stops_its_server_cleanly(folder, use):
    user = use()
    assert user.is_ready()
    for keeper in servers(folder)["keepers"]:
        os.kill(keeper, signal.SIGTERM)

    assert wait_for(lambda: nothing_runs(folder), seconds=60)
    assert "database system is shut down" in layout(folder).log("postgresql").read_text()


@pytest.mark.usefixtures("data")
def test_removing_the_folder_stops_its_servers(folder, use):
    user = use()
    assert user.is_ready()
    before = everything(folder)

    (folder / "locks").rename(folder / "locks-removed")

    assert wait_for(lambda: not before & everything(folder), seconds=60)


def test_a_server_of_ones_own_is_used_and_none_started(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/timebank")

    with running_servers(folder, durable=False):
        running = servers(folder)

    assert running["postgresql"] == []
    assert len(running["valkey"]) == 1
    assert len(running["keepers"]) == 1


def test_folders_with_long_and_odd_names_work(folder):
    odd = folder / "Zoë's time bank" / ("x" * 100)

    with running_servers(odd, durable=False):
        answered = answers(odd)
    shutil.rmtree(layout(odd).sockets)

    assert answered
    assert nothing_runs(odd)


def test_the_application_role_may_make_nothing(shared):
    for statement in ("CREATE TABLE mine ()", "CREATE TEMPORARY TABLE mine ()", "CREATE DATABASE mine"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(shared.database_url, statement)


def test_only_the_administrator_is_superuser(shared):
    roles = ask(shared.database_url, "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolcanlogin")

    assert sorted(roles) == [("admin", True, True), ("timebank", False, False), ("timebank_owner", False, True)]


def test_databases_the_owner_makes_have_the_extensions(shared):
    ask(shared.database_owner_url, "CREATE DATABASE another")

    extensions = ask(shared.database_owner_url.replace("/timebank?", "/another?"), "SELECT extname FROM pg_extension")

    assert {("pg_trgm",), ("unaccent",), ("citext",), ("btree_gist",)} <= set(extensions)


def test_real_data_is_safe_whatever_its_own_settings_say(folder, data):
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\n")

    with running_servers(folder) as found:
        assert durability(found.database_url) == [("on",)] * 3


def test_only_tests_give_up_the_safety_of_the_data(shared):
    assert durability(shared.database_url) == [("off",)] * 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
@pytest.mark.parametrize("name", ["postgres", "nobody"])
def test_another_account_of_this_machine_is_refused(shared, name):
    try:
        stranger = pwd.getpwnam(name)
    except KeyError:
        pytest.skip(f"there is no account {name}")
    psql = [next(installations()).program("psql"), shared.database_admin_url, "-c", "SELECT 1"]

    tried = subprocess.run(psql, capture_output=True, text=True, cwd="/", check=False, **identity(stranger))

    assert tried.returncode != 0
    assert "Peer authentication failed" in tried.stderr or "Permission denied" in tried.stderr


def test_data_of_another_major_version_is_refused_and_kept(folder):
    (folder / "postgresql-9").mkdir()

    with pytest.raises(StartFailed, match="The data was made by PostgreSQL 9"), running_servers(folder, durable=False):
        pass

    assert [path.name for path in folder.glob("postgresql-*")] == ["postgresql-9"]
    assert nothing_runs(folder)


def test_a_server_that_cannot_start_says_why_in_one_sentence(folder, data):
    (data / "postgresql.conf").write_text("no_such_setting = 1\n")

    with pytest.raises(StartFailed) as refusal, running_servers(folder, durable=False):
        pass

    assert str(refusal.value).startswith("PostgreSQL did not start: ")
    assert "\n" not in str(refusal.value)
    assert nothing_runs(folder)
