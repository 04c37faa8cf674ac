"""What who acts for a member reads of a confidential programme that serves them: nothing, whichever page they open."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.events import signing
from members.models import Mandate
from services.actions import taking_part, voice
from tests import factories as make
from tests.access.addresses import all_addresses, parts_of
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

PACKED = {"insight:statement_pdf", "insight:statement_xlsx"}  # words cannot be looked for in these; the .csv has them
# Every page that opens to who acts for a person, and not only those of services: sessions are events, roles requests.
PAGES = sorted(
    each.name
    for each in all_addresses()
    if each.is_of_bank and Mandate.Kind.SUPPORTER in getattr(each.view, "admits", ()) and each.name not in PACKED
)
# These name services to everybody: there it counts that they say the same of whoever one acts for.
SAY_IT_TO_ALL = {
    "services:services",
    "services:map",
    "exchanges:organisations",
    "exchanges:organisation",
    "members:members",
}
ABOUT_A_SERVICE = [
    name for name in PAGES if name in SAY_IT_TO_ALL or (name.startswith("services:") and "slug" in parts_of(name))
]
REST = [name for name in PAGES if name not in ABOUT_A_SERVICE]
NAMES = re.compile("Anna Served|Ben Other|Anna|Ben")
SECRETS = ("Riverside Surgery", "diabetes", "Walk by the river", "Mill bridge", "Peer supporter")


@pytest.fixture
def bank():
    return make.make_bank(slug="riverside")


@pytest.fixture
def programme(bank):
    return make.make_programme(make.make_service(bank), slug="living-well")


@pytest.fixture
def anna(bank, programme):
    """Somebody it serves and who fills a role: she came, comes again, waits for an answer and is asked a question."""
    member, nurse = make.make_member(bank, name="Anna Served"), make.make_staff(programme.service, manages=True)
    make.take_part(programme, member, since=bank.day(timezone.now()))
    at, role = timezone.now(), programme.roles.get()
    taking_part.give_role(programme.participations.get(), role, by=nurse, at=at)
    make.held_session(programme, by=nurse, both=(member,))
    signing.sign_up(make.make_session(programme, by=nurse).event, "GUEST", make.act(member))
    taking_part.write_wish_down(programme, member, channel="PHONE", by=make.make_coordinator(bank), at=at)
    voice.open_round(programme.service, by=nurse, at=at)
    return member


@pytest.fixture
def daughter(bank):
    return make.make_member(bank, name="Daughter")


def act_for(client, daughter, member):
    client.force_login(daughter.person)
    client.post(reverse("members:act", args=["riverside", make.supporter(member, daughter).pk]))


def path_of(name, programme, member, pk=0):
    """Fill an address in, with the session that is to come where it wants a number; '' where it wants more."""
    known = {
        "bank": "riverside",
        "slug": programme.service.slug,
        "programme": programme.slug,
        "pk": pk or programme.sessions.get(event__state="OPEN").pk,
        "number": member.number,
    }
    parts = parts_of(name)
    return reverse(name, kwargs={part: known[part] for part in parts}) if set(parts) <= set(known) else ""


def test_it_names_neither_the_service_nor_the_programme(client, programme, anna, daughter):
    paths = {name: path_of(name, programme, anna) for name in REST}
    client.force_login(anna.person)
    assert "Riverside Surgery asks you one question" in words(client.get(paths["exchanges:home"]))
    assert "Riverside Surgery" in words(client.get(paths["exchanges:event"]))

    act_for(client, daughter, anna)
    read = {name: client.get(path) for name, path in paths.items() if path}

    told = {(name, said) for name, page in read.items() for said in SECRETS if said.encode() in page.getvalue()}
    assert told == set()
    assert "Group activity" in words(read["exchanges:event"])
    assert "Group activity" in words(read["insight:statement"])


def test_the_pages_of_a_service_say_the_same_of_whoever_one_acts_for(client, bank, programme, anna, daughter):
    read = []
    for member in (anna, make.make_member(bank, name="Ben Other")):
        act_for(client, daughter, member)
        pages = {name: client.get(path_of(name, programme, anna)) for name in ABOUT_A_SERVICE}
        said = {name: NAMES.sub("She", words(page)) for name, page in pages.items() if page.status_code == 200}
        read.append(({name: page.status_code for name, page in pages.items()}, said))

    assert read[0] == read[1]
    assert {"services:programme", "services:service", "services:voice"} <= set(read[0][1])


def test_a_referral_names_the_service_to_who_acts_and_nothing_but_the_service(client, programme, anna, daughter):
    """So its one question may be asked through them as well; for which programme it was, no page tells them."""
    referral = make.make_referral(programme.service, programme=programme, member=anna)
    paths = [path_of(name, programme, anna, referral.pk) for name in ("services:my_referral", "services:my_referrals")]
    paths.append(reverse("exchanges:home", args=["riverside"]))

    act_for(client, daughter, anna)
    read = [words(client.get(path)) for path in paths]

    assert [{said for said in SECRETS if said in page} for page in read] == [{"Riverside Surgery"}] * 3
    assert "Riverside Surgery asks you one question" in read[2]
