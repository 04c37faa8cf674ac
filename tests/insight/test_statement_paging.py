"""A statement of any length: pages forward and back, and nothing added up that would make somebody wait."""

import pytest
from django.urls import reverse

from insight.reads import statements
from tests import factories as make
from tests.insight.making import ONE_DAY, many_lines, post_on, today
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def margaret(bank, client):
    member = make.make_member(bank, name="Margaret Ollerenshaw")
    client.force_login(member.person)
    return member


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def _small_pages(monkeypatch):
    monkeypatch.setattr("insight.reads.statements.LINES_SHOWN", 2)


def page_of(client, bank, query=""):
    return client.get(reverse("insight:statement", args=[bank.slug]) + query)


def minutes_on(response) -> list[int]:
    return [each.line.minutes for each in response.context["found"].lines]


@pytest.mark.usefixtures("_small_pages")
def test_pages_lead_forward_and_back_again(client, bank, margaret, gwilym):
    post_on(margaret, gwilym, today(bank) - 60 * ONE_DAY, minutes=7)  # before the days shown
    for number in range(5):
        post_on(margaret, gwilym, today(bank), minutes=10 + number)
    days = f"?from={today(bank) - ONE_DAY}&to={today(bank)}"

    first = page_of(client, bank, days)
    second = page_of(client, bank, first.context["links"]["more"])
    third = page_of(client, bank, second.context["links"]["more"])
    second_again = page_of(client, bank, third.context["links"]["back"])
    first_again = page_of(client, bank, second_again.context["links"]["back"])

    assert [minutes_on(page) for page in (first, second, third)] == [[10, 11], [12, 13], [14]]
    assert minutes_on(second_again) == [12, 13]
    assert minutes_on(first_again) == [10, 11]
    assert "back" not in first.context["links"]
    assert "back" not in first_again.context["links"]
    assert "more" not in third.context["links"]
    assert "Lines 1 to 2 of 5" in words(first)
    assert "Opening balance 0:07" in words(first_again)
    assert "Lines 5 to 5 of 5" in words(third)
    assert "Carried over from the lines before 0:53" in words(third)


@pytest.mark.usefixtures("_small_pages")
def test_after_the_last_line_comes_the_first_page(client, bank, margaret, gwilym):
    many_lines(margaret, gwilym, 3)

    found = page_of(client, bank, "?after=999").context["found"]

    assert found.is_first_page
    assert len(found.lines) == 2


def test_a_long_history_is_not_added_up(client, bank, margaret, gwilym, monkeypatch):
    many_lines(margaret, gwilym, 6)
    monkeypatch.setattr("insight.reads.statements.LINES_ADDED_UP", 5)

    response = page_of(client, bank)

    said = words(response)
    assert response.context["found"].sum is None
    assert response.context["points"] == []
    assert "To see what was given and received in all, choose fewer days." in said
    assert "You have 0:06 hour " in said
    assert "Opening balance 0:00" in said
    assert "Closing balance 0:06" in said
    assert "Total, in hours" not in said


def test_no_page_streams_a_long_history(client, bank, margaret, gwilym, monkeypatch):
    monkeypatch.setattr(statements, "LINES_ADDED_UP", 300)
    many_lines(margaret, gwilym, 301)
    monkeypatch.setattr(statements, "lines_of", lambda *_args: pytest.fail("the whole history was read"))

    found = page_of(client, bank).context["found"]

    assert found.count == 301
    assert len(found.lines) == statements.LINES_SHOWN


@pytest.mark.parametrize("count", [101, 301])
def test_later_pages_ask_the_same_number_of_questions(client, bank, margaret, gwilym, count, django_assert_num_queries):
    many_lines(margaret, gwilym, count)

    with django_assert_num_queries(18):
        page_of(client, bank, "?after=100")
