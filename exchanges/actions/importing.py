"""Bringing over what was kept elsewhere: opening balances and past exchanges, the whole of it or nothing.

A row is known by the number it had in its source. A hash of that number names its transfer's cause and makes its keys,
so the same row is never in the ledger twice, and no number of another system is shown to anybody.
"""

import datetime
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from exchanges.actions.last_exchanges import note_last_exchanges
from exchanges.models import FROM_IMPORT, Exchange, Step, imported_key
from ledger import actions as ledger
from ledger.reads import account_of_kind
from members.models import Bank
from timebank.lib.copying import Value, copy_rows
from timebank.lib.tables import BadLine, ImportRefused

RECORDED_BY = "import"
FIGURES = 32  # of the hash, in hexadecimal: 128 bits, as much as a key holds


@dataclass(frozen=True, slots=True)
class Party:
    """A member as a row names them."""

    member_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class PastExchange:
    """Hours that one member gave another, as another system kept them."""

    line: int
    source_number: str
    giver: Party
    receiver: Party
    minutes: int
    happened_on: datetime.date
    description: str
    category_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """What a member had, or below zero owed, when the books were brought over."""

    line: int
    source_number: str
    holder: Party
    minutes: int
    happened_on: datetime.date
    description: str


PastRow = PastExchange | OpeningBalance


@dataclass(frozen=True)
class Brought:
    """What was brought over, or would be."""

    exchanges: int
    openings: int
    booked_later: int


def check_import(bank: Bank, rows: Sequence[PastRow], *, at: datetime.datetime) -> Brought:
    """Say what `import_history` would bring over now, and change nothing. Raises ImportRefused as it would."""
    ordered = sorted(rows, key=_place_in_time)
    outlook = ledger.look_through(bank.book_id, _postings(bank, ordered), today=bank.day(at))
    if outlook.misfits or outlook.posted_before:
        raise _refusal(ordered, outlook)
    return _brought(ordered, outlook.booked_later)


@transaction.atomic
def import_history(bank: Bank, rows: Sequence[PastRow], *, at: datetime.datetime) -> Brought:
    """Bring over opening balances and past exchanges in the order of their days; tells nobody.

    The exchanges are settled ones: their members see them, and may say that one is not right, like any other.
    Raises ImportRefused with every line that does not fit.
    """
    ordered = sorted(rows, key=_place_in_time)
    try:
        posted = ledger.post_history(bank.book_id, _postings(bank, ordered), today=bank.day(at))
    except ledger.HistoryRefused as refused:
        raise _refusal(ordered, refused.outlook) from None
    _copy_exchanges(bank, ordered, posted.transfer_ids, at)
    _copy_steps(bank, posted.transfer_ids, at)
    note_last_exchanges(bank, _last_days(ordered))
    return _brought(ordered, posted.booked_later)


def _place_in_time(row: PastRow) -> tuple[datetime.date, bool, int]:
    """In the order of the days; on one day the opening balances first, then as the file has them."""
    return row.happened_on, isinstance(row, PastExchange), row.line


def _postings(bank: Bank, rows: Sequence[PastRow]) -> list[ledger.Posting]:
    opening_id = account_of_kind(bank.book_id, "OPENING")
    return [_posting(bank, row, opening_id) for row in rows]


def _posting(bank: Bank, row: PastRow, opening_id: int) -> ledger.Posting:
    reference = _reference(row)
    if isinstance(row, PastExchange):
        kind, payer_id, payee_id = "EXCHANGE", row.receiver.account_id, row.giver.account_id
    elif row.minutes > 0:
        kind, payer_id, payee_id = "OPENING", opening_id, row.holder.account_id
    else:
        kind, payer_id, payee_id = "OPENING", row.holder.account_id, opening_id
    return ledger.Posting(
        key=uuid.uuid5(imported_key(bank.pk, reference), "posting"),
        kind=kind,
        payer_id=payer_id,
        payee_id=payee_id,
        minutes=abs(row.minutes),
        reference=reference,
        happened_on=row.happened_on,
        recorded_by=RECORDED_BY,
        words=row.description,
    )


def _last_days(ordered: Sequence[PastRow]) -> dict[int, datetime.date]:
    exchanges = [row for row in ordered if isinstance(row, PastExchange)]
    return {party.member_id: row.happened_on for row in exchanges for party in (row.giver, row.receiver)}


def _reference(row: PastRow) -> str:
    return FROM_IMPORT + hashlib.sha256(row.source_number.encode()).hexdigest()[:FIGURES]


def _copy_exchanges(bank: Bank, rows: Sequence[PastRow], transfer_ids: Sequence[int], at: datetime.datetime) -> None:
    always = Exchange(
        bank=bank,
        state=Exchange.State.POSTED,
        state_since=at,
        created_at=at,
        giver_agreed_at=at,
        receiver_agreed_at=at,
        posted_at=at,
    )
    columns = ("key", "giver_id", "receiver_id", "minutes", "description", "category_id", "happened_on", "transfer_id")
    pairs = zip(rows, transfer_ids, strict=True)
    own = (_exchange(bank, row, transfer_id) for row, transfer_id in pairs if isinstance(row, PastExchange))
    _copy(always, columns, own)


def _exchange(bank: Bank, row: PastExchange, transfer_id: int) -> tuple[Value, ...]:
    return (
        imported_key(bank.pk, _reference(row)),
        row.giver.member_id,
        row.receiver.member_id,
        row.minutes,
        row.description,
        row.category_id,
        row.happened_on,
        transfer_id,
    )


def _copy_steps(bank: Bank, transfer_ids: Sequence[int], at: datetime.datetime) -> None:
    """Write the one line of each exchange's history: nobody of this bank moved it, it was brought over."""
    brought = Exchange.objects.filter(bank=bank, transfer_id__in=transfer_ids).order_by("pk")
    always = Step(at=at, to_state=Exchange.State.POSTED)
    _copy(always, ("exchange_id", "minutes"), brought.values_list("pk", "minutes"))


def _copy(always: Model, columns: tuple[str, ...], rows: Iterable[tuple[Value, ...]]) -> None:
    """Copy rows whose other columns are all as in `always`, the model's own defaults included."""
    fields = [field for field in always._meta.concrete_fields if not (field.primary_key or field.attname in columns)]
    same: tuple[Value, ...] = tuple([getattr(always, field.attname) for field in fields])
    names = (*[field.attname for field in fields], *columns)
    copy_rows(always._meta.db_table, names, (same + row for row in rows))


def _refusal(rows: Sequence[PastRow], outlook: ledger.Outlook) -> ImportRefused:
    if len(outlook.posted_before) == len(rows):
        return ImportRefused(_("This file has been imported already."))
    lines = [BadLine(rows[misfit.place].line, misfit.sentence) for misfit in outlook.misfits]
    lines += [BadLine(rows[place].line, _("This line has been imported already.")) for place in outlook.posted_before]
    return ImportRefused(_("Nothing was imported."), sorted(lines, key=attrgetter("line")))


def _brought(rows: Sequence[PastRow], booked_later: int) -> Brought:
    exchanges = sum(isinstance(row, PastExchange) for row in rows)
    return Brought(exchanges, len(rows) - exchanges, booked_later)
