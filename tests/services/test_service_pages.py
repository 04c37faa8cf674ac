"""The list of public services and the page of one: what each reader reads, and nothing of who is served or works."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Member
from services.actions.services import PlaceWords, write_place
from services.models import Programme, Service
from services.views.services import SERVICES_ON_PAGE
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


def page_of(service, page="services:service", *args):
    return reverse(page, args=[service.bank.slug, service.slug, *args])


def read(client, path, member=None, status=200):
    if member is not None:
        client.force_login(member.person)
    answer = client.get(path)
    assert answer.status_code == status
    return words(answer)


def close(service):
    Member.objects.filter(pk=service.organisation_id).update(has_public_page=False)


def test_a_service_says_what_it_is_where_it_is_and_what_it_gives_and_asks(client, surgery, rosa):
    write_place(surgery, PlaceWords(name="Mill Lane", access="Step-free"), by=make.admin_of(surgery.bank))
    make.make_programme(surgery)
    make.make_listing(surgery.organisation, title="Meeting room", category=None)
    make.make_listing(surgery.organisation, kind="REQUEST", title="Somebody at the flu clinic", category=None)

    said = read(client, page_of(surgery), rosa)

    assert "Public service Riverside Surgery" in said
    assert "Mill Lane" in said
    assert "Getting in and round: Step-free" in said
    assert "Living with" not in said.split("Where and when")[0]
    assert said.index("What it gives") < said.index("Meeting room") < said.index("What it asks for")
    assert said.index("What it asks for") < said.index("Somebody at the flu clinic")


def test_staff_stand_by_their_job_and_who_takes_part_not_at_all(client, surgery, rosa):
    make.make_staff(surgery, name="Adaeze Okafor")
    make.take_part(make.make_programme(surgery), make.make_member(surgery.bank, name="Olwen Pugh"))

    said = read(client, page_of(surgery), rosa)

    assert "Practice nurse" in said
    assert "Adaeze" not in said
    assert "Olwen" not in said


def test_a_draft_is_read_by_staff_and_who_runs_the_bank_alone(client, surgery, rosa):
    make.make_programme(surgery, title="Not yet", state=Programme.State.DRAFT, opened_on=None)
    nurse, admin = make.make_staff(surgery), make.admin_of(surgery.bank)

    assert "Not yet" not in read(client, page_of(surgery), rosa)
    assert "Not yet" in read(client, page_of(surgery), nurse)
    assert "Not yet" in read(client, page_of(surgery), admin)


def test_visitors_read_only_what_a_service_opens(client, surgery):
    bank = surgery.bank
    make.make_listing(surgery.organisation, title="Meeting room", category=None)
    assert "What it gives" not in read(client, page_of(surgery))
    assert "Riverside Surgery" in read(client, reverse("services:services", args=[bank.slug]))

    close(surgery)

    assert client.get(page_of(surgery)).url == f"/accounts/login/?next={page_of(surgery)}"
    assert "Riverside Surgery" not in read(client, reverse("services:services", args=[bank.slug]))


def test_one_that_has_left_is_there_for_who_runs_the_bank_alone(client, surgery, rosa):
    Member.objects.filter(pk=surgery.organisation_id).update(state="PAUSED", back_on=None)

    read(client, page_of(surgery), rosa, status=404)
    read(client, page_of(surgery), make.admin_of(surgery.bank))


def test_services_of_another_bank_are_not_there(client, surgery):
    read(client, page_of(surgery), make.make_coordinator(make.make_bank()), status=404)


def test_services_stand_by_name_fifty_to_a_page(client, bank, rosa):
    surgery = make.make_service(bank, name="zebra")
    copies = [_copy(surgery, number) for number in range(SERVICES_ON_PAGE)]

    first = client.get(reverse("services:services", args=[bank.slug]))
    second = client.get(first.request["PATH_INFO"] + first.context["next_url"])

    assert [service.slug for service in first.context["services"]] == [copy.slug for copy in copies]
    assert [service.slug for service in second.context["services"]] == ["zebra"]
    assert second.context["next_url"] == ""


def _copy(service, number):
    """A service like this one, with rows of its own, without all the steps by which one comes to be."""
    organisation = Member.objects.get(pk=service.organisation_id)
    organisation.pk, organisation.account_id = None, None
    organisation.name, organisation.number = f"School {number:02}", 1000 + number
    organisation.save()
    account = make.make_member(service.bank, email="").account_id if number < 0 else None
    return Service.objects.create(
        bank=service.bank,
        organisation=organisation,
        slug=f"school-{number:02}",
        kind="SCHOOL",
        pot_id=account or organisation.account_id,
        made_at=service.made_at,
        made_by=service.made_by,
    )


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_one_of_everything_as_for_three(client, surgery, rosa, times):
    admin = make.admin_of(surgery.bank)
    for number in range(times):
        write_place(surgery, PlaceWords(name=f"Place {number}"), by=admin)
        make.make_programme(surgery, title=f"Walks {number}")
        make.make_listing(surgery.organisation, title=f"Room {number}", category=None)
        make.make_staff(surgery, name=f"Nurse {number}")
    client.force_login(rosa.person)

    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(surgery))

    assert len(asked) == QUERIES


QUERIES = 12
