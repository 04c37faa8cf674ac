"""The whole story, as people live it: an hour is logged, confirmed, approved, exported, and adds up."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from exchanges.actions import life
from exchanges.actions.met_before import say_met_before
from exchanges.models import Exchange
from insight.tasks import prove_ledger
from ledger import reads as ledger
from members.models import Bank, Member
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE
from tests.browser.hands import follow
from tests.insight.making import body, foot, rows_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

PASSWORD = "clean-teapot-42"
BEFORE_THIS_MONTH = datetime.timedelta(days=40)
PAPER = "rgb(250, 246, 237)"  # the page's colour in LOOK.md: only our own stylesheet paints it


@dataclass(frozen=True)
class Town:
    """A bank that has some hours from last month, and the people of the story."""

    bank: Bank
    margaret: Member
    fatima: Member
    priya: Member
    admin: Member


@pytest.fixture
def town(transactional_db) -> Town:
    bank = make.make_bank(slug="ashby", approval=Bank.Approval.OVER, approval_over_minutes=30)
    margaret = make.make_member(bank, name="Margaret Pole", email="margaret@example.org")
    fatima = make.make_member(bank, name="Fatima Khan", email="fatima@example.org")
    gave_before_this_month(margaret, fatima, minutes=25)
    bank.welcome_minutes = 120  # the coordinator joins last and is given two hours this month
    bank.save()
    priya = make.make_coordinator(bank, name="Priya Shah", email="priya@example.org")
    town = Town(bank=bank, margaret=margaret, fatima=fatima, priya=priya, admin=make.admin_of(bank))
    for member in (town.margaret, town.fatima, town.priya, town.admin):
        member.person.set_password(PASSWORD)
        member.person.save()
    return town


def gave_before_this_month(giver: Member, receiver: Member, *, minutes: int) -> None:
    """Let hours move last month, so that this month's file opens with a balance."""
    at = timezone.now() - BEFORE_THIS_MONTH
    day = giver.bank.day(at)
    draft = make.draft(giver, receiver, minutes=minutes, day=day, description="A lift to the station")
    logged = life.log(draft, make.act(giver, at, booked_on=day))
    posted = life.confirm(logged, make.act(receiver, at, booked_on=day), minutes=minutes)
    for one in (giver, receiver):
        say_met_before(posted, make.act(one, at), answer="YES")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "desktop"])
def test_an_hour_goes_from_the_log_to_the_ledger(town, open_page, tmp_path, size, scripts):
    page = open_page(size=size, scripts=scripts)

    sign_in(page, town.margaret)
    log_an_hour(page, "Fatima Khan")
    sign_out(page, is_phone=size == PHONE)
    exchange = Exchange.objects.get(description="Weeding the front garden")
    assert exchange.state == Exchange.State.LOGGED

    sign_in(page, town.fatima)
    expect(page.get_by_text("Margaret Pole says they gave you 1 hour").first).to_be_visible()
    follow(page.get_by_role("button", name="Yes, that's right"))
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    sign_out(page, is_phone=size == PHONE)
    exchange.refresh_from_db()
    assert exchange.state == Exchange.State.CONFIRMED

    sign_in(page, town.priya)
    approve_on_the_desk(page)
    sign_out(page, is_phone=size == PHONE)
    exchange.refresh_from_db()
    assert exchange.state == Exchange.State.POSTED

    sign_in(page, town.admin)
    read_the_report(page, town.bank)
    check_exchanges(save(page, "Save the exchanges", tmp_path), exchange)
    check_transfers(save(page, "Save every transfer", tmp_path), town)
    assert ledger.balances([town.margaret.account_id, town.fatima.account_id]) == {
        town.margaret.account_id: 85,
        town.fatima.account_id: -85,
    }
    assert ledger.prove(bank=town.bank.slug).faults == []


def sign_in(page: Page, member: Member) -> None:
    """Type address and password, as everybody does; the bank's own first page comes."""
    page.goto("/")
    follow(page.get_by_role("banner").get_by_role("link", name="Sign in"))
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == PAPER
    page.get_by_label("E-mail address").fill(member.person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page.get_by_role("main").get_by_role("button", name="Sign in"))
    expect(page.locator("h1")).to_contain_text(member.first_name)
    assert page.url.endswith(reverse("exchanges:home", args=[member.bank.slug]))


