"""Fields read what people write, refuse with a sentence, and show again exactly what was typed."""

import datetime
import sys
import unicodedata

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from timebank.lib.fields import (
    UNSEEN,
    UNSEEN_IN_LINES,
    DayField,
    DurationField,
    LongTextField,
    NameField,
    OneLineField,
    choice_words,
)

TODAY = datetime.date(2026, 11, 24)
NOTHING_UNSEEN = "Leave out characters that cannot be seen."
NOT_A_DAY = "Write the day as numbers, such as 23 11 2026"


class LogForm(forms.Form):
    hours = DurationField()
    day = DayField(latest=TODAY)
    name = NameField(max_length=40)
    what = OneLineField(required=False, max_length=20)
    more = LongTextField(required=False, max_length=200)


def log_form(**typed: str) -> LogForm:
    answers = {"hours": "1½", "day_0": "23", "day_1": "11", "day_2": "2026", "name": "Ana"} | typed
    data = QueryDict(mutable=True)
    data.update(answers)
    return LogForm(data)


def test_good_answers_become_minutes_a_day_and_words():
    form = log_form(name="  Siobhán   Ní Dhomhnaill ", more=" one\r\ntwo\rthree ")

    assert form.is_valid()
    assert form.cleaned_data == {
        "hours": 90,
        "day": datetime.date(2026, 11, 23),
        "name": "Siobhán Ní Dhomhnaill",
        "what": "",
        "more": "one\ntwo\nthree",
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write the hours as a number, such as 1 or 1½"),
        ("an hour and a bit", "Write the hours as a number, such as 1 or 1½"),
        ("1e5", "Write the hours as a number, such as 1 or 1½"),
        ("1.333", "Write the hours as a number, such as 1 or 1½"),
        ("0", "The time must be more than nothing"),
        ("-1", "The time must be more than nothing"),
        ("−1½ hours", "The time must be more than nothing"),
        ("25", "That is more than 24 hours"),
        ("24:01", "That is more than 24 hours"),
        ("9" * 5000, "That is more than 24 hours"),
        ("1\x00", "Write the hours as a number, such as 1 or 1½"),
    ],
)
def test_a_length_of_time_that_cannot_be_is_refused(typed, sentence):
    form = log_form(hours=typed)

    assert form.errors["hours"] == [sentence]
    assert form["hours"].value() == typed


def test_limits_of_a_length_of_time_are_told_in_words():
    field = DurationField(shortest_minutes=30, longest_minutes=240)

    assert (refusal(field, "15 min"), refusal(field, "4¼")) == ("That is less than ½ hour", "That is more than 4 hours")


def test_an_optional_length_of_time_left_empty_is_none():
    assert DurationField(required=False).clean("  ") is None


def test_minutes_to_change_are_shown_as_a_figure():
    assert LogForm(initial={"hours": 85})["hours"].value() == "1:25"


@pytest.mark.parametrize(("typed", "changed"), [("1:30", False), ("90 min", False), ("2", True), ("much", True)])
def test_the_same_length_written_otherwise_is_no_change(typed, changed):
    assert DurationField().has_changed(90, typed) is changed


@pytest.mark.parametrize(
    "boxes",
    [
        ("23", "11", "2026"),
        (" 23 ", "11", "2026"),
        ("٢٣", "١١", "٢٠٢٦"),
        ("23/11/2026", "", ""),
        ("2026-11-23", "", ""),
    ],
)
def test_a_day_is_read_from_its_boxes(boxes):
    form = log_form(**{f"day_{place}": typed for place, typed in enumerate(boxes)})

    assert form.is_valid()
    assert form.cleaned_data["day"] == datetime.date(2026, 11, 23)


