"""Events: who came, and what became of their guests; how many of them have both given and received since."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from exchanges.models import Attendee, Event
from exchanges.reads.events import Turnout, turnouts_of
from insight.reads.catalogue.shapes import FAR_OFF, Asked, Cell, Check, Line, Place, Reading
from insight.reads.names import Holder
from ledger import reads as ledger

ROWS_AT_A_TIME = 500


class Events(Reading[Event]):
    """The events of a period that took place, by their day."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.shown: list[int] = []

    def size(self) -> int:
        """Count the events."""
        return self._events().count()

    def rows(self, after: Place | None = None) -> Iterator[Event]:
        """Stream the events, noting which hours were posted from their registers."""
        found = self._events().select_related("host").order_by("on", "pk")
        if after:
            found = found.filter(on__gte=datetime.date.fromordinal(min(max(after[0], 1), FAR_OFF.toordinal())))
        for event in found.iterator(chunk_size=ROWS_AT_A_TIME):
            if after is None or self.place(event) > after:
                self.shown.append(event.pk)
                yield event

    def place(self, row: Event) -> Place:
        """Say where an event stands: by its day."""
        return row.on.toordinal(), row.pk

    def lines(self, rows: Sequence[Event]) -> list[Line]:
        """Write some events, with as many queries for many as for one."""
        turnouts = turnouts_of(rows)
        came = Count("pk", filter=Q(came=True))
        lines = Attendee.objects.filter(event__in=rows).order_by().values("event").annotate(count=came)
        members = {line["event"]: line["count"] for line in lines}
        given = self._given([event.pk for event in rows])
        return [
            Line(self.place(each), self._cells(each, turnouts[each.pk], members.get(each.pk, 0), given.get(each.pk, 0)))
            for each in rows
        ]

    def checks(self) -> list[Check]:
        """Compare the hours of those who helped with their transfers in the ledger."""
        helped = self._helped(self.shown).values_list("given_transfer", flat=True)
        found = ledger.transfers(list(helped))
        moved = sum(each.minutes for each in found.values())
        return [Check(_("Hours given at the events above, and their transfers"), self._sum_given(), moved)]

    def _sum_given(self) -> int:
        return sum(self._given(self.shown).values())

    def _events(self) -> QuerySet[Event]:
        days = {"on__gte": self.period.first_on, "on__lte": self.period.last_on}
        found: QuerySet[Event] = Event.objects.of(self.bank).filter(state__in=Event.TOOK_PLACE, **days)
        return found

    def _helped(self, events: Sequence[int]) -> QuerySet[Attendee]:
        helped: QuerySet[Attendee] = Attendee.objects.filter(event__in=events, event__state=Event.State.POSTED)
        return helped.filter(given_minutes__gt=0).order_by()

    def _given(self, events: Sequence[int]) -> dict[int, int]:
        given: dict[int, int] = {}
        for event_id, minutes in self._helped(events).values_list("event", "given_minutes"):
            given[event_id] = given.get(event_id, 0) + minutes
        return given

    def _cells(self, event: Event, turnout: Turnout, members: int, given: int) -> tuple[Cell, ...]:
        host = None if event.is_confidential else event.host  # books and their reports go through many hands
        return (
            event.on,
            event.title,
            Holder(host.name, host.kind, host.number) if host else None,
            str(event.get_state_display()),
            members,
            turnout.guests,
            turnout.became_members,
            turnout.two_way,
            turnout.until,
            given,
        )