def sign_out(page: Page, *, is_phone: bool) -> None:
    menu = page.locator(".nav-more" if is_phone else ".person-menu")
    menu.locator("summary").click()
    follow(menu.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def log_an_hour(page: Page, other: str) -> None:
    """Answer who, what, when; check; send."""
    follow(page.get_by_role("link", name="Log an exchange"))
    page.get_by_label("A name or a member number").fill(other.split()[0])
    follow(page.get_by_role("button", name="Search"))
    follow(page.get_by_role("button", name=other))
    page.get_by_text(f"I gave time to {other}").click()
    page.get_by_label("What was done?").fill("Weeding the front garden")
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("How many hours did it take?").fill("1")
    follow(page.get_by_role("button", name="Continue"))
    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.get_by_text(f"You gave {other} 1 hour.")).to_be_visible()
    follow(page.get_by_role("button", name="Send to be agreed"))
    expect(page.get_by_text(f"Sent. We ask {other} to agree.")).to_be_visible()


def approve_on_the_desk(page: Page) -> None:
    follow(page.get_by_role("link", name="Desk").filter(visible=True))
    expect(page.locator("h1")).to_have_text("1 thing waits for you")
    page.get_by_label("Select: Weeding the front garden").check()
    follow(page.locator("[data-count]"))
    expect(page.get_by_text("1 exchange approved, 1 hour.")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Nothing waits for you")


def read_the_report(page: Page, bank: Bank) -> None:
    """Have the ledger proved, and see the exchange and the proof."""
    page.goto(reverse("insight:reports", args=[bank.slug]))
    follow(page.get_by_role("link", name="See the proof"))
    follow(page.get_by_role("button", name="Check the ledger now"))
    expect(page.get_by_text("We are checking the ledger now.")).to_be_visible()
    prove_ledger(bank_id=bank.pk)  # what the worker does with the job that the button has sent
    page.goto(reverse("insight:reports", args=[bank.slug]))
    follow(page.get_by_role("link", name="This month so far"))
    expect(page.get_by_text("All 6 entries of 3 transfers were checked")).to_be_visible()
    expect(page.get_by_text("Weeding the front garden").first).to_be_visible()


def save(page: Page, words: str, folder: Path) -> list[dict[str, str]]:
    """Download a file and read its rows."""
    with page.expect_download() as download:
        page.get_by_role("link", name=words).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return rows_in(file.read_text(encoding="utf-8-sig"))


def check_exchanges(rows: list[dict[str, str]], exchange: Exchange) -> None:
    (line,) = body(rows)
    told = (line["Giver"], line["Receiver"], line["What was done"], line["Minutes"], line["Exchange"])
    assert told == ("Margaret Pole", "Fatima Khan", "Weeding the front garden", "60", str(exchange.pk))
    assert foot(rows, "All lines above, added up") == foot(rows, "The same in the ledger") == 60


def check_transfers(rows: list[dict[str, str]], town: Town) -> None:
    """Add the file up by ourselves: what was there and what moved make what is there, and all of it is nothing."""
    groups = [group for group in groups_in(rows) if group != "All accounts"]
    for group in [*groups, "All accounts"]:
        opening, closing = foot(rows, f"{group}: opening balance"), foot(rows, f"{group}: closing balance")
        assert opening + foot(rows, f"{group}: given") + foot(rows, f"{group}: received") == closing
        assert foot(rows, f"{group}: difference") == 0
    closings = [foot(rows, f"{group}: closing balance") for group in groups]
    assert (sum(closings), max(closings), foot(rows, "All accounts: closing balance")) == (0, 120, 0)
    check_members(rows, town)


def check_members(rows: list[dict[str, str]], town: Town) -> None:
    """Follow each member through the file: the ledger's balance before it, and its lines, make the balance after."""
    today = town.bank.day(timezone.now())
    before, after = balances_on(town, today.replace(day=1) - datetime.timedelta(days=1)), balances_on(town, today)
    for member in (town.margaret, town.fatima, town.priya):
        came = sum(int(row["Minutes"]) for row in body(rows) if row["To"] == member.name)
        went = sum(int(row["Minutes"]) for row in body(rows) if row["From"] == member.name)
        assert before.get(member.account_id, 0) + came - went == after[member.account_id]
    assert sum(after.values()) == 0


def balances_on(town: Town, day: datetime.date) -> dict[int, int]:
    found = ledger.trial_balance(town.bank.book_id, day=day)
    return {each.account_id: each.balance_minutes for each in found}


def groups_in(rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        if row["Booked on"].endswith(": closing balance"):
            yield row["Booked on"].removesuffix(": closing balance")
