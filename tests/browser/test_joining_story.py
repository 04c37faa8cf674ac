"""Joining as people live it: a resident on a phone, from the public page to home, and somebody who rings."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow, send
from tests.browser.looking import faults_of, must_be_none
from tests.browser.world import UNBROKEN, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

# How many boxes are not as the page came: what somebody had to type, tick or choose.
FILLED_IN = """boxes => boxes.filter(box => box.type === "hidden" ? false
    : ["radio", "checkbox"].includes(box.type) ? box.checked && !box.defaultChecked
    : "defaultValue" in box && box.value !== box.defaultValue).length"""


@pytest.fixture
def bank(transactional_db):
    bank = make.make_bank(slug="ashby", contact_name="Priya", telephone="01632 960184")
    make.make_member(bank, name="Margaret Pole")
    return bank


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_resident_joins_on_a_phone(bank, priya, open_page, scripts):
    type(bank).objects.filter(pk=bank.pk).update(references_asked=1)
    page = open_page(size=PHONE, scripts=scripts)

    ask_to_join(page, bank)
    rosa = Member.objects.get(name="Rosa Diaz")
    assert rosa.state == "APPLICANT"
    say_what_they_can_do(page)
    assert list(rosa.gifts.values_list("words", "would").order_by("words")) == [
        ("Gardening", ["DO"]),
        ("Playing chess", ["TEACH", "TOGETHER"]),
    ]
    agree(page)
    assert rosa.consents.filter(how="ONLINE").count() == 2

    letter = Notice.objects.get(recipient__key=rosa.actor_key, kind="APPLIED")
    page.goto(letter.path)
    expect(page.get_by_text("Still missing")).to_have_count(1)

    desk = open_page(priya.person)
    give_a_reference_and_let_in(desk, bank)
    page.goto(letter.path)
    expect(page.locator("h1")).to_have_text("You are a member")
    expect(page.get_by_role("heading", name="Margaret Pole")).to_be_visible()

    welcome = Notice.objects.get(recipient__key=rosa.actor_key, kind="WELCOME")
    choose_a_password(page, welcome.path)
    page.goto(reverse("exchanges:home", args=[bank.slug]))
    expect(page.locator("h1")).to_contain_text("Rosa")
    expect(page.get_by_role("heading", name="You might like to meet")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Priya helps you start")).to_be_visible()


def test_a_coordinator_enrols_somebody_over_the_phone(bank, priya, open_page):
    page = open_page(priya.person)
    opened = []
    page.on("framenavigated", lambda frame: opened.append(frame.url))

    page.goto(reverse("exchanges:desk", args=[bank.slug]))
    follow(page.get_by_role("main").get_by_role("link", name="Sign somebody up").first)
    page.get_by_label("Name", exact=True).fill("Ethel Rhys")
    page.get_by_role("textbox", name="Telephone").fill("01632 960187")
    page.get_by_label("Postal address").fill("3 Mill Lane\nAshby")
    page.get_by_text("By post").click()
    page.get_by_label("Where they live, roughly").fill("Mill Lane")
    page.get_by_label("Something they care about").fill("Company for a chat")
    page.get_by_role("group", name="How did they say yes").get_by_text("by phone").click()
    filled = page.locator("main form [name]").evaluate_all(FILLED_IN)
    follow(page.get_by_role("button", name="Make them a member"))

    expect(page.get_by_text(re.compile("Ethel Rhys.* is member number"))).to_be_visible()
    ethel = Member.objects.select_related("person").get(name="Ethel Rhys")
    assert (ethel.can_trade, ethel.person.email, ethel.channel) == (True, None, "POST")
    assert (ethel.telephone, ethel.postal_address) == ("01632 960187", "3 Mill Lane\nAshby")
    assert len(opened) == 3  # the desk, the form, and what came of it: a caller does not wait for more
    assert filled == 7  # what she said and how: nothing else had to be touched
    assert list(ethel.consents.values_list("how", "recorded_by")) == [("PHONE", priya.pk)] * 2
    assert ethel.events.get(kind="APPLIED").is_on_behalf


def test_every_step_of_asking_to_join_is_fit_for_everybody(transactional_db, open_page):
    world = make_world()
    page = open_page()
    page.goto(reverse("members:join", args=[world.bank.slug]))
    page.get_by_label("Your name").fill(UNBROKEN)
    page.get_by_label("Telephone").fill("01632 960111")
    page.get_by_text("18 or older").click()
    send(page, "Ask to join")

    faults = faults_of(page, "gifts")
    page.get_by_label("And in your own words").first.fill("x" * 101)
    send(page, "Continue")
    faults += faults_of(page, "gifts, refused")
    page.get_by_label("And in your own words").first.fill(UNBROKEN)
    send(page, "Continue")
    faults += faults_of(page, "would")
    send(page, "Continue")
    faults += faults_of(page, "terms")
    send(page, "Agree and finish")
    expect(page.locator(".error-summary")).to_be_focused()
    faults += faults_of(page, "terms, not agreed")
    page.get_by_label("I have read this, and I agree").check()
    send(page, "Agree and finish")
    faults += faults_of(page, "thanks")
    follow(page.get_by_role("main").get_by_role("link", name="/join/where/"))
    expect(page.locator("h1")).to_contain_text("Where you stand")
    page = open_page(world.members["applicant"].person)
    page.goto(reverse("members:own_standing", args=[world.bank.slug]))
    faults += faults_of(page, "where I stand")

    must_be_none(faults)


def ask_to_join(page: Page, bank) -> None:
    page.goto(reverse("exchanges:home", args=[bank.slug]))
    follow(page.get_by_role("main").get_by_role("link", name="Join ").first)
    page.get_by_label("Your name").fill("Rosa Diaz")
    page.get_by_role("textbox", name="E-mail").fill("rosa@example.org")
    page.get_by_label("Where you live, roughly").fill("Bell Street")
    page.get_by_text("18 or older").click()
    page.get_by_label("Which member knows you?").fill("Margaret")
    follow(page.get_by_role("button", name="Ask to join"))
    expect(page.locator("h1")).to_have_text("What can you do?")


def say_what_they_can_do(page: Page) -> None:
    page.get_by_text("Gardening").click()
    page.get_by_label("And in your own words").first.fill("Playing chess")
    page.get_by_label("What do people thank you for?").fill("Being there")
    follow(page.get_by_role("button", name="Continue"))
    chess = page.get_by_role("group", name="Playing chess")
    chess.get_by_text("I would teach it").click()
    chess.get_by_text("I would love to do it with others").click()
    page.get_by_role("group", name="Gardening").get_by_text("I would do it for somebody").click()
    follow(page.get_by_role("button", name="Continue"))


def agree(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("What we promise one another")
    page.get_by_text("I have read this, and I agree").click()
    follow(page.get_by_role("button", name="Agree and finish"))
    expect(page.locator("h1")).to_have_text("Thank you")
    expect(page.get_by_text("Your private page")).to_have_count(0)  # it was sent to the address they gave


def give_a_reference_and_let_in(desk: Page, bank) -> None:
    desk.goto(reverse("members:pipeline", args=[bank.slug]))
    follow(desk.get_by_role("link", name="Rosa Diaz"))
    follow(desk.get_by_role("link", name=re.compile("Write down.*Reference")))
    desk.get_by_text("Given").click()
    follow(desk.get_by_role("button", name="Write it down"))
    follow(desk.get_by_role("button", name="Let Rosa Diaz in"))
    expect(desk.get_by_text(re.compile("Rosa Diaz.* is member number"))).to_be_visible()


def choose_a_password(page: Page, path: str) -> None:
    page.goto(path)
    for box in page.locator("input[type=password]").all():
        box.fill("clean-teapot-42")
    send(page, "Keep this password")
    page.goto(reverse("account_login"))
    if page.locator("input[type=password]").count():
        page.get_by_label("E-mail address").fill("rosa@example.org")
        page.get_by_label("Password", exact=True).fill("clean-teapot-42")
        send(page, "Sign in")
