"""Suggestions as people meet them: a resident says no to one; a coordinator brings two together and rings."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exchanges.models import Introduction, Listing, NotForMe
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow
from tests.browser.looking import faults_of, must_be_none

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def asked_long_ago(member: Member, title: str) -> Listing:
    request = make.make_listing(member, kind=Listing.Kind.REQUEST, title=title)
    Listing.objects.filter(pk=request.pk).update(created_at=timezone.now() - datetime.timedelta(days=9))
    return request


@pytest.mark.parametrize("scripts", [True, False])
def test_a_resident_sees_a_suggestion_and_says_it_is_not_for_them(transactional_db, open_page, scripts):
    bank = make.make_bank(slug="ashby")
    margaret, fatima = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Fatima Khan")
    make.make_match(asked_long_ago(fatima, "A torn coat"), make.make_gift(margaret, words="Mending"))
    page = open_page(margaret.person, size=PHONE, scripts=scripts)

    page.goto(reverse("exchanges:home", args=[bank.slug]))
    expect(page.get_by_role("heading", name="You might like to help")).to_be_visible()
    expect(page.get_by_text("Because you said you like “Mending”")).to_be_visible()
    page.locator("summary", has_text="Not for me").click()
    follow(page.get_by_role("button", name="It is too far for me"))
    expect(page.get_by_text("We no longer suggest it to you")).to_be_visible()
    expect(page.get_by_role("link", name="A torn coat")).to_have_count(0)
    assert NotForMe.objects.get().why == NotForMe.Why.FAR

    page.goto(reverse("exchanges:matches", args=[bank.slug]))
    follow(page.get_by_role("button", name="Show again"))
    expect(page.get_by_text("Because you said you like “Mending”")).to_be_visible()
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_coordinator_brings_two_together_and_prints_whom_to_ring(transactional_db, open_page):
    bank = make.make_bank(slug="ashby")
    priya, fatima = make.make_coordinator(bank, name="Priya Desk"), make.make_member(bank, name="Fatima Khan")
    ann = make.make_member(bank, name="Ann Lee", email="")
    Member.objects.filter(pk=ann.pk).update(telephone="01632 960123")
    make.make_match(asked_long_ago(fatima, "A torn coat"), make.make_listing(ann, title="Mending"))
    page = open_page(priya.person)

    page.goto(reverse("exchanges:desk", args=[bank.slug]))
    follow(page.get_by_role("link", name="See who could help"))
    follow(page.get_by_role("button", name="Bring together"))
    expect(page.get_by_text("We tell Ann Lee and Fatima Khan of each other.")).to_be_visible()
    brought = page.get_by_role("region", name="Brought together this week")
    expect(brought.get_by_text("Please ring")).to_be_visible()
    expect(brought.get_by_text("By e-mail")).to_be_visible()
    expect(page.get_by_text("01632 960123")).to_have_count(0)
    assert Introduction.objects.get().by == priya
    assert Notice.objects.filter(kind="INTRODUCED").count() == 2

    follow(page.get_by_role("button", name="Call list for today"))
    expect(page.get_by_role("row", name="Ann Lee")).to_contain_text("01632 960123")
    expect(page.get_by_role("row", name="Ann Lee")).to_contain_text("Say that you told Fatima Khan of them")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    must_be_none(faults_of(page, "call list"))
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="Ann Lee")).to_be_visible()
    expect(page.get_by_role("link", name="Who could help whom")).to_be_hidden()
