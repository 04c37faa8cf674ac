"""A whole exchange between two members on telephones: found, talked about, planned, done, logged, thanked for."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Member
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands, Keys, Thumb

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.mark.parametrize(("her", "his"), [(Thumb, Keys), (Keys, Thumb)], ids=["by thumb", "by keyboard"])
def test_two_members_go_the_whole_way(transactional_db, open_page, her, his):
    bank = make.make_bank(slug="ashby")
    margaret, gwilym = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Gwilym Prys")
    make.make_listing(gwilym, title="I drive to the hospital", body="Tuesdays, in the morning.")
    make.make_listing(make.make_member(bank, name="Ana Cook"), title="Bread to bake", kind="REQUEST")
    hers, his_own = her(at_home(open_page, margaret)), his(at_home(open_page, gwilym))

    find_and_ask(hers)
    answer(his_own)
    plan(hers, bank.day(timezone.now()))
    say_yes(his_own)
    log(hers)
    agree(his_own)
    assert [ledger.balance_of(each.account_id) for each in (gwilym, margaret)] == [90, -90]
    thank(hers)
    show_thanks(his_own)

    assert Exchange.objects.get().thanks == "You saved my week."
    assert [each.page.evaluate("document.documentElement.scrollWidth") for each in (hers, his_own)] == [PHONE[0]] * 2


def at_home(open_page, member: Member) -> Page:
    page = open_page(member.person, size=PHONE)
    go_home(page, member.bank.slug)
    return page


def go_home(page: Page, slug: str) -> None:
    page.goto(reverse("exchanges:home", args=[slug]))


def find_and_ask(hands: Hands) -> None:
    hands.open("Find help")
    hands.write("What are you looking for?", "lift")
    hands.open("Search")
    hands.open("I drive to the hospital")
    hands.open("I would like this")
    hands.write("Your message", "Would Tuesday suit you?")
    hands.open("Send to Gwilym Prys")
    expect(hands.page.get_by_text("Sent to Gwilym Prys.")).to_be_visible()


def answer(hands: Hands) -> None:
    go_home(hands.page, "ashby")
    hands.open("Read and answer")
    hands.open("Margaret Pole")
    hands.write("Your message", "Yes, at ten.")
    hands.open("Send to Margaret Pole")
    expect(hands.page.get_by_text("Would Tuesday suit you?")).to_be_visible()


def plan(hands: Hands, today) -> None:
    go_home(hands.page, "ashby")
    hands.open("Read and answer")
    hands.open("Gwilym Prys")
    hands.open("Propose a time")
    hands.write("About how many hours?", "1½")
    for label, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        hands.write(label, str(number))
    hands.open("Send it to Gwilym Prys")
    expect(hands.page.get_by_text("Waiting for Gwilym Prys to answer")).to_be_visible()


def say_yes(hands: Hands) -> None:
    go_home(hands.page, "ashby")
    hands.open("Yes, gladly")


def log(hands: Hands) -> None:
    go_home(hands.page, "ashby")
    hands.open("It happened: 1½ hours")


def agree(hands: Hands) -> None:
    go_home(hands.page, "ashby")
    hands.open("Yes, that's right")


def thank(hands: Hands) -> None:
    go_home(hands.page, "ashby")
    hands.open("Exchanges")
    hands.open("Gwilym Prys gave you 1½ hours")
    hands.write("A word", "You saved my week.")
    hands.open("Send to Gwilym Prys")


def show_thanks(hands: Hands) -> None:
    go_home(hands.page, "ashby")
    hands.open("Exchanges")
    hands.open("You gave Margaret Pole 1½ hours")
    hands.open("Show these thanks on my page")
    expect(hands.page.get_by_text("Others read these thanks")).to_be_visible()
