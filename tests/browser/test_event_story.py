"""A Big Lunch from its page to its hours: signed up for on a phone, the register by keyboard, approved by others."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exchanges.models import Event
from ledger import reads as ledger
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_a_big_lunch_from_page_to_posting(transactional_db, open_page):
    bank = make.make_bank(slug="ashby")
    host, priya = make.make_coordinator(bank, name="Rosa Day"), make.make_coordinator(bank, name="Priya Shah")
    margaret, cook = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Ana Cook")
    lunch = make.make_event(host, on=bank.day(timezone.now()), given_minutes=60, received_minutes=60)

    for member, button in ((margaret, "I would like to come"), (cook, "I will help")):
        phone = open_page(member.person, size=PHONE)
        phone.goto(reverse("exchanges:events", args=[bank.slug]))
        phone.get_by_role("link", name="Big Lunch").click()
        phone.get_by_role("button", name=button).click()
        expect(phone.get_by_role("heading", name="Your place")).to_be_visible()

    desk = open_page(host.person, size=WIDE)
    desk.goto(reverse("exchanges:event_register", args=[bank.slug, lunch.pk]))
    desk.locator("label", has_text="Ana Cook").get_by_role("checkbox").focus()
    desk.keyboard.press("Space")
    desk.locator("label", has_text="Margaret Pole").get_by_role("checkbox").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.type("1½")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("The register is saved.")).to_be_visible()

    other = open_page(priya.person, size=WIDE)
    other.goto(reverse("exchanges:event_hours", args=[bank.slug, lunch.pk]))
    expect(other.get_by_text("The pot gets ½ hour.")).to_be_visible()
    other.get_by_role("button", name="Approve and post the hours").press("Enter")
    expect(other.get_by_text("Posted. Everybody with hours is told.")).to_be_visible()

    assert Event.objects.get().state == Event.State.POSTED
    assert [ledger.balance_of(each.account_id) for each in (cook, margaret)] == [60, -90]
