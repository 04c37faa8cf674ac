"""The practice manager opens the report of her surgery, sets a goal and a cost, and prints it: one sheet."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.models import Consent, Member
from services.actions.goals import Spending, enter_cost
from services.models import Participation, Programme, VoiceAnswer, WellbeingAnswer, WellbeingKey
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
    fill_the_report(walks, crowds.make_crowd(bank, 12))
    hands = Thumb(open_page(maud.person, size=PHONE))

    hands.page.goto(reverse("services:service", args=["ashby", surgery.slug]))
    hands.open("Report")
    hands.open("Set goals")
    hands.choose("people served who also gave")
    hands.write("How many?", "12")
    hands.open("Set this goal")
    hands.page.goto(reverse("services:report", args=["ashby", surgery.slug]))

    expect(hands.page.get_by_text("It served 12 people.")).to_be_visible()
    expect(hands.page.get_by_role("heading", name="Evidence: level 2 of 5")).to_be_visible()
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    must_be_none(found_by_axe(hands.page))
    assert hands.page.locator(".claims > li").count() > 10
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", hands.page.pdf(format="A4"))
    assert len(sheets) == 1


def fill_the_report(walks: Programme, people: list[Member]) -> None:
    """All that a report can hold: people served all year, who answered twice, both sides of a round, and money."""
    service, today = walks.service, walks.service.bank.day(timezone.now())
    began = today - datetime.timedelta(days=360)
    Participation.objects.bulk_create(
        Participation(programme=walks, member=each, is_served=True, joined_on=began) for each in people
    )
    consents = Consent.objects.bulk_create(
        Consent(member=each, purpose="WELLBEING", text="Yes", given_at=timezone.now(), how="ONLINE", recorded_by=each)
        for each in people
    )
    keys = WellbeingKey.objects.bulk_create(WellbeingKey(member=each.member, consent=each) for each in consents)
    month = (today.replace(day=1) - datetime.timedelta(days=40)).replace(day=1)
    WellbeingAnswer.objects.bulk_create(
        WellbeingAnswer(key=key.key, service=service, scale=scale, occasion=occasion, month=month, scores=scores)
        for place, key in enumerate(keys)
        for occasion, less in (("BEFORE", 0), ("AFTER", 1))
        for scale, scores in (
            ("UCLA3", [3 - less, 2, 2 - less * (place % 2)]),
            ("ONS4", [5 + less * (place % 3), 6 + less, 5, 6 - less]),
        )
    )
    days = {"year": 2020, "half": 1, "began_on": began, "remind_on": began, "last_on": began}
    round_ = service.voice_rounds.create(**days)
    VoiceAnswer.objects.bulk_create(
        VoiceAnswer(round=round_, side=side, step=step, people=12) for side, step in (("STAFF", 6), ("SERVED", 4))
    )
    spending = Spending(began, today, Decimal("12345.67"), "pounds")
    enter_cost(service, spending, by=make.admin_of(service.bank), at=timezone.now())
