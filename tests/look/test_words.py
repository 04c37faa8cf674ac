"""Hours, days and names as pages write them."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import timezone

THIS_YEAR = timezone.localdate().year


def written(source: str, **values: object) -> str:
    return Template("{% load timebank %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("minutes", "html"),
    [
        (390, '<bdi dir="ltr">6½</bdi> hours'),
        (60, "1 hour"),
        (-120, '<bdi dir="ltr">−2</bdi> hours'),
        (85, "1 h 25 min"),
        (-85, '<bdi dir="ltr">−1</bdi> h 25 min'),
    ],
)
def test_hours_keep_their_own_direction(minutes, html):
    assert written("{{ minutes|hours }}", minutes=minutes) == html


@pytest.mark.parametrize(("minutes", "unit"), [(60, "hour"), (30, "hour"), (-60, "hour"), (0, "hours"), (61, "hours")])
def test_a_figures_unit_agrees_with_it(minutes, unit):
    assert written("{{ minutes|hours_unit }}", minutes=minutes) == unit


def test_exact_hours_for_tables():
    assert written("{{ minutes|hours_table }}", minutes=-30) == '<bdi dir="ltr">-0:30</bdi>'


def test_a_sentence_is_escaped_and_its_fractions_isolated():
    assert written("{{ words|isolated }}", words="<b>1½</b> well-known −2") == (
        '&lt;b&gt;<bdi dir="ltr">1½</bdi>&lt;/b&gt; well-known <bdi dir="ltr">−2</bdi>'
    )


def test_a_day_written_as_numbers_is_left_alone():
    assert written("{{ words|isolated }}", words="2026-11-23") == "2026-11-23"


def test_a_name_is_escaped_and_keeps_its_direction():
    assert written("{{ name|name }}", name="<Ana> & فاطمة") == "<bdi>&lt;Ana&gt; &amp; فاطمة</bdi>"


def test_this_years_days_do_without_the_year():
    assert written("{{ on|day }}", on=datetime.date(THIS_YEAR, 11, 3)).endswith("3 November")
    assert written("{{ on|short_day }}", on=datetime.date(THIS_YEAR, 11, 3)) == "3 Nov"


def test_another_years_days_name_it():
    on = datetime.date(2019, 11, 21)

    days = written("{{ on|day }}, {{ on|short_day }}, {{ on|full_day }}", on=on)

    assert days == "Thursday 21 November 2019, 21 Nov 2019, 21 November 2019"


@pytest.mark.parametrize(("hour", "words"), [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (23, "11:05 pm")])
def test_a_moment_has_the_pages_time(hour, words):
    at = datetime.datetime(2019, 1, 21, hour, 5, tzinfo=datetime.UTC)

    with timezone.override("UTC"):
        assert written("{{ at|moment }}", at=at) == f"Monday 21 January 2019, {words}"


def test_no_day_is_nothing():
    assert written("{{ on|day }}{{ on|short_day }}{{ on|full_day }}{{ on|moment }}", on=None) == ""


def test_a_telephone_number_can_be_dialled():
    assert written("{% tel number %}", number="+44 (1632) 960184") == (
        '<a class="nowrap" href="tel:+441632960184"><bdi dir="ltr">+44 (1632) 960184</bdi></a>'
    )


@pytest.mark.parametrize(
    ("whom", "when", "sentence"),
    [
        ("Priya", "weekdays", "Need a person? Ring <bdi>Priya</bdi> on {}, weekdays."),
        ("Priya", "", "Need a person? Ring <bdi>Priya</bdi> on {}."),
        ("", "weekdays", "Need a person? Ring {}, weekdays."),
        ("", "", "Need a person? Ring {}."),
        ("<i>{0}", "{number}", "Need a person? Ring <bdi>&lt;i&gt;{{0}}</bdi> on {}, {{number}}."),
    ],
)
def test_whom_to_ring(whom, when, sentence):
    telephone = written("{% tel '01632' %}")

    assert written("{% ring whom '01632' when %}", whom=whom, when=when) == sentence.format(telephone)


def test_an_icon_is_drawn_from_the_sprite():
    assert written('{% icon "clock" "icon-flip" %}') == (
        '<svg class="icon icon-flip" aria-hidden="true" focusable="false">'
        '<use href="/static/icons.svg#i-clock"></use></svg>'
    )
