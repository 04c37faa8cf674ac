"""Every page, for everybody who may see it: axe finds nothing, nothing scrolls sideways, no page complains."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect

from members.actions import password_link
from tests.browser.looking import OPEN_ALL, faults_of
from tests.browser.pages import FAILED_FORMS, NO_PAGES, PAGES, REACHED_BY_STEPS, Failed
from tests.browser.world import LONG_WORDS, World, make_quiet_world, make_world

in_a_browser = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

READERS = ("visitor", "member", "coordinator", "admin", "auditor")


def names_of(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}"
        else:
            yield from names_of(each, f"{space}{each.namespace}:" if each.namespace else space)


def test_every_page_is_looked_at():
    pages = {row.name for row in PAGES} | {form.name for form in FAILED_FORMS} | REACHED_BY_STEPS

    assert pages | NO_PAGES == set(names_of(get_resolver()))
    assert pages & NO_PAGES == set()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.usefixtures("transactional_db")
class TestEveryPage:
    pytestmark = in_a_browser

    def test_as(self, open_page, reader):
        world = make_world()
        page, faults = open_page(world.people[reader]), []

        for row in PAGES:
            if reader in row.readers:
                faults += visit(page, row.address(world), reader)

        must_be_none(faults)


def must_be_none(faults: list[str]) -> None:
    """Say every fault in a line of its own."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def visit(page: Page, url: str, reader: str) -> list[str]:
    """Go to a page, which must be there for this reader, and look at it."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, f"{url} answered {answer.status} to the {reader}"
    assert urlsplit(page.url).path == urlsplit(url).path, f"{url} sent the {reader} to {page.url}"
    return faults_of(page, f"{url} as {reader}")


def send_wrongly(page: Page, form: Failed, world: World) -> list[str]:
    """Send a form as it must not be sent, and look at what comes back."""
    page.goto(form.address(world))
    page.evaluate(OPEN_ALL)
    for label, text in form.typed:
        page.get_by_label(label).fill(text)
    page.get_by_role("main").get_by_role("button", name=form.press).first.click()
    expect(page.locator(".error-summary")).to_be_focused()
    return faults_of(page, f"{form.address(world)}, sent wrongly")


@pytest.mark.parametrize("reader", ["visitor", "member", "coordinator", "admin"])
class TestFailedForms:
    pytestmark = in_a_browser

    def test_as(self, transactional_db, open_page, reader):
        world = make_world()
        page, faults = open_page(world.people[reader]), []

        for form in FAILED_FORMS:
            if reader == form.reader:
                faults += send_wrongly(page, form, world)

        must_be_none(faults)


class TestPagesBehindOthers:
    pytestmark = in_a_browser

    def test_the_steps_of_logging(self, transactional_db, open_page):
        world = make_world()
        page = open_page(world.people["member"])
        page.goto(reverse("exchanges:log", args=[world.bank.slug]) + f"?with={world.members['neighbour'].number}")

        faults = faults_of(page, "what was done")
        page.get_by_role("button", name="Continue").last.click()
        faults += faults_of(page, "what was done, sent empty")
        page.get_by_text("I gave time to").click()
        page.get_by_label("What was done?").fill(LONG_WORDS)
        page.get_by_role("button", name="Continue").last.click()
        expect(page.locator("h1")).to_have_text("When, and how long?")
        faults += faults_of(page, "when")
        page.get_by_role("button", name="Continue").last.click()
        faults += faults_of(page, "when, sent empty")
        page.get_by_label("How many hours did it take?").fill("23:59")
        page.get_by_role("button", name="Continue").last.click()
        expect(page.locator("h1")).to_have_text("Check your answers")
        faults += faults_of(page, "check")
        page.get_by_role("button", name="Save and finish later").click()
        faults += faults_of(page, "dashboard with something begun")
        page.get_by_role("link", name="Go on").click()
        page.get_by_role("button", name="Send to be agreed").click()
        faults += faults_of(page, "sent")

        must_be_none(faults)

    def test_choosing_a_password_by_letter(self, transactional_db, open_page):
        world = make_world()
        page = open_page()
        page.goto(password_link(world.members["member"].person))

        faults = faults_of(page, "choose a password")
        page.get_by_role("button", name="Keep this password").click()
        expect(page.locator(".error-summary")).to_be_focused()
        faults += faults_of(page, "no password chosen")
        page.goto(reverse("account_reset_password_from_key", args=["1", "worn-out"]))
        expect(page.locator("h1")).to_have_text("This link no longer works")
        faults += faults_of(page, "worn-out link")

        must_be_none(faults)

    def test_a_bank_where_nothing_has_happened(self, transactional_db, open_page):
        world = make_quiet_world()
        faults = []

        for who, names in {
            "newcomer": ["exchanges:home", "exchanges:listings", "exchanges:exchanges", "insight:statement", "notices"],
            "quiet coordinator": ["exchanges:desk", "exchanges:exchanges"],
            "quiet admin": ["insight:reports", "exchanges:categories", "exchanges:desk"],
        }.items():
            page = open_page(world.people[who])
            for name in names:
                url = reverse(name, args=[world.bank.slug] if ":" in name else [])
                faults += visit(page, url, who)

        must_be_none(faults)

    def test_signing_in_to_the_demo_and_pages_that_say_no(self, transactional_db, open_page, settings):
        settings.DEMO = True
        world = make_quiet_world()
        page, faults = open_page(), []

        page.goto(reverse("account_login"))
        expect(page.get_by_role("button", name="The coordinator")).to_be_visible()
        faults += faults_of(page, "sign in to the demo")
        page.goto("/there/is/no/such/page/")
        faults += faults_of(page, "no such page")
        page = open_page(world.people["newcomer"])
        page.goto(reverse("exchanges:desk", args=[world.bank.slug]))
        faults += faults_of(page, "not for you")

        must_be_none(faults)
