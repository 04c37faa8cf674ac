"""What people type becomes whole minutes, and minutes become words that mean the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timebank.lib.durations import (
    LONGEST_TYPED_MINUTES,
    NotADuration,
    TooLong,
    hours_figure,
    hours_in_table,
    hours_in_words,
    minutes_from,
)

ANY_TYPED_LENGTH = st.integers(min_value=0, max_value=LONGEST_TYPED_MINUTES)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1", 60),
        ("0", 0),
        ("01", 60),
        ("1.5", 90),
        ("1,5", 90),
        (".5", 30),
        ("0.25", 15),
        ("1.05", 63),
        ("1½", 90),
        ("½", 30),
        ("¾ hour", 45),
        ("½ an hour", 30),
        ("1 ½", 90),
        ("1 1/2", 90),
        ("3/4", 45),
        ("1½ hours", 90),
        ("1½ hrs", 90),
        ("1:30", 90),
        ("0:45", 45),
        ("1:30 h", 90),
        ("90 min", 90),
        ("90m", 90),
        ("90 minutes", 90),
        ("2h", 120),
        ("2 hrs", 120),
        ("1 hour", 60),
        ("1 h 30 min", 90),
        ("1h30", 90),
        ("1 hour and 30 minutes", 90),
        ("1 hour, 5 min", 65),
        ("  1½  HOURS ", 90),
        ("1\u00a0½", 90),
        ("٣", 180),
        ("١:٣٠", 90),
        ("١٫٥", 90),
        ("\u200f1½\u200f", 90),
    ],
)
def test_a_length_of_time_is_read_however_it_is_written(typed, minutes):
    assert minutes_from(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "an hour and a bit",
        "-1",
        "−1½",
        "+1",
        "1e5",
        "0x10",
        "1:60",
        "1:5",
        "1:30:00",
        "1.333",
        "0.001",
        "1.",
        ".",
        "1..5",
        "1.5.5",
        "½½",
        "½1",
        "2½/3",
        "1 2",
        "NaN",
        "inf",
        "١½a",
        "²",
        "1\x00",
        "<b>1</b>",
        "'; DROP TABLE",
        "🙂",
    ],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(NotADuration):
        minutes_from(typed)


@pytest.mark.parametrize("typed", ["11/2", "31/4"])
def test_a_spelled_fraction_that_could_mean_two_things_is_refused(typed):
    with pytest.raises(NotADuration):
        minutes_from(typed)


@pytest.mark.parametrize(
    "typed", ["10001", "600001 min", "9" * 400, "9" * 5000, "9" * 5000 + ":30", "1 h " + "9" * 99 + " min"]
)
def test_a_length_beyond_all_use_is_refused_as_too_long(typed):
    with pytest.raises(TooLong):
        minutes_from(typed)


@given(ANY_TYPED_LENGTH)
def test_words_are_read_back_as_the_same_minutes(minutes):
    assert minutes_from(hours_in_words(minutes)) == minutes


@given(ANY_TYPED_LENGTH)
def test_a_figure_is_read_back_as_the_same_minutes(minutes):
    assert minutes_from(hours_figure(minutes)) == minutes


@given(ANY_TYPED_LENGTH)
def test_a_table_entry_is_read_back_as_the_same_minutes(minutes):
    assert minutes_from(hours_in_table(minutes)) == minutes


@given(st.text(max_size=60))
def test_no_text_does_worse_than_a_refusal(typed):
    try:
        minutes = minutes_from(typed)
    except NotADuration:
        return

    assert 0 <= minutes <= LONGEST_TYPED_MINUTES


@given(st.integers(min_value=1, max_value=LONGEST_TYPED_MINUTES))
def test_a_debt_reads_as_the_same_hours_with_a_minus(minutes):
    assert hours_in_words(-minutes) == "−" + hours_in_words(minutes)
    assert hours_figure(-minutes) == "−" + hours_figure(minutes)
    assert hours_in_table(-minutes) == "-" + hours_in_table(minutes)


@pytest.mark.parametrize(
    ("minutes", "words", "figure", "table"),
    [
        (0, "0 hours", "0", "0:00"),
        (1, "1 min", "0:01", "0:01"),
        (15, "¼ hour", "¼", "0:15"),
        (50, "50 min", "0:50", "0:50"),
        (60, "1 hour", "1", "1:00"),
        (75, "1¼ hours", "1¼", "1:15"),
        (85, "1 h 25 min", "1:25", "1:25"),
        (390, "6½ hours", "6½", "6:30"),
        (-60, "−1 hour", "−1", "-1:00"),
        (-30, "−½ hour", "−½", "-0:30"),
        (-85, "−1 h 25 min", "−1:25", "-1:25"),
        (111840, "1864 hours", "1864", "1864:00"),
    ],
)
def test_minutes_are_written_as_people_read_them(minutes, words, figure, table):
    assert (hours_in_words(minutes), hours_figure(minutes), hours_in_table(minutes)) == (words, figure, table)
