"""Drawings: where their marks stand, and what they say to who cannot see them."""

import datetime
import re
from itertools import pairwise

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from timebank.templatetags.charts import (
    LINE_MARGIN,
    LINE_WIDTH,
    balance_chart,
    bar_chart,
    diverging_chart,
    figure_chart,
    hour_line,
    stacked_chart,
)

KINDS = [("Among", "give"), ("From", "service"), ("To", "receive"), ("Beside", "beside")]
LEAST, MOST = -100_000, 100_000
NOVEMBER = [
    (datetime.date(2019, 11, 2), 315),
    (datetime.date(2019, 11, 9), -75),
    (datetime.date(2019, 11, 24), 390),
]


def drawn(source: str, **values: object) -> str:
    return Template("{% load charts %}" + source).render(Context(values))


def test_a_balance_is_said_in_words():
    assert hour_line(390, -300)["alt"] == "Your balance, 6½ hours, on a line from minus 5 hours to 15 hours"


def test_a_debt_is_said_in_words_and_runs_back_in_ochre():
    html = drawn("{% hour_line minutes floor %}", minutes=-225, floor=-720)

    assert 'aria-label="Your balance, minus 3¾ hours, on a line from minus 12 hours to 15 hours"' in html
    assert re.findall(r'<rect class="([\w-]+)"\s+fill="([^"]+)"', html) == [("chart-receive", "url(#hatch)")]


def test_the_line_names_its_limit_and_the_round_hours_apart_from_it():
    words = [label["words"] for label in hour_line(60, -720)["labels"]]

    assert words == ["−12", "−5", "0", "5", "10", "15"]


@given(
    st.integers(min_value=LEAST, max_value=MOST),
    st.none() | st.integers(min_value=LEAST, max_value=0),
)
def test_every_mark_of_the_line_stands_on_it(minutes, floor):
    line = hour_line(minutes, floor)

    places = [float(mark["x"]) for mark in [*line["ticks"], *line["labels"], line["bar"]]]
    end = float(line["bar"]["x"]) + float(line["bar"]["width"])
    assert min(places) >= LINE_MARGIN
    assert max(*places, end) <= LINE_WIDTH - LINE_MARGIN + 0.1
    assert len(line["ticks"]) <= 80
    assert {"0"} <= {label["words"] for label in line["labels"]}


@given(st.integers(min_value=LEAST, max_value=MOST), st.integers(min_value=LEAST, max_value=0))
def test_no_two_labels_of_the_line_touch(minutes, floor):
    places = [float(label["x"]) for label in hour_line(minutes, floor)["labels"]]

    assert all(later - earlier > 20 for earlier, later in pairwise(places))


def test_bars_are_as_long_as_their_hours():
    chart = bar_chart("Hours", [("Given", "give"), ("Received", "receive")], [("Jun", [120, 60]), ("Jul", [0, 30])])

    heights = [float(bar["height"]) for group in chart["groups"] for bar in group["bars"]]
    assert [height / heights[0] for height in heights] == [1, 0.5, 0, pytest.approx(0.25, abs=0.01)]
    assert chart["alt"] == "Hours. Given: Jun 2 hours, Jul 0 hours. Received: Jun 1 hour, Jul ½ hour."


def test_bars_have_their_exact_numbers_in_a_table():
    html = drawn(
        "{% bar_chart title series rows %}",
        title="<Hours>",
        series=[("Given", "give")],
        rows=[("Jun", [725]), ("Jul", [3])],
    )

    assert re.findall(r'<td class="number">(.*?)</td>', html) == ["12:05", "0:03"]
    assert "<Hours>" not in html


@pytest.mark.parametrize("rows", [[], [("Jun", [0])]])
def test_nothing_to_draw_is_no_error(rows):
    assert "<svg" in drawn("{% bar_chart 'Hours' series rows %}", series=[("Given", "give")], rows=rows)


def test_a_balance_is_level_until_the_day_it_changes():
    chart = balance_chart(NOVEMBER)

    assert re.sub(r"[\d. ]+", "", chart["path"]) == "MHVHV"
    assert [line["words"] for line in chart["grid"]] == ["−2", "0", "2", "4", "6", "8"]
    assert chart["alt"] == (
        "Line chart. The balance began at 5¼ hours, was lowest at minus 1¼ hours on Saturday 9 November 2019 "
        "and ended at 6½ hours."
    )


@given(st.lists(st.integers(min_value=LEAST, max_value=MOST), min_size=1, max_size=40))
def test_every_balance_stands_inside_its_drawing(balances):
    start = datetime.date(2026, 1, 1)
    chart = balance_chart([(start + datetime.timedelta(days=number), value) for number, value in enumerate(balances)])

    downs = [float(line["y"]) for line in chart["grid"]] + [float(chart["end"]["y"])]
    assert min(downs) >= 0
    assert max(downs) <= 166
    assert len(chart["grid"]) <= 8


def test_no_balance_is_drawn_where_there_is_none():
    assert drawn("{% balance_chart points %}", points=[]).strip() == ""


def test_no_drawing_writes_numbers_with_another_languages_comma(settings):
    settings.LANGUAGE_CODE = "de"

    html = drawn("{% hour_line 390 -300 %}{% balance_chart points %}", points=NOVEMBER)

    assert re.findall(r'(?:x|y|width|cx|cy)="[^"]*,[^"]*"', html) == []


