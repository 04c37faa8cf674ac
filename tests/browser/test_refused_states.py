"""What people meet when something is refused, over, full or gone: fit for everybody, and narrow enough, as any page."""

import datetime
import io
import random

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from exchanges.actions import approval
from exchanges.actions.events import signing
from exchanges.actions.slips import print_slips
from exchanges.models import Announcement, Event, Listing, Step
from members.models import Bank, Member
from tests import factories as make
from tests.browser.hands import send
from tests.browser.looking import faults_seen_first, must_be_none
from tests.browser.world import ARABIC, UNBROKEN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

BETWEEN = "50 min"
CHOOSE_ELEVEN_MEGABYTES = """
  field => {
    const held = new DataTransfer();
    held.items.add(new File([new Uint8Array(11 * 2 ** 20)], "garden.jpg", {type: "image/jpeg"}));
    field.files = held.files;
    field.dispatchEvent(new Event("change"));
  }
"""
LONG_AGO = datetime.timedelta(minutes=20)


@pytest.fixture
def bank(transactional_db) -> Bank:
    return make.make_bank(slug="ashby", step_minutes=15, listings_are_public=True, approval=Bank.Approval.ALL)


@pytest.fixture
def margaret(bank) -> Member:
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def neighbour(bank) -> Member:
    return make.make_member(bank, name=ARABIC)


@pytest.fixture
def priya(bank) -> Member:
    return make.make_coordinator(bank, name="Priya Shah")


def test_what_a_member_meets(margaret, neighbour, priya, open_page):
    page = open_page(margaret.person)

    faults = a_full_event(page, neighbour, priya)
    faults += a_code_that_is_over(page, neighbour)
    faults += a_time_between_two_steps(page, neighbour)
    faults += more_hours_than_there_are(page, neighbour)
    faults += a_blocked_conversation(page, margaret, neighbour)
    faults += a_photo_that_is_too_large(page, margaret)
    faults += what_is_no_longer_there(page, margaret, neighbour, priya)

    must_be_none(faults)


def test_what_a_coordinator_meets(margaret, neighbour, priya, open_page):
    page = open_page(priya.person)

    faults = a_register_with_times_between(page, margaret, neighbour, priya)
    faults += a_grid_with_faulty_rows(page, margaret, priya)
    faults += undone_too_late(page, margaret, neighbour, priya)

    must_be_none(faults)


def at(page: Page, name: str, *parts: object, query: str = "") -> Page:
    page.goto(reverse(f"exchanges:{name}", args=["ashby", *parts]) + query)
    return page


def a_full_event(page: Page, neighbour: Member, priya: Member) -> list[str]:
    event = make.make_event(priya, host=None, places=1, title=f"Choir of {UNBROKEN}")
    signing.sign_up(event, "GUEST", make.act(neighbour))
    at(page, "event", event.pk)
    faults = faults_seen_first(page, "a full event")
    send(page, "Put me on the waiting list")
    Event.objects.filter(pk=event.pk).update(state=Event.State.CANCELLED)
    send(page, "I cannot come after all")
    expect(page.get_by_role("alert")).to_be_visible()
    return faults + faults_seen_first(page, "signing refused")


def a_code_that_is_over(page: Page, neighbour: Member) -> list[str]:
    number = make.shown_code(neighbour, act=make.act(neighbour, timezone.now() - LONG_AGO))
    at(page, "code_shown", number)
    expect(page.locator("h1")).to_have_text("This code can't be used")
    return faults_seen_first(page, "a code that is over")


def a_time_between_two_steps(page: Page, neighbour: Member) -> list[str]:
    at(page, "log", query=f"?with={neighbour.number}")
    page.get_by_text("I gave time to").click()
    page.get_by_label("What was done?").fill("Weeding")
    send(page, "Continue")
    page.get_by_label("How many hours did it take?").fill(BETWEEN)
    send(page, "Continue")
    expect(page.get_by_role("button", name="45 minutes")).to_be_visible()
    return faults_seen_first(page, "a time between two steps")


def more_hours_than_there_are(page: Page, neighbour: Member) -> list[str]:
    at(page, "hours_give")
    page.get_by_text("Somebody in the time bank").click()
    page.get_by_label("Who is it?").fill(str(neighbour.number))
    page.get_by_label("How many hours?").fill("20")
    send(page, "Continue")
    if page.locator("h1").inner_text() != "Give hours":
        send(page, "Give")
    expect(page.locator(".error-summary")).to_be_focused()
    return faults_seen_first(page, "more hours than there are")


