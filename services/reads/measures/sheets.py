"""The measures as rows of a file: a month a line, and all months shown together in the last one."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.reads.measures.shown import TooFew
from services.reads.measures.stretches import Figures, Measures
from services.reads.measures.words import MEASURES


def measure_rows(measures: Measures) -> Iterator[list[str]]:
    """Give the heading, a row for each month and one for all months that are shown together."""
    heads = [f"{measure.title}: {column}" for measure in MEASURES for column in measure.columns]
    yield [_("From"), _("To"), _("People served"), *heads]
    for month in measures.months:
        yield _row(month)
    yield _row(measures.whole)


def _row(figures: Figures) -> list[str]:
    people = _("too few") if isinstance(figures.people, TooFew) else str(figures.people)
    cells = [cell for measure in MEASURES for cell in measure.cells(figures)]
    return [f"{figures.first_on:%Y-%m}", f"{figures.last_on:%Y-%m}", people, *cells]
