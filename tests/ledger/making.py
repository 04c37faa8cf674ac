"""Dull and valid books, accounts and postings."""

import datetime
import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from ledger import actions, reads
from ledger.models import HoldEnd

NUMBERS = itertools.count(1)
ZONE = "Europe/London"


def today() -> datetime.date:
    return timezone.now().astimezone(ZoneInfo(ZONE)).date()


def days_ago(days: int) -> datetime.date:
    return today() - datetime.timedelta(days=days)


def new_book() -> int:
    return actions.open_book(slug=f"book-{next(NUMBERS)}", zone=ZONE).pk


def new_account(book: int, *, floor: int | None = -600, ceiling: int | None = 600) -> int:
    account = actions.open_account(
        book_id=book,
        code=f"member-{next(NUMBERS)}",
        kind="MEMBER",
        limits=actions.Limits(floor, ceiling),
        by="system",
    )
    return account.pk


def posting(payer: int, payee: int, minutes: int = 60, **fields) -> actions.Posting:
    return actions.Posting(
        **{
            "key": uuid.uuid4(),
            "kind": "EXCHANGE",
            "payer_id": payer,
            "payee_id": payee,
            "minutes": minutes,
            "reference": f"exchange:{next(NUMBERS)}",
            "happened_on": days_ago(400),
            "recorded_by": "member:1",
            **fields,
        }
    )


def pay(payer: int, payee: int, minutes: int = 60, **fields) -> int:
    return actions.post(posting(payer, payee, minutes, **fields))


def take_back(transfer: int, **fields) -> int:
    return actions.reverse(
        transfer,
        actions.Undoing(
            **{"key": uuid.uuid4(), "by": "member:2", "reason": "MISTAKE", "happened_on": days_ago(0), **fields}
        ),
    )


def correction(**fields) -> dict:
    minutes = fields.pop("minutes", 30)
    given = {"key": uuid.uuid4(), "by": "member:2", "reason": "DISPUTE", "happened_on": days_ago(1), **fields}
    return {"undoing": actions.Undoing(**given), "minutes": minutes}


def settle(account: int, **fields) -> None:
    given = {"key": uuid.uuid4(), "by": "member:2", "reason": "LEFT", "happened_on": days_ago(0)}
    actions.settle_and_close(account, actions.Farewell(**{**given, **fields}))


def holding(payer: int, payee: int, minutes: int = 60, **fields) -> actions.Holding:
    return actions.Holding(
        **{
            "key": uuid.uuid4(),
            "payer_id": payer,
            "payee_id": payee,
            "minutes": minutes,
            "reference": f"exchange:{next(NUMBERS)}",
            "expires_at": timezone.now() + datetime.timedelta(days=7),
            "held_by": "member:1",
            **fields,
        }
    )


def set_aside(payer: int, payee: int, minutes: int = 60, **fields) -> int:
    return actions.hold(holding(payer, payee, minutes, **fields))


def state(account):
    return reads.account_states([account])[account]


def outcome(hold):
    return HoldEnd.objects.values_list("outcome", "reason").filter(hold_id=hold).first()


def capture(hold, payer, payee, minutes=60, **fields):
    return actions.capture(hold, posting(payer, payee, minutes, **fields))


def whole():
    assert reads.prove().faults == []


def run_out(owner_connection, hold: int) -> None:
    """Let a hold's time pass: PostgreSQL takes none that has passed already, and nobody can wait a week."""
    with owner_connection.cursor() as cursor:
        cursor.execute(
            """
            BEGIN;
            ALTER TABLE ledger_hold DISABLE TRIGGER USER;
            UPDATE ledger_hold SET expires_at = now() - interval '1 second' WHERE id = %s;
            ALTER TABLE ledger_hold ENABLE TRIGGER USER;
            COMMIT
            """,
            [hold],
        )


def last_day_of_month(months_ago: int) -> datetime.date:
    """Give the last day of a month that is over: 1 is the month before this one."""
    day = today()
    for _ in range(months_ago):
        day = day.replace(day=1) - datetime.timedelta(days=1)
    return day


def pot_of(book: int) -> int:
    return reads.account_of_kind(book, "POT")


def at_once(*calls) -> list:
    """Run calls at the same moment, each on a connection of its own; give what each answered or raised."""

    def run(call):
        try:
            return call()
        except Exception as error:  # noqa: BLE001 what was raised is the answer
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def raised(answers) -> list[type[Exception]]:
    return [type(answer) for answer in answers if isinstance(answer, Exception)]
