"""The last day of each member: it follows what is posted, taken back, brought over, merged, and who came."""

import datetime
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.actions.events import posting as registers
from exchanges.actions.last_exchanges import find_last_exchanges
from exchanges.actions.merging import merge
from exchanges.models import LastExchange
from members.models import Member
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def margaret(bank):
    return make.make_member(bank)


@pytest.fixture
def fatima(bank):
    return make.make_member(bank)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank)


def last_of(*members: Member) -> list[datetime.date | None]:
    days = dict(LastExchange.objects.values_list("member", "happened_on"))
    return [days.get(member.pk) for member in members]


def day(bank, days_ago: int) -> datetime.date:
    return bank.day(timezone.now()) - datetime.timedelta(days=days_ago)


def posted(giver: Member, receiver: Member, *, days_ago: int):
    return make.posted_exchange(giver, receiver, day=day(giver.bank, days_ago))


def test_the_later_day_stays_and_a_reversal_gives_the_one_before_back(bank, margaret, fatima, priya):
    rosa = make.make_member(bank)
    latest = posted(margaret, fatima, days_ago=3)
    posted(fatima, rosa, days_ago=9)
    assert last_of(margaret, fatima, rosa) == [day(bank, 3), day(bank, 3), day(bank, 9)]

    approval.reverse(latest, make.act(priya), reason="It was another day.")

    assert last_of(margaret, fatima, rosa) == [None, day(bank, 9), day(bank, 9)]


def test_what_is_not_posted_is_no_last_day(margaret, fatima):
    make.logged_exchange(margaret, fatima)

    assert last_of(margaret, fatima) == [None, None]


def test_what_is_disputed_stands_until_it_is_taken_back(bank, margaret, fatima, priya):
    rosa = make.make_member(bank)
    disputed = life.dispute(posted(margaret, fatima, days_ago=2), make.act(fatima), reason="It was shorter.")

    approval.reverse(posted(margaret, rosa, days_ago=7), make.act(priya), reason="It was somebody else.")

    assert last_of(margaret, fatima, rosa) == [day(bank, 2), day(bank, 2), None]
    approval.resolve_by_undoing(disputed, make.act(priya), reason="It did not happen.")
    assert last_of(margaret, fatima) == [None, None]


def test_who_came_to_an_event_was_there_also_without_hours(bank, margaret, fatima, priya):
    approver = make.make_coordinator(bank)
    event = make.held_event(margaret, priya)
    make.keep_register(event, priya, fatima)
    event = registers.approve_register(event, make.act(approver))
    assert last_of(fatima) == [event.on]

    registers.take_back(event, make.act(approver), reason="The wrong register.")

    assert last_of(fatima) == [None]


def test_two_numbers_that_become_one_keep_the_later_day(bank, margaret, fatima, priya):
    admin, rosa = make.make_member(bank, roles=("ADMIN",)), make.make_member(bank)
    old, theirs = posted(margaret, rosa, days_ago=2), posted(fatima, rosa, days_ago=8)

    merge(fatima, margaret, by=admin, at=timezone.now())

    assert last_of(fatima) == [day(bank, 2)]
    approval.reverse(theirs, make.act(priya), reason="It was another day.")
    assert last_of(fatima) == [day(bank, 2)]
    approval.reverse(old, make.act(priya), reason="It was another day.")
    assert last_of(fatima) == [None]


def test_an_update_finds_the_days_of_what_was_posted_before_it(bank, margaret, fatima):
    posted(margaret, fatima, days_ago=5)
    life.dispute(posted(fatima, make.make_member(bank), days_ago=40), make.act(fatima), reason="It was shorter.")
    kept = list(LastExchange.objects.order_by("pk").values())
    LastExchange.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(import_module("exchanges.migrations.0023_fill_last_exchanges").FILL)

    assert list(LastExchange.objects.order_by("pk").values()) == kept
    LastExchange.objects.update(happened_on=day(bank, 100))
    find_last_exchanges(Member.objects.filter(bank=bank))
    assert list(LastExchange.objects.order_by("pk").values()) == kept
