"""All measures of a service, a programme or a bank: month by month, and of all months together."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.reads.measures import figures
from services.reads.measures.figures import FirstGifts, Hours, Share, Stretch
from services.reads.measures.rows import Flow, Months, Person, Served
from services.reads.measures.shown import TOO_FEW, TooFew
from services.reads.measures.tallies import Tally, tallied, together
from services.reads.measures.ties import Past
from timebank.lib.months import last_day


@dataclass(frozen=True)
class Giving:
    """How far the people served gave in one stretch. A figure about fewer than ten people is TooFew."""

    first_on: datetime.date
    last_on: datetime.date
    people: int | TooFew
    also_gave: Share | TooFew
    index: Share | TooFew

    @property
    def is_shown(self) -> bool:
        """Whether there were people enough to say anything."""
        return not isinstance(self.people, TooFew)


@dataclass(frozen=True)
class GivingBack:
    """How far people gave in each month asked for, oldest first, and in all of them that are shown together."""

    months: tuple[Giving, ...]
    whole: Giving


@dataclass(frozen=True)
class Figures(Giving):
    """All measures of one stretch. Minutes are whole minutes."""

    first_gifts: FirstGifts | TooFew
    hours: Hours | TooFew
    new_ties: int | TooFew
    were_strangers: Share | TooFew
    lasting_ties: Share | TooFew
    staff_like: Share | TooFew


@dataclass(frozen=True)
class Measures:
    """The measures of each month asked for, oldest first, and of all of them that are shown together."""

    months: tuple[Figures, ...]
    whole: Figures

    @property
    def shown(self) -> list[Figures]:
        """The months that had people enough."""
        return [month for month in self.months if month.is_shown]

    @property
    def has_months_left_out(self) -> bool:
        """Whether some months had too few people, and so are in no sum either."""
        return len(self.shown) < len(self.months)


def measured(
    months: Months,
    people: Mapping[int, Person],
    served: Served,
    flows: Sequence[Flow],
    past: Past,
) -> Measures:
    """Measure each of some months and all together; `served` says who counts in a month, and has the months shown.

    What was given in a month not shown is in no figure, so that no two sums differ by it.
    """
    by_month = tallied(flows, past.met_on)
    shown = [month for month in months if served.get(month)]
    each = tuple(_figures(_stretch([month], people, served, by_month), past) for month in months)
    together = _figures(_stretch(shown, people, served, by_month), past) if shown else nothing(months[0], months[-1])
    return Measures(each, together)


def given_back(months: Months, people: Mapping[int, Person], served: Served, flows: Sequence[Flow]) -> GivingBack:
    """Measure only how far people gave, as `measured` does: nothing of before these months need be known."""
    by_month = tallied(flows, met_on={})
    shown = [month for month in months if served.get(month)] or months
    each = tuple(_giving(_stretch([month], people, served, by_month)) for month in months)
    return GivingBack(each, _giving(_stretch(shown, people, served, by_month)))


def _stretch(
    months: Sequence[datetime.date],
    people: Mapping[int, Person],
    served: Served,
    by_month: Mapping[datetime.date, Tally],
) -> Stretch:
    counted = {month: served.get(month, frozenset()) for month in months}
    return Stretch(
        months=months,
        served=counted,
        people={member: people[member] for member in frozenset().union(*counted.values())},
        tally=together(by_month[month] for month in months if month in by_month),
    )


def _giving(stretch: Stretch) -> Giving:
    return Giving(
        first_on=stretch.months[0],
        last_on=stretch.last_on,
        people=len(stretch.people) if stretch.is_shown else TOO_FEW,
        also_gave=figures.also_gave(stretch),
        index=figures.co_production_index(stretch),
    )


def _figures(stretch: Stretch, past: Past) -> Figures:
    if not stretch.is_shown:
        return nothing(stretch.months[0], stretch.months[-1])
    return Figures(
        **vars(_giving(stretch)),
        first_gifts=figures.first_gifts(stretch, past),
        hours=figures.hours(stretch),
        new_ties=figures.new_ties(stretch),
        were_strangers=figures.were_strangers(stretch, past.answers_in),
        lasting_ties=figures.lasting_ties(stretch, past),
        staff_like=figures.took_staff_like_role(stretch),
    )


def nothing(first_on: datetime.date, last_month: datetime.date) -> Figures:
    """Say of some months only that it had too few people."""
    return Figures(first_on, last_day(last_month), *[TOO_FEW] * 9)
