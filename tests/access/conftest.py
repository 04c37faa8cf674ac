"""The bank that these tests ask at: full, and so built once for a file; it takes longer than most of its tests."""

import copy

import pytest
from django.test import Client

from tests.access import scene as scenes
from tests.access.addresses import filled_in
from tests.access.asking import read, signed_in
from tests.access.forms import meant
from tests.access.scene import Scene


@pytest.fixture(scope="module")
def built(file_transaction) -> Scene:
    return scenes.build("riverside")


@pytest.fixture
def scene(built, db) -> Scene:
    """The file's bank, with objects of the test's own."""
    return copy.deepcopy(built)


@pytest.fixture
def clients(scene) -> dict[str, Client]:
    """Give a browser for everybody; so that every step stands open, a log and an application have been begun."""
    clients = {who: signed_in(person) for who, person in scene.everybody().items()}
    for step in ("log", "log_what", "log_when"):
        name = f"exchanges:{step}"
        assert read(clients["party"], "POST", filled_in(name, scene), meant(scene)[name]).status_code == 302
    for step in ("join", "join_gifts"):
        name = f"members:{step}"
        assert read(clients["visitor"], "POST", filled_in(name, scene), meant(scene)[name]).status_code == 302
    return clients
