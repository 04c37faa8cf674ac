"""Rows of the database as our own small objects, all at once or streamed."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from django.db import connection

Kind = TypeVar("Kind")
ROWS_AT_A_TIME = 2000


def fetch(kind: type[Kind], query: str, values: Mapping[str, Any]) -> list[Kind]:
    """Run a query and give each row as one object; its columns are named like the object's fields."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description]
        return [kind(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def stream(kind: type[Kind], query: str, values: Mapping[str, Any]) -> Iterator[Kind]:
    """Run a query in a cursor of the server and give its rows one by one: any number of them in little memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            names = [column.name for column in cursor.description]
            for row in rows:
                yield kind(**dict(zip(names, row, strict=True)))
