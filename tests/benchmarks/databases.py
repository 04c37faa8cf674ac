"""Several databases on the one server: each measurement has its own, and leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connections

from timebank.embedded.addresses import ADMIN_ROLE, DATABASE, OWNER_ROLE, database_address
from timebank.embedded.layout import layout

EMPTY = "empty"
SWITCH = "TIMEBANK_BENCH_DATABASE"


def keep_empty_copy() -> None:
    """Keep the tables as the migrations left them, to copy from."""
    _close()
    with administrator("postgres") as cursor:
        cursor.execute(f"CREATE DATABASE {EMPTY} TEMPLATE {DATABASE} OWNER {OWNER_ROLE}")


@contextmanager
def new_database(name: str) -> Iterator[None]:
    """Keep a database with empty tables while inside; it is dropped afterwards."""
    with administrator("postgres") as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {EMPTY} OWNER {OWNER_ROLE}")
        try:
            yield
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Work in another database while inside, child processes too."""
    _switch_to(name)
    try:
        yield
    finally:
        _switch_to(DATABASE)


@contextmanager
def administrator(database: str) -> Iterator[Any]:
    """Act as the superuser, each statement by itself."""
    connection = psycopg2.connect(address(role=ADMIN_ROLE, database=database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def address(*, role: str, database: str) -> str:
    """Write the address of one of the server's databases."""
    return database_address(layout(settings.VAR).postgresql_socket, role=role, database=database)


def _switch_to(name: str) -> None:
    _close()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
    os.environ[SWITCH] = name


def _close() -> None:
    for each in connections.all():
        each.close()
