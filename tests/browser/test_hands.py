"""Hands on the pages: the keyboard alone, impatient fingers, and many exchanges approved at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank, Member
from tests import factories as make
from tests.browser.hands import Keys, follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def bank(transactional_db) -> Bank:
    return make.make_bank(approval=Bank.Approval.ALL)


@pytest.fixture
def margaret(bank) -> Member:
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def fatima(bank) -> Member:
    return make.make_member(bank, name="Fatima Khan")


def tab_to(page: Page, words: str) -> None:
    Keys(page).go_to(words)


def press(page: Page, words: str) -> None:
    Keys(page).open(words)


def at(name: str, bank: Bank) -> str:
    return reverse(f"exchanges:{name}", args=[bank.slug])


def test_the_first_tab_skips_to_the_main_part(open_page, bank, margaret):
    page = open_page(margaret.person)
    page.goto(at("home", bank))

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main part")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_an_exchange_is_logged_by_keyboard_alone(open_page, bank, margaret, fatima):
    page = open_page(margaret.person)
    page.goto(at("home", bank))

    press(page, "Log an exchange")
    tab_to(page, "id_q")
    page.keyboard.type("fatima")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "Fatima Khan")
    tab_to(page, "id_giver_0")
    page.keyboard.press("Space")
    tab_to(page, "id_description")
    page.keyboard.type("Weeding")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "id_hours")
    page.keyboard.type("1½")
    press(page, "Continue")
    press(page, "Send to be agreed")

    exchange = Exchange.objects.get()
    assert (exchange.giver, exchange.receiver) == (margaret, fatima)
    assert (exchange.minutes, exchange.description) == (90, "Weeding")


def test_the_error_summary_takes_the_focus_and_leads_to_the_answer(open_page, bank, margaret):
    page = open_page(margaret.person)
    page.goto(at("listing_new", bank))

    page.get_by_label("More about it").fill("Every Tuesday")
    follow(page.get_by_role("button", name="Put it up"))
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_label("In a few words")).to_be_focused()
    expect(page.get_by_label("More about it")).to_have_value("Every Tuesday")
    assert page.title().strip().startswith("Error:")


def test_two_quick_clicks_send_one_exchange(open_page, bank, margaret, fatima):
    page = open_page(margaret.person)
    page.goto(at("log", bank) + f"?with={fatima.number}")
    page.get_by_text("I gave time to Fatima Khan").click()
    page.get_by_label("What was done?").fill("Weeding")
    follow(page.get_by_role("button", name="Continue").last)
    page.get_by_label("How many hours did it take?").fill("1")
    follow(page.get_by_role("button", name="Continue").last)

    page.get_by_role("button", name="Send to be agreed").dblclick()

    expect(page.get_by_text("Sent. We ask Fatima Khan to agree.")).to_be_visible()
    assert Exchange.objects.count() == 1


def test_two_quick_clicks_without_scripts_send_one_exchange_too(open_page, bank, margaret, fatima):
    page = open_page(margaret.person, scripts=False)
    page.goto(at("log", bank) + f"?with={fatima.number}")
    page.get_by_text("I gave time to Fatima Khan").click()
    page.get_by_label("What was done?").fill("Weeding")
    follow(page.get_by_role("button", name="Continue").last)
    page.get_by_label("How many hours did it take?").fill("1")
    follow(page.get_by_role("button", name="Continue").last)

    page.get_by_role("button", name="Send to be agreed").dblclick()

    expect(page.locator("h1")).not_to_have_text("Check your answers")
    page.goto(at("exchanges", bank))
    assert Exchange.objects.count() == 1


def test_the_desk_counts_what_is_ticked(open_page, bank, margaret, fatima):
    priya = make.make_coordinator(bank, name="Priya Shah")
    for minutes in (60, 90, 105):
        make.confirmed_exchange(margaret, fatima, minutes=minutes, description=f"Weeding {minutes}")
    make.confirmed_exchange(margaret, fatima, minutes=1440, description="More than Fatima may owe")
    page = open_page(priya.person)
    page.goto(at("desk", bank))
    button = page.locator("[data-count]")

    expect(button).to_have_text("Approve what is ticked")
    page.get_by_label("Select: Weeding 90").check()
    expect(button).to_have_text("Approve 1 exchange, 1½ hours")
    page.get_by_label("Select all that fit").check()
    expect(button).to_have_text("Approve 3 exchanges, 4¼ hours")
    page.get_by_label("Select: Weeding 90").uncheck()
    expect(button).to_have_text("Approve 2 exchanges, 2¾ hours")
    expect(page.get_by_label("Select all that fit")).not_to_be_checked()
    follow(button)

    expect(page.get_by_text("2 exchanges approved, 2¾ hours.")).to_be_visible()
    assert ledger.balance_of(margaret.account_id) == 165


def test_the_desk_is_worked_with_its_keys(open_page, bank, margaret, fatima):
    priya = make.make_coordinator(bank, name="Priya Shah")
    for minutes in (60, 90):
        make.confirmed_exchange(margaret, fatima, minutes=minutes)
    page = open_page(priya.person)
    page.goto(at("desk", bank))

    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-count]")).to_have_text("Approve 2 exchanges, 2½ hours")
    page.keyboard.press("k")
    page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("a")
    page.keyboard.press("l")

    expect(page.get_by_label("Who gave?")).to_be_focused()
    assert ledger.balance_of(margaret.account_id) == 90


def test_several_are_approved_without_scripts(open_page, bank, margaret, fatima):
    priya = make.make_coordinator(bank, name="Priya Shah")
    for minutes in (60, 90, 105):
        make.confirmed_exchange(margaret, fatima, minutes=minutes, description=f"Weeding {minutes}")
    page = open_page(priya.person, scripts=False)
    page.goto(at("desk", bank))

    expect(page.get_by_label("Select all that fit")).to_be_hidden()
    page.get_by_label("Select: Weeding 60").check()
    page.get_by_label("Select: Weeding 105").check()
    follow(page.get_by_role("button", name="Approve what is ticked"))

    expect(page.get_by_text("2 exchanges approved, 2¾ hours.")).to_be_visible()
    assert ledger.balance_of(margaret.account_id) == 165