def a_blocked_conversation(page: Page, margaret: Member, neighbour: Member) -> list[str]:
    talk = make.make_conversation(neighbour, margaret, words="Shall we?")
    make.make_block(margaret, neighbour)
    at(page, "conversation", talk.pk)
    return faults_seen_first(page, "a blocked conversation")


def a_photo_that_is_too_large(page: Page, margaret: Member) -> list[str]:
    at(page, "listing_photos", make.make_listing(margaret, title="Bread").pk)
    page.locator("input[type=file]").evaluate(CHOOSE_ELEVEN_MEGABYTES)
    page.get_by_label("What can be seen on it?").fill("A loaf")
    send(page, "Send this picture")
    expect(page.locator(".error-summary")).to_be_focused()
    faults = faults_seen_first(page, "a photo that is too large")
    page.locator("input[type=file]").set_input_files(a_large_picture())
    page.wait_for_function("() => document.querySelector('input[type=file]').files[0].size < 1e6")  # made smaller here
    send(page, "Send this picture")
    expect(page.get_by_text("The photo is up.")).to_be_visible()
    return faults


def a_large_picture() -> dict[str, object]:
    """Give a picture of some megabytes, as cameras make it."""
    drawn, size = io.BytesIO(), (1000, 800)
    Image.frombytes("RGB", size, random.Random(7).randbytes(3 * size[0] * size[1])).save(drawn, "PNG", compress_level=0)
    return {"name": "garden.png", "mimeType": "image/png", "buffer": drawn.getvalue()}


def what_is_no_longer_there(page: Page, margaret: Member, neighbour: Member, priya: Member) -> list[str]:
    closed = make.make_listing(neighbour, title="A lift")
    Listing.objects.filter(pk=closed.pk).update(state=Listing.State.CLOSED, closed_at=timezone.now())
    Announcement.objects.filter(pk=make.make_announcement(priya).pk).update(until_on=datetime.date(2020, 1, 1))
    at(page, "listing", closed.pk)
    faults = faults_seen_first(page, "a listing that was taken down")
    at(page, "announcements")
    return faults + faults_seen_first(page, "no announcement any more")


def a_register_with_times_between(page: Page, margaret: Member, neighbour: Member, priya: Member) -> list[str]:
    event = make.held_event(margaret, priya, title=f"Choir of {UNBROKEN}")
    line = event.attendees.create(member=neighbour, part="GUEST", state="COMING", since=timezone.now())
    at(page, "event_register", event.pk)
    send(page, "Save the register")
    expect(page.get_by_label("Nobody came")).to_be_visible()
    faults = faults_seen_first(page, "a register in which nobody is ticked")
    page.locator(f'input[name="came"][value="{line.pk}"]').check()
    page.locator(f'input[name="received_{line.pk}"]').fill(BETWEEN)
    page.locator('input[name="walk_in_0"]').fill("Nobody Known")
    page.locator('input[name="guest_name_0"]').fill(UNBROKEN)
    send(page, "Save the register")
    expect(page.get_by_role("button", name="45 minutes").first).to_be_visible()
    return faults + faults_seen_first(page, "a register with faulty rows")


def a_grid_with_faulty_rows(page: Page, margaret: Member, priya: Member) -> list[str]:
    print_slips(margaret.bank, count=2, member=None, by=priya, at=timezone.now())
    at(page, "slip_grid")
    rows = ((str(margaret.number), "Nobody Known", BETWEEN, "Weeding"), (str(margaret.number), "1", "long", UNBROKEN))
    for place, row in enumerate(rows, 1):
        for name, value in zip(("giver", "receiver", "minutes", "what"), row, strict=True):
            page.locator(f'[name="r{place}-{name}"]').fill(value)
    send(page, "Look over what is typed")
    expect(page.get_by_role("alert")).to_be_visible()
    return faults_seen_first(page, "a grid with faulty rows")


def undone_too_late(page: Page, margaret: Member, neighbour: Member, priya: Member) -> list[str]:
    exchange = make.confirmed_exchange(neighbour, margaret, description=UNBROKEN)
    approval.approve(exchange, make.act(priya))
    at(page, "desk")
    Step.objects.filter(exchange=exchange).update(at=timezone.now() - LONG_AGO)
    send(page, "Undo")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Take it back")
    return faults_seen_first(page, "undone too late")
