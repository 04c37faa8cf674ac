"""What stands in the sponsor's pot of a service, who put it in, and what it paid."""

import datetime
from dataclasses import dataclass

from ledger import reads as ledger
from services.models import PotGift, Service
from timebank.lib.durations import MINUTES_IN_HOUR

LINES_ON_PAGE = 50
FIRST_DAY = datetime.date(2000, 1, 1)


@dataclass(frozen=True)
class PotLine:
    """One line of the pot's account: what came or went, who gave it, and the balance after it.

    Whom the pot paid is not said: that they took part may be confidential.
    """

    booked_on: datetime.date
    gift: PotGift | None
    is_undone: bool
    came_minutes: int
    went_minutes: int
    balance_minutes: int


@dataclass(frozen=True)
class PotStatement:
    """One page of the pot's account, the oldest line first; the next page starts after `next_after`."""

    lines: list[PotLine]
    next_after: int | None


def pot_balance(service: Service) -> int:
    """Say how many minutes are in the pot. It never goes below nothing."""
    return ledger.balance_of(service.pot_id)


def pot_held(service: Service, on: datetime.date) -> int:
    """Say how many whole hours, in minutes, were in the pot at the end of a day.

    Who is no staff reads no more than a past month's: before and after a session the minutes would tell who helped.
    """
    return ledger.balance_on(service.pot_id, on) // MINUTES_IN_HOUR * MINUTES_IN_HOUR


def pot_statement(service: Service, today: datetime.date, *, after: int) -> PotStatement:
    """Read one page of the pot's account, with few queries however long its history."""
    found = ledger.statement(service.pot_id, first_on=FIRST_DAY, last_on=today, after=after, at_most=LINES_ON_PAGE)
    transfers = [line.transfer_id for line in found.lines]
    gifts = {gift.transfer_id: gift for gift in PotGift.objects.of(service.bank).filter(transfer__in=transfers)}
    return PotStatement([_line(line, gifts.get(line.transfer_id)) for line in found.lines], found.next_after)


def _line(line: ledger.StatementLine, gift: PotGift | None) -> PotLine:
    return PotLine(
        booked_on=line.booked_on,
        gift=gift,
        is_undone=line.reverses_id is not None,
        came_minutes=max(0, line.minutes),
        went_minutes=max(0, -line.minutes),
        balance_minutes=line.balance_minutes,
    )
