"""A nurse introduces a patient at the end of a talk; she sees it, adds what she can do, comes, and then leads."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exchanges.actions.events.planning import agree
from exchanges.actions.events.posting import approve_register
from exchanges.models import Attendee, Event
from members.models import Bank
from services.models import Programme, Referral, Session, StaffTime
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Thumb, send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def introduce_edith(consultation: Page) -> str:
    """Let the nurse write down what she is told, and give the link to hand over."""
    consultation.get_by_label("Their name").fill("Edith Marlow")
    consultation.get_by_label("Telephone").fill("01632 960187")
    consultation.get_by_label("What do they hope for?").fill("Company")
    consultation.get_by_text("Cooking or baking").click()
    consultation.get_by_label("For one of your programmes?").select_option("Living well with diabetes")
    consultation.get_by_text("tells Riverside Surgery how it goes").click()
    consultation.get_by_role("group", name="How did they say yes?").get_by_text("in person").click()
    consultation.get_by_text("I have read this to them").click()
    send(consultation, "Introduce them")
    expect(consultation.locator("h1")).to_have_text("Edith Marlow")
    return re.sub(r"^https?://[^/]+", "", consultation.locator("a.long-link").inner_text())


def add_singing(at_home: Page) -> None:
    """Let her see what was written about her, and add what she used to do."""
    expect(at_home.get_by_text("This is what Riverside Surgery sees")).to_be_visible()
    at_home.locator("summary", has_text="Change or add something").click()
    at_home.get_by_label("And in your own words").fill("I used to teach singing")
    send(at_home, "Let it stand like this")
    expect(at_home.get_by_role("listitem").filter(has_text="I used to teach singing")).to_contain_text("written by you")
    expect(at_home.get_by_text("This is your own link")).to_be_visible()


def put_on_songs(staff: Thumb, bank: Bank, group: Programme) -> None:
    """Let the staff put on a session that the patient leads."""
    staff.page.goto(reverse("services:sessions", args=[bank.slug, group.service.slug, group.slug]))
    staff.open("Put on a session")
    for label, words in (
        ("What is it?", "Songs with Edith"),
        ("From when?", "10:00"),
        ("Until when?", "11:00"),
        ("Where?", "The practice"),
        ("Who leads it?", "Edith Marlow"),
        ("Hours for each who helps", "1"),
        ("Hours for each who is helped", "1"),
    ):
        staff.write(label, words)
    staff.open("Put it on")


def keep_register(staff: Thumb, bank: Bank, session: Session, edith_did: str) -> None:
    """Let the staff write who came: Edith, and Ben, who was helped."""
    staff.page.goto(reverse("services:session_of", args=[bank.slug, session.pk]))
    staff.open("The register: who came")
    staff.page.get_by_label("What Edith Marlow did").select_option(edith_did)
    staff.page.get_by_label("What Ben Fox did").select_option("was helped")
    staff.open("Save the register")
    expect(staff.page.get_by_text("The register is saved.")).to_be_visible()


def test_a_patient_is_introduced_adds_singing_comes_to_a_session_then_leads_one(transactional_db, open_page):
    bank = make.make_bank(slug="ashby", telephone="01632 960184")
    surgery = make.make_service(bank)
    nurse, priya = make.make_staff(surgery), make.make_coordinator(bank)
    group = make.make_programme(surgery, slug="living-well")
    make.take_part(group, make.make_member(bank, name="Ben Fox"))

    staff = Thumb(open_page(nurse.person))
    staff.page.goto(reverse("services:referral_new", args=[bank.slug, surgery.slug]))
    handed = introduce_edith(staff.page)
    at_home = open_page(size=PHONE)
    at_home.goto(handed)
    add_singing(at_home)
    referral = Referral.objects.select_related("consent").get()
    assert [gift.words for gift in referral.gifts.all()] == ["Cooking or baking", "I used to teach singing"]
    assert (referral.consent.how, referral.consent.recorded_by) == ("IN_PERSON", nurse)
    staff.page.reload()
    expect(staff.page.get_by_text("I used to teach singing")).to_have_count(0)

    edith = make.call_and_let_in(referral, priya)
    hers = Thumb(open_page(edith.person, size=PHONE))
    hers.page.goto(reverse("services:my_referral", args=[bank.slug, referral.pk]))
    hers.open("How to take part: Living well with diabetes")
    hers.open("This is for me")
    hers.open("I would like to do this")
    staff.page.goto(reverse("exchanges:home", args=[bank.slug]))
    staff.open("Answer them")
    for _wish in ("it is for her", "the role"):
        staff.open("Yes, gladly")
    expect(staff.page.get_by_text("Edith Marlow has the role")).to_be_visible()

    first = make.make_session(group, by=nurse, days=0, title="Singing together")
    hers.page.goto(reverse("services:mine", args=[bank.slug]))
    hers.open("Singing together")
    hers.open("I would like to come")
    expect(hers.page.get_by_role("heading", name="Your place")).to_be_visible()
    keep_register(staff, bank, first, "both at once")
    approve_register(Event.objects.get(pk=first.pk), make.act(priya))

    put_on_songs(staff, bank, group)
    led = Session.objects.get(title="Songs with Edith")
    agree(led.event, make.act(priya))
    keep_register(staff, bank, led, "helped")

    lines = Attendee.objects.filter(event=led.event, came=True).order_by("member__name")
    assert [(line.given_minutes, line.received_minutes) for line in lines] == [(0, 60), (60, 0)]
    assert StaffTime.objects.filter(staff=nurse).count() == 2
    assert nurse.account_id is None
