"""What a service's public page says of giving back: its measures of six whole months, and nothing about few."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Exchange
from services.models import Participation
from tests import factories as make
from tests.crowds import make_crowd
from tests.pages.reading import words
from timebank.lib.months import month_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgery():
    return make.make_service(make.make_bank())


@pytest.fixture
def last_month(surgery):
    """A day of the last whole month."""
    return month_of(surgery.bank.day(timezone.now())) - datetime.timedelta(days=1)


def serve(surgery, count, since):
    """Let a programme of the surgery serve so many people."""
    programme = make.make_programme(surgery, title="Walks")
    people = make_crowd(surgery.bank, count)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=since) for each in people
    )
    return programme, people


def exchanged(giver, receiver, minutes, on):
    exchange = make.posted_exchange(giver, receiver, minutes=minutes)
    Exchange.objects.filter(pk=exchange.pk).update(happened_on=on)


def page_of(client, surgery):
    return words(client.get(reverse("services:service", args=[surgery.bank.slug, surgery.slug])))


def test_paid_duty_never_counts_as_giving_back(client, surgery, last_month):
    programme, people = serve(surgery, 10, since=last_month)
    exchanged(people[0], surgery.organisation, 120, last_month)
    exchanged(surgery.organisation, people[1], 60, last_month)
    exchanged(people[2], surgery.organisation, 600, surgery.bank.day(timezone.now()))
    make.held_session(programme, gave=(people[3],), received=(people[4],), on=last_month)
    make.write_staff_time(programme, make.make_staff(surgery), on=last_month, minutes=600)

    said = page_of(client, surgery)

    assert "People served gave 3 hours and received 2 hours: of 100 hours they gave 60." in said
    assert "Hours given by people served, divided by the hours they gave and received together." in said
    assert "Of 10 people served, 2 also gave: 20 in 100." in said
    assert "Too few people to draw it month by month." in said


def test_nine_people_are_not_shown(client, surgery, last_month):
    _programme, people = serve(surgery, 9, since=last_month)
    exchanged(people[0], surgery.organisation, 120, last_month)

    said = page_of(client, surgery)

    assert "Once 10 people or more take part" in said
    assert "2 hours" not in said
