"""What somebody asked of a report, as words and figures: for an address, and to be kept until a worker makes it."""

from datetime import date
from typing import Any

from exchanges.models import Category
from insight.reads.catalogue.shapes import USUAL_QUIET_DAYS, Asked, Definition, Filter
from insight.reads.periods import Period
from members.models import Bank, Member


def written(definition: Definition, asked: Asked) -> dict[str, str]:
    """Write down what is asked, as far as this report can be asked for it."""
    found = {"from": asked.period.first_on.isoformat()} if definition.has_period else {}
    found["to"] = asked.period.last_on.isoformat()
    if asked.member and asked.member.number is not None:
        found["member"] = str(asked.member.number)
    if asked.category:
        found["category"] = str(asked.category.pk)
    if asked.kind:
        found["kind"] = asked.kind
    if Filter.QUIET_DAYS in definition.filters:
        found["quiet_days"] = str(asked.quiet_days)
    return found


def read_back(bank: Bank, choices: dict[str, Any]) -> Asked:
    """Read what was written down; who or what has gone since is a fault of ours and is not looked over."""
    return Asked(
        bank=bank,
        period=period_of(choices),
        member=Member.objects.of(bank).get(number=choices["member"]) if "member" in choices else None,
        category=Category.objects.get(bank=bank, pk=choices["category"]) if "category" in choices else None,
        kind=choices.get("kind", ""),
        quiet_days=int(choices.get("quiet_days", USUAL_QUIET_DAYS)),
    )


def period_of(choices: dict[str, Any]) -> Period:
    """Read the days that were written down."""
    last_on = date.fromisoformat(choices["to"])
    return Period(date.fromisoformat(choices.get("from", choices["to"])), last_on)