def test_a_whole_day_under_the_fields_own_name_is_read():
    form = LogForm({"hours": "1", "day": "2026-11-23", "name": "Ana"})

    assert form.is_valid()
    assert form.cleaned_data["day"] == datetime.date(2026, 11, 23)
    assert form["day"].value() == ["23", "11", "2026"]


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "", ""), NOT_A_DAY),
        (("23", "", ""), NOT_A_DAY),
        (("23", "November", "2026"), NOT_A_DAY),
        (("9" * 400, "1", "2026"), NOT_A_DAY),
        (("1", "1", "9" * 400), NOT_A_DAY),
        (("1\x00", "1", "2026"), NOT_A_DAY),
        (("<b>", "1", "2026"), NOT_A_DAY),
        (("-1", "1", "2026"), NOT_A_DAY),
        (("23", "11", "26"), "Write the year with four numbers, such as 2026"),
        (("31", "2", "2026"), "There is no such day. Check the day and the month"),
        (("0", "0", "2026"), "There is no such day. Check the day and the month"),
        (("1", "1", "0000"), "There is no such day. Check the day and the month"),
        (("31", "12", "1899"), "That is too long ago. Check the year"),
        (("1", "1", "9999"), "That is too far ahead. Check the year"),
        (("25", "11", "2026"), "Choose a day that has already been"),
    ],
)
def test_a_day_that_cannot_be_is_refused(boxes, sentence):
    form = log_form(**{f"day_{place}": typed for place, typed in enumerate(boxes)})

    assert form.errors["day"] == [sentence]
    assert form["day"].value() == list(boxes)


def test_a_form_may_ask_for_a_day_to_come():
    form = log_form()
    form.fields["day"].earliest, form.fields["day"].latest = TODAY, None

    assert form.errors["day"] == ["Choose a day that is still to come"]


def test_a_day_to_change_fills_the_boxes():
    form = LogForm(initial={"day": datetime.date(2026, 11, 3)})

    assert [box in str(form["day"]) for box in ('value="3"', 'value="11"', 'value="2026"')] == [True] * 3


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_no_boxes_do_worse_than_a_refusal(boxes):
    field = DayField()

    try:
        day = field.clean(boxes)
    except forms.ValidationError:
        return

    assert isinstance(day, datetime.date)


@pytest.mark.parametrize(
    ("name", "sentence"), [("123", "Write the name with letters."), ("\u200b", "Write the name with letters.")]
)
def test_a_name_has_letters(name, sentence):
    assert log_form(name=name).errors["name"] == [sentence]


@pytest.mark.parametrize("name", ["فاطمة الزهراء", "李", "Jadwiga Brzęczyk", "O’Neill-Ní 🙂"])
def test_a_name_may_be_in_any_script(name):
    assert log_form(name=name).is_valid()


@pytest.mark.parametrize("field", ["name", "what", "more"])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\u202e", "\u2066", "\x7f"])
def test_text_with_unseen_characters_is_refused(field, character):
    assert log_form(**{field: f"An{character}a"}).errors[field] == [NOTHING_UNSEEN]


def test_one_line_with_a_line_break_is_refused():
    assert log_form(what="one\ntwo").errors["what"] == [NOTHING_UNSEEN]


def test_text_that_is_too_long_says_by_how_much():
    assert log_form(what="x" * 21).errors["what"] == ["Write at most 20 letters. This has 21."]


def test_a_choices_words_are_escaped():
    assert choice_words("<Ana>", "A & B") == "<bdi>&lt;Ana&gt;</bdi><small>A &amp; B</small>"


def refusal(field: forms.Field, typed: str) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(typed)
    return caught.value.messages[0]


def test_every_character_that_cannot_be_seen_is_found_and_no_other():
    letters = "".join(map(chr, range(sys.maxunicode + 1)))
    unseen = {each for each in letters if unicodedata.category(each) in {"Cc", "Cs"}}
    unseen |= set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

    assert {*UNSEEN.findall(letters)} == unseen
    assert {*UNSEEN_IN_LINES.findall(letters)} == unseen - {"\n", "\r", "\t"}
