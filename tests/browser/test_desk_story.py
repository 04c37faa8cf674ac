"""A coordinator clears a morning's desk of thirty things on a small page, with the keyboard alone."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exchanges.actions import life
from exchanges.actions.events import signing
from exchanges.models import Event, Exchange, Listing
from ledger import reads as ledger
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import Keys

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

TO_APPROVE, TO_TELL = 18, 7
LONG_AGO = datetime.timedelta(days=20)


@pytest.fixture
def bank(transactional_db) -> Bank:
    return make.make_bank(slug="ashby", approval=Bank.Approval.OVER, approval_over_minutes=20)


def test_a_morning_of_thirty_things_is_cleared_by_keys(bank, open_page):
    priya = make.make_coordinator(bank, name="Priya Shah")
    margaret, fatima = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Fatima Khan")
    fill_the_desk(bank, margaret, fatima)
    hands = Keys(open_page(priya.person, size=PHONE))
    hands.page.goto(reverse("exchanges:desk", args=[bank.slug]))
    expect(hands.page.locator("h1")).to_have_text("30 things wait for you")

    settle_the_dispute(hands)
    approve(hands, margaret)
    write_down_a_yes(hands)
    keep_the_register(hands)
    let_in(hands)
    pass_on(hands)
    answer_for_somebody(hands)

    go_to_desk(hands)
    expect(hands.page.locator("h1")).to_have_text("Nothing waits for you")
    expect(hands.page.get_by_text("1 more waits for somebody else.")).to_be_visible()  # the hours of the event
    must_be_cleared(bank, margaret, fatima)


def fill_the_desk(bank: Bank, margaret: Member, fatima: Member) -> None:
    """Make what waits: one that they do not agree on, eighteen to approve, and one or more of everything else."""
    make.posted_and_disputed(margaret, fatima, minutes=60, description="The hedge")
    for number in range(TO_APPROVE):
        make.confirmed_exchange(margaret, fatima, minutes=30, description=f"Job {number}")
    long_ago = timezone.now() - LONG_AGO
    silent = make.draft(margaret, fatima, minutes=15, day=bank.day(long_ago), description="A lift")
    life.log(silent, make.act(margaret, long_ago))
    event = make.make_event(make.make_coordinator(bank, name="Rosa Day"), given_minutes=60)
    signing.sign_up(event, "HELPER", make.act(margaret))
    Event.objects.update(on=bank.day(timezone.now()) - datetime.timedelta(days=1))
    make.make_ready(make.make_applicant(bank, name="Ana Cook"))
    make.make_listing(fatima, kind=Listing.Kind.REQUEST, title="Read to me")
    Listing.objects.update(created_at=long_ago)
    for _number in range(TO_TELL):
        make.make_member(bank, email="")


def must_be_cleared(bank: Bank, margaret: Member, fatima: Member) -> None:
    minutes = 30 + 30 * (TO_APPROVE - 1) + 15  # the hedge put right, all but the job undone, and the lift
    assert ledger.balances([margaret.account_id, fatima.account_id]) == {
        margaret.account_id: minutes,
        fatima.account_id: -minutes,
    }
    assert ledger.prove(bank=bank.slug).faults == []
    assert Exchange.objects.filter(state="REVERSED").count() == 1
    assert Event.objects.get().state == Event.State.REGISTERED
    assert Member.objects.of(bank).filter(name="Ana Cook").get().state == Member.State.APPROVED
    assert not Notice.objects.to_pass_on(bank.slug).exists()


def press(hands: Keys, key: str) -> None:
    with hands.page.expect_navigation():
        hands.page.keyboard.press(key)


def jump(hands: Keys, words: str) -> None:
    """Go down the desk with its own key until what says these words has the focus, and open it."""
    hands.go_to(words, key="j")
    press(hands, "Enter")


def go_to_desk(hands: Keys) -> None:
    hands.open("Desk")


def settle_the_dispute(hands: Keys) -> None:
    hands.page.keyboard.press("j")
    press(hands, "Enter")
    hands.open("Decide it as a coordinator")
    hands.choose("They agree on the hours")
    hands.write("Agreed hours", "½")
    hands.write("Why?", "They looked at it together.")
    hands.open("Save what was settled")
    expect(hands.page.get_by_text("Settled: ½ hour. We tell both of them.")).to_be_visible()


def approve(hands: Keys, giver: Member) -> None:
    """Approve one, undo it within the minute, and approve all the others at once."""
    before = ledger.balance_of(giver.account_id)
    hands.page.keyboard.press("j")
    hands.page.keyboard.press("x")
    press(hands, "a")
    expect(hands.page.get_by_text("1 exchange approved, ½ hour.")).to_be_visible()
    press(hands, "u")
    expect(hands.page.get_by_text("1 approval undone.")).to_be_visible()
    assert ledger.balance_of(giver.account_id) == before
    hands.page.keyboard.press("s")
    press(hands, "a")
    expect(hands.page.get_by_text("17 exchanges approved, 8½ hours.")).to_be_visible()


def write_down_a_yes(hands: Keys) -> None:
    jump(hands, "Confirm for Fatima Khan")
    hands.choose("By phone")
    hands.open("Write down what Fatima Khan said")
    expect(hands.page.locator("#silent, #main").get_by_text("Agreed.")).to_be_visible()


def keep_the_register(hands: Keys) -> None:
    jump(hands, "Look at it")
    hands.choose("Margaret Pole")
    hands.open("Save the register")
    expect(hands.page.locator("#events").get_by_text("The register is saved.")).to_be_visible()


def let_in(hands: Keys) -> None:
    jump(hands, "Read and answer")
    hands.open("Let Ana Cook in")
    expect(hands.page.locator("#join").get_by_text("Ana Cook is member number")).to_be_visible()


def pass_on(hands: Keys) -> None:
    for _number in range(TO_TELL):
        jump(hands, "Told")


def answer_for_somebody(hands: Keys) -> None:
    jump(hands, "Find somebody")
    hands.open("I can help")
    hands.write("For whom?", "Margaret Pole")
    hands.choose("By phone")
    hands.open("Send to Fatima Khan")
    expect(hands.page.get_by_text("Written down for Margaret Pole.")).to_be_visible()
