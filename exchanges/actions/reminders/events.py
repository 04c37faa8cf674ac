"""Reminders of events: on the day before, to everybody who comes."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import CharField, Prefetch, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.events.acts import path_of, when_and_where
from exchanges.actions.reminders.rule import FROM_NINE, Rows, Said, moment, with_occasion
from exchanges.models import Attendee, Event
from members.models import Bank

A_DAY = datetime.timedelta(days=1)


class EventTomorrow:
    """On the day before an event everybody who comes is told once; a moved event is another occasion."""

    name = "EVENT_TOMORROW"
    kind = "EVENT_TOMORROW"
    hours = FROM_NINE
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the open events of tomorrow."""
        found = Event.objects.of(bank).filter(state=Event.State.OPEN, on=bank.day(at) + A_DAY)
        return with_occasion(found, Cast("on", CharField()))

    def say(self, bank: Bank, rows: Sequence[Event], at: datetime.datetime) -> Iterator[Said]:
        """Tell each who comes when and where it is, and thank who helps."""
        coming = Attendee.objects.coming().select_related("member").order_by("pk")
        prefetch_related_objects(rows, Prefetch("attendees", coming))
        for event in rows:
            event.bank = bank  # spares asking for it again
            day = formats.date_format(event.on, "l j F")  # it may be read later than on the day before
            subject, where = _("On %(day)s: %(what)s") % {"day": day, "what": event.title}, when_and_where(event)
            for line in event.attendees.all():
                thanks = _("You help. Thank you.") if line.part == Attendee.Part.HELPER else ""
                if line.member.is_approved:
                    yield Said(event, line.member, subject, f"{where} {thanks}".strip(), path_of(event))

    def moot_at(self, bank: Bank, row: Event) -> datetime.datetime | None:
        """Give the moment at which it begins."""
        return moment(bank, row.on, row.begins_at_time)
