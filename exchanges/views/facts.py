"""The facts of one exchange, as lines of a list."""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.models import Exchange
from timebank.lib.durations import hours_in_words


@dataclass(frozen=True)
class Fact:
    """A question and its answer, ready for includes/answers.html."""

    question: str
    answer: str


def facts(exchange: Exchange) -> list[Fact]:
    """List what is known of an exchange; what is set aside for it takes a query where there is a hold."""
    lines = [Fact(_("What was done") if exchange.happened_on else _("What is planned"), exchange.description)]
    if exchange.category:
        lines.append(Fact(_("Kind of help"), exchange.category.name))
    if exchange.listing:
        lines.append(Fact(_("It began with"), exchange.listing.title))
    if exchange.happened_on:
        lines.append(Fact(_("When"), _long(exchange.happened_on)))
    elif exchange.planned_on:
        lines.append(Fact(_("Planned for"), _planned_for(exchange.planned_on, exchange.planned_at_time)))
    lines.append(Fact(_("How long"), hours_in_words(exchange.minutes)))
    lines += _set_aside(exchange)
    if exchange.thanks:
        lines.append(Fact(_("Thanks"), f"“{exchange.thanks}”"))
    if exchange.costs:
        lines.append(Fact(_("Travel and other costs"), exchange.costs))
    if exchange.posted_at:
        lines.append(Fact(_("In the ledger since"), _long(exchange.bank.day(exchange.posted_at))))
    return lines


def _set_aside(exchange: Exchange) -> list[Fact]:
    if exchange.hold_id is None:
        return []
    held = Exchange.objects.holding().filter(pk=exchange.pk).first()
    return [Fact(_("Set aside for it"), set_aside_in_words(held))] if held else []


def set_aside_in_words(held: Exchange) -> str:
    """Say how much is set aside for an exchange that was read with its hold, and until when."""
    if held.hold is None:
        raise ValueError(f"Nothing was ever set aside for exchange {held.pk}.")
    day = formats.date_format(held.bank.day(held.hold.expires_at), "l j F")
    return _("%(hours)s, until %(day)s") % {"hours": hours_in_words(held.hold.minutes), "day": day}


def _planned_for(day: datetime.date, at_time: datetime.time | None) -> str:
    return f"{_long(day)}, {formats.time_format(at_time)}" if at_time else _long(day)


def _long(day: datetime.date) -> str:
    return formats.date_format(day, "l j F Y")
