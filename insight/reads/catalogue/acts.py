"""What somebody of the staff wrote down for a member: who told them how, and what it came to."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import Exchange, Step
from insight.reads.catalogue.shapes import Asked, Check, Line, Place, Reading, Shape
from insight.reads.names import Holder
from insight.reads.periods import ONE_DAY
from ledger import reads as ledger
from members.models import Member

STEPS_AT_A_TIME = 500
# What it means that a step led here, in the words of who reads it.
ACTS: dict[str, Promise] = {
    "PROPOSED": gettext_lazy("Asked for it"),
    "AGREED": gettext_lazy("Said yes to it"),
    "DECLINED": gettext_lazy("Said no to it"),
    "LOGGED": gettext_lazy("Wrote it down"),
    "CONFIRMED": gettext_lazy("Said that it is right"),
    "POSTED": gettext_lazy("Said that it is right, and the hours moved"),
    "DISPUTED": gettext_lazy("Said that it is not right"),
    "CANCELLED": gettext_lazy("Called it off"),
    "REVERSED": gettext_lazy("Took it back"),
}


class OnBehalf(Reading[Step]):
    """The steps of exchanges that one person took for another, in the order they were taken."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.transfers: dict[int, int] = {}

    def size(self) -> int:
        """Count the steps."""
        return self._steps().count()

    def rows(self, after: Place | None = None) -> Iterator[Step]:
        """Stream the steps, noting the hours of each exchange that they moved."""
        steps = self._steps()
        if after:
            steps = steps.filter(pk__gt=after[0])
        for step in steps.order_by("pk").iterator(chunk_size=STEPS_AT_A_TIME):
            if step.exchange.transfer_id is not None:
                self.transfers[step.exchange.transfer_id] = step.exchange.minutes
            yield step

    def place(self, row: Step) -> Place:
        """Say where a step stands: in the order they were taken."""
        return (row.pk,)

    def lines(self, rows: Sequence[Step]) -> list[Line]:
        """Write some steps."""
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

    def _steps(self) -> QuerySet[Step]:
        steps = Step.objects.filter(
            exchange__bank=self.bank,
            on_behalf_of__isnull=False,
            at__gte=self._midnight(self.period.first_on),
            at__lt=self._midnight(self.period.last_on + ONE_DAY),
        )
        if self.asked.member:
            steps = steps.filter(Q(by=self.asked.member) | Q(on_behalf_of=self.asked.member))
        if self.asked.category:
            steps = steps.filter(exchange__category=self.asked.category)
        return steps.select_related("by", "on_behalf_of", "exchange")

    def _midnight(self, day: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(), self.bank.zone_info())

    def _cells(self, step: Step) -> tuple[datetime.datetime | str | Holder | int, ...]:
        return (
            step.at.astimezone(self.bank.zone_info()),
            _holder(step.by),
            str(ACTS[step.to_state]),
            _holder(step.on_behalf_of),
            str(step.get_channel_display()),
            step.exchange.description,
            step.minutes,
            str(Exchange.State(step.exchange.state).label),
        )


def _holder(member: Member | None) -> Holder:
    return Holder(member.name, member.kind, member.number) if member else Holder(_("The time bank"), "")
