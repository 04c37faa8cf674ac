"""Who stands before the pages of exchanges; a test file with other people names its own."""

import pytest

from members.models import Bank
from tests import factories as make


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def fatima(bank):
    return make.make_member(bank, name="Fatima Zahra")


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def sign_in(client):
    """Let somebody sit down before the browser."""

    def signed(member):
        client.force_login(member.person)
        return client

    return signed
