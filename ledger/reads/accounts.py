"""Accounts: which there are, where they stand and how far they may go."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from ledger.models import Account, Balance, Limit


@dataclass(frozen=True)
class AccountState:
    """An account as it stands now, in minutes; None is no limit."""

    account_id: int
    code: str
    kind: str
    balance_minutes: int
    held_minutes: int
    floor_minutes: int | None
    ceiling_minutes: int | None
    warning_minutes: int | None
    is_open: bool
    last_booked_on: datetime.date | None

    @property
    def available_minutes(self) -> int | None:
        """What can be spent: down to the floor, without what is set aside. None where there is no floor."""
        if self.floor_minutes is None:
            return None
        return max(0, self.balance_minutes - self.held_minutes - self.floor_minutes)

    @property
    def is_low(self) -> bool:
        """Whether the balance is below the level at which people are told."""
        return self.warning_minutes is not None and self.balance_minutes < self.warning_minutes

    @property
    def is_past_a_limit(self) -> bool:
        """Whether the balance stands beyond its floor or ceiling, as it may after a reversal or a new limit."""
        below = self.floor_minutes is not None and self.balance_minutes < self.floor_minutes
        return below or (self.ceiling_minutes is not None and self.balance_minutes > self.ceiling_minutes)


def account_of_kind(book_id: int, kind: str) -> int:
    """Find the one account of its kind in a book: POT, WELCOME, EXPIRY or OPENING."""
    if kind not in Account.ONE_IN_A_BOOK:
        raise ValueError(f"A book may have many accounts of kind {kind}.")
    return Account.objects.values_list("pk", flat=True).get(book_id=book_id, kind=kind)


def is_in_book(account_id: int, book_id: int) -> bool:
    """Say whether there is such an account in a book."""
    return Account.objects.filter(pk=account_id, book_id=book_id).exists()


def balance_of(account_id: int) -> int:
    """Say where one account stands, in minutes."""
    return Balance.objects.values_list("minutes", flat=True).get(pk=account_id)


def balances(account_ids: Iterable[int]) -> dict[int, int]:
    """Say where many accounts stand, in minutes, with one query."""
    return dict(Balance.objects.filter(pk__in=list(account_ids)).values_list("pk", "minutes"))


def account_states(account_ids: Iterable[int]) -> dict[int, AccountState]:
    """Describe many accounts with one query."""
    return {state.account_id: state for state in _states(pk__in=list(account_ids))}


def accounts_of_book(book_id: int) -> list[AccountState]:
    """Describe all accounts of a book, in the order they were opened."""
    return _states(book_id=book_id)


def has_little_left(account: str, *, minutes: int) -> Exists:
    """Ask the database for rows from whose open account, found by this path, so many minutes at most can be spent."""
    can_go_to = F("floor_minutes") + F("held_minutes") + minutes
    return Exists(Balance.objects.filter(pk=OuterRef(account), is_open=True, minutes__lte=can_go_to))


def has_at_least(account: str, *, minutes: int) -> Exists:
    """Ask the database for rows whose open account, found by this path, holds so many minutes or more."""
    return Exists(Balance.objects.filter(pk=OuterRef(account), is_open=True, minutes__gte=minutes))


def limits_of(account_id: int) -> list[Limit]:
    """List the limits an account has had, the latest first."""
    return list(Limit.objects.filter(account_id=account_id).order_by("-number"))


def _states(**which: object) -> list[AccountState]:
    rows = Balance.objects.filter(**which).annotate(code=F("account__code"), kind=F("account__kind")).order_by("pk")
    return [
        AccountState(
            account_id=row.pk,
            code=row.code,
            kind=row.kind,
            balance_minutes=row.minutes,
            held_minutes=row.held_minutes,
            floor_minutes=row.floor_minutes,
            ceiling_minutes=row.ceiling_minutes,
            warning_minutes=row.warning_minutes,
            is_open=row.is_open,
            last_booked_on=row.last_booked_on,
        )
        for row in rows
    ]
