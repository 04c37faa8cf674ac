"""Drawn figures: the hour line, bars by month and a balance day by day. All arithmetic is done here.

Numbers leave as text, so that no language's decimal comma gets into a drawing.
"""

import datetime
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django import template
from django.utils.translation import gettext as _

from timebank.lib.durations import MINUTES_IN_HOUR, hours_figure, hours_in_words
from timebank.templatetags.timebank import day, short_day

register = template.Library()

FILLS = {"give": "", "receive": "url(#hatch)", "service": "url(#lines)", "beside": "url(#dots)"}

LINE_WIDTH = 330
LINE_MARGIN = 18
LINE_BASE = 46
LINE_LEAST_TOP = 15 * MINUTES_IN_HOUR
TICK_STEPS = [30, 60, 300, 600, 3000, 6000, 30_000, 60_000, 300_000]
MOST_TICKS = 70
LABEL_STEPS = [300, 600, 3000, 6000, 30_000, 60_000, 300_000, 600_000]
MOST_LABELS = 7
LABEL_ROOM = 34

CHART_WIDTH = 480
CHART_HEIGHT = 200
CHART_TOP = 30
CHART_BASE = 165
CHART_LEFT = 8
BAR_GAP = 4
LETTER_WIDTH, PAPER_LETTER_WIDTH = 13, 9  # of a phone's larger letters, and of those on paper
GRID_STEPS = [60, 120, 300, 600, 1200, 3000, 6000, 12_000, 30_000, 60_000, 300_000, 600_000]
MOST_GRID_LINES = 5
DAYS_NAMED = 3
AXIS_ROOM = 40

MOST_NAMED = 6  # labels below bars, also in a phone's larger letters

DIVERGING_MIDDLE = CHART_WIDTH // 2
DIVERGING_LONGEST = 178  # leaves room for a figure of four letters at a phone's size


@register.inclusion_tag("includes/hour_line.html")
def hour_line(minutes: int, floor_minutes: int | None = None) -> dict[str, Any]:
    """Draw a balance on a ruled line from its limit to fifteen hours or more."""
    low, high = _line_ends(minutes, floor_minutes)

    def across(value: int) -> float:
        return LINE_MARGIN + (value - low) / (high - low) * (LINE_WIDTH - 2 * LINE_MARGIN)

    zero, end = across(0), across(minutes)
    labels = _line_labels(low, high, across(low), (LINE_WIDTH - 2 * LINE_MARGIN) / (high - low))
    return {
        "alt": _line_words(minutes, low, high),
        "is_debt": minutes < 0,
        "bar": {"x": _text(min(zero, end)), "width": _text(abs(end - zero))},
        "ticks": [{"x": _text(across(value)), "y": y} for value, y in _line_ticks(low, high, labels)],
        "labels": [{"x": _text(across(value)), "words": hours_figure(value)} for value in labels],
        "marker": f"M{_text(end - 7)} 10h14l-7 13z",
        "width": LINE_WIDTH,
        "margin": LINE_MARGIN,
        "end": LINE_WIDTH - LINE_MARGIN,
        "base": LINE_BASE,
    }


@register.inclusion_tag("includes/bar_chart.html")
def bar_chart(
    title: str,
    series: Sequence[tuple[str, str]],
    rows: Sequence[tuple[str, Sequence[int]]],
    name: str = "chart",
) -> dict[str, Any]:
    """Draw bars by month or group. `series`: words and kind (give, receive, service); `rows`: label and minutes."""
    most = max((value for _label, values in rows for value in values), default=0) or 1
    return {
        "title": title,
        "name": name,
        "key": [{"words": words, "kind": kind, "fill": FILLS[kind]} for words, kind in series],
        "groups": _bar_groups(series, rows, most),
        "rows": rows,
        "alt": _bar_words(title, series, rows),
        "is_dense": _is_dense(series, rows),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "base": CHART_BASE,
    }


