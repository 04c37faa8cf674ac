"""Pages that need something before them: refused forms, steps, letters, empty banks, and pages that say no."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from members.actions import password_link
from tests.browser.failing import FAILED_FORMS, Failed
from tests.browser.hands import follow, send
from tests.browser.looking import OPEN_ALL, faults_of, must_be_none, visit
from tests.browser.world import LONG_WORDS, World, make_quiet_world, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


def test_every_refused_form(transactional_db, open_page):
    """One world for all readers: what is refused changes nothing of it."""
    world, faults = make_world(), []
    pages = {reader: open_page(world.people[reader]) for reader in sorted({form.reader for form in FAILED_FORMS})}

    for form in FAILED_FORMS:
        faults += send_wrongly(pages[form.reader], form, world)

    must_be_none(faults)


def test_the_steps_of_logging(transactional_db, open_page):
    world = make_world()
    page = open_page(world.people["member"])
    page.goto(reverse("exchanges:log", args=[world.bank.slug]) + f"?with={world.members['neighbour'].number}")

    faults = faults_of(page, "what was done")
    send(page, "Continue")
    faults += faults_of(page, "what was done, sent empty")
    page.get_by_text("I gave time to").click()
    page.get_by_label("What was done?").fill(LONG_WORDS)
    send(page, "Continue")
    expect(page.locator("h1")).to_have_text("When, and how long?")
    faults += faults_of(page, "when")
    send(page, "Continue")
    faults += faults_of(page, "when, sent empty")
    page.get_by_label("How many hours did it take?").fill("23:59")
    send(page, "Continue")
    expect(page.locator("h1")).to_have_text("Check your answers")
    faults += faults_of(page, "check")
    send(page, "Save and finish later")
    faults += faults_of(page, "dashboard with something begun")
    follow(page.get_by_role("link", name="Go on"))
    expect(page.locator("h1")).to_have_text("Check your answers")
    send(page, "Send to be agreed")
    faults += faults_of(page, "sent")

    must_be_none(faults)


def test_choosing_a_password_by_letter(transactional_db, open_page):
    world = make_quiet_world()
    page = open_page()
    page.goto(password_link(world.members["newcomer"].person))

    faults = faults_of(page, "choose a password")
    send(page, "Keep this password")
    expect(page.locator(".error-summary")).to_be_focused()
    faults += faults_of(page, "no password chosen")
    page.goto(reverse("account_reset_password_from_key", args=["1", "worn-out"]))
    expect(page.locator("h1")).to_have_text("This link no longer works")
    faults += faults_of(page, "worn-out link")

    must_be_none(faults)


def test_a_bank_where_nothing_has_happened(transactional_db, open_page):
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


def test_signing_in_to_the_demo_and_pages_that_say_no(transactional_db, open_page, settings):
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


def test_pages_of_trouble(transactional_db, open_page):
    page, faults = open_page(), []

    page.goto(reverse("account_login"))
    page.context.clear_cookies()
    send(page, "Sign in")
    expect(page.locator("h1")).to_have_text("Please send that again.")
    faults += faults_of(page, "a form without its cookie")
    for name in ("400.html", "500.html"):
        page.route(f"**/{name}", answering(render_to_string(name)))
        page.goto(f"/{name}")
        faults += faults_of(page, name)

    must_be_none(faults)


def answering(body: str) -> Callable[[Route], None]:
    """Answer in the server's place, with a page that it shows only in trouble."""
    return lambda route: route.fulfill(content_type="text/html", body=body)


def send_wrongly(page: Page, form: Failed, world: World) -> list[str]:
    """Send a form as it must not be sent, and look at what comes back."""
    page.goto(form.address(world))
    page.evaluate(OPEN_ALL)
    for label, text in form.typed:
        page.get_by_label(label).fill(text)
    send(page, form.press)
    expect(page.locator(".error-summary")).to_be_focused()
    return faults_of(page, f"{form.address(world)}, sent wrongly")
