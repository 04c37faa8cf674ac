"""Acting for somebody, as people live it: a daughter for her mother, and a surgery with three staff."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from exchanges.models import Exchange
from ledger import reads as ledger
from members.actions.addresses import accept_claim
from members.models import AddressClaim, Bank, Mandate, Member, Person
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE
from tests.browser.hands import follow, send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@dataclass(frozen=True)
class Town:
    """A bank with a coordinator, a mother who has no e-mail, and a neighbour."""

    bank: Bank
    dorothy: Member
    tom: Member
    priya: Member


@pytest.fixture
def town(transactional_db) -> Town:
    bank = make.make_bank(slug="ashby")
    return Town(
        bank=bank,
        dorothy=make.make_member(bank, name="Dorothy Hughes", email=""),
        tom=make.make_member(bank, name="Tom Ellis", email="tom@example.org"),
        priya=make.make_coordinator(bank, name="Priya Shah", email="priya@example.org"),
    )


def says_yes(email: str) -> Person:
    """Let whoever reads the mail at an address say yes to it, as the letter's page does."""
    claim = AddressClaim.objects.get(email=email, accepted_at=None)
    return accept_claim(claim, person=None, at=timezone.now()).person


def reload(member: Member) -> Person:
    return Person.objects.get(pk=member.person_id)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_daughter_acts_for_her_mother(town, open_page, scripts):
    make.logged_exchange(town.tom, town.dorothy, description="A lift to the dentist")
    desk = open_page(reload(town.priya), size=WIDE, scripts=scripts)
    name_the_daughter(desk, town)
    ana = says_yes("ana@example.org")

    phone = open_page(ana, size=PHONE, scripts=scripts)
    phone.goto(reverse("me"))
    follow(phone.get_by_role("button", name="Act for Dorothy Hughes", exact=True))
    expect(phone.get_by_text("You are acting for Dorothy Hughes")).to_be_visible()
    follow(phone.get_by_role("button", name="Yes, that's right"))
    expect(phone.get_by_text("You are acting for Dorothy Hughes")).to_be_visible()
    log_half_an_hour(phone, "Tom Ellis")
    follow(phone.get_by_role("button", name="Stop", exact=True))
    expect(phone.locator("h1")).to_have_text("My time banks")
    expect(phone.get_by_text("You are acting for")).to_have_count(0)

    lift, tea = Exchange.objects.order_by("pk")
    assert (lift.state, tea.state) == (Exchange.State.POSTED, Exchange.State.LOGGED)
    assert (tea.giver, tea.receiver) == (town.dorothy, town.tom)
    assert ledger.balance_of(town.dorothy.account_id) == -60
    read_what_was_done(desk, town)


def name_the_daughter(page: Page, town: Town) -> None:
    page.goto(reverse("exchanges:member", args=[town.bank.slug, town.dorothy.number]))
    follow(page.get_by_role("link", name="Who may act for them"))
    page.get_by_label("Or their name").fill("Ana Hughes")
    page.get_by_label("Their telephone").fill("01632 960111")
    page.get_by_label("Their e-mail").fill("ana@example.org")
    page.get_by_label("Who are they to them?").fill("daughter")
    page.get_by_text("by phone").click()
    follow(page.get_by_role("button", name="Let them act"))
    expect(page.get_by_text("Ana Hughes may act for Dorothy Hughes now.")).to_be_visible()


def log_half_an_hour(page: Page, other: str) -> None:
    """Say in the mother's name that she gave the neighbour half an hour."""
    follow(page.get_by_role("link", name="Home").filter(visible=True).first)
    follow(page.get_by_role("link", name="Log an exchange"))
    follow(page.get_by_role("button", name=other))
    page.get_by_text(f"I gave time to {other}").click()
    page.get_by_label("What was done?").fill("Tea and company")
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("How many hours did it take?").fill("½")
    follow(page.get_by_role("button", name="Continue"))
    follow(page.get_by_role("button", name="Send to be agreed"))
    expect(page.get_by_text("Ana Hughes, for you, as your supporter.")).to_be_visible()


def read_what_was_done(page: Page, town: Town) -> None:
    page.goto(reverse("exchanges:done_for", args=[town.bank.slug, town.dorothy.number]))
    expect(page.get_by_role("link", name="Tea and company")).to_be_visible()
    expect(page.get_by_role("link", name="A lift to the dentist").first).to_be_visible()