@register.inclusion_tag("includes/balance_chart.html")
def balance_chart(points: Sequence[tuple[datetime.date, int]], name: str = "balance") -> dict[str, Any]:
    """Draw a balance day by day as steps. `points`: days in order, each with the balance it ended with."""
    if not points:
        return {"is_empty": True}
    low, high, step = _grid(points)
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)

    def across(on: datetime.date) -> float:
        return AXIS_ROOM + (on - first).days / days * (CHART_WIDTH - AXIS_ROOM - CHART_LEFT)

    def down(value: int) -> float:
        return CHART_BASE - (value - low) / (high - low) * (CHART_BASE - CHART_TOP / 2)

    return {
        "name": name,
        "alt": _balance_words(points),
        "path": _steps([(across(on), down(value)) for on, value in points]),
        "grid": [
            {"y": _text(down(value)), "words": hours_figure(value), "is_zero": not value}
            for value in range(low, high + 1, step)
        ],
        "days": [
            {"x": _text(across(on)), "words": short_day(on), "anchor": anchor}
            for on, anchor in _named_days(first, last)
        ],
        "end": {"x": _text(across(last)), "y": _text(down(points[-1][1]))},
        "points": points,
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "left": AXIS_ROOM,
        "right": CHART_WIDTH - CHART_LEFT,
    }


@register.inclusion_tag("includes/figure_chart.html")
def figure_chart(title: str, rows: Sequence[tuple[str, int | None, str]], top: int | None = None) -> dict[str, Any]:
    """Draw one figure, bar by bar. `rows`: label, figure, what it is in words; None leaves a gap where there is none.

    `top`: the figure that fills the drawing, such as 100; else the largest does.
    """
    most = top or max((value or 0 for _label, value, _words in rows), default=0) or 1
    slot = (CHART_WIDTH - 2 * CHART_LEFT) / max(len(rows), 1)
    bars = []
    for number, (label, value, _said) in enumerate(rows):
        bar = _bar(CHART_LEFT + number * slot + slot * 0.14, slot * 0.72, (value or 0) / most, "give")
        words = "" if value is None else str(value)
        bars.append(bar | {"label": _label_of(number, label, rows), "words": words, "is_gap": value is None})
    longest = max((len(bar["words"]) for bar in bars), default=0)
    return {
        "bars": bars,
        "alt": f"{title}. " + ", ".join(f"{label} {words}" for label, _value, words in rows) + ".",
        "crowding": _crowding(longest, slot),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "base": CHART_BASE,
    }


@register.inclusion_tag("includes/stacked_chart.html")
def stacked_chart(
    title: str, series: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[int] | None]]
) -> dict[str, Any]:
    """Draw several parts upon each other, bar by bar. `series`: words and kind, from the lowest; `rows`: minutes.

    None leaves a gap: nothing may be said of so few.
    """
    most = max((sum(values) for _label, values in rows if values is not None), default=0) or 1
    slot = (CHART_WIDTH - 2 * CHART_LEFT) / max(len(rows), 1)
    stacks = [
        _stack(CHART_LEFT + (number + 0.5) * slot, slot * 0.72, values, series, most)
        | {"label": _label_of(number, label, rows)}
        for number, (label, values) in enumerate(rows)
    ]
    return {
        "key": [{"words": words, "kind": kind, "fill": FILLS[kind]} for words, kind in series],
        "stacks": stacks,
        "alt": _stacked_words(title, series, rows),
        "crowding": _crowding(max((len(stack["words"]) for stack in stacks), default=0), slot),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "base": CHART_BASE,
    }


@register.inclusion_tag("includes/diverging_chart.html")
def diverging_chart(
    title: str, sides: tuple[str, str], rows: Sequence[tuple[str, int, int]], name: str = "diverging"
) -> dict[str, Any]:
    """Draw bars from a middle line. `sides`: what goes left and right; `rows`: label, minutes left and right."""
    most = max((max(left, right) for _label, left, right in rows), default=0) or 1
    return {
        "title": title,
        "name": name,
        "sides": sides,
        "groups": [_diverging_group(label, (left, right), most) for label, left, right in rows],
        "alt": _diverging_words(title, sides, rows),
        "width": CHART_WIDTH,
        "middle": DIVERGING_MIDDLE,
    }


def _line_ends(minutes: int, floor_minutes: int | None) -> tuple[int, int]:
    """From the limit, or from below it where a balance has passed it, to a round number of hours."""
    step = LABEL_STEPS[0]
    low = min(floor_minutes or 0, 0)
    if minutes < low:
        low = math.floor(minutes / step) * step
    return low, max(LINE_LEAST_TOP, math.ceil(minutes / step) * step)


