"""What was not right about exchanges: how long it took to settle, who mediated, and how it ended."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from exchanges.models import CrossExchange, CrossSide, Dispute
from exchanges.reads.disputes import ENDS_BETWEEN, between_banks
from insight.reads.catalogue.instants import in_order, moments_of, moved_as_posted, place_at
from insight.reads.catalogue.shapes import Asked, Cell, Check, Line, Place, Reading
from insight.reads.names import Holder
from members.models import Member

Opened = Any  # a dispute, or the step that opened one with another bank


class Disputes(Reading[Opened]):
    """The disputes opened in a period, at home and with other banks, in that order. What was said is in no report."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.transfers: dict[int, int] = {}

    def size(self) -> int:
        """Count the disputes."""
        return self._at_home().count() + self._elsewhere().count()

    def rows(self, after: Place | None = None) -> Iterator[Opened]:
        """Stream the disputes, noting the hours of each exchange that they stand by."""
        for opened in in_order((self._at_home(), self._elsewhere()), self.place, by="opened_at", after=after):
            is_at_home = isinstance(opened, Dispute)
            transfer_id = opened.exchange.transfer_id if is_at_home else opened.own_transfer
            if transfer_id is not None:
                self.transfers[transfer_id] = opened.exchange.minutes
            yield opened

    def place(self, row: Opened) -> Place:
        """Say where a dispute stands: by when it was opened."""
        return place_at(row.opened_at, row.pk, is_elsewhere=not isinstance(row, Dispute))

    def lines(self, rows: Sequence[Opened]) -> list[Line]:
        """Write some disputes."""
        return [
            Line(self.place(row), self._cells(row), row.exchange_id)
            if isinstance(row, Dispute)
            else Line(self.place(row), self._cells_elsewhere(row), row.exchange_id, "exchanges:cross")
            for row in rows
        ]

    def checks(self) -> list[Check]:
        """Compare the exchanges whose hours moved with their transfers in the ledger."""
        return moved_as_posted(self.transfers)

    def _at_home(self) -> QuerySet[Dispute]:
        found: QuerySet[Dispute] = Dispute.objects.of(self.bank).filter(**self._opened())
        return found.select_related("exchange", "mediator")

    def _elsewhere(self) -> QuerySet[Any]:
        """Choose those with other banks, with the transfer of this bank's own side."""
        own = CrossSide.objects.filter(bank=self.bank, exchange=OuterRef("exchange")).values("transfer")
        opened = between_banks(self.bank, **self._opened()).annotate(own_transfer=Subquery(own))
        found: QuerySet[Any] = opened.select_related("exchange")
        return found

    def _opened(self) -> dict[str, datetime.datetime]:
        first, end = moments_of(self.asked)
        return {"opened_at__gte": first, "opened_at__lt": end}

    def _cells(self, dispute: Dispute) -> tuple[Cell, ...]:
        by_whom = _("Both agreed") if dispute.is_by_agreement else _("A coordinator decided")
        return (
            *self._when(dispute),
            _holder(dispute.mediator),
            str(dispute.get_outcome_display() if dispute.ended_at else dispute.get_state_display()),
            by_whom if dispute.ended_at else "",
        )

    def _cells_elsewhere(self, opened: Opened) -> tuple[Cell, ...]:
        ended_as = ENDS_BETWEEN[opened.ended_as] if opened.ended_as else CrossExchange.State.DISPUTED
        return *self._when(opened), None, str(ended_as.label), _("Both time banks") if opened.ended_as else ""

    def _when(self, opened: Opened) -> tuple[Cell, ...]:
        ended = opened.ended_at
        return (
            self.bank.day(opened.opened_at),
            opened.exchange.description,
            self.bank.day(ended) if ended else None,
            (ended - opened.opened_at).days if ended else None,
        )


def _holder(member: Member | None) -> Holder | None:
    return Holder(member.name, member.kind, member.number) if member else None
