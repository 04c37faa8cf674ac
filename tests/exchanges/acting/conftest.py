"""People who act for others, for these tests."""

import pytest

from tests import factories as make


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def dorothy(bank):
    return make.make_member(bank, name="Dorothy Hughes", email="")


@pytest.fixture
def tom(bank):
    return make.make_member(bank, name="Tom Ellis")


@pytest.fixture
def ana(bank, dorothy):
    """Dorothy's supporter, and a member herself."""
    holder = make.make_member(bank, name="Ana Silva")
    make.supporter(dorothy, holder)
    return holder


@pytest.fixture
def surgery(bank):
    return make.make_organisation(bank, name="Riverside Surgery")
