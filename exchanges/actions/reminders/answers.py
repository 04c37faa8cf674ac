"""Reminders of a word that is missing: on the third and the seventh day, then weekly, at most three times more."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.acts import parties, path_of
from exchanges.actions.crossing import acts as crossing
from exchanges.actions.reminders.rule import MORNING, Rows, Said, with_occasion
from exchanges.actions.silence import day_it_counts, reminded_in_full, silent_sides
from exchanges.models import REMINDER_DAYS, CrossExchange, CrossSide, Exchange
from members.models import Bank, Member
from timebank.lib.durations import hours_in_words

ALL_DAYS = (*REMINDER_DAYS, 14, 21, 28)
LAST = datetime.timedelta(days=35)  # after the last time the desk alone looks at it


class AnswerMissing:
    """Who has not said yes to an exchange is reminded; where silence will count as a yes, twice and no more."""

    name = "ANSWER"
    kind = "REMINDER"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the exchanges that have waited for so long."""
        waiting = Exchange.objects.filter(bank=bank, state=Exchange.State.LOGGED)
        found = _waiting_since("state_since", waiting, at)
        return found.select_related("bank", "giver__person", "receiver__person")

    def say(self, bank: Bank, rows: Sequence[Exchange], at: datetime.datetime) -> Iterator[Said]:
        """Say who waits, and by when silence would count as a yes."""
        apart, silent = Exchange.objects.apart_among(rows), silent_sides(rows)
        in_full = reminded_in_full([exchange for exchange in rows if exchange.pk in silent])
        for exchange in rows:
            if exchange.pk in in_full:
                continue
            subject, counted = _question(exchange), silent.get(exchange.pk)
            for member in parties(exchange):
                if member.is_approved and not exchange.has_agreed(member):
                    body = _("An answer from you is missing.")
                    if exchange.pk not in apart:
                        body = _waits(exchange, member, at, is_counted=counted == member)
                    yield Said(exchange, member, subject, body, path_of(exchange))

    def moot_at(self, bank: Bank, row: Exchange) -> datetime.datetime | None:
        """Only an answer makes it so."""
        return None


class AnswerMissingBetween:
    """The same between two banks, for the side whose word is missing, in the hours of its own bank.

    Silence never counts as a yes between banks; who stays silent waits on the desk of their own.
    """

    name = "ANSWER_BETWEEN"
    kind = "REMINDER"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the sides of this bank that have waited for so long."""
        missing = CrossSide.objects.filter(bank=bank, agreed_at=None, exchange__state=CrossExchange.State.LOGGED)
        return _waiting_since("exchange__state_since", missing, at).select_related("exchange")

    def say(self, bank: Bank, rows: Sequence[CrossSide], at: datetime.datetime) -> Iterator[Said]:
        """Say who of which bank waits."""
        found = CrossExchange.objects.with_sides().in_bulk([side.exchange_id for side in rows])
        for row in rows:
            cross = found[row.exchange_id]
            side, other = cross.side_of(bank), cross.other_side(bank)
            if side.member.is_approved:
                waits = _("%(name)s of %(bank)s is waiting for your answer.")
                names = {"name": other.member.name, "bank": other.bank.name}
                body = waits % names if other.agreed_at else _("Nobody has answered yet.")
                yield Said(row, side.member, _question(cross), body, crossing.path_of(cross, bank))

    def moot_at(self, bank: Bank, row: CrossSide) -> datetime.datetime | None:
        """Only an answer makes it so."""
        return None


def _waiting_since(field: str, rows: Rows, at: datetime.datetime) -> Rows:
    """Give what has waited since its last step for three days or longer, with how many times it is to have been said.

    After a pause one reminder stands for all that were missed.
    """
    reached = [
        When(**{f"{field}__lte": at - datetime.timedelta(days=days)}, then=Value(f"{days} ")) for days in ALL_DAYS[::-1]
    ]
    waiting = rows.filter(**{f"{field}__lte": at - datetime.timedelta(days=ALL_DAYS[0]), f"{field}__gt": at - LAST})
    return with_occasion(waiting, Concat(Case(*reached, output_field=CharField()), Cast(field, CharField())))


def _question(exchange: Exchange | CrossExchange) -> str:
    words = {"hours": hours_in_words(exchange.minutes), "what": exchange.description}
    return _("Is this right? %(hours)s: %(what)s") % words


def _waits(exchange: Exchange, member: Member, at: datetime.datetime, *, is_counted: bool) -> str:
    waits = _("%(name)s is waiting for your answer.") % {"name": exchange.other_side(member).name}
    if not is_counted:
        return waits
    day = formats.date_format(day_it_counts(exchange, at), "l j F")
    return (
        waits + " " + _("If you don't answer before %(day)s, it counts as a yes. That is a rule here.") % {"day": day}
    )
