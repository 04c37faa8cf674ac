"""Reminders: of a plan on the day before, whether it happened when its day is over, and of a word that is missing."""

import datetime

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.acts import parties, tell_one
from exchanges.actions.silence import day_it_counts, whose_silence_counts
from exchanges.models import REMINDER_DAYS, Exchange
from members.models import Member
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
                body=_body(exchange, member, at),
            )
    exchange.reminders_sent = days_reached(exchange.state_since, at)
    exchange.save(update_fields=["reminders_sent"])
    return True


def _body(exchange: Exchange, member: Member, at: datetime.datetime) -> str:
    """Say who waits, and by when silence would count as a yes."""
    waits = _("%(name)s is waiting for your answer.") % {"name": exchange.other_side(member).name}
    if whose_silence_counts(exchange) != member:
        return waits
    day = formats.date_format(day_it_counts(exchange, at), "l j F")
    return (
        waits + " " + _("If you don't answer before %(day)s, it counts as a yes. That is a rule here.") % {"day": day}
    )


@transaction.atomic
def remind_of_plan(exchange_id: int, *, at: datetime.datetime) -> bool:
    """Tell both sides of a plan for tomorrow, or ask both, once, whether it happened. Answers whether it was due."""
    due = Exchange.objects.awaiting_word_of_plan(at).select_for_update(no_key=True, skip_locked=True, of=("self",))
    exchange = due.select_related("bank", "giver", "receiver").filter(pk=exchange_id).first()
    if exchange is None or exchange.planned_on is None:
        return False
    today = exchange.bank.day(at)
    if exchange.planned_on < today:
        _ask_whether_it_happened(exchange, at)
    elif exchange.reminders_sent == 0 and exchange.planned_on == today + datetime.timedelta(days=1):
        _say_it_is_tomorrow(exchange, at)
    else:
        return False
    exchange.save(update_fields=["reminders_sent"])
    return True


def _ask_whether_it_happened(exchange: Exchange, at: datetime.datetime) -> None:
    exchange.reminders_sent = 2
    subject = _("Did it happen? %(what)s") % {"what": exchange.description}
    body = _("If it took %(hours)s as planned, one tap says so. If not, say how it was, or cancel it.")
    for member in parties(exchange):
        said = body % {"hours": hours_in_words(exchange.minutes)}
        tell_one(exchange, member, at=at, kind="DID_IT_HAPPEN", subject=subject, body=said)


def _say_it_is_tomorrow(exchange: Exchange, at: datetime.datetime) -> None:
    exchange.reminders_sent = 1
    at_time = f", {formats.time_format(exchange.planned_at_time)}" if exchange.planned_at_time else ""
    subject = _("Tomorrow%(at_time)s: %(what)s") % {"at_time": at_time, "what": exchange.description}
    for member in parties(exchange):
        body = _("You planned this with %(name)s.") % {"name": exchange.other_side(member).name}
        tell_one(exchange, member, at=at, kind="TOMORROW", subject=subject, body=body)


def days_reached(since: datetime.datetime, at: datetime.datetime) -> int:
    """Count the days of reminding that have come, so that after a pause one reminder stands for both."""
    waited = at - since
    return sum(waited >= datetime.timedelta(days=days) for days in REMINDER_DAYS)
