"""What was not right about exchanges: how long it took to settle, who mediated, and how it ended."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exchanges.models import Dispute
from insight.reads.catalogue.shapes import Asked, Cell, Check, Line, Place, Reading, Shape
from insight.reads.names import Holder
from insight.reads.periods import ONE_DAY
from ledger import reads as ledger
from members.models import Member

ROWS_AT_A_TIME = 500


class Disputes(Reading[Dispute]):
    """The disputes that were opened in a period, in that order. What was said in them is in no report."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.transfers: dict[int, int] = {}

    def size(self) -> int:
        """Count the disputes."""
        return self._disputes().count()

    def rows(self, after: Place | None = None) -> Iterator[Dispute]:
        """Stream the disputes, noting the hours of each exchange that they stand by."""
        found = self._disputes().order_by("pk")
        if after:
            found = found.filter(pk__gt=after[0])
        for dispute in found.iterator(chunk_size=ROWS_AT_A_TIME):
            if dispute.exchange.transfer_id is not None:
                self.transfers[dispute.exchange.transfer_id] = dispute.exchange.minutes
            yield dispute

    def place(self, row: Dispute) -> Place:
        """Say where a dispute stands: in the order they were opened."""
        return (row.pk,)

    def lines(self, rows: Sequence[Dispute]) -> list[Line]:
        """Write some disputes."""
        return [Line(self.place(row), self._cells(row), row.exchange_id) for row in rows]

    def checks(self) -> list[Check]:
        """Compare the exchanges whose hours moved with their transfers in the ledger."""
        found = ledger.transfers(self.transfers)
        return [
            Check(_("Exchanges above whose hours moved"), len(self.transfers), len(found), Shape.COUNT),
            Check(
                _("Hours of these exchanges, and of their transfers"),
                sum(self.transfers.values()),
                sum(each.minutes for each in found.values()),
            ),
        ]

    def _disputes(self) -> QuerySet[Dispute]:
        opened = {
            "opened_at__gte": self._midnight(self.period.first_on),
            "opened_at__lt": self._midnight(self.period.last_on + ONE_DAY),
        }
        found: QuerySet[Dispute] = Dispute.objects.of(self.bank).filter(**opened)
        return found.select_related("exchange", "mediator")

    def _midnight(self, day: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(), self.bank.zone_info())

    def _cells(self, dispute: Dispute) -> tuple[Cell, ...]:
        ended = dispute.ended_at
        by_whom = _("Both agreed") if dispute.is_by_agreement else _("A coordinator decided")
        return (
            self.bank.day(dispute.opened_at),
            dispute.exchange.description,
            self.bank.day(ended) if ended else None,
            (ended - dispute.opened_at).days if ended else None,
            _holder(dispute.mediator),
            str(dispute.get_outcome_display()) if ended else str(dispute.get_state_display()),
            by_whom if ended else "",
        )


def _holder(member: Member | None) -> Holder | None:
    return Holder(member.name, member.kind, member.number) if member else None
