"""Making a service and running it by its pages: its times, its places and its staff."""

import pytest
from django.urls import reverse

from members.models import Area, Member
from services.models import Service, StaffPost
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
def manager(surgery):
    return make.make_staff(surgery, name="Mair Rees", manages=True)


def page_of(service, page, *args):
    return reverse(f"services:{page}", args=[service.bank.slug, service.slug, *args])


def library_of(bank):
    library = make.make_organisation(bank, name="Riverside Library")
    Member.objects.filter(pk=library.pk).update(organisation_kind="INSTITUTION")
    return library


def test_a_coordinator_lets_an_institution_be_a_service(client, bank, surgery):
    library, _choir = library_of(bank), make.make_organisation(bank, name="Riverside Choir")
    client.force_login(make.make_coordinator(bank).person)
    new = reverse("services:service_new", args=[bank.slug])

    offered = client.get(new).context["form"].fields["organisation"].queryset
    assert list(offered) == [library]  # neither the choir nor what is a service already
    answer = client.post(new, {"organisation": library.pk, "kind": "LIBRARY", "opening_times": "Ten to six"})

    made = Service.objects.get(organisation=library)
    assert (answer.url, made.kind) == (reverse("services:service", args=[bank.slug, made.slug]), "LIBRARY")


def test_a_manager_keeps_its_times_and_places(client, bank, surgery, manager):
    client.force_login(manager.person)
    area = Area.objects.create(bank=bank, name="Mill Lane")

    client.post(page_of(surgery, "service_change"), {"kind": "HOSPITAL", "opening_times": "Day and night"})
    client.post(page_of(surgery, "place_new"), {"name": "Annexe", "area": area.pk, "access": "A ramp"})
    place = surgery.places.get()
    again = client.post(page_of(surgery, "place_new"), {"name": "ANNEXE"})
    client.post(page_of(surgery, "place", place.pk), {"name": "Annexe", "access": "A ramp and a lift"})

    said = words(client.get(reverse("services:service", args=[bank.slug, surgery.slug])))
    assert "Hospital" in said
    assert "Day and night" in said
    assert "A ramp and a lift" in said
    assert (again.status_code, "There is a place of this name already." in words(again)) == (400, True)
    client.post(page_of(surgery, "place", place.pk), {"remove": "1"})
    assert not surgery.places.exists()


def test_who_works_there_has_a_job_and_duties_and_is_named_elsewhere(client, bank, surgery, manager):
    nurse = make.make_staff(surgery, name="Adaeze Okafor")
    client.force_login(manager.person)

    client.post(page_of(surgery, "post", nurse.pk), {"job": "Link worker", "duties": ["REFER"]})

    assert StaffPost.objects.filter(member=nurse, job="Link worker", duties=["REFER"]).exists()
    listed = words(client.get(page_of(surgery, "staff")))
    assert "Adaeze Okafor Link worker" in listed
    assert "A coordinator names who may act for the service." in listed
    client.force_login(make.make_coordinator(bank).person)
    assert (
        reverse("members:mandates", args=[bank.slug, surgery.organisation.number])
        in client.get(page_of(surgery, "staff")).text
    )


def test_nobody_has_a_post_who_does_not_act_for_it(client, bank, surgery, manager):
    client.force_login(manager.person)

    assert client.get(page_of(surgery, "post", make.make_member(bank).pk)).status_code == 404


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_of_staff_asks_the_same_for_one_as_for_three(
    client, surgery, manager, times, django_assert_num_queries
):
    for number in range(times):
        make.make_staff(surgery, name=f"Nurse {number}")
    client.force_login(manager.person)

    with django_assert_num_queries(QUERIES):
        client.get(page_of(surgery, "staff"))


QUERIES = 10
