"""A dispute to its end on telephones, by the keyboard alone: opened, heard, proposed, agreed, put right, both told."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exchanges.models import Dispute, Exchange
from ledger import reads as ledger
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Keys
from tests.browser.looking import found_by_axe, must_be_none

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def bank(transactional_db) -> Bank:
    return make.make_bank(slug="ashby")


def test_two_who_do_not_agree_settle_it(bank, open_page):
    margaret, fatima = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Fatima Khan")
    priya, mo = make.make_coordinator(bank, name="Priya Shah"), make.make_mediator(bank, name="Mo Middle")
    exchange = make.posted_exchange(margaret, fatima, minutes=120)
    hers, other, desk, middle = (hands_of(open_page, each) for each in (fatima, margaret, priya, mo))

    say_what_is_not_right(hers, exchange)
    ask_somebody_to_mediate(desk)
    tell_the_other_side(other)
    propose(middle)
    say_yes(hers)
    assert ledger.balance_of(margaret.account_id) == 120
    say_yes(other)

    settled = reading(other, "It is settled with hours. Both agreed.")
    assert [ledger.balance_of(each.account_id) for each in (margaret, fatima)] == [90, -90]
    assert ledger.prove(bank=bank.slug).faults == []
    assert Dispute.objects.get().is_by_agreement
    told = Notice.objects.filter(kind="RESOLVED", subject__startswith="Looked at again, now 1½ hours")
    assert [each.recipient.name for each in told] == ["Fatima Khan"]  # Margaret has just read it on the page
    must_be_none(settled)


def hands_of(open_page, member: Member) -> Keys:
    return Keys(open_page(member.person, size=PHONE))


def at(page: Page, name: str, *parts: object) -> Page:
    page.goto(reverse(f"exchanges:{name}", args=["ashby", *parts]))
    return page


def reading(hands: Keys, words: str) -> list[str]:
    """See that the page says so, is as narrow as the telephone, and is fit for everybody."""
    expect(hands.page.get_by_text(words).first).to_be_visible()
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    return [f"{words}: {fault}" for fault in found_by_axe(hands.page)]


def say_what_is_not_right(hands: Keys, exchange: Exchange) -> None:
    at(hands.page, "home")
    hands.open("Exchanges")
    hands.open("Margaret Pole gave you 2 hours")
    hands.unfold("Something's not right")
    hands.write("What is not right?", "It was an hour, and then we had tea.")
    hands.open("Tell a coordinator")
    must_be_none(reading(hands, "Thank you for saying so."))


def ask_somebody_to_mediate(hands: Keys) -> None:
    at(hands.page, "desk")
    hands.page.keyboard.press("j")
    with hands.page.expect_navigation():
        hands.page.keyboard.press("Enter")
    hands.choose("Mo Middle")
    hands.open("Ask them")
    must_be_none(reading(hands, "We have asked Mo Middle"))


def tell_the_other_side(hands: Keys) -> None:
    at(hands.page, "home")
    hands.open("Tell my side")
    hands.write("How was it", "Two hours, with the hedge.")
    hands.open("Send my side")
    must_be_none(reading(hands, "Both sides are heard."))


def propose(hands: Keys) -> None:
    at(hands.page, "home")
    hands.open("Propose a way out")
    hands.choose("Hours that seem right to me")
    hands.write("How many hours?", "1½")
    hands.write("Why", "An hour and a half for the garden; the tea was a gift.")
    hands.open("Ask both of them")
    must_be_none(reading(hands, "Mo Middle has proposed a way out."))


def say_yes(hands: Keys) -> None:
    at(hands.page, "home")
    hands.open("Look, and answer")
    hands.open("Yes, I agree")
