"""Nobody learns from an answer whether we know an address: every door, asked with known and with unknown ones."""

import re
import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Member, Role
from tests import factories as make
from tests.access.asking import new_address
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

PASSWORD = "clean-teapot-42"
CHANGING = re.compile(r"member number \d+|number \d+|\d+ of \d+|\d+:\d\d [ap]m")


@pytest.fixture(autouse=True)
def _nobody_has_asked_before(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid.uuid4())}}


@pytest.fixture
def addresses(bank) -> list[str]:
    """Give addresses that differ in nothing but who they belong to: here, elsewhere, staff, an applicant, nobody."""
    kinds = ["here", "elsewhere", "staff", "waits", "left", "nobody"]
    emails = {kind: f"{kind:x>9}@example.org" for kind in kinds}
    make.make_member(bank, email=emails["here"])
    make.make_member(make.make_bank(), email=emails["elsewhere"])
    make.make_member(bank, email=emails["staff"], roles=(Role.ADMIN, Role.COORDINATOR))
    actions.apply_to_join(bank, actions.Application(name="Waits", email=emails["waits"]), at=timezone.now())
    gone = make.make_member(bank, email=emails["left"])
    actions.record_leaving(gone, by=make.admin_of(bank), at=timezone.now())
    return list(emails.values())


def browser(member: Member | None = None) -> Client:
    client = Client(REMOTE_ADDR=new_address())
    if member is not None:
        member.person.set_password(PASSWORD)
        member.person.save()
        client.post(reverse("account_login"), {"login": member.person.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def told(client: Client, url: str, email: str, typed: dict) -> tuple:
    """Give all that an answer tells: status, way, words, and what the browser is to remember."""
    page = client.post(url, {**typed}, follow=True)
    seen = CHANGING.sub("N", words(page).replace(email, "EMAIL").replace(email[:9], "NAME"))
    ways = [(way, status) for way, status in page.redirect_chain]
    ways = [(re.sub(r"\d+", "N", way), status) for way, status in ways]
    return page.status_code, ways, seen, sorted(page.cookies)


def door(name: str, bank, member, priya, admin, email: str) -> tuple:
    """Knock at one door with an address, as if nobody had knocked before."""
    at_bank = [bank.slug]
    person = {"name": email[:9], "telephone": "01632 960111", "age_band": "ADULT"}
    doors = {
        "password": (None, reverse("account_login"), {"login": email, "password": "wrong-teapot-42"}),
        "code": (None, reverse("account_request_login_code"), {"email": email}),
        "reset": (None, reverse("account_reset_password"), {"email": email}),
        "join": (None, reverse("members:join", args=at_bank), {**person, "email": email}),
        "change": (member, reverse("email_change"), {"email": email}),
        "enrol": (
            priya,
            reverse("members:enrol", args=at_bank),
            {**person, "email": email, "how": "PHONE", "head": "Chess"},
        ),
        "claim": (
            priya,
            reverse("members:address", args=[bank.slug, member.number]),
            {"email": email, "how_identified": "x"},
        ),
        "appoint": (
            admin,
            reverse("members:role_appoint", args=at_bank),
            {"name": email[:9], "email": email, "role": "AUDITOR"},
        ),
    }
    who, url, typed = doors[name]
    return told(browser(who), url, email, typed)


def undone(knock, *args) -> tuple:
    """Knock as if each time were the first: what was written is taken back."""
    with transaction.atomic():
        answer = knock(*args)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("name", ["password", "code", "reset", "join", "change", "enrol", "claim", "appoint"])
def test_a_door_answers_known_and_unknown_addresses_alike(bank, priya, addresses, name):
    admin, member = make.admin_of(bank), make.make_member(bank, name="Asks")

    answers = {email: undone(door, name, bank, member, priya, admin, email) for email in addresses}

    one = answers[addresses[-1]]
    assert one[0] in {200, 409}
    assert {email: answer for email, answer in answers.items() if answer != one} == {}


@pytest.mark.parametrize("name", ["code", "reset", "password"])
def test_asked_too_often_known_and_unknown_addresses_are_limited_alike(bank, addresses, name):
    tries = {
        email: [door(name, bank, make.make_member(bank), None, None, email)[0::2] for _try in range(7)]
        for email in (addresses[0], addresses[-1])
    }

    known, unknown = tries.values()
    assert known == unknown
    assert known[0] != known[-1]