def _line_labels(low: int, high: int, start: float, scale: float) -> list[int]:
    """The limit, and the round hours that keep their distance from it."""
    step = _first_fitting(LABEL_STEPS, high - low, MOST_LABELS)
    round_hours = range(math.ceil(low / step) * step, high + 1, step)
    apart = [value for value in round_hours if (value - low) * scale > LABEL_ROOM or value == 0]
    return [low, *(value for value in apart if value != low)] if (0 - low) * scale > LABEL_ROOM or not low else apart


def _line_ticks(low: int, high: int, labels: Sequence[int]) -> list[tuple[int, int]]:
    """Each tick's place and where it begins: labelled ones are longest, then whole hours."""
    step = _first_fitting(TICK_STEPS, high - low, MOST_TICKS)
    places = sorted({*range(math.ceil(low / step) * step, high + 1, step), *labels})
    long, middle, short = LINE_BASE - 12, LINE_BASE - 7, LINE_BASE - 4
    return [(place, long if place in labels else middle if place % (2 * step) == 0 else short) for place in places]


def _line_words(minutes: int, low: int, high: int) -> str:
    words = _("Your balance, %(balance)s, on a line from %(low)s to %(high)s")
    return words % {"balance": _spoken(minutes), "low": _spoken(low), "high": _spoken(high)}


def _spoken(minutes: int) -> str:
    """Say a debt with a word: a minus sign is not read out everywhere."""
    words = hours_in_words(abs(minutes))
    return _("minus %(hours)s") % {"hours": words} if minutes < 0 else words


def _bar_groups(
    series: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[int]]], most: int
) -> list[dict[str, Any]]:
    slot = (CHART_WIDTH - 2 * CHART_LEFT) / max(len(rows), 1)
    pitch = slot * 0.82 / max(len(series), 1)
    groups = []
    for number, (label, values) in enumerate(rows):
        start = CHART_LEFT + number * slot + slot * 0.09
        bars = [
            _bar(start + place * pitch, pitch - BAR_GAP, value / most, kind) | {"words": _whole_hours(value)}
            for place, (value, (_words, kind)) in enumerate(zip(values, series, strict=True))
        ]
        groups.append({"label": label, "x": _text(start + pitch * len(series) / 2), "bars": bars})
    return groups


def _bar(x: float, width: float, share: float, kind: str) -> dict[str, Any]:
    height = share * (CHART_BASE - CHART_TOP)
    return {
        "x": _text(x),
        "end": _text(x + width),
        "y": _text(CHART_BASE - height),
        "width": _text(width),
        "height": _text(height),
        "middle": _text(x + width / 2),
        "above": _text(CHART_BASE - height - 6),
        "kind": kind,
        "fill": FILLS[kind],
    }


def _stack(
    middle: float, width: float, values: Sequence[int] | None, series: Sequence[tuple[str, str]], most: int
) -> dict[str, Any]:
    """Set the parts of one bar upon each other, with all of them together above it."""
    bars, below = [], 0
    for value, (_words, kind) in zip(values or (), series, strict=False):
        below += value
        top = _text(CHART_BASE - below / most * (CHART_BASE - CHART_TOP))
        bars.append(_bar(middle - width / 2, width, value / most, kind) | {"y": top})
    whole = _bar(middle - width / 2, width, below / most, "give")
    return whole | {"bars": bars, "words": "" if values is None else _whole_hours(below), "is_gap": values is None}


def _label_of(number: int, label: str, rows: Sequence[Any]) -> str:
    """Name every bar, or where there is no room one in so many: of several the middle one, which is in the drawing."""
    step = math.ceil(len(rows) / MOST_NAMED)
    return label if number % step == (step - 1) // 2 else ""


def _crowding(letters: int, slot: float) -> str:
    """Say where figures above the bars would touch: nowhere, on a phone, or anywhere. The table has them all."""
    if letters * PAPER_LETTER_WIDTH > slot:
        return "chart-crowded"
    return "chart-dense" if letters * LETTER_WIDTH > slot else ""


