"""Suggestions about hours: to whom, how often, and not to whom they would be of no use."""

import pytest
from django.utils import timezone

from exchanges.models import Exchange
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, speak

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank(floor_minutes=-300, warning_minutes=None)


@pytest.fixture
def gwen(bank):
    return long_here(make.make_member(bank, name="Gwen Offers"))


@pytest.fixture
def ray(bank):
    return long_here(make.make_member(bank, name="Ray Asks"))


def long_here(member):
    Member.objects.filter(pk=member.pk).update(joined_at=ten(member.bank) - 200 * A_DAY)
    member.refresh_from_db()
    return member


def ten(bank, days=0):
    return local(bank, bank.day(NOW()) + days * A_DAY, 10)


def told(member):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind__in=["NEAR_FLOOR", "UNSPENT"])
    return list(found.order_by("pk").values_list("kind", flat=True))


def both(bank, days=0):
    return [speak(rule, bank, at=ten(bank, days)) for rule in ("NEAR_FLOOR", "UNSPENT")]


@pytest.mark.parametrize(("owes", "is_told"), [(230, 0), (240, 1), (300, 1)])
def test_who_can_owe_less_than_an_hour_more_is_told_once_a_quarter(bank, gwen, ray, owes, is_told):
    make.posted_exchange(gwen, ray, minutes=owes)

    days = [day for day in range(200) if both(bank, day)[0]]

    assert days == ([0, 91, 182] if is_told else [])
    assert told(ray).count("NEAR_FLOOR") == len(days)


def test_who_has_two_hours_and_had_no_help_for_ninety_days_is_told_once_a_quarter(bank, gwen, ray):
    make.posted_exchange(gwen, ray, minutes=60)
    Exchange.objects.update(happened_on=bank.day(NOW()) - 90 * A_DAY)
    for member in (gwen, ray):
        make.with_hours(member, 180)

    days = [day for day in range(100) if both(bank, day)[1]]

    assert days == [0, 91]
    assert (told(gwen), told(ray)) == (["UNSPENT"] * 2, ["UNSPENT"] * 2)
    assert Notice.objects.filter(subject="You have 4 hours. What would you like help with?").count() == 2


@pytest.mark.parametrize("why", ["helped", "planned", "new", "minor", "resting", "organisation", "few"])
def test_who_has_no_use_for_it_is_not_told(bank, gwen, ray, why):
    if why == "organisation":
        gwen = long_here(make.make_organisation(bank))
    make.with_hours(gwen, 100 if why == "few" else 200)
    if why == "helped":
        make.posted_exchange(ray, gwen, minutes=30)
    elif why == "planned":
        exchange = make.logged_exchange(ray, gwen, minutes=30)
        Exchange.objects.filter(pk=exchange.pk).update(happened_on=bank.day(NOW()) - 100 * A_DAY)
    elif why == "new":
        Member.objects.filter(pk=gwen.pk).update(joined_at=ten(bank) - 89 * A_DAY)
    elif why == "minor":
        Member.objects.filter(pk=gwen.pk).update(age_band="TEEN")
    elif why == "resting":
        Member.objects.filter(pk=gwen.pk).update(state="PAUSED")

    assert both(bank) == [0, 0]


def test_who_is_about_to_give_is_not_told_that_they_owe(bank, gwen, ray):
    make.posted_exchange(gwen, ray, minutes=300)
    make.logged_exchange(ray, gwen)

    assert both(bank) == [0, 0]


def test_nobody_is_rung_for_a_suggestion(bank):
    quiet = long_here(make.make_member(bank, email=""))
    make.with_hours(quiet, 200)

    both(bank)

    assert Notice.objects.get(kind="UNSPENT").delivery == "IN_APP_ONLY"
