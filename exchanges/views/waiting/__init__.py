"""What waits on the desk, as lists ready to show: fifty rows of each, oldest first, and what stands in the way."""

import datetime
from collections.abc import Mapping
from typing import Any

from exchanges.access import approvers
from exchanges.models import Duty
from exchanges.reads.asking import slipping_away
from exchanges.reads.events import events_at_desk
from exchanges.reads.pot import pot_waiting
from exchanges.views import errands
from exchanges.views.waiting.counting import counts
from exchanges.views.waiting.crossing import waiting_elsewhere
from exchanges.views.waiting.pending import disputed, silent, to_approve
from exchanges.views.waiting.people import applications, to_review
from exchanges.views.waiting.quiet import just_approved, requests
from exchanges.views.waiting.reported import reported
from exchanges.views.waiting.stretches import ROWS_SHOWN, Part
from exchanges.views.waiting.telling import to_pass_on
from members.models import Member
from members.reads.checks import running_out

CHECKS_SHOWN = 20
EVENTS_SHOWN = 10
POT_SHOWN = 10
SLIPPING_SHOWN = 10  # each is a telephone call


def context(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> dict[str, Any]:
    """Give the desk's template all its lists."""
    holders = approvers(asker.bank)
    counted = counts(asker, holders, at)
    events = events_at_desk(asker, today=asker.bank.day(at), most=EVENTS_SHOWN)
    asked_pot = pot_waiting(asker.bank, at_most=POT_SHOWN)
    reports = reported(asker, at)
    crossing = waiting_elsewhere(asker, at)
    above = errands.on_desk(asker, at)
    counted = counted.with_errands(
        errands.count_of(above), errands.count_of(each for each in above if each.is_pressing)
    )
    if asker.is_coordinator:  # an admin finds these only where no coordinator may
        of_events = events.to_agree_count + events.without_register_count + events.to_approve_count
        elsewhere = of_events + asked_pot.count + crossing.count
        counted = counted.with_more(
            reported=len(reports.rows),
            elsewhere=elsewhere,
            disputed_elsewhere=crossing.pressing,
            of_others=events.not_own_count,
        )
    return {
        "counts": counted,
        "to_review": to_review(asker, at, query) if counted.to_review else Part([]),
        "disputed": disputed(asker, holders, at, query),
        "to_approve": to_approve(asker, holders, at, query),
        "silent": silent(asker, holders, at, query),
        "applications": applications(asker, query),
        "to_pass_on": to_pass_on(asker, at, query),
        "asked": requests(asker, at, query) if counted.unanswered else Part([]),
        "slipping": slipping_away(asker.bank, at, most=SLIPPING_SHOWN),
        "just_approved": just_approved(asker, holders, at),
        "on_duty": list(Duty.objects.now(asker.bank, at)),
        "events": events,
        "reports": reports,
        "pot": asked_pot,
        "crossing": crossing,
        "errands": above,
        "running_out": running_out(asker.bank, asker.bank.day(at), most=CHECKS_SHOWN),
    }


def parts_shown(shown: Mapping[str, Any]) -> set[str]:
    """Say which parts the desk shows: those that always stand there, and those in which something waits."""
    counted, events = shown["counts"], shown["events"]
    waits = {
        "silent": counted.silent,
        "events": events.to_approve or events.without_register or events.to_agree,
        "pot": shown["pot"].count and "form" in shown,
        "tell": counted.to_pass_on,
    }
    return {"approve", "join"} | {part for part, something in waits.items() if something}


__all__ = ["ROWS_SHOWN", "context", "counts", "disputed", "parts_shown", "silent"]
