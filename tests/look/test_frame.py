"""The frame of every page: whose it is, where people may go, whom they may ring; and the pages of bad luck."""

import re

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from members.models import Role
from tests import factories as make
from timebank.context import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank(area="Ashby Vale", telephone="01632 960184", contact_name="Priya")


def places(client: Client, url: str, label: str = "Main") -> list[str]:
    """Give the words of a page's navigation."""
    html = client.get(url).content.decode()
    nav = re.search(rf'aria-label="{label}">(.*?)</nav>', html, re.S)
    words = re.findall(r"<(?:a|summary)\b[^>]*>(.*?)</(?:a|summary)>", nav[1], re.S) if nav else []
    return [re.sub(r"<svg.*?</svg>", "", word, flags=re.S).strip() for word in words]


def signed_in(client: Client, member) -> Client:
    client.force_login(member.person)
    return client


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ((), ["Home", "Exchanges", "Find help", "My statement"]),
        ((Role.COORDINATOR,), ["Desk", "Exchanges", "Members", "Listings", "Reports"]),
        ((Role.ADMIN,), ["Home", "Exchanges", "Members", "Listings", "Reports", "Settings"]),
        ((Role.AUDITOR,), ["Home", "Exchanges", "Members", "Listings", "Reports"]),
    ],
)
def test_each_role_has_its_own_navigation(client, bank, roles, words):
    member = make.make_member(bank, roles=roles)

    assert places(signed_in(client, member), reverse("members:members", args=[bank.slug])) == words


def test_a_phone_has_three_words_and_more(client, bank):
    member = make.make_member(bank)
    url = reverse("exchanges:exchanges", args=[bank.slug])

    assert places(signed_in(client, member), url, "Main, phone")[:4] == ["Home", "Exchanges", "Find help", "More"]


def test_every_place_named_exists(client, bank):
    member = make.make_member(bank, roles=(Role.COORDINATOR, Role.ADMIN))
    member.person.set_password("clean-teapot-42")
    member.person.save()
    request = RequestFactory().get("/")
    request.user, request.bank, request.member = member.person, bank, member
    frame = page(request)["page"]

    answers = {place.url: signed_in(client, member).get(place.url).status_code for place in [*frame.nav, *frame.menu]}

    assert set(answers.values()) == {200}


def test_the_page_one_is_on_is_marked(client, bank):
    member = make.make_member(bank)
    html = signed_in(client, member).get(reverse("exchanges:log", args=[bank.slug])).content.decode()

    assert re.findall(r'aria-current="(\w+)"', html) == ["true", "true"]


def test_a_page_says_whom_to_ring(client, bank):
    html = client.get(reverse("exchanges:home", args=[bank.slug])).content.decode()

    assert "Need a person? Ring <bdi>Priya</bdi> on" in html


def test_the_title_names_the_bank_last(client, bank):
    html = client.get(reverse("exchanges:home", args=[bank.slug])).content.decode()

    assert " ".join(re.search(r"<title>(.*?)</title>", html, re.S)[1].split()).endswith(f"– {bank.name}")


def test_a_lost_page_is_told_in_plain_words(client):
    response = client.get("/banks/nowhere/at/all/")

    assert response.status_code == 404
    assert "find that page." in response.content.decode()


def test_what_is_not_ones_own_is_told_in_plain_words(client, bank):
    response = signed_in(client, make.make_member(bank)).get(reverse("exchanges:desk", args=[bank.slug]))

    assert response.status_code == 403
    assert "This is not yours to do." in response.content.decode()


def test_a_stale_form_is_told_in_plain_words():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@example.org"})

    assert response.status_code == 403
    assert "Please send that again." in response.content.decode()


def test_a_fault_of_ours_is_told_without_the_page_that_failed(client, bank, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("timebank.context._nav", lambda *_given: 1 / 0)

    response = client.get(reverse("exchanges:home", args=[bank.slug]))

    assert response.status_code == 500
    assert "Something broke on our side." in response.content.decode()


def test_a_database_that_is_away_for_a_moment_is_said_to_be_that(client, bank, monkeypatch):
    def away(*_given):
        raise OperationalError("the server closed the connection")

    client.raise_request_exception = False
    monkeypatch.setattr("timebank.context._nav", away)

    response = client.get(reverse("exchanges:home", args=[bank.slug]))

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "One moment, please." in response.content.decode()
