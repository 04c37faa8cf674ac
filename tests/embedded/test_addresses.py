"""Addresses are computed and never touched; the secret beside them is made once."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg2.extensions import parse_dsn

from timebank.embedded import addresses, kept_secret
from timebank.embedded.errors import StartFailed
from timebank.embedded.folders import make_checked_folder
from timebank.lib.environment import env

LONGEST_SOCKET = 103


def test_computing_addresses_makes_nothing(folder):
    addresses(folder / "var")

    assert list(folder.iterdir()) == []


def test_each_role_has_an_address_of_its_own(folder):
    found = addresses(folder)

    roles = [parse_dsn(url)["user"] for url in (found.database_url, found.database_owner_url, found.database_admin_url)]
    assert roles == ["timebank", "timebank_owner", "admin"]


def test_django_reads_an_address_as_postgresql_does(folder):
    address = addresses(folder).database_url

    django, postgresql = env.db_url_config(address), parse_dsn(address)

    assert django["OPTIONS"] == {"host": postgresql["host"], "port": int(postgresql["port"])}
    assert (django["USER"], django["NAME"]) == (postgresql["user"], postgresql["dbname"])


@pytest.mark.parametrize("name", ["x" * 120, "Zoë's time bank", "50%, half"])
def test_sockets_of_long_or_odd_folders_lie_in_a_short_plain_one(folder, name):
    found = addresses(folder / name)

    socket = parse_dsn(found.database_url)["host"] + "/.s.PGSQL.5432"
    assert len(os.fsencode(socket)) <= LONGEST_SOCKET
    assert len(os.fsencode(found.redis_url.removeprefix("unix://"))) <= LONGEST_SOCKET
    assert socket.isascii()
    assert " " not in socket


def test_two_folders_never_share_a_socket(folder):
    deep = folder / ("x" * 120)

    assert addresses(deep / "one") != addresses(deep / "two")


def test_a_secret_is_made_once_and_for_this_account_alone(folder):
    made = kept_secret(folder / "var")

    assert kept_secret(folder / "var") == made
    assert len(made) >= 50
    assert stat.S_IMODE((folder / "var" / "secret_key").stat().st_mode) == 0o600


def test_those_who_race_for_a_secret_all_get_the_same(folder):
    with ThreadPoolExecutor(max_workers=16) as crowd:
        secrets = list(crowd.map(kept_secret, [folder / "var"] * 64))

    assert len(set(secrets)) == 1


def test_half_a_secret_left_by_a_full_disk_is_made_anew(folder):
    (folder / "secret_key").write_text("half")

    made = kept_secret(folder)

    assert made != "half"
    assert kept_secret(folder) == made


def test_a_sockets_folder_somebody_else_could_fill_is_refused(folder):
    open_to_all = folder / "sockets"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)

    with pytest.raises(StartFailed, match="not a folder of this account alone"):
        make_checked_folder(open_to_all)


def test_a_sockets_folder_that_leads_elsewhere_is_refused(folder):
    (folder / "sockets").symlink_to(Path("/"))

    with pytest.raises(StartFailed, match="not a folder of this account alone"):
        make_checked_folder(folder / "sockets")
