"""Signing in and out, and choosing a password, with django-allauth behind our pages."""

import pytest
from django.urls import reverse

from members.models import Person
from notices.models import Notice

pytestmark = pytest.mark.django_db

PASSWORD = "clean-teapot-42"


@pytest.fixture
def margaret():
    return Person.objects.create_user("margaret@example.org", PASSWORD, name="Margaret Pole")


def text(response) -> str:
    return response.content.decode()


def sign_in(client, email: str, password: str):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def link_for(client, email: str) -> str:
    """Ask for a new password and give the link of the letter."""
    client.post(reverse("account_reset_password"), {"email": email})
    return Notice.objects.latest("pk").path


def test_signing_in_leads_on(client, margaret):
    response = sign_in(client, "Margaret@Example.org", PASSWORD)

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(margaret.pk)


def test_a_wrong_password_is_said_and_the_address_kept(client, margaret):
    response = sign_in(client, "margaret@example.org", "wrong")

    assert response.status_code == 200
    assert "Please check 1 answer" in text(response)
    assert 'value="margaret@example.org"' in text(response)


@pytest.mark.parametrize(
    "email", ["", "x", "a\x00@example.org", "<b>@example.org", "'; DROP", "x" * 400 + "@example.org"]
)
@pytest.mark.parametrize("password", ["", "\x00", "x" * 5000])
def test_bad_input_is_answered_on_the_page(client, email, password):
    response = sign_in(client, email, password)

    assert response.status_code == 200
    assert 'class="error-summary"' in text(response)


def test_the_demo_signs_in_with_one_click_only_where_there_is_a_demo(client, settings):
    settings.DEMO = False
    without = text(client.get(reverse("account_login")))
    settings.DEMO = True
    with_demo = text(client.get(reverse("account_login")))

    assert "resident@demo.example" not in without
    assert with_demo.count('name="email"') >= 5


def test_signing_out_is_a_button(client, margaret):
    client.force_login(margaret)

    assert "Sign out?" in text(client.get(reverse("account_logout")))
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_chosen_anew_by_a_letter(client, margaret):
    page = client.get(link_for(client, "margaret@example.org"), follow=True)
    url = page.request["PATH_INFO"]
    response = client.post(url, {"password1": "blue-kettle-77", "password2": "blue-kettle-77"}, follow=True)

    assert "Your password is set" in text(response)
    assert sign_in(client, "margaret@example.org", "blue-kettle-77").status_code == 302
    letter = Notice.objects.earliest("pk")
    assert (letter.recipient.name, letter.recipient.address) == ("Margaret Pole", "margaret@example.org")
    assert letter.subject == "Choose a password for your time bank"


def test_a_link_works_once(client, margaret):
    link = link_for(client, "margaret@example.org")
    margaret.set_password("blue-kettle-77")
    margaret.save()

    assert "This link no longer works" in text(client.get(link))


def test_nobody_learns_whether_an_address_is_known(client, margaret):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("margaret@example.org", "nobody@example.org")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert ["Look in your e-mail" in text(answer) for answer in answers] == [True, True]


def test_a_password_is_changed(client, margaret):
    client.force_login(margaret)
    url = reverse("account_change_password")

    refused = client.post(url, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    client.post(url, {"oldpassword": PASSWORD, "password1": "blue-kettle-77", "password2": "blue-kettle-77"})

    assert "This password is too short" in text(refused)
    margaret.refresh_from_db()
    assert margaret.check_password("blue-kettle-77")
