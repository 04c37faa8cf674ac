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
from ledger.reads.journal import (
    AccountOnDay,
    JournalLine,
    KindTotal,
    Movement,
    journal,
    movements,
    totals,
    transfers,
    trial_balance,
)
from ledger.reads.laws import application_role_is_restricted
from ledger.reads.proof import Fault, Proof, UnknownBook, prove
from ledger.reads.statements import Statement, StatementLine, balance_on, statement, statement_lines

__all__ = [
    "AccountOnDay",
    "AccountState",
    "Fault",
    "JournalLine",
    "KindTotal",
    "Movement",
    "Proof",
    "Statement",
    "StatementLine",
    "UnknownBook",
    "account_of_kind",
    "account_states",
    "accounts_of_book",
    "application_role_is_restricted",
    "balance_of",
    "balance_on",
    "balances",
    "journal",
    "limits_of",
    "movements",
    "prove",
    "statement",
    "statement_lines",
    "totals",
    "transfers",
    "trial_balance",
]
