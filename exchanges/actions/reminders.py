"""Reminders to the side that has not given its word: on the third and the seventh day, never more."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.acts import parties, tell_one
from exchanges.models import REMINDER_DAYS, Exchange
from timebank.lib.durations import hours_in_words


@transaction.atomic
def remind(exchange_id: int, *, at: datetime.datetime) -> bool:
    """Remind whoever has not confirmed, if a reminder is still due. Answers whether one was written."""
    due = Exchange.objects.awaiting_reminder(at).select_for_update(no_key=True, skip_locked=True, of=("self",))
    exchange = due.select_related("bank", "giver", "receiver").filter(pk=exchange_id).first()
    if exchange is None:
        return False
    for member in parties(exchange):
        if not exchange.has_agreed(member):
            tell_one(
                exchange,
                member,
                at=at,
                kind="REMINDER",
                subject=_("Is this right? %(hours)s: %(what)s")
                % {"hours": hours_in_words(exchange.minutes), "what": exchange.description},
                body=_("%(name)s is waiting for your answer.") % {"name": exchange.other_side(member).name},
            )
    exchange.reminders_sent = _days_reached(exchange, at)
    exchange.save(update_fields=["reminders_sent"])
    return True


def _days_reached(exchange: Exchange, at: datetime.datetime) -> int:
    """Count the days of reminding that have come, so that after a pause one reminder stands for both."""
    waited = at - exchange.state_since
    return sum(waited >= datetime.timedelta(days=days) for days in REMINDER_DAYS)
