"""Trying again when the database, not the person, was at fault."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

TRIES = 4
FIRST_WAIT_SECONDS = 0.05
PASSING_FAULTS = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "55P03",  # lock_not_available: somebody else was at work for longer than we wait
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
}
CONNECTION_EXCEPTIONS = "08"

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def retried(action: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Run an action again, a few times, after a deadlock, a serialization failure or a lost connection.

    Only for actions that may run twice, for an answer can be lost after the commit: they carry a key or check the
    state they change. Inside a transaction it runs once, for there the whole transaction is what must run again.
    """

    @functools.wraps(action)
    def tried(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        if connection.in_atomic_block:
            return action(*args, **kwargs)
        for attempt in range(1, TRIES):
            try:
                return action(*args, **kwargs)
            except (OperationalError, InterfaceError) as fault:
                if not _passes(fault):
                    raise
                connection.close_if_unusable_or_obsolete()
                time.sleep(FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 jitter, no secret
        return action(*args, **kwargs)

    return tried


def atomic_with_retry(action: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Run an action in one transaction, and that again as `retried` says. Inside another it is a savepoint."""
    return retried(transaction.atomic(action))


def plan_anew() -> None:
    """Let PostgreSQL plan every statement of this transaction for the tables as they have become.

    For writing thousands of rows at once: the plans of foreign keys and of triggers that a connection keeps from small
    tables read a whole table for each new row, and more with every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")


def _passes(fault: OperationalError | InterfaceError) -> bool:
    """Tell a fault that passes from one that stays, such as a full disk or a statement that took too long."""
    code = getattr(fault.__cause__, "pgcode", None)
    if code is None:  # the connection broke, or none could be made: no server was there to name a code
        return True
    return code in PASSING_FAULTS or code.startswith(CONNECTION_EXCEPTIONS)
