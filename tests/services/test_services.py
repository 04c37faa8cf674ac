"""An organisation becomes a service: who may say so, its pot, its places and its staff."""

import pytest
from django.utils import timezone

from ledger.reads import account_states
from members.actions import end_mandate
from members.models import Mandate, Member
from services.access import standing_of
from services.actions.services import NoService, NotStaff, PlaceKnown, PlaceWords, make_service, write_place, write_post
from services.models import Service, StaffPost
from tests import factories
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


def test_a_service_has_a_pot_of_its_own_that_never_goes_below_nothing(surgery):
    pot = account_states([surgery.pot_id])[surgery.pot_id]

    assert (pot.balance_minutes, pot.floor_minutes) == (0, 0)


def test_the_same_organisation_becomes_one_service(bank, surgery):
    again = make_service(surgery.organisation, kind="LIBRARY", by=factories.admin_of(bank), at=timezone.now())

    assert (again.pk, again.kind) == (surgery.pk, Service.Kind.SURGERY)


def test_two_of_a_name_have_two_addresses(bank, surgery):
    other = factories.make_service(bank)

    assert (surgery.slug, other.slug) == ("riverside-surgery", f"riverside-surgery-{other.organisation.number}")


def test_only_an_institution_becomes_a_service(bank):
    choir = factories.make_organisation(bank)

    with pytest.raises(NoService):
        make_service(choir, kind="OTHER", by=factories.admin_of(bank), at=timezone.now())


def test_a_member_makes_no_service(bank, surgery):
    with pytest.raises(NotAllowed):
        make_service(surgery.organisation, kind="OTHER", by=factories.make_member(bank), at=timezone.now())


def test_staff_are_who_may_act_for_it_now(bank, surgery):
    nurse = factories.make_staff(surgery, duties=[StaffPost.Duty.REFER])
    before = standing_of(nurse, surgery)
    end_mandate(Mandate.objects.get(holder=nurse), by=factories.admin_of(bank), at=timezone.now())

    after = standing_of(Member.objects.get(pk=nurse.pk), surgery)

    assert (before.is_staff, before.may_refer, before.may_run_sessions, before.may_change) == (True, True, False, False)
    assert after.is_staff is after.may_refer is False
    assert not StaffPost.objects.held().exists()


def test_staff_of_one_service_are_nobody_at_another(bank, surgery):
    school = factories.make_service(bank, name="Riverside Primary", kind=Service.Kind.SCHOOL)
    manager = factories.make_staff(surgery, manages=True)

    assert standing_of(manager, surgery).may_change
    assert not standing_of(manager, school).may_change


def test_nobody_has_a_post_without_a_mandate(bank, surgery):
    with pytest.raises(NotStaff):
        write_post(surgery, factories.make_member(bank), job="Friend", duties=[], by=factories.admin_of(bank))


def test_a_place_is_named_once_and_written_by_who_manages(bank, surgery):
    manager = factories.make_staff(surgery, manages=True)
    write_place(surgery, PlaceWords(name="Main building", access="Step-free"), by=manager)

    with pytest.raises(PlaceKnown):
        write_place(surgery, PlaceWords(name="main building"), by=manager)
    with pytest.raises(NotAllowed):
        write_place(surgery, PlaceWords(name="Annexe"), by=factories.make_staff(surgery))
    assert [place.access for place in surgery.places.all()] == ["Step-free"]
