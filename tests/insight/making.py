"""Histories through the real actions, and files read back as programs read them."""

import csv
import datetime
import io
import random
import uuid

from django.http import HttpResponse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.actions.leaving import leave
from exchanges.models import Exchange
from ledger import actions as ledger
from ledger import reads
from members.models import Bank, Member
from tests import factories as make

ONE_DAY = datetime.timedelta(days=1)
FIGURES = {"Hours", "Minutes"}


def post_on(giver: Member, receiver: Member, day: datetime.date, *, minutes: int = 60, **fields) -> Exchange:
    """Post an exchange that happened, and is booked, on a past day."""
    at = timezone.now()
    draft = make.draft(giver, receiver, day=day, minutes=minutes, **fields)
    exchange = life.log(draft, make.act(giver, at, booked_on=day))
    return life.confirm(exchange, make.act(receiver, at, booked_on=day), minutes=minutes)


def today(bank: Bank) -> datetime.date:
    return bank.day(timezone.now())


def a_history(bank: Bank, *, seed: int, steps: int = 30, days: int = 90) -> list[Member]:
    """Let some members give, dispute, correct, take back and leave, in date order, the same for the same seed."""
    chance = random.Random(seed)
    coordinator = make.make_coordinator(bank)
    members = [make.make_member(bank, name=f"Member {number}") for number in range(4)] + [make.make_organisation(bank)]
    day = today(bank) - days * ONE_DAY
    posted: list[Exchange] = []
    for _step in range(steps):
        day = min(day + chance.randrange(5) * ONE_DAY, today(bank))
        giver, receiver = chance.sample(members[:4], 2)
        minutes = chance.choice([1, 15, 25, 60, 90, 85, 240])
        exchange = post_on(giver, receiver, day, minutes=minutes, description=f"Job {chance.random()}")
        if exchange.state == Exchange.State.POSTED:
            posted.append(exchange)
        if posted and chance.random() < 0.3:
            _undo_something(posted.pop(chance.randrange(len(posted))), chance, coordinator)
    _give_to_pot(bank, members[0], chance)
    leave(members[3], by=coordinator, at=timezone.now())
    return members


def _undo_something(exchange: Exchange, chance: random.Random, coordinator: Member) -> None:
    act = make.act(coordinator)
    if chance.random() < 0.5:
        approval.reverse(exchange, act, reason="It did not happen.")
        return
    exchange = life.dispute(exchange, make.act(exchange.receiver), reason="Not so long.")
    fewer = min(exchange.minutes, chance.choice([5, 30, 100]))  # more might not fit
    exchange = approval.resolve(exchange, act, minutes=fewer, reason="They agreed.")
    if chance.random() < 0.5:
        approval.reverse(exchange, act, reason="And yet it did not happen.")


def many_lines(giver: Member, receiver: Member, count: int) -> None:
    """Put so many exchanges of a minute into the ledger: three as people do, the others at once."""
    for _number in range(3):
        make.posted_exchange(giver, receiver, minutes=1)
    ledger.post_together(
        [
            _posting("EXCHANGE", receiver, giver.account_id, 1, f"exchange:{10**9 + number}")
            for number in range(count - 3)
        ]
    )


def _give_to_pot(bank: Bank, member: Member, chance: random.Random) -> None:
    pot = reads.account_of_kind(bank.book_id, "POT")
    ledger.post(_posting("GIFT", member, pot, chance.randrange(1, 60), f"gift:{member.pk}"))


def _posting(kind: str, payer: Member, payee_id: int, minutes: int, reference: str) -> ledger.Posting:
    return ledger.Posting(
        key=uuid.uuid4(),
        kind=kind,
        payer_id=payer.account_id,
        payee_id=payee_id,
        minutes=minutes,
        reference=reference,
        happened_on=today(payer.bank),
        recorded_by=payer.actor_key,
    )


def rows_of(response: HttpResponse) -> list[dict[str, str]]:
    """Read a downloaded file: the names of its columns, then a row for each line."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return rows_in(text)


def rows_in(text: str) -> list[dict[str, str]]:
    """Read comma-separated values strictly: every row as wide as the first."""
    first, *others = csv.reader(io.StringIO(text), strict=True)
    assert all(len(row) == len(first) for row in others)
    return [dict(zip(first, row, strict=True)) for row in others]


def minutes_of(hours: str) -> int:
    """Read '1:25' and '-0:30' back."""
    sign = -1 if hours.startswith("-") else 1
    whole, rest = hours.removeprefix("-").split(":")
    return sign * (int(whole) * 60 + int(rest))


def foot(rows: list[dict[str, str]], words: str) -> int:
    """Find a row of the foot by its words, and give its minutes."""
    (found,) = [row for row in rows if row["Booked on"] == words]
    assert minutes_of(found["Hours"]) == int(found["Minutes"])
    return int(found["Minutes"])


def body(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give the rows above the foot."""
    return [row for row in rows if row["Booked on"][:1].isdecimal()]
