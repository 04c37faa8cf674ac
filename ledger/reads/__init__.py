"""Everything others read from the ledger. Writes nothing."""

from ledger.reads.accounts import (
    AccountState,
    account_of_kind,
    account_states,
    accounts_of_book,
    balance_of,
    balances,
    has_at_least,
    has_little_left,
    is_in_book,
    limits_of,
)
from ledger.reads.clearing import Position, positions, put_right_between, twin_of
from ledger.reads.closings import closings_of, first_open_day
from ledger.reads.holds import expired_holds, hold_is_open, open_holds
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
from ledger.reads.proof import Fault, Proof, UnknownBook, prove, prove_since_seal
from ledger.reads.seals import KeptSeal, NotASeal, SealLine, latest_seal, seal_numbered, seals_of
from ledger.reads.settlements import settlement_of
from ledger.reads.statements import Statement, StatementLine, balance_on, statement, statement_lines

__all__ = [
    "AccountOnDay",
    "AccountState",
    "Fault",
    "JournalLine",
    "KeptSeal",
    "KindTotal",
    "Movement",
    "NotASeal",
    "Position",
    "Proof",
    "SealLine",
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
    "closings_of",
    "expired_holds",
    "first_open_day",
    "has_at_least",
    "has_little_left",
    "hold_is_open",
    "is_in_book",
    "journal",
    "latest_seal",
    "limits_of",
    "movements",
    "open_holds",
    "positions",
    "prove",
    "prove_since_seal",
    "put_right_between",
    "seal_numbered",
    "seals_of",
    "settlement_of",
    "statement",
    "statement_lines",
    "totals",
    "transfers",
    "trial_balance",
    "twin_of",
]
