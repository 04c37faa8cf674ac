"""What somebody of the staff wrote down for a member: who told them how, and what it came to."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import CrossExchange, CrossSide, CrossStep, Exchange, Step
from insight.reads.catalogue.instants import in_order, moments_of, moved_as_posted, place_at
from insight.reads.catalogue.shapes import Asked, Check, Line, Place, Reading
from insight.reads.names import Holder
from members.models import Member

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
ACTS_ELSEWHERE: dict[str, Promise] = {
    "LOGGED": ACTS["LOGGED"],
    "AGREED": ACTS["CONFIRMED"],
    "RESTATED": gettext_lazy("Wrote another time"),
    "DISPUTED": ACTS["DISPUTED"],
    "CANCELLED": ACTS["CANCELLED"],
    "THANKED": gettext_lazy("Said thank you"),
}

Taken = Step | CrossStep


class OnBehalf(Reading[Taken]):
    """The steps of exchanges, here and with other banks, that one person took for another, in that order."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.transfers: dict[int, int] = {}

    def size(self) -> int:
        """Count the steps."""
        return self._steps().count() + self._elsewhere().count()

    def rows(self, after: Place | None = None) -> Iterator[Taken]:
        """Stream the steps, noting the hours of each exchange that they moved."""
        for step in in_order((self._steps(), self._elsewhere()), self.place, by="at", after=after):
            transfer_id = cast(Any, step).own_transfer if isinstance(step, CrossStep) else step.exchange.transfer_id
            if transfer_id is not None:
                self.transfers[transfer_id] = step.exchange.minutes
            yield step

    def place(self, row: Taken) -> Place:
        """Say where a step stands: by when it was taken."""
        return place_at(row.at, row.pk, is_elsewhere=isinstance(row, CrossStep))

    def lines(self, rows: Sequence[Taken]) -> list[Line]:
        """Write some steps."""
        return [
            Line(self.place(row), self._cells(row), row.exchange_id, "exchanges:cross")
            if isinstance(row, CrossStep)
            else Line(self.place(row), self._cells(row), row.exchange_id)
            for row in rows
        ]

    def checks(self) -> list[Check]:
        """Compare the exchanges whose hours moved with their transfers in the ledger."""
        return moved_as_posted(self.transfers)

    def _steps(self) -> QuerySet[Step]:
        steps = Step.objects.filter(self._asked(), exchange__bank=self.bank, on_behalf_of__isnull=False)
        if self.asked.category:
            steps = steps.filter(exchange__category=self.asked.category)
        return steps.select_related("by", "on_behalf_of", "exchange")

    def _elsewhere(self) -> QuerySet[Any]:
        """Choose what was said for this bank's own members, with the transfer of its own side.

        What became of their word, that the hours moved or would not, is no other act.
        """
        steps = CrossStep.objects.filter(self._asked(), on_behalf_of__bank=self.bank, kind__in=ACTS_ELSEWHERE)
        sides = CrossSide.objects.filter(bank=self.bank)
        if self.asked.category:
            steps = steps.filter(exchange__in=sides.filter(category=self.asked.category).values("exchange"))
        own = sides.filter(exchange=OuterRef("exchange")).values("transfer")
        return steps.annotate(own_transfer=Subquery(own)).select_related("by", "on_behalf_of", "exchange")

    def _asked(self) -> Q:
        """Choose by the days, and by whom a step was taken or for whom."""
        first, end = moments_of(self.asked)
        asked = Q(at__gte=first, at__lt=end)
        member = self.asked.member
        return asked & (Q(by=member) | Q(on_behalf_of=member)) if member else asked

    def _cells(self, step: Taken) -> tuple[datetime.datetime | str | Holder | int, ...]:
        return (
            step.at.astimezone(self.bank.zone_info()),
            _holder(step.by),
            str(ACTS_ELSEWHERE[step.kind] if isinstance(step, CrossStep) else ACTS[step.to_state]),
            _holder(step.on_behalf_of),
            str(step.get_channel_display()),
            step.exchange.description,
            step.minutes,
            str(_now(step).label),
        )


def _now(step: Taken) -> Exchange.State | CrossExchange.State:
    state = step.exchange.state
    return CrossExchange.State(state) if isinstance(step, CrossStep) else Exchange.State(state)


def _holder(member: Member | None) -> Holder:
    return Holder(member.name, member.kind, member.number) if member else Holder(_("The time bank"), "")
