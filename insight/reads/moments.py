"""Reading several things as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """See the whole database as it stands now, however long the reading takes and whatever is posted meanwhile.

    Without it a balance and the lines that should make it could come from either side of a posting. Inside a
    transaction it is that transaction's view.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
