"""Had you met before? Asked once of each of two people after their first exchange, and for nobody else to read."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import approval, merging
from exchanges.actions.erasing import erase_words
from exchanges.actions.met_before import move_met_before, say_met_before
from exchanges.models import Exchange, MetBefore
from exchanges.reads.met_before import ASKED_FOR, answers_of, first_to_ask, is_to_be_asked
from members.models import Member
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
YES, NO, UNSAID = MetBefore.Answer.YES, MetBefore.Answer.NO, MetBefore.Answer.UNSAID


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwil(bank):
    return make.make_member(bank, name="Gwil Rees")


def today(bank):
    return bank.day(timezone.now())


def asked(*members) -> list[bool]:
    return [first_to_ask(each, today(each.bank)) is not None for each in members]


def say(exchange, member, answer) -> MetBefore:
    return say_met_before(exchange, make.act(member), answer=answer)


def test_each_of_two_people_is_asked_once_and_the_first_answer_stands(bank, rosa, gwil):
    waits = make.logged_exchange(rosa, gwil)
    assert asked(rosa, gwil) == [False, False]
    with pytest.raises(WrongState):
        say(waits, rosa, YES)
    exchange = make.posted_exchange(gwil, rosa)
    assert asked(rosa, gwil) == [True, True]

    said = say(exchange, rosa, UNSAID)
    again = say(exchange, rosa, YES)
    make.posted_exchange(rosa, gwil)

    assert (said, again.answer) == (again, UNSAID)
    assert asked(rosa, gwil) == [False, True]
    assert not is_to_be_asked(rosa, exchange, today(bank))
    with pytest.raises(NotAllowed):
        say(exchange, make.make_member(bank), NO)


def test_it_is_the_first_exchange_of_a_pair_and_not_long_ago(bank, rosa, gwil):
    coordinator = make.make_coordinator(bank)
    first, second = make.posted_exchange(rosa, gwil), make.posted_exchange(gwil, rosa)
    Exchange.objects.filter(pk=first.pk).update(happened_on=today(bank) - ASKED_FOR - A_DAY)
    assert asked(rosa, gwil) == [False, False]  # they know each other by now
    assert not is_to_be_asked(rosa, second, today(bank))

    approval.reverse(Exchange.objects.get(pk=first.pk), make.act(coordinator), reason="It never happened.")
    assert asked(rosa, gwil) == [True, True]
    approval.reverse(second, make.act(coordinator), reason="Nor did this.")
    assert asked(rosa, gwil) == [False, False]


def test_only_of_grown_up_people_who_belong_and_have_not_blocked_each_other(bank, rosa, gwil):
    choir = make.make_organisation(bank)
    with_choir = make.posted_exchange(rosa, choir)
    assert asked(rosa, choir) == [False, False]
    exchange = make.posted_exchange(rosa, gwil)
    for changed, back in (
        ({"age_band": Member.AgeBand.TEEN}, {"age_band": Member.AgeBand.ADULT}),
        ({"state": Member.State.PAUSED}, {"state": Member.State.APPROVED}),
    ):
        Member.objects.filter(pk=gwil.pk).update(**changed)
        assert asked(rosa, gwil) == [False, False]
        Member.objects.filter(pk=gwil.pk).update(**back)
    assert asked(rosa, gwil) == [True, True]

    make.make_block(gwil, rosa)

    assert asked(rosa, gwil) == [False, False]
    for each in (exchange, with_choir):
        with pytest.raises(WrongState):
            say(each, rosa, YES)


def test_measures_read_pairs_and_one_who_remembers_is_enough(bank, rosa, gwil, django_assert_num_queries):
    one, two, three = (make.make_member(bank) for _each in range(3))
    at = timezone.now()
    said = [(rosa, gwil, NO), (gwil, rosa, YES), (rosa, one, NO), (one, rosa, UNSAID), (rosa, two, UNSAID)]
    MetBefore.objects.bulk_create(
        MetBefore(member=member, other=other, answer=answer, answered_at=at) for member, other, answer in said
    )
    pairs = [(rosa.pk, gwil.pk), (one.pk, rosa.pk), (two.pk, rosa.pk), (three.pk, rosa.pk), (one.pk, gwil.pk)]

    with django_assert_num_queries(2):
        found = answers_of(pairs)

    assert found == {frozenset((rosa.pk, gwil.pk)): True, frozenset((one.pk, rosa.pk)): False}


def test_two_numbers_that_become_one_keep_their_answers_and_are_found_by_either(bank, rosa, gwil):
    other, twin = make.make_member(bank), make.make_member(bank, name="Rosa Day")
    for exchange in (
        make.posted_exchange(rosa, gwil),
        make.posted_exchange(gwil, twin),
        make.posted_exchange(twin, other),
    ):
        for side in (exchange.giver, exchange.receiver):
            say(exchange, side, NO)

    merging.merge(rosa, twin, by=make.admin_of(bank), at=timezone.now())

    kept = MetBefore.objects.values_list("member", "other")
    assert set(kept) == {
        (rosa.pk, gwil.pk),
        (gwil.pk, rosa.pk),
        (rosa.pk, other.pk),
        (other.pk, rosa.pk),
    }
    assert answers_of([(twin.pk, other.pk)]) == {frozenset((twin.pk, other.pk)): False}
    MetBefore.objects.create(member=rosa, other=twin, answer=YES, answered_at=timezone.now())
    move_met_before(rosa, twin)
    assert kept.count() == 4  # nobody has met themselves


def test_who_is_erased_takes_their_answers_and_those_about_them(bank, rosa, gwil):
    third = make.make_member(bank)
    for exchange in (make.posted_exchange(rosa, gwil), make.posted_exchange(third, gwil)):
        for side in (exchange.giver, exchange.receiver):
            say(exchange, side, NO)

    erase_words(rosa)

    assert set(MetBefore.objects.values_list("member", "other")) == {(third.pk, gwil.pk), (gwil.pk, third.pk)}
