"""Telling many asks the database the same, however many organisations are among them; their delegates hear it too."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.actions import announcing
from exchanges.actions.events import planning, signing
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


def told(member, kind) -> list[str]:
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind=kind).values_list("subject", flat=True))


def questions(deed) -> int:
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def cancelled_with(bank, count: int) -> int:
    priya, delegate = make.make_coordinator(bank), make.make_member(bank)
    event = make.make_event(priya, host=None)
    surgeries = [make.make_organisation(bank, name=f"Surgery {number}") for number in range(count)]
    for surgery in surgeries:
        make.delegate(surgery, delegate)
        signing.sign_up(event, "HELPER", make.acting(delegate, surgery))
    Notice.objects.all().delete()

    asked = questions(lambda: planning.cancel(event, make.act(priya), reason="It snows."))

    assert [told(each, "EVENT_CANCELLED")[0][:10] for each in surgeries] == ["Cancelled:"] * count
    heard = [subject.partition(":") for subject in told(delegate, "DELEGATE_TOLD")]
    assert sorted(name for name, _colon, what in heard if "Cancelled" in what) == [each.name for each in surgeries]
    return asked


def test_an_event_asks_the_same_for_one_organisation_and_for_three(bank):
    assert cancelled_with(bank, 1) == cancelled_with(bank, 3)


def test_an_announcement_asks_the_same_for_one_organisation_and_for_three(bank):
    priya, at = make.make_coordinator(bank), timezone.now()
    asked = []
    for subject in ("One", "Three"):
        for _number in range(1 if subject == "One" else 2):
            make.delegate(make.make_organisation(bank), make.make_member(bank))
        telling = announcing.Telling(subject, "Come.", bank.day(at) + datetime.timedelta(days=1))
        announcement = announcing.announce(bank, telling, by=priya, at=at)
        asked.append(questions(lambda pk=announcement.pk: announcing.tell_everybody(pk, at=at)))

    assert asked[0] == asked[1]
