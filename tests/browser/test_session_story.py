"""A patient comes to a session of her surgery's group, is given a role, and then leads one: on telephones."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exchanges.actions.events.planning import agree
from exchanges.actions.events.posting import approve_register
from exchanges.models import Attendee, Event
from members.models import Bank
from services.models import Programme, Session, StaffTime
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Thumb

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def put_on_songs(staff: Thumb, bank: Bank, group: Programme) -> None:
    """Let the staff put on a session that the patient leads."""
    staff.page.goto(reverse("services:session_new", args=[bank.slug, group.service.slug, group.slug]))
    for label, words in (
        ("What is it?", "Songs with Dilys"),
        ("From when?", "10:00"),
        ("Until when?", "11:00"),
        ("Where?", "The practice"),
        ("Who leads it?", "Dilys Pugh"),
        ("Hours for each who helps", "1"),
        ("Hours for each who is helped", "1"),
    ):
        staff.write(label, words)
    staff.open("Put it on")


def test_a_patient_comes_to_a_session_then_leads_one(transactional_db, open_page):
    bank = make.make_bank(slug="ashby")
    nurse_at = make.make_service(bank)
    nurse, priya = make.make_staff(nurse_at), make.make_coordinator(bank)
    dilys, ben = make.make_member(bank, name="Dilys Pugh"), make.make_member(bank, name="Ben Fox")
    group = make.make_programme(nurse_at, slug="living-well")
    for member in (dilys, ben):
        make.take_part(group, member)
    first = make.make_session(group, by=nurse, days=0, title="Singing together")

    hers = Thumb(open_page(dilys.person, size=PHONE))
    hers.page.goto(reverse("services:mine", args=[bank.slug]))
    hers.open("Singing together")
    hers.open("I would like to come")
    expect(hers.page.get_by_role("heading", name="Your place")).to_be_visible()
    hers.page.goto(reverse("services:take_part", args=[bank.slug, nurse_at.slug, group.slug]))
    hers.open("I would like to do this")

    staff = Thumb(open_page(nurse.person, size=PHONE))
    staff.page.goto(reverse("exchanges:home", args=[bank.slug]))
    staff.open("Answer them")
    staff.open("Yes, gladly")
    expect(staff.page.get_by_text("Dilys Pugh has the role")).to_be_visible()
    staff.page.goto(reverse("services:session_of", args=[bank.slug, first.pk]))
    staff.open("The register: who came")
    staff.page.get_by_label("What Dilys Pugh did").select_option("both at once")
    staff.page.get_by_label("What Ben Fox did").select_option("was helped")
    staff.open("Save the register")
    expect(staff.page.get_by_text("Citizens who did both at once")).to_be_visible()
    approve_register(Event.objects.get(pk=first.pk), make.act(priya))

    put_on_songs(staff, bank, group)
    led = Session.objects.get(title="Songs with Dilys")
    agree(led.event, make.act(priya))
    staff.page.goto(reverse("services:session_of", args=[bank.slug, led.pk]))
    staff.open("The register: who came")
    expect(staff.page.get_by_label("What Dilys Pugh did")).to_have_value("HELPED")
    staff.page.get_by_label("What Ben Fox did").select_option("was helped")
    staff.open("Save the register")
    expect(staff.page.get_by_text("The register is saved.")).to_be_visible()

    lines = Attendee.objects.filter(event=led.event, came=True).order_by("member__name")
    assert [(line.given_minutes, line.received_minutes) for line in lines] == [(0, 60), (60, 0)]
    assert StaffTime.objects.filter(staff=nurse).count() == 2
    assert nurse.account_id is None
