"""A book and two of its accounts."""

from dataclasses import dataclass

import pytest

from tests.ledger.making import new_account, new_book, pot_of


@dataclass(frozen=True)
class Bank:
    book: int
    pot: int
    ann: int
    bob: int


def make_bank() -> Bank:
    book = new_book()
    return Bank(book=book, pot=pot_of(book), ann=new_account(book), bob=new_account(book))


@pytest.fixture
def bank(db) -> Bank:
    return make_bank()


@pytest.fixture
def committed_bank(transactional_db) -> Bank:
    """A bank that other connections see."""
    return make_bank()
