"""Who left, or was declined, and asks again: what we know of them stands until staff change it."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from members.actions import Application, apply_to_join, approve_application, decline_application
from members.actions.ages import change_age_band
from members.actions.applications import ForAdults, NotReady
from members.actions.leaving import record_leaving
from members.models import Bank, Member
from tests import factories as make

pytestmark = pytest.mark.django_db
Age = Member.AgeBand


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(lets_in_minors=True)


@pytest.fixture
def priya(bank) -> Member:
    return make.make_coordinator(bank, name="Priya Desk")


def leave(member: Member) -> Member:
    return record_leaving(member, by=member, at=timezone.now())


def ask_again(member: Member, **told) -> Member:
    wish = Application(**{"name": member.name, "email": member.person.email, **told})
    found = apply_to_join(member.bank, wish, person=member.person, at=timezone.now())
    assert found is not None
    return Member.objects.select_related("bank", "person").get(pk=found.pk)


def test_nobody_grows_up_by_leaving_and_asking_again(bank, priya):
    tilly = make.make_guarded(bank)
    leave(tilly)

    back = ask_again(tilly, age_band=Age.ADULT)

    assert (back.pk, back.age_band) == (tilly.pk, Age.TEEN)
    line = back.events.filter(kind="APPLIED").last()
    assert line.words == "They say now that they are 18 or older. We knew them as 16 or 17."


def test_who_comes_back_under_another_name_is_still_found_by_the_first(bank):
    rosa = make.make_member(bank, name="Rosa Diaz")
    leave(rosa)

    back = ask_again(rosa, name="Rosa Day")

    assert (back.pk, back.name, back.former_names) == (rosa.pk, "Rosa Day", ["Rosa Diaz"])


def test_nobody_grows_up_by_being_declined_and_asking_again(bank, priya):
    wish = Application(name="Tilly Young", email="tilly@example.org", age_band=Age.CHILD)
    applicant = apply_to_join(bank, wish, at=timezone.now())
    decline_application(applicant, by=priya, words="Not this time.", at=timezone.now())

    assert [ask_again_after(applicant, priya, band) for band in (Age.ADULT, Age.TEEN)] == [Age.CHILD, Age.CHILD]


def ask_again_after(applicant: Member, priya: Member, band: Age) -> str:
    back = ask_again(applicant, age_band=band)
    decline_application(back, by=priya, words="Not this time.", at=timezone.now())
    return back.age_band


def test_staff_say_that_who_comes_back_is_18_now_and_let_them_in(bank, priya):
    tilly = make.make_guarded(bank)
    leave(tilly)
    Bank.objects.filter(pk=bank.pk).update(lets_in_minors=False)
    tilly.bank.refresh_from_db()
    back = make.make_ready(ask_again(tilly, age_band=Age.ADULT))

    with pytest.raises((NotReady, ForAdults)):
        approve_application(back, by=priya, at=timezone.now())
    change_age_band(back, Age.ADULT, by=priya, at=timezone.now())

    assert approve_application(back, by=priya, at=timezone.now()).can_trade


def test_who_comes_back_as_under_18_has_no_photo(bank, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tilly = make.make_member(bank, name="Tilly Young")
        photo = make.hang_photo(tilly).photo
        leave(tilly)

        back = ask_again(tilly, age_band=Age.TEEN)

    assert (back.age_band, back.photo) == (Age.TEEN, "")
    assert not default_storage.exists(photo)
    assert back.events.filter(kind="APPLIED").last().words == ""


def test_an_adult_who_comes_back_keeps_their_photo(bank):
    rosa = make.make_member(bank, name="Rosa Day")
    photo = make.hang_photo(rosa).photo
    leave(rosa)

    assert ask_again(rosa).photo == photo
