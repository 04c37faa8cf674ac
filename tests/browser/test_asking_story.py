"""Asking for help with pictures only: on a phone with one thumb, and by keyboard; nothing is typed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exchanges.actions.categories import start_categories
from exchanges.models import Listing
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow
from tests.browser.test_hands import press, tab_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def bank(transactional_db):
    bank = make.make_bank(slug="ashby")
    start_categories(bank)
    return bank


def test_somebody_asks_for_help_with_pictures_only(bank, open_page):
    margaret = make.make_member(bank, name="Margaret Pole")
    page = open_page(margaret.person, size=PHONE, scripts=False)
    page.goto(reverse("exchanges:home", args=[bank.slug]))

    follow(page.get_by_role("link", name="Ask for help"))
    follow(page.get_by_role("link", name="Lifts and errands"))
    follow(page.get_by_role("link", name="Shopping"))
    page.get_by_text("Tomorrow").click()
    page.get_by_text("Morning").click()
    assert page.locator("main input:not([type=radio]):not([type=hidden]), main textarea").count() == 0
    follow(page.get_by_role("button", name="Ask for this"))

    expect(page.get_by_text("It is up.")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("Shopping, ")
    assert Listing.objects.get().needed_part == "AM"


def test_somebody_asks_by_keyboard_alone(bank, open_page):
    margaret = make.make_member(bank, name="Margaret Pole")
    page = open_page(margaret.person, size=PHONE)
    page.goto(reverse("exchanges:home", args=[bank.slug]))

    press(page, "Ask for help")
    press(page, "Something else")
    tab_to(page, "id_day_0")
    page.keyboard.press("ArrowDown")
    tab_to(page, "id_part_0")
    press(page, "Ask for this")

    expect(page.get_by_text("It is up.")).to_be_visible()
    assert Listing.objects.get().needed_on == bank.day(Listing.objects.get().created_at)
