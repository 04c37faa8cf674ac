"""Finding help on a phone: a word mistyped, a word for the same, and one choice more, taken away again."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from members.models import Member
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def margaret(transactional_db) -> Member:
    """A member of a bank where somebody drives, somebody asks for a drive, and somebody has a gift for it."""
    bank = make.make_bank()
    margaret, fatima = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Fatima Khan")
    make.make_listing(fatima, title="I drive to the hospital", body="Tuesdays, in the morning.")
    make.make_listing(fatima, title="A ride to the hospital, please", kind="REQUEST")
    make.make_listing(fatima, title="Piano for beginners")
    make.make_gift(make.make_member(bank, name="Gwilym Prys"), words="Driving people to the clinic")
    return margaret


def shows(page: Page, *titles: str) -> None:
    expect(page.locator("ul.rows h2 a")).to_have_text(list(titles))


@pytest.mark.parametrize("scripts", [True, False])
def test_help_is_found_on_a_phone_with_a_typing_error_and_a_choice(open_page, margaret, scripts):
    page = open_page(margaret.person, size=PHONE, scripts=scripts)
    page.goto(reverse("exchanges:listings", args=[margaret.bank.slug]))
    page.get_by_label("What are you looking for?").fill("hospitle lfit")
    expect(page.get_by_label("Show")).not_to_be_visible()
    follow(page.get_by_role("button", name="Search"))
    shows(page, "A ride to the hospital, please", "I drive to the hospital")
    expect(page.get_by_role("region", name="People who can do this")).to_contain_text("Driving people to the clinic")

    page.get_by_text("More choices").click()
    page.get_by_label("Show").select_option("Only offers")
    follow(page.get_by_role("button", name="Show what fits"))
    shows(page, "I drive to the hospital")
    follow(page.get_by_role("link", name="Only offers"))

    shows(page, "A ride to the hospital, please", "I drive to the hospital")
    expect(page.get_by_label("What are you looking for?")).to_have_value("hospitle lfit")
