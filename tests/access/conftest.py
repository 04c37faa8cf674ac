"""The bank that these tests ask at: full, and so built once for a file; it takes longer than most of its tests."""

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.access import scene as scenes
from tests.access.scene import Scene


@pytest.fixture(scope="module")
def file_transaction(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction around those of a file's tests: what is built in it stands for all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def built(file_transaction) -> Scene:
    return scenes.build("riverside")


@pytest.fixture
def scene(built, db) -> Scene:
    """The file's bank, with objects of the test's own."""
    return copy.deepcopy(built)
