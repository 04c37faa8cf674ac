"""What a service can set itself as a goal: measures with one number each, read from the figures of some months."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.models import Target
from services.reads.measures import Figures, Measures, Share, Span, TooFew
from timebank.lib.durations import MINUTES_IN_HOUR
from timebank.lib.months import month_of

MOST_TARGETS = 6


@dataclass(frozen=True)
class Outcome:
    """One measure to choose: its code, its words, how its number is worked out, and what it counts."""

    code: str
    words: Promise
    formula: Promise
    unit: Promise
    of: Callable[[Figures], int | None]


@dataclass(frozen=True)
class Progress:
    """A goal beside what is reached. `reached` is None where fewer than ten people stand behind it."""

    target: Target
    outcome: Outcome
    reached: int | None

    @property
    def per_hundred(self) -> int | None:
        """How much of the goal is reached, in a hundred, rounded down: 99 is not all of it."""
        return None if self.reached is None else 100 * self.reached // self.target.goal


def unpaid_minutes(figures: Figures) -> int | None:
    """Add up the minutes of all four kinds, without those of paid staff on duty: these are counted apart.

    Else a service would reach its goal, and make an hour cheaper, by its own consultations.
    """
    if isinstance(figures.hours, TooFew):
        return None
    each = figures.hours
    return each.citizen_to_citizen + each.staff_to_citizen + each.citizen_to_staff + each.side_by_side - each.paid


def _count(figure: int | TooFew) -> int | None:
    return None if isinstance(figure, TooFew) else figure


def _part(figure: Share | TooFew) -> int | None:
    return None if isinstance(figure, TooFew) else figure.part


def _per_hundred(figure: Share | TooFew) -> int | None:
    return None if isinstance(figure, TooFew) else figure.per_hundred


def _hours(figures: Figures) -> int | None:
    minutes = unpaid_minutes(figures)
    return None if minutes is None else minutes // MINUTES_IN_HOUR


OUTCOMES = {
    each.code: each
    for each in (
        Outcome(
            "PEOPLE",
            _("people served"),
            _("everybody served on at least one day of the period, each once"),
            _("people"),
            lambda figures: _count(figures.people),
        ),
        Outcome(
            "ALSO_GAVE",
            _("people served who also gave"),
            _("people served who gave time to anybody in the period"),
            _("people"),
            lambda figures: _part(figures.also_gave),
        ),
        Outcome(
            "INDEX",
            _("how much of the time was given by people served"),
            _("co-production index: hours given by people served ÷ (hours given + hours received by them)"),
            _("in 100"),
            lambda figures: _per_hundred(figures.index),
        ),
        Outcome(
            "HOURS",
            _("hours between people, and with staff"),
            _("hours citizen to citizen + staff to citizen + citizen to staff + side by side, without paid hours"),
            _("hours"),
            _hours,
        ),
        Outcome(
            "NEW_TIES",
            _("new ties"),
            _("pairs who had never exchanged before, one of them served"),
            _("pairs"),
            lambda figures: _count(figures.new_ties),
        ),
        Outcome(
            "STAFF_LIKE",
            _("people served who took a role that staff share"),
            _("people served who in the period began to share a role with staff, or led a session for the first time"),
            _("people"),
            lambda figures: _part(figures.staff_like),
        ),
    )
}


def span_of(target: Target, newest: datetime.date) -> Span:
    """Give the months in which a goal is measured so far: its own, to the newest that is over."""
    return month_of(target.first_on), min(month_of(target.last_on), newest)


def has_begun(target: Target, newest: datetime.date) -> bool:
    """Whether a month of a goal is over."""
    return target.first_on <= newest


def progress_of(targets: Sequence[Target], newest: datetime.date, measured: Mapping[Span, Measures]) -> list[Progress]:
    """Set each goal beside what is reached by the end of the newest month that is over.

    `measured` has the measures of `span_of` each goal that has begun.
    """
    found = []
    for target in targets:
        outcome = OUTCOMES.get(target.measure)
        if outcome is not None:
            whole = measured[span_of(target, newest)].whole if has_begun(target, newest) else None
            found.append(Progress(target, outcome, outcome.of(whole) if whole else None))
    return found
