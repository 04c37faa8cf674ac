"""Reminders of an exchange with another bank, to the side whose word is missing."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.crossing.acts import remind_side
from exchanges.actions.reminders import days_reached
from exchanges.models import CrossExchange, CrossSide
from timebank.lib.durations import hours_in_words


@transaction.atomic
def remind(cross_id: int, *, at: datetime.datetime) -> bool:
    """Remind whoever has not agreed, if a reminder is still due. Answers whether one was written.

    Silence never counts as a yes between banks; who stays silent waits on the desk of their own.
    """
    due = CrossExchange.objects.awaiting_reminder(at).select_for_update(no_key=True, skip_locked=True)
    cross: CrossExchange | None = due.filter(pk=cross_id).with_sides().first()
    if cross is None:
        return False
    for side in cross.sides.all():
        if side.agreed_at is None:
            _remind(cross, side, at)
    cross.reminders_sent = days_reached(cross.state_since, at)
    cross.save(update_fields=["reminders_sent"])
    return True


def _remind(cross: CrossExchange, side: CrossSide, at: datetime.datetime) -> None:
    other = cross.other_side(side.bank)
    subject = _("Is this right? %(hours)s: %(what)s") % {
        "hours": hours_in_words(cross.minutes),
        "what": cross.description,
    }
    waits = _("%(name)s of %(bank)s is waiting for your answer.") if other.agreed_at else _("Nobody has answered yet.")
    body = waits % {"name": other.member.name, "bank": other.bank.name}
    remind_side(side, cross, subject=subject, body=body, at=at)
