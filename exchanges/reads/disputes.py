"""How many disputes there were, how long they took, and how they ended."""

import datetime
import statistics
from dataclasses import dataclass

from django.db.models import Q

from exchanges.models import Dispute
from members.models import Bank


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
    """Count the disputes opened since a moment, with one query."""
    found = Dispute.objects.of(bank).filter(opened_at__gte=since)
    if until is not None:
        found = found.filter(Q(opened_at__lt=until))
    rows = list(found.values_list("opened_at", "ended_at", "outcome", "is_by_agreement"))
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