def _whole_hours(minutes: int) -> str:
    """A bar's own figure: exact in quarters of an hour where it is small, else to the nearest hour."""
    if minutes < 10 * MINUTES_IN_HOUR and minutes % 15 == 0:
        return hours_figure(minutes)
    return str((minutes + MINUTES_IN_HOUR // 2) // MINUTES_IN_HOUR)


def _bar_words(title: str, series: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    parts = [
        f"{words}: " + ", ".join(f"{label} {hours_in_words(values[place])}" for label, values in rows)
        for place, (words, _kind) in enumerate(series)
    ]
    return f"{title}. " + ". ".join(parts) + "."


def _diverging_group(label: str, minutes: tuple[int, int], most: int) -> dict[str, Any]:
    left, right = (each / most * DIVERGING_LONGEST for each in minutes)
    middle, gap = DIVERGING_MIDDLE, BAR_GAP / 2
    return {
        "label": label,
        "minutes": minutes,
        "words": [_whole_hours(each) for each in minutes],
        "bars": [
            {"x": _text(middle - gap - left), "width": _text(left)},
            {"x": _text(middle + gap), "width": _text(right)},
        ],
        "figures": [_text(middle - 10 - left), _text(middle + 10 + right)],
    }


def _stacked_words(
    title: str, series: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[int] | None]]
) -> str:
    few, parts = _("too few people"), []
    for label, values in rows:
        said = (f"{words} {hours_in_words(value)}" for (words, _kind), value in zip(series, values or (), strict=False))
        parts.append(f"{label}: {few if values is None else ', '.join(said)}")
    return f"{title}. " + ". ".join(parts) + "."


def _diverging_words(title: str, sides: tuple[str, str], rows: Sequence[tuple[str, int, int]]) -> str:
    parts = [
        f"{label}: {sides[0]} {hours_in_words(left)}, {sides[1]} {hours_in_words(right)}" for label, left, right in rows
    ]
    return f"{title}. " + ". ".join(parts) + "."


def _is_dense(series: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Sequence[int]]]) -> bool:
    """Whether figures above the bars would touch in a phone's larger letters; the table has them all."""
    pitch = CHART_WIDTH / max(len(rows), 1) / max(len(series), 1)
    longest = max((len(_whole_hours(value)) for _label, values in rows for value in values), default=0)
    return longest * LETTER_WIDTH > pitch


def _grid(points: Sequence[tuple[datetime.date, int]]) -> tuple[int, int, int]:
    """The lowest and highest ruled line, and the minutes between two."""
    lowest = min(0, *(value for _on, value in points))
    highest = max(0, *(value for _on, value in points))
    step = _first_fitting(GRID_STEPS, highest - lowest, MOST_GRID_LINES)
    low = math.floor(lowest / step) * step
    return low, max(math.ceil(highest / step) * step, low + step), step


def _steps(corners: Sequence[tuple[float, float]]) -> str:
    """A balance stays level until the day it changes."""
    path = f"M{_text(corners[0][0])} {_text(corners[0][1])}"
    for (_x, before), (x, after) in pairwise(corners):
        path += f"H{_text(x)}" + (f"V{_text(after)}" if after != before else "")
    return path


def _named_days(first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, str]]:
    """The first day, the middle and the last, as far as there are so many."""
    if (last - first).days < DAYS_NAMED:
        return [(first, "start")]
    return [(first, "start"), (first + (last - first) / 2, "middle"), (last, "end")]


def _balance_words(points: Sequence[tuple[datetime.date, int]]) -> str:
    lowest_on, lowest = min(points, key=lambda point: point[1])
    words = _("Line chart. The balance began at %(first)s, was lowest at %(lowest)s on %(day)s and ended at %(last)s.")
    return words % {
        "first": _spoken(points[0][1]),
        "lowest": _spoken(lowest),
        "day": day(lowest_on),
        "last": _spoken(points[-1][1]),
    }


def _first_fitting(steps: Sequence[int], length: int, most: int) -> int:
    """The finest step that draws no more than so many marks."""
    return next((step for step in steps if length / step <= most), steps[-1])


def _text(number: float) -> str:
    return f"{number:.1f}"
