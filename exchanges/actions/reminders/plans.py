"""Reminders of a plan: on the day before, two hours before, and whether it happened."""

import datetime
from collections.abc import Iterator, Sequence
from typing import cast

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, ExtractHour, ExtractMinute
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.acts import HAPPENED, parties, path_of
from exchanges.actions.reminders.rule import DAYTIME, FROM_NINE, Rows, Said, clock, moment, with_occasion
from exchanges.models import Exchange
from members.models import Bank, Member
from timebank.lib.durations import MINUTES_IN_HOUR, hours_in_words

A_DAY = datetime.timedelta(days=1)
SOON = datetime.timedelta(hours=2)
EARLY = datetime.time(8, 30)  # of what begins before, the morning is too late to speak: it is said the evening before
LAST_HOUR = DAYTIME.last - 1
EVENING = 18
ASKED_WITHIN = datetime.timedelta(days=30)
FRESH_FOR = datetime.timedelta(hours=3)  # who has just agreed to a plan knows of it

# A plan that is moved is another occasion.
PLANNED = Concat(Cast("planned_on", CharField()), Value(" "), Coalesce(Cast("planned_at_time", CharField()), Value("")))


class PlanTomorrow:
    """On the day before, both sides are told; of what begins early in the morning PlanSoon tells them."""

    name = "PLAN_TOMORROW"
    kind = "TOMORROW"
    hours = FROM_NINE
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the plans for tomorrow, unless they have only just been agreed."""
        plans = _plans(bank).filter(planned_on=bank.day(at) + A_DAY, state_since__lte=at - FRESH_FOR)
        return with_occasion(plans.exclude(planned_at_time__lt=EARLY), PLANNED)

    def say(self, bank: Bank, rows: Sequence[Exchange], at: datetime.datetime) -> Iterator[Said]:
        """Tell both when it is and with whom."""
        return _to_both(rows)

    def moot_at(self, bank: Bank, row: Exchange) -> datetime.datetime | None:
        """Give the end of the day before, where PlanSoon speaks on the day itself; else that of the day."""
        if row.planned_on is None or row.planned_at_time is None:
            return _begins(bank, row)
        return moment(bank, row.planned_on)


class PlanSoon:
    """Two hours before, both sides are told, where the plan names a time of day.

    What would fall into the night is said as soon as the night is over, or if that is too late on the evening before.
    """

    name = "PLAN_SOON"
    kind = "SOON"
    hours = DAYTIME
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the plans that begin within two hours; in the last hour of the day, those up to the next morning.

        Of what has only just been agreed for the same day nobody is reminded.
        """
        today, now = bank.day(at), clock(bank, at)
        ahead = Q(planned_on=today, planned_at_time__gt=now)
        ahead &= Q(state_since__lt=moment(bank, today)) | Q(state_since__lte=at - FRESH_FOR)
        if now.hour == LAST_HOUR:
            ahead |= Q(planned_on=today + A_DAY, planned_at_time__lt=EARLY)
        else:
            ahead &= Q(planned_at_time__lte=clock(bank, at + SOON))
        return with_occasion(_plans(bank).filter(ahead), PLANNED)

    def say(self, bank: Bank, rows: Sequence[Exchange], at: datetime.datetime) -> Iterator[Said]:
        """Tell both at what time it begins."""
        return _to_both(rows)

    def moot_at(self, bank: Bank, row: Exchange) -> datetime.datetime | None:
        """Give the moment at which it begins."""
        return _begins(bank, row)


class DidItHappen:
    """When a plan is over, both sides are asked once whether it happened: in the evening, else the next morning."""

    name = "DID_IT_HAPPEN"
    kind = "DID_IT_HAPPEN"
    hours = DAYTIME
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the plans of past days, and in the evening those of today that are over."""
        today, now = bank.day(at), clock(bank, at)
        over = Q(planned_on__lt=today, planned_on__gte=today - ASKED_WITHIN)
        if now.hour >= EVENING:
            ended = Q(ends__lte=now.hour * MINUTES_IN_HOUR + now.minute) | Q(planned_at_time=None)
            over |= Q(ended, planned_on=today)
        begins = ExtractHour("planned_at_time") * MINUTES_IN_HOUR + ExtractMinute("planned_at_time")
        found = _plans(bank).alias(ends=begins + F("minutes")).filter(over)
        return with_occasion(found, Cast("planned_on", CharField()))

    def say(self, bank: Bank, rows: Sequence[Exchange], at: datetime.datetime) -> Iterator[Said]:
        """Ask both; the page that the question leads to has the one tap that says yes."""
        for exchange in rows:
            subject = _("Did it happen? %(what)s") % {"what": exchange.description}
            body = _("If it took %(hours)s as planned, one tap says so. If not, say how it was, or cancel it.")
            said = body % {"hours": hours_in_words(exchange.minutes)}
            for member in _told(exchange):
                yield Said(exchange, member, subject, said, path_of(exchange, HAPPENED))

    def moot_at(self, bank: Bank, row: Exchange) -> datetime.datetime | None:
        """Only an answer makes it so."""
        return None


def _plans(bank: Bank) -> Rows:
    found: Rows = Exchange.objects.filter(bank=bank, state=Exchange.State.AGREED)
    return found.select_related("bank", "giver", "receiver")


def _when_and_what(exchange: Exchange) -> str:
    """Name the day itself: letters and calls may reach people later than they were meant to."""
    words = {
        "day": formats.date_format(cast(datetime.date, exchange.planned_on), "l j F"),
        "what": exchange.description,
    }
    if exchange.planned_at_time is None:
        return _("On %(day)s: %(what)s") % words
    time = formats.time_format(exchange.planned_at_time)
    return _("On %(day)s at %(time)s: %(what)s") % {**words, "time": time}


def _to_both(exchanges: Sequence[Exchange]) -> Iterator[Said]:
    """Say when it is and with whom, but to two who have blocked each other no name."""
    apart = Exchange.objects.apart_among(exchanges)
    for exchange in exchanges:
        for member in _told(exchange):
            name = exchange.other_side(member).name
            body = _("You planned this with %(name)s.") % {"name": name}
            said = exchange.description if exchange.pk in apart else body
            yield Said(exchange, member, _when_and_what(exchange), said, path_of(exchange))


def _told(exchange: Exchange) -> list[Member]:
    """Give those of the two who belong now: nobody is reminded who has a rest, is suspended or has left."""
    return [member for member in parties(exchange) if member.is_approved]


def _begins(bank: Bank, exchange: Exchange) -> datetime.datetime | None:
    if exchange.planned_on is None:
        return None
    return moment(bank, exchange.planned_on, exchange.planned_at_time or datetime.time.max)
