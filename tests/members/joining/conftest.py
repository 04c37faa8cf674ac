"""A bank that asks for two references and a first meeting, its coordinator, and a member it has let in."""

import pytest

from tests import factories as make
from tests.members.joining.steps import let_in


@pytest.fixture
def bank():
    return make.make_bank(references_asked=2, asks_induction=True)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def margaret(bank, priya):
    return let_in(bank, "Margaret Pole")
