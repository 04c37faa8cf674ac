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
    """List what is known of an exchange."""
    lines = [Fact(_("What was done") if exchange.happened_on else _("What is planned"), exchange.description)]
    if exchange.category:
        lines.append(Fact(_("Kind of help"), exchange.category.name))
    if exchange.listing:
        lines.append(Fact(_("It began with"), exchange.listing.title))
    if exchange.happened_on:
        lines.append(Fact(_("When"), _long(exchange.happened_on)))
    elif exchange.planned_on:
        lines.append(Fact(_("Planned for"), _long(exchange.planned_on)))
    lines.append(Fact(_("How long"), hours_in_words(exchange.minutes)))
    if exchange.thanks:
        lines.append(Fact(_("Thanks"), f"“{exchange.thanks}”"))
    if exchange.posted_at:
        lines.append(Fact(_("In the ledger since"), _long(exchange.bank.day(exchange.posted_at))))
    return lines


def _long(day: datetime.date) -> str:
    return formats.date_format(day, "l j F Y")
