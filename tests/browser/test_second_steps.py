"""A coordinator sets up a second step and signs in with it: an app, and a passkey on a device that Chromium plays."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.browser.hands import follow, send
from tests.browser.looking import faults_of, must_be_none
from tests.browser.world import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]

PHONE = (390, 844)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def priya(transactional_db):
    member = make.make_coordinator(make.make_bank(asks_second_factor=True), name="Priya Shah")
    member.person.set_password(PASSWORD)
    member.person.save()
    return member


def sign_in(page: Page, member) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(member.person.email)
    page.get_by_label("Password").fill(PASSWORD)
    send(page, "Sign in")


def say_the_password_again(page: Page) -> None:
    page.get_by_label("Your password").fill(PASSWORD)
    send(page, "Go on")


def desk_of(member) -> str:
    return reverse("exchanges:desk", args=[member.bank.slug])


def test_a_passkey_is_made_and_opens_the_door(open_page, priya):
    page = open_page(size=PHONE)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(page, priya)

    page.goto(desk_of(priya))
    faults = faults_of(page, "the page that says what to do")
    follow(page.get_by_role("link", name="Set it up"))
    expect(page).to_have_url(re.compile(reverse("mfa_index")))
    faults += faults_of(page, "second steps, none yet")
    follow(page.get_by_role("link", name="Add a passkey"))
    say_the_password_again(page)
    faults += faults_of(page, "adding a passkey")
    page.get_by_label("What you call it").fill("My telephone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    faults += faults_of(page, "recovery codes")
    page.goto(desk_of(priya))
    expect(page).to_have_url(desk_of(priya))

    page.goto(reverse("account_logout"))
    follow(page.locator("main").get_by_role("button", name="Sign out"))
    sign_in(page, priya)
    faults += faults_of(page, "asked for the second step")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(lambda url: "second-step" not in url)
    page.goto(desk_of(priya))
    expect(page).to_have_url(desk_of(priya))
    assert Authenticator.objects.get(type="webauthn").wrap().name == "My telephone"

    page.goto(reverse("mfa_list_webauthn"))
    faults += faults_of(page, "my passkeys")
    must_be_none(faults)


def test_an_app_is_set_up_without_a_script(open_page, priya):
    page = open_page(scripts=False)
    sign_in(page, priya)
    page.goto(reverse("mfa_activate_totp"))
    say_the_password_again(page)
    secret = page.locator(".own-words").inner_text().strip()
    page.get_by_label("The code the app shows").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    send(page, "Switch it on")

    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.goto(desk_of(priya))
    expect(page).to_have_url(desk_of(priya))


def test_the_pages_of_the_app_are_fit_for_everybody(open_page, priya):
    page = open_page()
    sign_in(page, priya)
    page.goto(reverse("mfa_activate_totp"))
    faults = faults_of(page, "is it still you")
    say_the_password_again(page)
    faults += faults_of(page, "setting up an app")
    send(page, "Switch it on")
    faults += faults_of(page, "setting up an app, sent empty")
    page.goto(reverse("email_change"))
    faults += faults_of(page, "changing the address")

    must_be_none(faults)
