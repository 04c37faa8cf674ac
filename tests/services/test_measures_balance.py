"""What a service's public page says of giving and giving back, and that it says nothing of few."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Exchange
from services.models import Participation
from services.reads.measures.balance import Both, balance_of
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.months import month_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgery():
    return make.make_service(make.make_bank())


@pytest.fixture
def today(surgery):
    return surgery.bank.day(timezone.now())


@pytest.fixture
def last_month(today):
    """A day of the last whole month."""
    return month_of(month_of(today) - datetime.timedelta(days=1))


def serve(surgery, count, since):
    """Let a programme of the surgery serve so many people."""
    programme = make.make_programme(surgery, title="Walks")
    people = [make.make_member(surgery.bank) for _number in range(count)]
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=since) for each in people
    )
    return programme, people


def exchanged(giver, receiver, minutes, on):
    exchange = make.posted_exchange(giver, receiver, minutes=minutes)
    Exchange.objects.filter(pk=exchange.pk).update(happened_on=on)


def test_the_page_says_what_residents_gave_and_what_came_back(client, surgery, today, last_month):
    programme, people = serve(surgery, 10, since=last_month)
    exchanged(people[0], surgery.organisation, 120, last_month)
    exchanged(surgery.organisation, people[1], 60, last_month)
    exchanged(people[2], surgery.organisation, 600, today)
    make.held_session(programme, gave=(people[3],), received=(people[4],), on=last_month)
    make.write_staff_time(programme, make.make_staff(surgery), on=last_month, minutes=30)
    make.write_staff_time(programme, make.make_staff(surgery), on=today, minutes=600)

    found = balance_of(surgery, today)
    said = words(client.get(reverse("services:service", args=[surgery.bank.slug, surgery.slug])))

    assert found.whole == found.months[-1][1] == Both(received=180, given=90)
    assert found.programmes == (("Walks", Both(received=180, given=90)),)
    assert "In six months residents gave Riverside Surgery 3 hours. It gave 1½ hours back" in said
    assert "for every hour received, about 30 minutes" in said
    assert "Too few people to draw it month by month." in said
    assert "Most was given by people of Walks: 3 hours." in said


def test_nine_people_are_not_shown(client, surgery, today, last_month):
    _programme, people = serve(surgery, 9, since=last_month)
    exchanged(people[0], surgery.organisation, 120, last_month)

    said = words(client.get(reverse("services:service", args=[surgery.bank.slug, surgery.slug])))

    assert not balance_of(surgery, today).is_shown
    assert "Once 10 people or more take part" in said
    assert "2 hours" not in said


def test_a_programme_is_not_drawn_where_few_others_exchanged_with_the_service(surgery, today, last_month):
    _programme, people = serve(surgery, 10, since=last_month)
    exchanged(people[0], surgery.organisation, 120, last_month)
    exchanged(make.make_member(surgery.bank), surgery.organisation, 30, last_month)

    found = balance_of(surgery, today)

    assert (found.whole, found.programmes) == (Both(received=150), ())
