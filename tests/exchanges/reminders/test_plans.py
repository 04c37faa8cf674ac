"""Reminders of plans: when they are said, to whom, once for each day and time, and not any more when they are moot."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import life, resting
from exchanges.models import Exchange
from members.actions import Rest
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, planned, speak, speak_all

pytestmark = pytest.mark.django_db
NIGHT_HOURS = [*range(8), *range(21, 24)]


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Offers")


@pytest.fixture
def ray(bank):
    return make.make_member(bank, name="Ray Asks")


@pytest.fixture
def day(bank):
    return bank.day(timezone.now()) + 9 * A_DAY


@pytest.fixture
def plan(gwen, ray, day):
    return agreed(gwen, ray, day)


def agreed(gwen, ray, day, at_time=None) -> Exchange:
    plan = life.propose(make.draft(gwen, ray), make.act(gwen))
    return planned(life.accept(plan, make.act(ray)), day, at_time)


def told(kind, member=None):
    found = Notice.objects.filter(kind=kind).order_by("pk")
    found = found.filter(recipient__key=member.actor_key) if member else found
    return list(found.values_list("subject", flat=True))


def named(day):
    return f"{day:%A} {day.day} {day:%B}"


def hours(bank, day, *found):
    return [local(bank, day, hour) for hour in found]


def untold(at):
    """Say of what kinds what waits to be told is still of use at a moment."""
    found = Notice.objects.filter(kind__in=["TOMORROW", "SOON"], moot_at__gt=at)
    return sorted(found.values_list("kind", flat=True))


def hours_said(rule, bank, first, days=1):
    """Let a rule speak on every hour of some days. Answers on which of them it did."""
    hours = [local(bank, first + n * A_DAY, hour) for n in range(days) for hour in range(24)]
    return [(at.date() - first, at.hour) for at in hours if speak(rule, bank, at=at)]


def test_both_are_told_on_the_day_before_from_nine(bank, gwen, ray, day, plan):
    assert hours_said("PLAN_TOMORROW", bank, day - 2 * A_DAY, days=3) == [(A_DAY, 9)]
    assert told("TOMORROW", gwen) == told("TOMORROW", ray) == [f"On {named(day)}: Weeding the front garden"]
    assert Notice.objects.filter(kind="TOMORROW", body="You planned this with Ray Asks.").count() == 1


@pytest.mark.parametrize(
    ("at_time", "said_at"),
    [
        ((14, 30), (A_DAY, 13)),  # the first full hour within two
        ((10, 0), (A_DAY, 8)),
        ((9, 0), (A_DAY, 8)),  # two hours before is night: as soon as it is over
        ((8, 30), (A_DAY, 8)),
        ((8, 15), (0 * A_DAY, 20)),  # too early for that: on the evening before
        ((5, 0), (0 * A_DAY, 20)),
        ((22, 30), (A_DAY, 20)),
        ((23, 59), (A_DAY, 20)),
        (None, None),
    ],
)
def test_both_are_told_two_hours_before_or_at_the_last_waking_hour(bank, gwen, ray, day, at_time, said_at):
    agreed(gwen, ray, day, datetime.time(*at_time) if at_time else None)

    assert hours_said("PLAN_SOON", bank, day - A_DAY, days=3) == ([said_at] if said_at else [])
    assert len(told("SOON")) == (2 if said_at else 0)


def test_of_what_begins_early_only_the_evening_before_speaks(bank, gwen, ray, day):
    agreed(gwen, ray, day, datetime.time(7))

    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY, 9))
    speak("PLAN_SOON", bank, at=local(bank, day - A_DAY, 20))

    assert (told("TOMORROW"), told("SOON", ray)) == ([], [f"On {named(day)} at 7 a.m.: Weeding the front garden"])


@pytest.mark.parametrize(
    ("at_time", "said_at"),
    [(None, (0 * A_DAY, 18)), ((16, 59), (0 * A_DAY, 18)), ((19, 0), (0 * A_DAY, 20)), ((20, 30), (A_DAY, 8))],
)
def test_whether_it_happened_is_asked_once_it_is_over(bank, gwen, ray, day, at_time, said_at):
    agreed(gwen, ray, day, datetime.time(*at_time) if at_time else None)

    assert hours_said("DID_IT_HAPPEN", bank, day, days=3) == [said_at]
    assert len(told("DID_IT_HAPPEN")) == 2


def test_what_was_not_asked_for_a_month_is_not_asked_any_more(bank, day, plan):
    assert not speak("DID_IT_HAPPEN", bank, at=local(bank, day + 31 * A_DAY))


def test_a_moved_plan_is_reminded_of_anew_and_one_of_the_same_day_is_not(bank, ray, day, plan):
    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))
    planned(plan, day)
    assert not speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))

    planned(plan, day + 3 * A_DAY)

    assert not speak("PLAN_TOMORROW", bank, at=local(bank, day))
    assert speak("PLAN_TOMORROW", bank, at=local(bank, day + 2 * A_DAY))
    assert len(told("TOMORROW", ray)) == 2


@pytest.mark.parametrize("rule", ["PLAN_TOMORROW", "PLAN_SOON", "DID_IT_HAPPEN"])
def test_nothing_is_said_in_the_night(bank, gwen, ray, day, rule):
    agreed(gwen, ray, day, datetime.time(23))

    sent = [speak(rule, bank, at=local(bank, day + n * A_DAY, hour)) for n in (-1, 0, 1) for hour in NIGHT_HOURS]

    assert not any(sent)


# When it is moot


def test_what_is_called_off_is_not_reminded_of_and_what_waits_unsent_goes(bank, gwen, ray, day, plan):
    other = agreed(gwen, ray, day)
    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))
    assert len(told("TOMORROW")) == 4

    life.cancel(plan, make.act(ray), reason="I am ill.")

    paths = set(Notice.objects.filter(kind="TOMORROW").values_list("path", flat=True))
    assert paths == {f"/{bank.slug}/exchanges/{other.pk}/"}
    assert not speak("PLAN_SOON", bank, at=local(bank, day, 8))


def test_what_was_sent_or_read_stays(bank, gwen, ray, day, plan):
    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))
    Notice.objects.filter(kind="TOMORROW", recipient__key=gwen.actor_key).update(
        sent_at=timezone.now(), next_attempt_at=None
    )

    life.cancel(plan, make.act(ray), reason="I am ill.")

    assert (len(told("TOMORROW", gwen)), told("TOMORROW", ray)) == (1, [])


def test_what_waits_unsent_when_the_plan_begins_is_taken_back(bank, gwen, ray, day):
    agreed(gwen, ray, day, datetime.time(14))
    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))

    assert untold(at=local(bank, day - A_DAY, 23, 59)) == ["TOMORROW", "TOMORROW"]
    assert untold(at=local(bank, day, 0)) == []  # from now on two hours before is the word
    speak_all(bank, at=local(bank, day, 13))
    assert untold(at=local(bank, day, 13, 59)) == ["SOON", "SOON"]
    assert untold(at=local(bank, day, 14)) == []


def test_where_nobody_says_it_two_hours_before_the_day_before_speaks_for_the_day(bank, gwen, ray, day, plan):
    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))

    assert untold(at=local(bank, day, 23)) == ["TOMORROW", "TOMORROW"]
    assert untold(at=local(bank, day + A_DAY, 0)) == []


def test_who_has_just_agreed_is_not_reminded_at_once(bank, gwen, ray, day):
    tomorrow, today = agreed(gwen, ray, day + A_DAY), agreed(gwen, ray, day, datetime.time(14))
    Exchange.objects.filter(pk__in=[tomorrow.pk, today.pk]).update(state_since=local(bank, day, 11))

    said = [
        (speak("PLAN_SOON", bank, at=at), speak("PLAN_TOMORROW", bank, at=at)) for at in hours(bank, day, 12, 13, 14)
    ]
    Exchange.objects.filter(pk=today.pk).update(planned_at_time=datetime.time(15, 30))
    later = [speak("PLAN_SOON", bank, at=at) for at in hours(bank, day, 13, 14)]

    assert (said, later) == ([(0, 0), (0, 0), (0, 1)], [0, 1])


def test_what_was_agreed_late_for_an_early_morning_is_said_all_the_same(bank, gwen, ray, day):
    plan = agreed(gwen, ray, day, datetime.time(7))
    Exchange.objects.filter(pk=plan.pk).update(state_since=local(bank, day - A_DAY, 19))

    assert speak("PLAN_SOON", bank, at=local(bank, day - A_DAY, 20))


def test_who_answers_the_question_is_not_asked_any_more(bank, gwen, ray, day, plan):
    at = local(bank, day, 18)
    speak("DID_IT_HAPPEN", bank, at=at)
    life.log_planned(plan, make.act(ray, at), minutes=60, happened_on=day)

    assert told("DID_IT_HAPPEN") == []
    assert not speak("DID_IT_HAPPEN", bank, at=local(bank, day + A_DAY))


# Whom


@pytest.mark.parametrize("state", [Member.State.PAUSED, Member.State.SUSPENDED, Member.State.LEFT])
def test_who_does_not_belong_now_is_not_reminded(bank, gwen, ray, day, plan, state):
    review = {"review_on": day} if state == Member.State.SUSPENDED else {}
    Member.objects.filter(pk=gwen.pk).update(state=state, **review)

    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))

    assert (told("TOMORROW", gwen), len(told("TOMORROW", ray))) == ([], 1)


def test_a_rest_calls_off_what_was_planned_and_its_reminders(bank, gwen, ray, day, plan):
    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))

    resting.pause(gwen, Rest(), by=gwen, at=timezone.now())

    assert told("TOMORROW") == []


def test_nobody_is_pointed_to_whom_they_blocked(bank, gwen, ray, day, plan):
    make.make_block(ray, gwen)

    speak("PLAN_TOMORROW", bank, at=local(bank, day - A_DAY))

    assert set(Notice.objects.filter(kind="TOMORROW").values_list("body", flat=True)) == {plan.description}
