"""Which level of the Standards of Evidence a service can honestly claim, and what is missing for the next.

The standards are Nesta's (Ruth Puttick and Joe Ludlow, 'Standards of Evidence', 2013); the words are our own. A level
above 2 asks for a comparison group. We hold none, so no service is ever given more than 2 here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.models import Programme
from services.reads.intervals import Slope, slope_of
from services.reads.measures import Measures, Share
from services.reads.wellbeing import Wellbeing

MOST = 2
MONTHS_OF_A_TREND = 12

RUNS = _("a programme that runs")
SAYS = _("of each programme: its aim, whom it serves, and how these people give")
GIVES = _("in each programme a role that the people it serves can fill")
EXPECTS = _("a goal: what change is expected")
CHANGES = _(
    "figures that show a change for the better: of ten people or more who answered before and after, or over twelve "
    "months of ten people, with an interval that lies above nothing"
)
COMPARES = _(
    "a comparison group: people like these who did not take part, asked the same. This time bank holds none, so it "
    "never claims more than level 2"
)


@dataclass(frozen=True)
class Evidence:
    """A level from 0 to 2, what speaks for it, and what is missing for the next."""

    level: int
    has: tuple[Promise, ...]
    missing: tuple[Promise, ...]
    trend: Slope | None = None


def evidence_of(
    programmes: Sequence[Programme], *, has_target: bool, wellbeing: Wellbeing, measures: Measures
) -> Evidence:
    """Weigh what a service can show. `programmes` are those that run, with their roles."""
    said = {
        RUNS: bool(programmes),
        SAYS: bool(programmes) and all(each.aim and each.serves and each.how_they_give for each in programmes),
        GIVES: bool(programmes) and all(_has_giving_role(each) for each in programmes),
        EXPECTS: has_target,
    }
    trend = trend_of(measures)
    has = tuple(words for words, is_there in said.items() if is_there)
    missing = tuple(words for words, is_there in said.items() if not is_there)
    if missing:
        return Evidence(0, has, missing, trend)
    changes = any(change.is_better for change in wellbeing.shown) or (trend is not None and trend.rises)
    if not changes:
        return Evidence(1, has, (CHANGES,), trend)
    return Evidence(MOST, (*has, CHANGES), (COMPARES,), trend)


def trend_of(measures: Measures) -> Slope | None:
    """Give the trend of the co-production index by month, from twelve months of ten people on; others are gaps."""
    values = {
        number: 100 * month.index.fraction
        for number, month in enumerate(measures.months)
        if isinstance(month.index, Share) and month.index.fraction is not None
    }
    return slope_of(values) if len(values) >= MONTHS_OF_A_TREND else None


def _has_giving_role(programme: Programme) -> bool:
    return any(role.is_for_served and role.ended_on is None for role in programme.roles.all())
