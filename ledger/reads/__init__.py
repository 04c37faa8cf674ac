"""Everything others read from the ledger. Writes nothing."""

from ledger.reads.accounts import (
    AccountState,
    account_of_kind,
    account_states,
    accounts_of_book,
    balance_of,
    balances,
    limits_of,
)

__all__ = [
    "AccountState",
    "account_of_kind",
    "account_states",
    "accounts_of_book",
    "balance_of",
    "balances",
    "limits_of",
]
