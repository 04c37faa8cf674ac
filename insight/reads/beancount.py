"""The journal as beancount reads it: a second program, by other people, that proves our sums.

The signs are the ledger's own. Accounts that hold people's hours stand under Assets, so that an hour to spend is
positive and a debt negative; those that hours only come from or end in (welcome, opening, lapsed) stand under Equity.
Together they are always zero. An account is named by its number, for beancount allows letters, figures and hyphens
alone; who holds it stands beside it in full. Every account that moved is asserted the morning after, and all of them
on the morning after the last day: beancount asserts at the start of a day.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from insight.reads.moments import one_moment
from insight.reads.names import OWN_ACCOUNTS, Holder, Names
from insight.reads.periods import FIRST_DAY, ONE_DAY, Period
from ledger import reads as ledger
from members.models import Bank

COMMODITY = "MIN"
EQUITY = ("WELCOME", "OPENING", "EXPIRY")
MANY_IN_A_BOOK = ("EVENT", "CLEARING")

Accounts = dict[int, str]


def journal_text(bank: Bank, period: Period) -> Iterator[str]:
    """Give the journal of a period as text, a few lines at a time; what came before it stands as opening balances."""
    with one_moment():
        holders = Names(bank).all()
        accounts = {pk: _account(pk, holder) for pk, holder in holders.items()}
        yield _head(bank, period)
        # Opened on the file's first day: a history that was brought over may be older than its account here.
        yield "".join(_open(period.first_on, accounts[pk], holder) for pk, holder in holders.items())
        yield _opening(period, ledger.trial_balance(bank.book_id, day=period.eve), accounts)
        lines = ledger.journal(bank.book_id, first_on=period.first_on, last_on=period.last_on)
        yield from _days(lines, accounts, holders)
        after = ledger.trial_balance(bank.book_id, day=period.last_on)
        yield _assertions(period.last_on, {each.account_id: each.balance_minutes for each in after}, accounts)


def _head(bank: Bank, period: Period) -> str:
    begin = "the beginning" if period.first_on == FIRST_DAY else period.first_on
    title = _text(f"{bank.name}, from {begin} to {period.last_on}, in minutes")
    lines = [
        "; Check it with: bean-check THIS-FILE",
        f'option "title" {title}',
        f'option "operating_currency" "{COMMODITY}"',
        "",
        f"{period.first_on} commodity {COMMODITY}",
        "",
    ]
    return "\n".join(lines) + "\n"


def _open(day: date, account: str, holder: Holder) -> str:
    return f"{day} open {account} {COMMODITY}\n  name: {_text(holder.name)}\n"


def _opening(period: Period, before: list[ledger.AccountOnDay], accounts: Accounts) -> str:
    postings = [_posting(accounts[each.account_id], each.balance_minutes) for each in before if each.balance_minutes]
    return "".join(["\n", f'{period.first_on} * "Opening balances"\n', *postings]) if postings else ""


def _days(lines: Iterable[ledger.JournalLine], accounts: Accounts, holders: dict[int, Holder]) -> Iterator[str]:
    """Give the transactions, and each morning what stands on the accounts that moved the day before."""
    today: date | None = None
    moved: dict[int, int] = {}
    for line in lines:
        if today is not None and line.booked_on > today:
            yield _assertions(today, moved, accounts)
            moved = {}
        today = line.booked_on
        moved |= {line.payer_id: line.payer_balance_minutes, line.payee_id: line.payee_balance_minutes}
        yield _transaction(line, accounts, holders)


def _transaction(line: ledger.JournalLine, accounts: Accounts, holders: dict[int, Holder]) -> str:
    words = _text(line.description or line.kind.lower())
    lines = [
        "",
        f"{line.booked_on} * {_text(holders[line.payee_id].name)} {words}",
        f'  transfer: "{line.transfer_id}"',
        f'  kind: "{line.kind}"',
        f'  cause: "{line.reference}"',
        f"  happened: {line.happened_on}",
        "",
    ]
    return (
        "\n".join(lines)
        + _posting(accounts[line.payer_id], -line.minutes)
        + _posting(accounts[line.payee_id], line.minutes)
    )


def _assertions(day: date, minutes: dict[int, int], accounts: Accounts) -> str:
    morning = day + ONE_DAY
    lines = (f"{morning} balance {accounts[pk]} {balance} {COMMODITY}\n" for pk, balance in minutes.items())
    return "".join(["\n", *lines])


def _posting(account: str, minutes: int) -> str:
    return f"  {account} {minutes} {COMMODITY}\n"


def _account(account_id: int, holder: Holder) -> str:
    """Name an account so that beancount takes it and keeps it apart from every other, whatever its holder's name."""
    root = "Equity" if holder.kind in EQUITY else "Assets"
    kind = holder.kind.capitalize()
    if holder.number is None and holder.kind in OWN_ACCOUNTS and holder.kind not in MANY_IN_A_BOOK:
        return f"{root}:{kind}"
    number = holder.number_text or str(account_id)
    return f"{root}:{kind}:{'-'.join([number, *_plain(holder.name).split()])}"


def _plain(name: str) -> str:
    """Keep letters and figures, and blanks between them."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(mark if mark.isalpha() or mark.isdecimal() else " " for mark in composed)


def _text(words: str) -> str:
    """Write words as one line between quotation marks."""
    line = " ".join(words.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'
