"""A coordinator clears a morning's desk of thirty things with the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank
from notices.models import Notice
from tests import factories as make

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

TO_APPROVE, TO_TELL = 23, 7


def test_a_morning_of_thirty_things_is_cleared_by_keys(transactional_db, open_page):
    bank = make.make_bank(approval=Bank.Approval.ALL)
    priya = make.make_coordinator(bank, name="Priya Shah")
    margaret, fatima = make.make_member(bank), make.make_member(bank)
    for number in range(TO_APPROVE):
        make.confirmed_exchange(margaret, fatima, minutes=15, description=f"Job {number}")
    for _number in range(TO_TELL):
        make.make_member(bank, email="")
    page = open_page(priya.person)
    page.goto(reverse("exchanges:desk", args=[bank.slug]))
    expect(page.locator("h1")).to_have_text("30 things wait for you")

    page.keyboard.press("j")
    page.keyboard.press("x")
    press(page, "a")
    expect(page.get_by_text("1 exchange approved, ¼ hour.")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("1 approval undone.")).to_be_visible()
    assert ledger.balance_of(margaret.account_id) == 0

    page.keyboard.press("s")
    press(page, "a")
    expect(page.get_by_text("22 exchanges approved, 5½ hours.")).to_be_visible()

    for _number in range(TO_TELL):
        page.keyboard.press("j")
        press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Nothing waits for you")
    assert not Notice.objects.to_pass_on(bank.slug).exists()
    assert Exchange.objects.filter(state="POSTED").count() == TO_APPROVE - 1


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)
