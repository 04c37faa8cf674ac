"""Whom the board shows a coordinator: whose gifts lie idle, who only takes or gives, who is alone."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions.events import posting
from exchanges.reads.board import alone, gifts_unused, only_gave, only_received
from members.models import Gift, Member
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


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
def ana(bank):
    return make.make_member(bank, name="Ana Paz")


def names(read, bank, *, days: int = 0) -> set[str]:
    """Whom a read gives so many days from now, besides who runs the bank."""
    return set(read(bank, timezone.now() + days * DAY).filter(roles=[]).values_list("name", flat=True))


def long_here(*members: Member, days: int = 400) -> None:
    Member.objects.filter(pk__in=[each.pk for each in members]).update(joined_at=timezone.now() - days * DAY)


def test_gifts_lie_idle_until_the_first_time_is_given(bank, rosa, gwilym, ana):
    Gift.objects.filter(member=ana).delete()
    make.posted_exchange(rosa, ana)

    assert names(gifts_unused, bank) == {"Gwilym Prys"}


def test_the_gifts_come_with_their_people(bank, gwilym, django_assert_num_queries):
    make.make_gift(gwilym, words="Mending")

    with django_assert_num_queries(2):
        [found] = gifts_unused(bank, timezone.now()).filter(pk=gwilym.pk)

        assert {gift.words for gift in found.gifts.all()} == {"Help in the garden", "Mending"}


def test_who_only_takes_and_who_only_gives(bank, rosa, gwilym, ana):
    make.posted_exchange(rosa, gwilym)
    make.posted_exchange(gwilym, ana)

    assert names(only_received, bank) == {"Ana Paz"}
    assert names(only_gave, bank) == {"Rosa Day"}


def test_what_was_more_than_a_year_ago_no_longer_counts(bank, rosa, gwilym):
    make.posted_exchange(rosa, gwilym)

    assert names(only_received, bank, days=366) == set()
    assert names(only_gave, bank, days=366) == set()


def test_what_is_given_at_an_event_counts(bank, rosa):
    coordinator = make.make_coordinator(bank)
    host = make.make_member(bank)
    event = make.held_event(host, coordinator)
    make.keep_register(event, host, rosa)
    posting.approve_register(event, make.act(make.make_coordinator(bank)))

    assert "Rosa Day" in names(only_received, bank) ^ names(only_gave, bank)


@pytest.mark.parametrize(("partners", "is_alone"), [(0, True), (1, True), (2, False)])
def test_alone_is_who_met_nobody_or_one_person_for_half_a_year(bank, rosa, partners, is_alone):
    long_here(rosa)
    for _each in range(partners):
        make.posted_exchange(make.make_member(bank), rosa)
        make.posted_exchange(rosa, Member.objects.latest("pk"))

    assert ("Rosa Day" in names(alone, bank)) is is_alone


def test_who_met_people_long_ago_is_alone_again(bank, rosa, gwilym, ana):
    long_here(rosa)
    for other in (gwilym, ana):
        make.posted_exchange(other, rosa)

    assert "Rosa Day" not in names(alone, bank, days=170)
    assert "Rosa Day" in names(alone, bank, days=190)


@pytest.mark.parametrize(("days", "met", "is_alone"), [(20, 0, False), (22, 0, True), (22, 1, False)])
def test_a_new_member_has_three_weeks_to_find_somebody(bank, rosa, gwilym, days, met, is_alone):
    long_here(rosa, days=days)
    for _each in range(met):
        make.posted_exchange(gwilym, rosa)

    assert ("Rosa Day" in names(alone, bank)) is is_alone


def test_who_came_to_an_event_is_not_alone(bank, rosa):
    long_here(rosa)
    coordinator = make.make_coordinator(bank)
    host = make.make_member(bank)
    event = make.held_event(host, coordinator)
    make.keep_register(event, host, rosa)
    before = names(alone, bank)

    posting.approve_register(event, make.act(make.make_coordinator(bank)))

    assert "Rosa Day" in before
    assert "Rosa Day" not in names(alone, bank)


def test_one_met_at_another_bank_is_one_of_two(bank, rosa, gwilym):
    long_here(rosa)
    nils = make.make_member(make.make_bank())
    make.trade(bank, nils.bank)
    make.posted_exchange(gwilym, rosa)
    before = names(alone, bank)

    make.agreed_across(nils, rosa)

    assert "Rosa Day" in before
    assert "Rosa Day" not in names(alone, bank)


@pytest.mark.parametrize("read", [gifts_unused, only_received, only_gave, alone])
def test_only_people_of_the_bank_who_may_give_and_receive_are_shown(bank, read):
    other, choir = make.make_bank(), make.make_organisation(bank)
    left, far = make.make_member(bank), make.make_member(other)
    for member in (left, choir, far):
        make.make_gift(member, words="Mending")
    long_here(left, choir, far)
    friend = make.make_member(bank)
    make.posted_exchange(left, friend)
    make.posted_exchange(choir, friend)
    Member.objects.filter(pk=left.pk).update(state=Member.State.PAUSED)

    found = set(read(bank, timezone.now()).values_list("pk", flat=True))

    assert not found & {left.pk, choir.pk, far.pk}
