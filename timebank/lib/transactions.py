"""One transaction, tried again when the database, not the person, was at fault."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

TRIES = 4
FIRST_WAIT_SECONDS = 0.05

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def atomic_with_retry(action: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Run an action in one transaction, again after a deadlock, a serialization failure or a lost connection.

    Only for actions that may run twice: they carry a key or check the state they change. Inside another
    transaction it only opens a savepoint, for the outermost action is the one to be tried again.
    """

    @functools.wraps(action)
    def tried(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        for attempt in range(1, TRIES):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except (OperationalError, InterfaceError):
                connection.close_if_unusable_or_obsolete()
                time.sleep(FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 jitter, no secret
        with transaction.atomic():
            return action(*args, **kwargs)

    return tried
