"""The journal as hledger reads it, so that somebody else's program can prove our sums.

Amounts are whole minutes ('min'), so nothing is rounded. Every posting asserts the balance after it, and the last
transaction asserts where each account stands in our own balances: `hledger check` fails where we are wrong.
"""

from collections.abc import Iterator

from insight.reads.moments import one_moment
from insight.reads.names import GROUPS, Holder, Names
from insight.reads.periods import FIRST_DAY, Period
from ledger import reads as ledger
from members.models import Bank

COMMODITY = "min"
ACCOUNT_KINDS = {"MEMBER": "Member", "ORGANISATION": "Organisation"}
# What hledger would read as the end of a name, a comment, another level, or a payee.
NAME_MARKS = str.maketrans({":": "-", ";": ",", "|": "/", '"': "'"})


def journal_text(bank: Bank, period: Period) -> Iterator[str]:
    """Give the journal of a period as text, a few lines at a time; what came before it stands as opening balances."""
    with one_moment():
        accounts = {pk: _account(bank, pk, holder) for pk, holder in Names(bank).all().items()}
        yield _head(bank, period, accounts)
        before = ledger.trial_balance(bank.book_id, day=period.eve)
        if any(account.balance_minutes for account in before):
            yield _opening(period, before, accounts)
        for line in ledger.journal(bank.book_id, first_on=period.first_on, last_on=period.last_on):
            yield _transaction(line, accounts)
        after = ledger.trial_balance(bank.book_id, day=period.last_on)
        yield _assertions(period, after, accounts)


def _head(bank: Bank, period: Period, accounts: dict[int, str]) -> str:
    begin = "the beginning" if period.first_on == FIRST_DAY else period.first_on
    lines = [
        f"; {_plain(bank.name)}, from {begin} to {period.last_on}, in minutes.",
        "; Check it with: hledger -f THIS-FILE check --strict",
        "",
        "decimal-mark .",
        f"commodity 1. {COMMODITY}",
        *(f"account {name}" for name in accounts.values()),
        "",
    ]
    return "\n".join(lines) + "\n"


def _opening(period: Period, before: list[ledger.AccountOnDay], accounts: dict[int, str]) -> str:
    postings = [
        _posting(accounts[each.account_id], each.balance_minutes, each.balance_minutes)
        for each in before
        if each.balance_minutes
    ]
    return "\n".join([f"{period.first_on} * Opening balances", *postings, "\n"])


def _transaction(line: ledger.JournalLine, accounts: dict[int, str]) -> str:
    words = _plain(line.description) or line.kind.lower()
    lines = [
        f"{line.booked_on} * ({line.transfer_id}) {words}",
        f"    ; kind:{line.kind}, happened:{line.happened_on}, cause:{line.reference.replace(',', ' ')}",
        _posting(accounts[line.payer_id], -line.minutes, line.payer_balance_minutes),
        _posting(accounts[line.payee_id], line.minutes, line.payee_balance_minutes),
        "\n",
    ]
    return "\n".join(lines)


def _assertions(period: Period, after: list[ledger.AccountOnDay], accounts: dict[int, str]) -> str:
    postings = [_posting(accounts[each.account_id], 0, each.balance_minutes) for each in after]
    return "\n".join([f"{period.last_on} * Balances at the end", *postings, ""])


def _posting(account: str, minutes: int, balance_minutes: int) -> str:
    return f"    {account}  {minutes} {COMMODITY} = {balance_minutes} {COMMODITY}"


def _account(bank: Bank, account_id: int, holder: Holder) -> str:
    """Name an account so that hledger keeps it apart from every other: the number, else the bank's own words."""
    top = _plain(bank.name).lstrip("([{*!;#~=%0123456789 ") or bank.slug
    if holder.number is not None:
        return f"{top}:{ACCOUNT_KINDS[holder.kind]}:{holder.number_text} {_plain(holder.name)}"
    if holder.kind in GROUPS and holder.kind not in ACCOUNT_KINDS and holder.kind not in {"EVENT", "CLEARING"}:
        return f"{top}:{_plain(holder.name)}"
    return f"{top}:{holder.kind.capitalize()}:{account_id} {_plain(holder.name)}"


def _plain(words: str) -> str:
    """Draw white space together (two blanks end a name) and leave out the marks that mean something to hledger."""
    return " ".join(words.split()).translate(NAME_MARKS)