def test_figures_are_said_in_words_and_where_there_is_none_is_a_gap():
    rows = [("Jun", 31, "31 in 100"), ("Jul", None, "too few people"), ("Aug", 0, "0 in 100"), ("Sep", 62, "62 in 100")]

    chart, of_all = figure_chart("Also gave", rows), figure_chart("Also gave", rows, 100)

    assert chart["alt"] == "Also gave. Jun 31 in 100, Jul too few people, Aug 0 in 100, Sep 62 in 100."
    assert [(bar["words"], bar["is_gap"]) for bar in chart["bars"]] == [
        ("31", False), ("", True), ("0", False), ("62", False),
    ]  # fmt: skip
    assert [float(bar["height"]) for bar in chart["bars"]] == [67.5, 0, 0, 135]
    assert [float(bar["height"]) for bar in of_all["bars"]] == [41.9, 0, 0, 83.7]


LABELLED = st.lists(st.tuples(st.just("Jun"), st.none() | st.integers(0, 100), st.just("")), min_size=1, max_size=60)


@given(LABELLED)
def test_bars_of_figures_stand_on_the_page_and_few_are_named(rows):
    bars = figure_chart("Also gave", rows)["bars"]

    assert all(float(bar["x"]) >= 0 and float(bar["x"]) + float(bar["width"]) <= 480 for bar in bars)
    assert 1 <= sum(bool(bar["label"]) for bar in bars) <= 6


def test_a_gap_is_drawn_as_a_short_line_also_where_figures_give_way():
    rows = [("Jun", 31, "31 in 100"), ("Jul", None, "too few people")] * 30
    html = drawn("{% figure_chart 'Also gave' rows %}{% stacked_chart 'Hours' series stacks %}", rows=rows,
                 series=KINDS, stacks=[("Jun", (60, 0, 0, 0)), ("Jul", None)])  # fmt: skip

    gaps = re.findall(r'<line class="axis" x1="([\d.]+)" x2="([\d.]+)" y1="159.0" y2="159.0"', html)
    assert len(gaps) == 31
    assert all(float(end) > float(start) for start, end in gaps)


@pytest.mark.parametrize(("months", "crowding"), [(11, ""), (14, "chart-dense"), (60, "chart-crowded")])
def test_figures_above_bars_give_way_where_they_would_touch(months, crowding):
    assert figure_chart("Also gave", [("Jun", 100, "")] * months)["crowding"] == crowding


def test_parts_stand_upon_each_other_each_with_a_pattern_of_its_own():
    chart = stacked_chart("Hours", KINDS, [("Jun", (60, 0, 30, 30)), ("Jul", None), ("Aug", (0, 0, 0, 240))])

    june, july, _august = chart["stacks"]
    assert [(float(bar["y"]), float(bar["height"])) for bar in june["bars"]] == [
        (131.2, 33.8), (131.2, 0), (114.4, 16.9), (97.5, 16.9),
    ]  # fmt: skip
    assert len({(part["kind"], part["fill"]) for part in chart["key"]}) == 4
    assert [(stack["words"], stack["is_gap"]) for stack in chart["stacks"]] == [("2", False), ("", True), ("4", False)]
    assert july["bars"] == []
    assert chart["alt"] == (
        "Hours. Jun: Among 1 hour, From 0 hours, To ½ hour, Beside ½ hour. Jul: too few people. "
        "Aug: Among 0 hours, From 0 hours, To 0 hours, Beside 4 hours."
    )


@given(
    st.lists(
        st.tuples(st.just("Jun"), st.none() | st.tuples(*[st.integers(0, MOST)] * 4)),
        min_size=1,
        max_size=60,
    )
)
def test_stacks_stay_inside_their_drawing(rows):
    bars = [bar for stack in stacked_chart("Hours", KINDS, rows)["stacks"] for bar in stack["bars"]]

    assert all(float(bar["x"]) >= 0 and float(bar["x"]) + float(bar["width"]) <= 480 for bar in bars)
    assert all(30 - 0.2 <= float(bar["y"]) <= 165.2 - float(bar["height"]) for bar in bars)


def test_bars_from_a_middle_line_say_both_sides():
    html = drawn("{% diverging_chart title sides rows %}", title="Hours", sides=("They gave", "They got"),
                 rows=[("Walks & <talks>", 120, 60), ("Nothing", 0, 0)])  # fmt: skip

    assert 'aria-label="Hours. Walks &amp; &lt;talks&gt;: They gave 2 hours, They got 1 hour. Nothing:' in html
    assert re.findall(r'<rect class="([\w-]+)"[^>]*width="([\d.]+)" height="22"', html) == [
        ("chart-receive", "178.0"),
        ("chart-give", "89.0"),
        ("chart-receive", "0.0"),
        ("chart-give", "0.0"),
    ]


@given(st.lists(st.tuples(st.just("Walks"), st.integers(0, MOST), st.integers(0, MOST)), max_size=9))
def test_bars_from_a_middle_line_leave_room_for_their_figures(rows):
    for group in diverging_chart("Hours", ("They gave", "They got"), rows)["groups"]:
        assert float(group["figures"][0]) >= 50
        assert float(group["figures"][1]) <= 430
