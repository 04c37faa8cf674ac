"""Signing in by a code, and what happens around it: letters, limits, and where somebody is signed in."""

import datetime
import re
import time
import uuid

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions.letters import sign_in_reader
from members.reads.sessions import live_sessions
from notices import actions as notices
from notices.models import Notice
from tests import factories as make
from tests.access.asking import new_address
from tests.pages.reading import words
from timebank.devices import device_in_words

pytestmark = pytest.mark.django_db

PASSWORD = "clean-teapot-42"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def _nobody_has_asked_before(client, settings):
    """Count by ourselves: other tests beside us have people of the same numbers."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid.uuid4())}}
    client.defaults["REMOTE_ADDR"] = new_address()


@pytest.fixture
def rosa(bank):
    member = make.make_member(bank, name="Rosa Day")
    member.person.set_password(PASSWORD)
    member.person.save()
    return member


def letters(member) -> list[Notice]:
    return list(Notice.objects.filter(recipient__key=sign_in_reader(member.person).key).order_by("pk"))


def code_in(letter: Notice) -> str:
    return re.search(r"\d{4}-\d{4}", letter.body)[0]


def ask_for_code(client, email: str):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def sign_in(client, member, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": member.person.email, "password": password})


def browser(user_agent: str) -> Client:
    return Client(REMOTE_ADDR=new_address(), headers={"user-agent": user_agent})


# By a code


def test_a_code_from_a_letter_signs_in(client, rosa):
    page = ask_for_code(client, rosa.person.email.upper())
    letter = letters(rosa)[-1]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(letter).replace("-", "")})

    assert "Look in your e-mail" in words(page)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(rosa.person_id)
    assert (letter.bank, letter.delivery) == ("", Notice.Delivery.EMAIL)


def test_the_letter_with_the_code_is_in_nobodys_list_of_notices(client, rosa):
    ask_for_code(client, rosa.person.email)
    code = code_in(letters(rosa)[-1])

    client.force_login(rosa.person)

    assert code not in client.get(reverse("notices")).text


def test_the_letter_is_sent_as_any_other(client, rosa, mailoutbox):
    ask_for_code(client, rosa.person.email)

    notices.deliver(letters(rosa)[-1].pk, at=timezone.now())

    assert mailoutbox[0].to == [rosa.person.email]
    assert "Hello Rosa Day," in mailoutbox[0].body
    assert "is your code to sign in" in mailoutbox[0].subject


def test_a_wrong_code_is_said_and_the_third_ends_it(client, rosa):
    ask_for_code(client, rosa.person.email)
    url = reverse("account_confirm_login_code")

    pages = [client.post(url, {"code": "0000-0001"}) for _try in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 302]
    assert "That is not the code." in words(pages[0])
    assert client.post(url, {"code": code_in(letters(rosa)[-1])}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_an_old_code_opens_nothing(client, rosa, monkeypatch):
    ask_for_code(client, rosa.person.email)
    code, now = code_in(letters(rosa)[-1]), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)

    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert "_auth_user_id" not in client.session


def test_one_may_go_back_from_the_code_to_the_password(client, rosa):
    ask_for_code(client, rosa.person.email)

    page = client.post(reverse("account_logout"), {"next": reverse("account_login")}, follow=True)

    assert page.request["PATH_INFO"] == reverse("account_login")
    assert sign_in(client, rosa).status_code == 302


def test_nobodys_mail_is_flooded_with_codes(rosa):
    pages = [ask_for_code(Client(REMOTE_ADDR=new_address()), rosa.person.email) for _try in range(5)]

    assert len(letters(rosa)) == 3
    assert "That was tried many times." in words(pages[-1])


def test_the_code_is_asked_for_from_the_page_of_signing_in(client):
    assert reverse("account_request_login_code") in client.get(reverse("account_login")).text


# Passwords


LEAKED = [
    "password123",
    "1234567890",
    "qwertyuiop",
    "sunshine123",
    "iloveyou123",
    "football123",
    "Sunshine2026!",
    "p4ssw0rd2026",
    "P@ssw0rd123",
    "princess1234",
    "dragon123456",
    "monkey!!!!!",
    "liverpool2024",
    "charlie12345",
    "0987654321",
    "1q2w3e4r5t",
    "aaaaaaaaaa",
    "1212121212",
    "qwerty123456",
    "Welcome12345",
    "letmein12345",
    "Timebank2026",
    "chelseachelsea",
    "superman2025",
    "michael12345",
]


@pytest.mark.parametrize("password", LEAKED)
def test_passwords_that_leaked_and_their_cousins_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["clean-teapot-42", "blue-kettle-77", "riverside-demo", "eleven green bottles", "Zażółć gęślą"]
)
def test_passwords_of_ones_own_are_taken(password):
    validate_password(password)


def test_a_changed_password_is_told_and_ends_the_other_sessions(client, rosa):
    elsewhere = browser(FIREFOX)
    sign_in(elsewhere, rosa)
    sign_in(client, rosa)
    new = {"oldpassword": PASSWORD, "password1": "blue-kettle-77", "password2": "blue-kettle-77"}

    client.post(reverse("account_change_password"), new)

    assert client.get(reverse("me")).status_code == 200
    assert elsewhere.get(reverse("me")).status_code == 302
    assert live_sessions(rosa.person, timezone.now()).count() == 1
    assert letters(rosa)[-1].subject == "Your password was changed"


# Where I am signed in


def test_the_browsers_are_listed_in_words_and_each_can_be_ended(client, rosa):
    elsewhere = browser(IPHONE)
    sign_in(elsewhere, rosa)
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client, rosa)

    page = client.get(reverse("sessions"))
    theirs = UserSession.objects.exclude(session_key=client.session.session_key).get()
    client.post(reverse("sessions"), {"session": theirs.pk})

    assert "Firefox on a Linux computer" in words(page)
    assert "Safari on an iPhone" in words(page)
    assert words(page).count("You are here") == 1
    assert elsewhere.get(reverse("me")).status_code == 302
    assert client.get(reverse("me")).status_code == 200


def test_all_others_are_ended_at_once(client, rosa):
    others = [browser(FIREFOX), browser(IPHONE)]
    for each in (*others, client):
        sign_in(each, rosa)

    client.post(reverse("sessions"), {"everywhere": "1"})

    assert [each.get(reverse("me")).status_code for each in (*others, client)] == [302, 302, 200]
    assert UserSession.objects.count() == Session.objects.count() == 1


def test_nobody_ends_the_session_of_somebody_else(client, rosa, margaret):
    elsewhere = browser(FIREFOX)
    sign_in(elsewhere, rosa)
    client.force_login(margaret.person)

    client.post(reverse("sessions"), {"session": UserSession.objects.get().pk})

    assert elsewhere.get(reverse("me")).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_sessions_asks_little_of_the_database(client, rosa, number, django_assert_num_queries):
    for _each in range(number):
        sign_in(browser(FIREFOX), rosa)
    sign_in(client, rosa)

    with django_assert_num_queries(3):
        client.get(reverse("sessions"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (FIREFOX, "Firefox on a Linux computer"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on a Windows computer"),
        ("curl/8", "a device we do not know"),
        ("<script>", "a device we do not know"),
        ("", "a device we do not know"),
    ],
)
def test_what_a_browser_says_of_itself_in_words(said, meant):
    assert device_in_words(said) == meant


# Letters about signing in


def test_a_new_browser_is_told_by_letter_and_a_known_one_is_not(rosa):
    first, second = browser(FIREFOX), browser(IPHONE)
    sign_in(first, rosa)
    assert letters(rosa) == []  # the very first time there is nothing to compare with

    sign_in(second, rosa)
    second.post(reverse("account_logout"))
    sign_in(second, rosa)

    assert [letter.subject for letter in letters(rosa)] == ["You signed in on a device we did not know"]
    assert "Safari on an iPhone" in letters(rosa)[0].body
    assert letters(rosa)[0].path == reverse("sessions")


def test_a_browser_that_two_people_share_is_known_for_both(rosa, margaret):
    margaret.person.set_password(PASSWORD)
    margaret.person.save()
    shared = browser(FIREFOX)
    for each in (rosa, margaret, rosa, margaret):
        sign_in(shared, each)
        shared.post(reverse("account_logout"))
    sign_in(browser(IPHONE), rosa)

    assert (len(letters(rosa)), len(letters(margaret))) == (1, 0)


def test_a_made_up_cookie_says_nothing(rosa):
    sign_in(browser(FIREFOX), rosa)
    forged = browser(IPHONE)
    forged.cookies["signed_in_before"] = "W10:x:y"

    sign_in(forged, rosa)

    assert len(letters(rosa)) == 1


def test_what_a_browser_remembers_names_nobody(client, rosa):
    sign_in(client, rosa)

    cookie = client.cookies["signed_in_before"]
    assert rosa.person.email not in cookie.value
    assert cookie["httponly"]
    assert cookie["max-age"] == datetime.timedelta(days=365).total_seconds()
