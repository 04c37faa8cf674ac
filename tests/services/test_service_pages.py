"""The list of public services and the page of one: what each reader reads, and nothing of who is served or works."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import merging
from members.models import Member
from services.actions.services import PlaceWords, write_place, write_post
from services.models import Programme, StaffPost
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


def test_the_page_of_its_organisation_leads_there(client, surgery, rosa):
    client.force_login(rosa.person)

    answer = client.get(reverse("exchanges:organisation", args=[surgery.bank.slug, surgery.organisation.number]))

    assert answer.url == page_of(surgery)


def test_who_has_two_numbers_keeps_their_post(bank, surgery, rosa):
    old = make.make_member(bank, name="Rosa D.")
    make.delegate(surgery.organisation, old)
    write_post(surgery, old, job="Receptionist", duties=["REFER"], by=make.admin_of(bank))

    merging.merge(rosa, old, by=make.admin_of(bank), at=timezone.now())

    assert [(post.member_id, post.job) for post in StaffPost.objects.held()] == [(rosa.pk, "Receptionist")]


def test_services_of_another_bank_are_not_there(client, surgery):
    close(surgery)

    read(client, page_of(surgery), make.make_coordinator(make.make_bank()), status=404)


def test_services_stand_by_name_some_to_a_page(client, bank, monkeypatch):
    monkeypatch.setattr("services.views.services.SERVICES_ON_PAGE", 2)
    for name in ("zebra", "Ash School", "Éclair Library", "ash school"):
        make.make_service(bank, name=name)

    pages = [client.get(reverse("services:services", args=[bank.slug]))]
    pages.append(client.get(pages[0].request["PATH_INFO"] + pages[0].context["next_url"]))

    assert [[str(service) for service in page.context["services"]] for page in pages] == [
        ["Ash School", "ash school"],
        ["Éclair Library", "zebra"],
    ]
    assert pages[1].context["next_url"] == ""


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


QUERIES = 15
