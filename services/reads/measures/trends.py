"""The measures of some months as a page tells them: a sentence, a drawing and a table each, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from services.reads.measures.shown import TooFew
from services.reads.measures.stretches import Figures, Measures
from services.reads.measures.words import MEASURES, Measure, Trend, month_in_short, month_in_words

FEWEST_BARS = 2
MONTHS_OF_A_YEAR = 12  # of more, each is named with its year
LEADING = ("also_gave", "index")  # shares of all people served, or of all their time
KINDS = ("give", "service", "receive", "beside")  # how parts are told apart, by their patterns also without colour


class Bar(NamedTuple):
    """One month of a drawing: its label, its figure or a gap, and what that is in words."""

    label: str
    figure: int | None
    words: str


@dataclass(frozen=True)
class Told:
    """One measure of some months, as a page shows it. Bars or stacks are empty where there is nothing to draw."""

    measure: Measure
    sentence: str
    changed: str
    bars: Sequence[Bar]
    stacks: Sequence[tuple[str, Sequence[int] | None]]  # None is a gap
    rows: Sequence[tuple[str, list[str]]]

    @property
    def series(self) -> list[tuple[str | Promise, str]]:
        """Give the words and the kind of each part of a stack."""
        return list(zip(self.measure.columns, KINDS, strict=True))


def told(measures: Measures) -> list[Told]:
    """Tell every measure of some months."""
    return [_told(measure, measures) for measure in MEASURES]


def what_changed(measures: Measures) -> str:
    """Say in one sentence what changed most from the first month shown to the last, of the shares of all people served.

    Others are in other units, or about a few of the people: they stand by themselves.
    """
    ends = [(measure.trend, _ends(measure.trend, measures)) for measure in MEASURES if measure.name in LEADING]
    known = [(trend, found) for trend, found in ends if found is not None]
    if not known:
        return ""
    trend, found = max(known, key=lambda each: abs(each[1].now - each[1].before))
    return _in_a_sentence(trend, found)


class _Ends(NamedTuple):
    """The first figure there is and the last, with the month of the first."""

    first: Figures
    before: int
    now: int


def _told(measure: Measure, measures: Measures) -> Told:
    is_long = len(measures.months) > MONTHS_OF_A_YEAR
    labels = [month_in_short(month.first_on, with_year=is_long) for month in measures.months]
    by_label = list(zip(labels, measures.months, strict=True))
    ends = _ends(measure.trend, measures)
    return Told(
        measure=measure,
        sentence=measure.say(measures.whole),
        changed=_in_a_sentence(measure.trend, ends) if ends and not measure.trend.is_rare else "",
        bars=[] if measure.parts or not ends else _bars(measure.trend, by_label),
        stacks=_stacks(measure, by_label) if measure.parts and ends else [],
        rows=[(label, measure.cells(month)) for label, month in by_label],
    )


def _ends(trend: Trend, measures: Measures) -> _Ends | None:
    """Find the first and the last figure; None where there are not two of them."""
    figures = [(month, trend.figure(month)) for month in measures.months]
    known = [(month, figure) for month, figure in figures if isinstance(figure, int)]
    return _Ends(*known[0], known[-1][1]) if len(known) >= FEWEST_BARS else None


def _in_a_sentence(trend: Trend, ends: _Ends) -> str:
    words = {
        "month": month_in_words(ends.first.first_on),
        "what": trend.subject,
        "before": trend.write(ends.before),
        "now": trend.say(ends.now),
    }
    if ends.before == ends.now:
        return _("Since %(month)s %(what)s has stayed at %(now)s.") % words
    if ends.now > ends.before:
        return _("Since %(month)s %(what)s rose from %(before)s to %(now)s.") % words
    return _("Since %(month)s %(what)s fell from %(before)s to %(now)s.") % words


def _bars(trend: Trend, by_label: Sequence[tuple[str, Figures]]) -> list[Bar]:
    bars = [_bar(label, trend, trend.figure(month)) for label, month in by_label]
    return bars if any(bar.figure for bar in bars) else []


def _bar(label: str, trend: Trend, figure: int | TooFew | None) -> Bar:
    if isinstance(figure, int):
        return Bar(label, figure, trend.say(figure))
    return Bar(label, None, _("nothing yet") if figure is None else _("too few people"))


def _stacks(measure: Measure, by_label: Sequence[tuple[str, Figures]]) -> list[tuple[str, Sequence[int] | None]]:
    if measure.parts is None:
        return []
    found = [(label, measure.parts(month)) for label, month in by_label]
    stacks = [(label, None if isinstance(parts, TooFew) else parts) for label, parts in found]
    return stacks if any(any(parts) for _label, parts in stacks if parts is not None) else []
