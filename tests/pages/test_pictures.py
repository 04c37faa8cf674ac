"""Asking for help without words: a picture, a time, and the request is up."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.categories import start_categories
from exchanges.models import Category, Listing
from exchanges.models.category_base import BASE
from tests import factories as make

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    bank = make.make_bank()
    start_categories(bank)
    return bank


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Díaz")


@pytest.fixture
def asking(client, rosa):
    client.force_login(rosa.person)
    return client


def url(bank, **query):
    return reverse("exchanges:listing_ask", args=[bank.slug], query=query or None)


def test_a_picture_and_a_day_are_a_request_in_plain_words(asking, bank, rosa):
    day = bank.day(timezone.now()) + A_DAY

    answer = asking.post(url(bank, kind="LIFTS.CAR"), {"day": day.isoformat(), "part": "AM"})

    listing = Listing.objects.get()
    assert answer.url == reverse("exchanges:listing", args=[bank.slug, listing.pk])
    assert listing.title == f"A lift by car, {day:%A} {day.day} {day:%B}, morning"
    assert (listing.member, listing.kind, listing.category.code) == (rosa, "REQUEST", "LIFTS.CAR")
    assert (listing.needed_on, listing.needed_part, listing.expires_on, listing.often) == (day, "AM", day, "ONCE")


@pytest.mark.parametrize(("day", "days"), [("week", 6), ("any", 30)])
def test_some_day_this_week_and_no_hurry_end_by_themselves(asking, bank, day, days):
    asking.post(url(bank, kind="OTHER"), {"day": day, "part": "EVE"})

    listing = Listing.objects.get()
    assert (listing.needed_on, listing.expires_on) == (None, bank.day(timezone.now()) + days * A_DAY)
    assert listing.title.startswith("Something else, ")
    assert len(listing.availability) == 7


def test_two_taps_on_the_button_are_one_request(asking, bank):
    answers = [asking.post(url(bank, kind="OTHER"), {"day": "week", "part": ""}) for _tap in range(2)]

    assert (Listing.objects.count(), answers[0].url == answers[1].url) == (1, True)


@pytest.mark.parametrize("day", ["", "2020-01-01", "tomorrow", "\x00"])
def test_a_day_that_is_not_on_the_page_is_refused(asking, bank, day):
    page = asking.post(url(bank, kind="OTHER"), {"day": day})

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["day"])
    assert not Listing.objects.exists()


def test_the_pictures_are_those_the_bank_has_open_in_its_own_words(asking, bank):
    Category.objects.filter(bank=bank, code="CARE").update(is_open=False)
    Category.objects.filter(bank=bank, code="LIFTS").update(name="Rides")

    first = asking.get(url(bank)).context["pictures"]
    finer = asking.get(url(bank, kind="LIFTS"))
    closed = asking.get(url(bank, kind="CARE.HAIR"))

    assert "Rides" in [each.name for each in first]
    assert {each.code for each in first} == {kind.code for kind in BASE} - {"CARE"}
    assert finer.context["main"].finer[0].name == "A lift by car"
    assert "pictures" in closed.context


def test_a_bank_without_the_shared_kinds_asks_with_pictures_too(client):
    bank = make.make_bank()
    make.make_category(bank, name="Sailing")
    client.force_login(make.make_member(bank).person)

    client.post(url(bank, kind="GARDEN.LAWN"), {"day": "week"})

    listing = Listing.objects.get()
    assert (listing.category, listing.title.startswith("Lawns and hedges, by ")) == (None, True)


def test_the_dashboard_leads_to_the_pictures(asking, bank):
    assert url(bank) in asking.get(reverse("exchanges:home", args=[bank.slug])).text


def test_the_pictures_take_five_queries(asking, bank, django_assert_num_queries):
    with django_assert_num_queries(5):  # session, person, bank, membership, categories
        asking.get(url(bank))
