"""What a service's part cost in some months, and for each hour."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.models import Cost
from timebank.lib.durations import MINUTES_IN_HOUR

PENNY = Decimal("0.01")
Days = tuple[datetime.date, datetime.date]  # the first and the last of them


@dataclass(frozen=True)
class CostOfHours:
    """Money for some months in one currency; for an hour, where hours may be shown and there are some."""

    total: Decimal
    currency: str
    per_hour: Decimal | None
    minutes: int | None


def cost_of(costs: Iterable[Cost], stretches: Sequence[Days], minutes: int | None) -> CostOfHours | None:
    """Add up what falls on some days, each cost by the day: amount × days of it in them ÷ all its days. To a penny.

    The stretches, which never overlap, are the months whose minutes these are: the costs of a month that is not
    counted are not either. Different currencies are never added: None, as where nothing was entered.
    """
    parts = [(cost.currency, sum((_part(cost, *days) for days in stretches), Decimal(0))) for cost in costs]
    within = [(currency, part) for currency, part in parts if part > 0]
    if not within or len({currency for currency, _part in within}) > 1:
        return None
    total = sum((part for _currency, part in within), Decimal(0))
    per_hour = (total * MINUTES_IN_HOUR / minutes).quantize(PENNY) if minutes else None
    return CostOfHours(total.quantize(PENNY), within[0][0], per_hour, minutes)


def _part(cost: Cost, first_on: datetime.date, last_on: datetime.date) -> Decimal:
    days = (min(cost.last_on, last_on) - max(cost.first_on, first_on)).days + 1
    return cost.amount * max(days, 0) / ((cost.last_on - cost.first_on).days + 1)
