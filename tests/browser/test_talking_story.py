"""On a phone: find a request, say 'I can help', propose a time, and later hear nothing more."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from exchanges.models import Exchange
from members.models import Block, Letter
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_a_member_finds_a_request_talks_about_it_and_blocks(transactional_db, open_page):
    bank = make.make_bank(slug="ashby")
    margaret, fatima = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Fatima Khan")
    make.make_listing(fatima, kind="REQUEST", title="A lift to the surgery")
    page = open_page(margaret.person, size=PHONE)

    page.goto(reverse("exchanges:listings", args=[bank.slug]))
    follow(page.get_by_role("link", name="A lift to the surgery"))
    follow(page.get_by_role("link", name="I can help"))
    follow(page.get_by_role("button", name="Send to Fatima Khan"))
    expect(page.get_by_text("Sent to Fatima Khan.")).to_be_visible()
    assert Letter.objects.get().speaker == margaret

    follow(page.get_by_role("link", name="Propose a time"))
    page.get_by_label("About how many hours?").fill("1½")
    _fill_in_today(page, bank)
    follow(page.get_by_role("button", name="Send it to Fatima Khan"))
    expect(page.get_by_text("Waiting for Fatima Khan to answer")).to_be_visible()
    assert Exchange.objects.get().giver == margaret

    follow(page.get_by_role("link", name="Block Fatima Khan"))
    follow(page.get_by_role("button", name="Block Fatima Khan"))
    expect(page.get_by_role("heading", name="You have blocked Fatima Khan")).to_be_visible()
    assert Block.objects.get().blocked == fatima
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def _fill_in_today(page: Page, bank) -> None:
    today = bank.day(timezone.now())
    group = page.get_by_role("group", name="Which day would suit you?")
    for label, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        group.get_by_label(label, exact=True).fill(str(number))
