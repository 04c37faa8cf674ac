"""A Big Lunch from its page to its hours, on telephones: one signs up by thumb, all the others by keyboard alone."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exchanges.models import Event
from ledger import reads as ledger
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Keys, Thumb

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

    for hands, member, button in ((Thumb, margaret, "I would like to come"), (Keys, cook, "I will help")):
        phone = hands(open_page(member.person, size=PHONE))
        phone.page.goto(reverse("exchanges:events", args=[bank.slug]))
        phone.open("Big Lunch")
        phone.open(button)
        expect(phone.page.get_by_role("heading", name="Your place")).to_be_visible()

    hers = Keys(open_page(host.person, size=PHONE))
    hers.page.goto(reverse("exchanges:event", args=[bank.slug, lunch.pk]))
    hers.open("The register: who came")
    hers.choose("Ana Cook")
    hers.choose("Margaret Pole")
    hers.write("Hours Margaret Pole received", "1½")
    hers.open("Save the register")
    expect(hers.page.get_by_text("The register is saved.")).to_be_visible()

    desk = Keys(open_page(priya.person, size=PHONE))
    desk.page.goto(reverse("exchanges:event", args=[bank.slug, lunch.pk]))
    desk.open("The hours")
    expect(desk.page.get_by_text("The pot gets ½ hour.")).to_be_visible()
    desk.open("Approve and post the hours")
    expect(desk.page.get_by_text("Posted. Everybody with hours is told.")).to_be_visible()

    assert Event.objects.get().state == Event.State.POSTED
    assert [ledger.balance_of(each.account_id) for each in (cook, margaret)] == [60, -90]
