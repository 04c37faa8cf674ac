"""The practice manager opens the report of her surgery, sets a goal and a cost, and prints it: one sheet."""

import datetime
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from services.models import Participation
from tests import crowds
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Thumb
from tests.browser.looking import found_by_axe, must_be_none

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_the_practice_manager_prints_the_report_on_one_sheet(transactional_db, open_page):
    bank = make.make_bank(slug="ashby")
    surgery = make.make_service(bank)
    maud = make.make_member(bank, name="Maud Manager")
    make.delegate(surgery.organisation, maud, "MANAGER")
    walks = make.make_programme(surgery, title="Walks by the river")
    Participation.objects.bulk_create(
        Participation(programme=walks, member=each, is_served=True, joined_on=datetime.date(2026, 1, 1))
        for each in crowds.make_crowd(bank, 12)
    )
    hands = Thumb(open_page(maud.person, size=PHONE))

    hands.page.goto(reverse("services:service", args=["ashby", surgery.slug]))
    hands.open("Report")
    hands.open("Set goals")
    hands.choose("people served who also gave")
    hands.write("How many?", "12")
    hands.open("Set this goal")
    hands.page.goto(reverse("services:report", args=["ashby", surgery.slug]))

    expect(hands.page.get_by_text("It served 12 people.")).to_be_visible()
    expect(hands.page.get_by_role("heading", name="Evidence: level 1 of 5")).to_be_visible()
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    must_be_none(found_by_axe(hands.page))
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", hands.page.pdf(format="A4", print_background=True))
    assert len(sheets) == 1
