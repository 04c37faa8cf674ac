"""The day before, everybody who comes is reminded once; and guests who did not join are forgotten in time."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.events.acts import tell_each, when_and_where
from exchanges.models import Attendee, Event, Guest
from members.models import Bank

NOT_BEFORE = 9  # nobody is woken: reminders go out from nine in the morning, in the community's zone
GUESTS_KEPT = datetime.timedelta(days=90)


def events_to_remind_of(bank: Bank, *, at: datetime.datetime) -> list[int]:
    """Give the events of tomorrow of which nobody was reminded yet, from nine in the morning on."""
    if at.astimezone(bank.zone_info()).hour < NOT_BEFORE:
        return []
    tomorrow = bank.day(at) + datetime.timedelta(days=1)
    return list(Event.objects.of(bank).to_remind_of(tomorrow).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def remind_of(event_id: int, *, at: datetime.datetime) -> bool:
    """Remind who comes to an event of tomorrow, if that is still due. Answers whether it was."""
    waiting = Event.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("bank")
    event = waiting.filter(pk=event_id, state=Event.State.OPEN, reminded_at=None).first()
    if event is None or event.on != event.bank.day(at) + datetime.timedelta(days=1):
        return False
    subject = _("Tomorrow: %(what)s") % {"what": event.title}
    helps = _("You help. Thank you.")
    told = [
        (line.member, subject, f"{when_and_where(event)} {helps if line.part == Attendee.Part.HELPER else ''}".strip())
        for line in event.attendees.coming().select_related("member").order_by("pk")
        if line.member.is_approved
    ]
    tell_each(event, told, kind="EVENT_TOMORROW", at=at)
    event.reminded_at = at
    event.save(update_fields=["reminded_at"])
    return True


def forget_old_guests(*, at: datetime.datetime) -> int:
    """Clear names and ways to reach guests ninety days after they were written down. Answers how many."""
    old = Guest.objects.filter(forgotten_at=None, said_yes_at__lt=at - GUESTS_KEPT)
    return int(old.update(name="", contact="", forgotten_at=at))
