"""The desk's part of conversations that a member reported."""

import datetime
from dataclasses import dataclass

from exchanges.views.waiting.stretches import Part, days_in_words, days_since
from members.models import Member, TalkReport
from members.reads.reported import open_reports

REPORTS_SHOWN = 10


@dataclass(frozen=True)
class Reported:
    """A reported conversation: for how long it has waited, and not yet whose it is."""

    report: TalkReport
    days: int

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)


def reported(asker: Member, at: datetime.datetime) -> Part[Reported]:
    """List the oldest that the asker may look into; `more_query` is not empty where there are others."""
    found = list(open_reports(asker)[: REPORTS_SHOWN + 1])
    rows = [Reported(each, days_since(each.at, at)) for each in found[:REPORTS_SHOWN]]
    return Part(rows, "more" if len(found) > REPORTS_SHOWN else "")
