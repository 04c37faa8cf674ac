"""A time bank of any size, written past the triggers: its members, their exchanges, their offers and requests.

What waits on the desk does not grow with it: a coordinator's morning is the same length in a city.
"""

import datetime
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connection
from django.utils import timezone

from exchanges.models import Event, Exchange, Listing
from members.models import Bank, Member
from tests.benchmarks.databases import administrator
from tests.benchmarks.history import QUICKLY, load
from tests.benchmarks.members import make_members
from tests.factories import (
    confirmed_exchange,
    held_event,
    keep_register,
    logged_exchange,
    make_applicant,
    make_bank,
    make_coordinator,
    make_member,
    posted_exchange,
)

EXCHANGES_OF_A_MEMBER = 10
OWN, WAITING, CAME = 20, 10, 30
GIFTS = (
    "gardening baking knitting plumbing lifts listening chess welsh polish forms computers painting ironing dogs birds"
    " bicycles choirs soup sewing history accounts swimming carpentry electricity reading maths guitar babysitting tea"
)
EXCHANGES = """
  INSERT INTO exchanges_exchange ({columns})
  SELECT {values}
    FROM ledger_transfer t
    JOIN members_member giver ON giver.account_id = t.payee_id
    JOIN members_member receiver ON receiver.account_id = t.payer_id
   ORDER BY t.id
"""
SAID = {
    "bank_id": "%(bank)s",
    "key": "gen_random_uuid()",
    "giver_id": "giver.id",
    "receiver_id": "receiver.id",
    "minutes": "t.minutes",
    "description": "'An hour in the garden'",
    "planned_on": "NULL",
    "happened_on": "t.happened_on",
    "state": "'POSTED'",
    "state_since": "t.recorded_at",
    "created_at": "t.recorded_at",
    "logged_by_id": "giver.id",
    "giver_agreed_at": "t.recorded_at",
    "giver_agreed_by_id": "giver.id",
    "receiver_agreed_at": "t.recorded_at",
    "receiver_agreed_by_id": "receiver.id",
    "posted_at": "t.recorded_at",
    "transfer_id": "t.id",
}
LISTINGS = """
  INSERT INTO exchanges_listing ({columns})
  SELECT {values}
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM members_member
           WHERE bank_id = %(bank)s AND account_id IS NOT NULL) m,
         LATERAL (SELECT %(gifts)s::text[] AS words, cardinality(%(gifts)s::text[]) AS many) g,
         LATERAL (SELECT g.words[1 + (m.place * 7) %% g.many] AS one,
                         g.words[1 + (m.place * 11 + m.place / g.many) %% g.many] AS other) gift
"""
OFFERED = {
    "bank_id": "%(bank)s",
    "member_id": "m.id",
    "kind": "CASE WHEN m.place %% 9 < 5 THEN 'OFFER' ELSE 'REQUEST' END",
    "title": "initcap(gift.one) || ' and ' || gift.other",
    "body": "'Number ' || m.place",
    "state": "'OPEN'",
    "created_at": "now()",
    "search_text": "gift.one || ' and ' || gift.other || ' number ' || m.place",
}


# The last day of each member, as an update of a bank that was there before finds it.
LAST_DAYS = import_module("exchanges.migrations.0023_fill_last_exchanges").FILL


@dataclass(frozen=True)
class BenchTown:
    """The bank, and those who open its pages."""

    bank: Bank
    resident: Member
    coordinator: Member
    exchange: Exchange
    event: Event


def make_town(members: int, *, database: str) -> BenchTown:
    """Fill this database with a bank of so many members and ten times as many exchanges."""
    bank = make_bank(slug="town", floor_minutes=-1_000_000)
    resident, neighbour = make_member(bank, name="Rosa Field"), make_member(bank, name="Tom Wood")
    coordinator = make_coordinator(bank)
    accounts = [other.account_id for other in make_members(bank, members)]
    load(members * EXCHANGES_OF_A_MEMBER, bank, make_member(bank), accounts, database=database)
    with administrator(database) as cursor:
        cursor.execute(QUICKLY)
        write_exchanges(bank, cursor)
        cursor.execute(*insertion(LISTINGS, OFFERED, Listing, {"bank": bank.pk, "gifts": GIFTS.split()}))
    exchange = _leave_waiting(bank, resident, neighbour)
    event = held_event(resident, coordinator)
    keep_register(event, coordinator, *(make_member(bank) for _each in range(CAME)), guest="Grandson of Rosa")
    with administrator(database) as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return BenchTown(bank, resident, coordinator, exchange, event)


def write_exchanges(bank: Bank, cursor: Any) -> None:
    """Write one exchange for each transfer there is, as it stands once both have agreed."""
    cursor.execute(*insertion(EXCHANGES, SAID, Exchange, {"bank": bank.pk}))
    cursor.execute(LAST_DAYS)


def insertion(statement: str, said: dict[str, str], model: type[Any], values: dict[str, Any]) -> tuple[str, dict]:
    """Name every column of a table: what is not said is what the model gives a new row."""
    row, columns = model(), {}
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        columns[field.column] = said.get(field.column, f"%({field.column})s")
        if field.column not in said:
            values[field.column] = field.get_db_prep_save(getattr(row, field.attname), connection)
    return statement.format(columns=", ".join(columns), values=", ".join(columns.values())), values


def _leave_waiting(bank: Bank, resident: Member, neighbour: Member) -> Exchange:
    """What waits for the resident and for the desk, and a posted exchange to look at."""
    for _each in range(OWN):
        posted = posted_exchange(resident, neighbour)
    Bank.objects.filter(pk=bank.pk).update(approval=Bank.Approval.ALL)
    bank.refresh_from_db()
    for number in range(WAITING):
        confirmed_exchange(make_member(bank), make_member(bank))
        logged_exchange(make_member(bank), resident)
        make_applicant(bank, name=f"Applicant {number}")
    Exchange.objects.filter(state=Exchange.State.LOGGED).update(
        state_since=timezone.now() - datetime.timedelta(days=20)
    )
    return posted
