"""No to a suggestion: it is gone, it is learned from, it can be taken back, and it ends with who said it."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import leaving, merging
from exchanges.actions.erasing import erase_words
from exchanges.actions.not_for_me import say_not_for_me, take_no_back
from exchanges.models import Listing, NotForMe
from exchanges.reads.matches import to_help
from exchanges.reads.noes import noes_of
from members.models import Mandate
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
Why = NotForMe.Why


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def coat(rosa):
    return make.make_listing(rosa, kind=Listing.Kind.REQUEST, title="A torn coat")


def refuse(member, listing, why=Why.OTHER, *, by=None, at=None):
    return say_not_for_me(member, listing, why, by=by or member, at=at or timezone.now())


def test_what_somebody_said_no_to_is_gone_until_they_take_it_back(gwilym, coat):
    make.make_match(coat, make.make_listing(gwilym, title="Mending"))
    said = refuse(gwilym, coat)
    gone = to_help(gwilym, at=timezone.now())

    take_no_back(said, by=gwilym)
    take_no_back(said, by=gwilym)

    assert gone == []
    assert [each.request for each in to_help(gwilym, at=timezone.now())] == [coat]


def test_again_says_the_newer_reason_once(gwilym, coat):
    refuse(gwilym, coat, Why.TIME)
    refuse(gwilym, coat, Why.FAR)

    assert NotForMe.objects.get().why == Why.FAR


def test_no_time_counts_for_a_month(gwilym, coat):
    at = timezone.now()
    refuse(gwilym, coat, Why.TIME, at=at)

    assert list(noes_of(gwilym, at + datetime.timedelta(days=29))) != []
    assert list(noes_of(gwilym, at + datetime.timedelta(days=31))) == []


def test_nobody_says_no_to_their_own_nor_to_another_banks(rosa, gwilym, coat):
    stranger = make.make_member(make.make_bank())

    for member in (rosa, stranger):
        with pytest.raises(NotAllowed):
            refuse(member, coat)


@pytest.mark.parametrize(("kind", "may"), [(Mandate.Kind.MANAGER, True), (Mandate.Kind.RECORDER, False)])
def test_who_acts_says_no_as_far_as_they_may(bank, rosa, coat, kind, may):
    choir = make.make_organisation(bank)
    make.delegate(choir, rosa, kind)
    lift = make.make_listing(make.make_member(bank), kind=Listing.Kind.REQUEST, title="A lift")

    if may:
        refuse(choir, lift, by=rosa)
    else:
        with pytest.raises(NotAllowed):
            refuse(choir, lift, by=rosa)

    assert NotForMe.objects.filter(member=choir).exists() is may


@pytest.mark.parametrize("end", ["leave", "erase"])
def test_noes_end_with_who_said_them(gwilym, coat, end):
    refuse(gwilym, coat)

    if end == "leave":
        leaving.leave(gwilym, by=gwilym, at=timezone.now())
    else:
        erase_words(gwilym)

    assert not NotForMe.objects.exists()


def test_noes_move_to_the_number_that_is_kept_once_each(bank, gwilym, coat):
    twin = make.make_member(bank, name="Gwilym Prys")
    lift = make.make_listing(make.make_member(bank), kind=Listing.Kind.REQUEST, title="A lift")
    own = make.make_listing(gwilym, kind=Listing.Kind.REQUEST, title="My own")
    for member, listing in ((gwilym, coat), (twin, coat), (twin, lift), (twin, own)):
        refuse(member, listing)

    merging.merge(gwilym, twin, by=make.admin_of(bank), at=timezone.now())

    assert set(NotForMe.objects.values_list("member", "listing")) == {(gwilym.pk, coat.pk), (gwilym.pk, lift.pk)}