def test_a_surgery_joins_with_three_staff(town, open_page):
    visitor = open_page(size=PHONE)
    ask_to_join(visitor, town.bank)
    desk = open_page(reload(town.priya))
    surgery = let_in(desk, town.bank)
    for name, part in (("Sian Rhys", "Manager"), ("Ben Okoro", "Recorder"), ("Di Evans", "Recorder")):
        name_a_delegate(desk, town.bank, surgery, name, part)
    assert sorted(Mandate.objects.values_list("kind", flat=True)) == ["MANAGER", "RECORDER", "RECORDER"]

    recorder = open_page(says_yes("ben@surgery.example"), size=WIDE)
    recorder.goto(reverse("me"))
    follow(recorder.get_by_role("button", name="Act for Riverside Surgery", exact=True))
    follow(recorder.get_by_role("link", name="Log an exchange"))
    recorder.get_by_label("A name or a member number").fill("Tom")
    follow(recorder.get_by_role("button", name="Search"))
    follow(recorder.get_by_role("button", name="Tom Ellis"))
    recorder.get_by_text("I gave time to Tom Ellis").click()
    recorder.get_by_label("What was done?").fill("Help with forms")
    follow(recorder.get_by_role("button", name="Continue"))
    recorder.get_by_label("How many hours did it take?").fill("1")
    follow(recorder.get_by_role("button", name="Continue"))
    follow(recorder.get_by_role("button", name="Send to be agreed"))
    expect(recorder.get_by_text("Ben Okoro, for you, as your delegate.")).to_be_visible()

    exchange = Exchange.objects.get()
    assert (exchange.giver, exchange.receiver, exchange.giver_agreed_by.name) == (surgery, town.tom, "Ben Okoro")
    open_the_page(open_page(says_yes("sian@surgery.example")), visitor, town.bank, surgery)


def ask_to_join(page: Page, bank: Bank) -> None:
    page.goto(f"/{bank.slug}/")
    follow(page.get_by_role("link", name="Join as an organisation"))
    page.get_by_label("Name of the organisation").fill("Riverside Surgery")
    page.get_by_text("An institution: a surgery, a school, a library").click()
    page.get_by_label("Telephone").fill("01632 960186, Mrs Rhys")
    page.get_by_label("What can it offer?").fill("A room on Tuesdays\nHelp with forms")
    follow(page.get_by_role("button", name="Ask to join"))
    page.get_by_label("I have read this, and I agree").check()
    follow(page.locator("main form button[type=submit]").last)
    expect(page.locator("h1")).to_have_text("Thank you")


def let_in(page: Page, bank: Bank) -> Member:
    applicant = Member.objects.get(name="Riverside Surgery")
    page.goto(reverse("members:application", args=[bank.slug, applicant.pk]))
    follow(page.get_by_role("button", name="Let Riverside Surgery in"))
    expect(page.get_by_text("Riverside Surgery is member number")).to_be_visible()
    applicant.refresh_from_db()
    return applicant


def name_a_delegate(page: Page, bank: Bank, surgery: Member, name: str, part: str) -> None:
    page.goto(reverse("members:mandates", args=[bank.slug, surgery.number]))
    page.get_by_label("Or their name").fill(name)
    page.get_by_label("Their e-mail").fill(f"{name.split()[0].lower()}@surgery.example")
    page.get_by_text(f"{part}:").click()
    follow(page.get_by_role("button", name="Let them act"))
    expect(page.get_by_text(f"{name} may act for Riverside Surgery now.")).to_be_visible()


def open_the_page(manager: Page, visitor: Page, bank: Bank, surgery: Member) -> None:
    """Let the manager open the surgery's page, and a visitor read it."""
    manager.goto(reverse("me"))
    send(manager, "Act for Riverside Surgery")
    manager.goto(reverse("exchanges:organisation", args=[bank.slug, surgery.number]))
    follow(manager.get_by_role("link", name="Change what this page says"))
    manager.get_by_text("Everybody may read this page").click()
    follow(manager.get_by_role("button", name="Save"))
    expect(manager.get_by_text("Saved.")).to_be_visible()
    visitor.goto(reverse("exchanges:organisations", args=[bank.slug]))
    follow(visitor.get_by_role("link", name="Riverside Surgery"))
    expect(visitor.get_by_text("A room on Tuesdays")).to_be_visible()
