"""Leaving as people live it: on a phone, from home to the last page, with hours that go to a neighbour."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exchanges.actions import life
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Member
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def bank(transactional_db):
    return make.make_bank(slug="ashby", contact_name="Priya", telephone="01632 960184")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_leaves(bank, open_page, scripts):
    gwilym = make.make_member(bank, name="Gwilym Prys")
    rosa = make.make_member(bank, name="Rosa Diaz")
    make.posted_exchange(gwilym, rosa, minutes=90)
    make.make_listing(gwilym, title="Mending clocks")
    plan = life.propose(make.draft(gwilym, rosa, description="A lift on Friday"), make.act(rosa))
    page = open_page(gwilym.person, size=PHONE, scripts=scripts)

    find_the_way(page, gwilym)
    read_what_happens(page)
    choose_who_gets_the_hours(page, rosa)
    expect(page.get_by_text("You have left the time bank. Thank you for the time you gave.")).to_be_visible()

    gwilym.refresh_from_db()
    plan.refresh_from_db()
    assert (gwilym.state, plan.state) == ("LEFT", Exchange.State.CANCELLED)
    assert (ledger.balance_of(gwilym.account_id), ledger.balance_of(rosa.account_id)) == (0, 0)
    assert not gwilym.listings.filter(state="OPEN").exists()
    page.goto(reverse("exchanges:exchanges", args=[bank.slug]))
    expect(page.locator("h1")).to_contain_text("We can't find that page")
    page.goto("/me/")
    expect(page.get_by_text("You have left", exact=True)).to_be_visible()


def find_the_way(page: Page, member: Member) -> None:
    """From home to one's own page, and on to leaving."""
    page.goto(reverse("exchanges:home", args=[member.bank.slug]))
    menu = page.locator(".nav-more")
    menu.locator("summary").click()
    follow(menu.get_by_role("link", name="My profile"))
    follow(page.get_by_role("link", name="Leave the time bank"))
    expect(page.locator("h1")).to_have_text("Do you want to leave the time bank?")


def read_what_happens(page: Page) -> None:
    """What ends, what is kept and why."""
    for words in ("1 offer or request of yours is taken down.", "1 planned exchange is cancelled"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("heading", name="What we keep, and why")).to_be_visible()
    expect(page.get_by_text("so that you can come back to your number")).to_be_visible()


def choose_who_gets_the_hours(page: Page, heir: Member) -> None:
    """The name behind the number is shown before anything happens."""
    page.get_by_label("A member", exact=True).check()
    page.get_by_label("The member's number").fill(str(heir.number))
    follow(page.get_by_role("button", name="Leave the time bank"))
    expect(page.get_by_text(f"You chose {heir.name}, member number {heir.number}")).to_be_visible()
    follow(page.get_by_role("button", name="Leave the time bank"))
