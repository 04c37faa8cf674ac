"""How many disputes there were, how long they took, and how they ended."""

import datetime
import statistics
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from exchanges.models import CrossSide, CrossStep, Dispute
from members.models import Bank

# How disputes with other banks end, by the step that ends them.
ENDS_BETWEEN = {
    CrossStep.Kind.SETTLED: Dispute.Outcome.AGREED,
    CrossStep.Kind.CANCELLED: Dispute.Outcome.CANCELLED,
    CrossStep.Kind.REVERSED: Dispute.Outcome.REVERSED,
}


@dataclass(frozen=True)
class Figures:
    """Disputes of a stretch of time: opened, still open, and of the ended ones the median of days and the ends."""

    opened: int
    still_open: int
    median_days: int | None
    agreed: int
    cancelled: int
    reversed: int
    by_agreement: int

    @property
    def ended(self) -> int:
        """How many came to an end."""
        return self.agreed + self.cancelled + self.reversed


def figures(bank: Bank, *, since: datetime.datetime, until: datetime.datetime | None = None) -> Figures:
    """Count the disputes opened since a moment, at home and with other banks, with two queries."""
    before = {} if until is None else {"opened_at__lt": until}
    at_home = Dispute.objects.of(bank).filter(opened_at__gte=since, **before)
    rows = list(at_home.values_list("opened_at", "ended_at", "outcome", "is_by_agreement"))
    elsewhere = between_banks(bank, opened_at__gte=since, **before)
    rows += [
        (opened, ended, ENDS_BETWEEN[kind] if kind else "", False)
        for opened, ended, kind in elsewhere.values_list("opened_at", "ended_at", "ended_as")
    ]
    days = [(ended - opened).days for opened, ended, _outcome, _agreed in rows if ended is not None]
    outcomes = [outcome for _opened, _ended, outcome, _agreed in rows]
    return Figures(
        opened=len(rows),
        still_open=outcomes.count(""),
        median_days=statistics.median_low(days) if days else None,
        agreed=outcomes.count(Dispute.Outcome.AGREED),
        cancelled=outcomes.count(Dispute.Outcome.CANCELLED),
        reversed=outcomes.count(Dispute.Outcome.REVERSED),
        by_agreement=sum(by_agreement for _opened, _ended, _outcome, by_agreement in rows),
    )


def between_banks(bank: Bank, **opened: datetime.datetime) -> QuerySet[Any]:
    """Find when somebody said of an exchange with another bank that it is not right, and how and when that ended."""
    steps = CrossStep.objects.filter(exchange=OuterRef("exchange"), pk__gt=OuterRef("pk"), kind__in=ENDS_BETWEEN)
    end = steps.order_by("pk")
    ours = CrossSide.objects.filter(bank=bank).values("exchange")
    said = CrossStep.objects.filter(kind=CrossStep.Kind.DISPUTED, exchange__in=ours)
    return said.annotate(
        opened_at=F("at"), ended_at=Subquery(end.values("at")[:1]), ended_as=Subquery(end.values("kind")[:1])
    ).filter(**opened)
