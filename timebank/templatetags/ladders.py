"""The ladder of co-production, drawn: how many of each side stand on each step. All sums are done here."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

WIDTH = 480
MIDDLE = 240
REACH = 170  # of the longest bar
PITCH = 26
TOP = 30
BAR = 18
STEPS = 7
NUMBER_ROOM = 14


@register.inclusion_tag("includes/ladder_chart.html")
def ladder_chart(
    staff: Sequence[int], served: Sequence[int], words: Sequence[str], name: str = "ladder"
) -> dict[str, Any]:
    """Draw both sides' answers, the seventh step on top. A side that is not shown has no bars."""
    most = max((*staff, *served), default=0) or 1
    rungs = [_rung(step, staff, served, most) for step in range(len(words), 0, -1)]
    return {
        "name": name,
        "rungs": rungs,
        "rows": [
            {"step": step, "words": words[step - 1], "staff": _count(staff, step), "served": _count(served, step)}
            for step in range(len(words), 0, -1)
        ],
        "has_staff": bool(staff),
        "has_served": bool(served),
        "alt": _alt(staff, served),
        "width": WIDTH,
        "height": TOP + PITCH * len(words) + 4,
        "left": MIDDLE - NUMBER_ROOM,
        "right": MIDDLE + NUMBER_ROOM,
        "middle": MIDDLE,
        "bar": BAR,
    }


def _rung(step: int, staff: Sequence[int], served: Sequence[int], most: int) -> dict[str, Any]:
    top = TOP + PITCH * (STEPS - step)
    left, right = _count(staff, step) or 0, _count(served, step) or 0
    reach_left, reach_right = left / most * REACH, right / most * REACH
    return {
        "step": step,
        "y": str(top),
        "text": str(top + BAR - 4),
        "staff_x": f"{MIDDLE - NUMBER_ROOM - reach_left:.1f}",
        "staff_width": f"{reach_left:.1f}",
        "staff_end": f"{MIDDLE - NUMBER_ROOM - reach_left - 5:.1f}",
        "served_width": f"{reach_right:.1f}",
        "served_end": f"{MIDDLE + NUMBER_ROOM + reach_right + 5:.1f}",
        "staff": left,
        "served": right,
    }


def _count(side: Sequence[int], step: int) -> int | None:
    return side[step - 1] if side else None


def _alt(staff: Sequence[int], served: Sequence[int]) -> str:
    parts = [
        f"{who}: "
        + ", ".join(
            _("step %(step)d: %(people)d") % {"step": step, "people": people}
            for step, people in enumerate(counts, start=1)
        )
        for who, counts in ((_("Staff"), staff), (_("People it serves"), served))
        if counts
    ]
    return _("How many chose each step.") + " " + ". ".join(parts)
