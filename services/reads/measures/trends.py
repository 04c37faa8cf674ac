"""The measures of some months as a page tells them: a sentence, a drawing and a table each, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from services.reads.measures.figures import Share
from services.reads.measures.stretches import Measures
from services.reads.measures.words import MEASURES, Measure, month_in_short, month_in_words

FEWEST_BARS = 2


@dataclass(frozen=True)
class Told:
    """One measure of some months, as a page shows it."""

    measure: Measure
    sentence: str
    bars: Sequence[tuple[str, int | None]]  # none where there is nothing to draw
    rows: Sequence[tuple[str, list[str]]]


def told(measures: Measures) -> list[Told]:
    """Tell every measure of some months."""
    labels = [month_in_short(month.first_on) for month in measures.months]
    return [
        Told(
            measure=measure,
            sentence=measure.say(measures.whole),
            bars=_bars(measure, measures, labels),
            rows=[(label, measure.cells(month)) for label, month in zip(labels, measures.months, strict=True)],
        )
        for measure in MEASURES
    ]


def what_changed(measures: Measures) -> str:
    """Say in one sentence how the share who also gave changed from the first month shown to the last."""
    known = [(month, month.also_gave.per_hundred) for month in measures.shown if isinstance(month.also_gave, Share)]
    if len(known) < FEWEST_BARS:
        return ""
    (first, before), (_last, now) = known[0], known[-1]
    words = {"month": month_in_words(first.first_on), "before": before, "now": now}
    if before is None or now is None or before == now:
        return _("Since %(month)s the share who also gave has stayed at %(now)d in 100.") % words
    if now > before:
        return _("Since %(month)s the share who also gave rose from %(before)d to %(now)d in 100.") % words
    return _("Since %(month)s the share who also gave fell from %(before)d to %(now)d in 100.") % words


def _bars(measure: Measure, measures: Measures, labels: Sequence[str]) -> list[tuple[str, int | None]]:
    if measure.per_hundred is None or len(measures.shown) < FEWEST_BARS:
        return []
    bars = [(label, measure.per_hundred(month)) for label, month in zip(labels, measures.months, strict=True)]
    return bars if any(value for _label, value in bars) else []
