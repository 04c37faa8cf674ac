"""The journal as one JSON object, for programs. A transfer's fields are those of the API (CONTRACT.md section 5)."""

import json
from collections.abc import Iterable, Iterator

from insight.reads.moments import one_moment
from insight.reads.names import Names
from insight.reads.periods import FIRST_DAY, Period
from ledger import reads as ledger
from members.models import Bank

Fields = dict[str, str | int | bool | None]


def journal_text(bank: Bank, period: Period) -> Iterator[str]:
    """Give the object a few lines at a time: bank, days, accounts with both balances, transfers, totals.

    Each account's opening balance and its transfers make its closing balance; the totals are the ledger's own.
    """
    with one_moment():
        names = Names(bank)
        yield _head(bank, period)
        yield from _list(_accounts(bank, period, names))
        yield ',\n"transfers": '
        lines = ledger.journal(bank.book_id, first_on=period.first_on, last_on=period.last_on)
        yield from _list(_transfer(line, names) for line in lines)
        yield f',\n"totals": {_json(_totals(bank, period))}\n}}\n'


def _head(bank: Bank, period: Period) -> str:
    first_on = None if period.first_on == FIRST_DAY else period.first_on.isoformat()
    about: Fields = {"slug": bank.slug, "name": bank.name, "zone": bank.zone}
    return (
        f'{{\n"bank": {_json(about)},\n"from": {json.dumps(first_on)},\n"to": "{period.last_on}",\n'
        '"unit": "minutes",\n"accounts": '
    )


def _list(rows: Iterable[Fields]) -> Iterator[str]:
    before = "[\n"
    for row in rows:
        yield before + _json(row)
        before = ",\n"
    yield "\n]" if before == ",\n" else "[]"


def _accounts(bank: Bank, period: Period, names: Names) -> Iterator[Fields]:
    before = ledger.trial_balance(bank.book_id, day=period.eve)
    opening = {account.account_id: account.balance_minutes for account in before}
    for account in ledger.trial_balance(bank.book_id, day=period.last_on):
        holder = names.of(account.account_id)
        yield {
            "id": str(account.account_id),
            "kind": account.kind.lower(),
            "owner": holder.name,
            "number": holder.number,
            "opening_minutes": opening[account.account_id],
            "closing_minutes": account.balance_minutes,
        }


def _transfer(line: ledger.JournalLine, names: Names) -> Fields:
    return {
        "id": str(line.transfer_id),
        "kind": line.kind.lower(),
        "reference": line.reference,
        "payer": str(line.payer_id),
        "payee": str(line.payee_id),
        "minutes": line.minutes,
        "booked_on": line.booked_on.isoformat(),
        "happened_on": line.happened_on.isoformat(),
        "recorded_at": line.recorded_at.isoformat(),
        "recorded_by": names.actor(line.recorded_by),
        "description": line.description,
        "batch": _id(line.batch),
        "reverses": _id(line.reverses_id),
        "reversed_by": _id(line.reversed_by_id),
        "forced": line.forced,
    }


def _totals(bank: Bank, period: Period) -> Fields:
    totals = ledger.totals(bank.book_id, first_on=period.first_on, last_on=period.last_on)
    return {
        "transfers": sum(total.transfers for total in totals),
        "minutes": int(sum(total.minutes for total in totals)),
    }


def _id(key: object) -> str | None:
    return None if key is None else str(key)


def _json(fields: Fields) -> str:
    return json.dumps(fields, ensure_ascii=False)
