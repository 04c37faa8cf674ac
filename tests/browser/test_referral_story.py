"""A nurse introduces a patient at the end of a talk; the patient sees it by the link, and adds what she can do."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from services.models import Referral
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_a_nurse_refers_a_patient_who_adds_that_she_used_to_teach_singing(transactional_db, open_page):
    bank = make.make_bank(slug="ashby", telephone="01632 960184")
    surgery = make.make_service(bank)
    nurse = make.make_staff(surgery)

    consultation = open_page(nurse.person)
    consultation.goto(reverse("services:referral_new", args=[bank.slug, surgery.slug]))
    consultation.get_by_label("Their name").fill("Edith Marlow")
    consultation.get_by_label("Telephone").fill("01632 960187")
    consultation.get_by_label("What do they hope for?").fill("Company")
    consultation.get_by_text("Cooking or baking").click()
    consultation.get_by_text("tells Riverside Surgery how it goes").click()
    consultation.get_by_role("group", name="How did they say yes?").get_by_text("in person").click()
    consultation.get_by_text("I have read this to them").click()
    send(consultation, "Introduce them")
    expect(consultation.locator("h1")).to_have_text("Edith Marlow")
    handed = consultation.locator("a.long-link").inner_text()

    at_home = open_page(size=PHONE)
    at_home.goto(re.sub(r"^https?://[^/]+", "", handed))
    expect(at_home.get_by_text("This is what Riverside Surgery sees")).to_be_visible()
    at_home.locator("summary", has_text="Change or add something").click()
    at_home.get_by_label("And in your own words").fill("I used to teach singing")
    send(at_home, "Let it stand like this")
    expect(at_home.get_by_role("listitem").filter(has_text="I used to teach singing")).to_contain_text("written by you")
    expect(at_home.get_by_text("This is your own link")).to_be_visible()

    referral = Referral.objects.select_related("consent").get()
    assert [gift.words for gift in referral.gifts.all()] == ["Cooking or baking", "I used to teach singing"]
    assert (referral.consent.how, referral.consent.recorded_by) == ("IN_PERSON", nurse)
    consultation.reload()
    expect(consultation.get_by_text("I used to teach singing")).to_have_count(0)
