"""A year of a time bank of 500 people: every rule speaks, nobody is nagged, nothing comes late, twice or at night."""

import datetime
import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import resolve

from exchanges.actions.reminders import cap, runner
from exchanges.actions.reminders.plans import EARLY
from members.models import member_pk_of
from notices.models import Notice
from tests.exchanges.reminders.life_of_a_bank import Life
from tests.reminding import A_DAY, local, speak, speak_all

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOURS = (3, 8, 9, 20, 23)  # beat wakes the sweep every quarter of an hour: a test below says it is the same
RULE_KINDS = {rule.kind for rule in runner.RULES}
COUNTED = ("APPROVAL_WAITS", "REQUEST_UNANSWERED", "NEW_MEMBER")  # once a morning
QUARTERLY = ("NEAR_FLOOR", "UNSPENT")


@dataclass(frozen=True)
class Told:
    """One notice as it was written: a later sweep may have taken it back since."""

    pk: int
    kind: str
    member: int
    about: int
    subject: str
    path: str
    at: datetime.datetime


def live(life: Life, hours=HOURS, minutes=(0,)) -> list[Told]:
    """Let the days pass, with a sweep at each of these hours. Answers what was told."""
    told: list[Told] = []
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for day in range(life.days):
        for at in (local(life.bank, life.first + day * A_DAY, hour, minute) for hour in hours for minute in minutes):
            life.go_on(at)
            now = at.astimezone(datetime.UTC)  # as beat's clock says it: a day is 24 hours, also when clocks change
            said = speak_all(life.bank, at=now)
            if (at.hour, at.minute) == (9, 0):
                said += speak("ANSWER_BETWEEN", life.elsewhere, at=now)
            if said:
                told += written_since(last)
                last = told[-1].pk
    return told


def written_since(last: int) -> list[Told]:
    found = Notice.objects.filter(pk__gt=last).order_by("pk")
    rows = list(found.values_list("pk", "kind", "recipient__key", "dedupe_key", "subject", "path", "created_at"))
    found.update(told_at=rows[-1][-1], told_by="system")  # it has reached them: what is moot later stays
    return [
        Told(pk, kind, member_pk_of(key) or 0, int(once.split(":")[1]), subject, path, at)
        for pk, kind, key, once, subject, path, at in rows
    ]


@pytest.fixture(scope="module")
def life(file_transaction) -> Life:
    life = Life(datetime.date(2027, 1, 1), days=365, people=500)
    life.plan_everything()
    return life


@pytest.fixture(scope="module")
def told(life) -> list[Told]:
    return live(life)


def test_every_rule_speaks(told):
    counts = Counter(each.kind for each in told)

    assert set(counts) == RULE_KINDS
    assert min(counts.values()) >= 5


def test_nothing_is_told_at_night_also_where_the_clock_is_changed(life, told):
    hours = Counter(each.at.astimezone(life.bank.zone_info()).hour for each in told)

    assert set(hours) <= set(range(8, 21))
    for changed in (datetime.date(2027, 3, 28), datetime.date(2027, 10, 31)):
        assert any(life.bank.day(each.at) == changed for each in told)


def test_nobody_gets_more_suggestions_than_the_cap(life, told):
    moments = defaultdict(list)
    for each in told:
        if each.kind in runner.SUGGESTIONS:
            moments[each.member].append(each.at)
    days = Counter((member, life.bank.day(at)) for member, theirs in moments.items() for at in theirs)
    weeks = [sum(first <= at < first + 7 * A_DAY for at in theirs) for theirs in moments.values() for first in theirs]

    assert max(days.values()) == cap.MOST_A_DAY
    assert max(weeks) <= cap.MOST_A_WEEK
    assert len(moments) > 450  # of 500: the digest reached nearly everybody


def test_nobody_is_reminded_of_their_hours_more_than_once_a_quarter(told):
    moments = defaultdict(list)
    for each in told:
        if each.kind in QUARTERLY:
            moments[each.member].append(each.at)
    apart = [later - earlier for theirs in moments.values() for earlier, later in itertools.pairwise(theirs)]

    assert min(apart) >= 91 * A_DAY


def test_nobody_hears_many_things_on_one_day(life, told):
    """Reminders of one's own plans and answers have no cap, but who runs nothing hears few of all together."""
    staff = {member.pk for member in life.coordinators}
    days = Counter((each.member, life.bank.day(each.at)) for each in told if each.member not in staff)
    weeks = Counter(
        (each.member, life.bank.day(each.at).isocalendar()[:2]) for each in told if each.member not in staff
    )

    assert max(days.values()) <= 6
    assert sum(weeks.values()) / len(weeks) < 3


def test_nothing_is_told_twice(life, told):
    """Of one state of one row nobody hears the same again; of an answer that is missing at most five times."""
    plans = Counter()
    answers = Counter()
    others = Counter()
    for each in told:
        if each.kind in ("TOMORROW", "SOON", "DID_IT_HAPPEN"):
            was = life.exchanges[each.about].at(each.at)
            plans[each.kind, each.member, each.about, was["on"], was["time"]] += 1
        elif each.kind == "REMINDER":
            answers[each.member, each.path] += 1
        elif each.kind not in (*COUNTED, "DIGEST", *QUARTERLY):
            others[each.kind, each.member, each.path, each.subject] += 1
    mornings = Counter((each.kind, each.member, life.bank.day(each.at)) for each in told if each.kind in COUNTED)

    assert set(plans.values()) == set(mornings.values()) == {1}
    assert max(answers.values()) == 5
    assert {count for key, count in others.items() if key[0] != "CHECK_EXPIRES"} <= {1, 2}
    assert max(others.values()) == 2  # the week's and the day's word, the sixty days' and the fourteen days'


def test_nothing_is_told_when_it_is_moot(life, told):
    late = [each for each in told if not is_of_use(life, each)]

    assert late == []


def test_who_has_a_rest_or_is_gone_hears_nothing(life, told):
    mine = [each for each in told if each.member in life.states]
    assert [each for each in mine if life.states[each.member].at(each.at).get("state") != "APPROVED"] == []
    assert any(each.member == member.pk for each in told for member in life.resting)


def test_what_a_digest_counts_is_new_to_its_reader_and_never_counted_again(life, told):
    """The counts are found anew from the life itself: things of others since the last digest that still stood."""
    ended = {member.pk for member in life.leaving}
    by_member = defaultdict(list)
    for each in told:
        if each.kind == "DIGEST":
            by_member[each.member].append(each)
    readers = [member for member in life.members if member.pk in by_member and member not in life.joining][:60]
    assert len(readers) == 60
    for reader in readers:
        since = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        for each in by_member[reader.pk]:
            assert counted(each) <= len(things_for(life, reader.pk, since, each.at, ended))
            since = each.at


def counted(digest: Told) -> int:
    return sum(int(number) for number in re.findall(r"\d+", digest.subject))


def things_for(life, reader, since, at, ended):
    events = [(history.lines[0][0], None, life.coordinators[0].pk) for history in life.events.values()]
    new = [(began, gone, whose) for began, gone, whose in life.things + events if since < began <= at]
    return [
        began
        for began, gone, whose in new
        if whose != reader and not life.are_apart(reader, whose) and (gone is None or gone > at)
    ]


def is_of_use(life: Life, each: Told) -> bool:
    """Whether what a notice says was still so at its moment, as the life itself tells it."""
    today = life.bank.day(each.at)
    if each.kind in ("TOMORROW", "SOON", "DID_IT_HAPPEN"):
        return plan_is_of_use(life, each, today)
    if each.kind == "REMINDER" and resolve(each.path).view_name == "exchanges:exchange":
        was = life.exchanges[each.about].at(each.at)
        return was["state"] == "LOGGED" and each.member not in was["agreed"]
    if each.kind == "LISTING_ENDS":
        was = life.listings[each.about].at(each.at)
        return was["state"] == "OPEN" and today <= was["ends"] <= today + 7 * A_DAY
    if each.kind in ("REQUEST_UNANSWERED", "REQUEST_FITS"):
        return request_is_of_use(life, each, today)
    if each.kind == "EVENT_TOMORROW":
        was = life.events[each.about].at(each.at)
        return (was["state"], was["on"]) == ("OPEN", today + A_DAY)
    if each.kind == "CHECK_EXPIRES":
        was = life.checks[each.about].at(each.at)
        return not was["ended"] and today <= was["ends"] <= today + 60 * A_DAY
    return True


def request_is_of_use(life: Life, each: Told, today: datetime.date) -> bool:
    page = resolve(each.path)
    if page.view_name == "exchanges:desk":  # several at once
        return True
    was = life.listings[page.kwargs["pk"]].at(each.at)
    if each.kind == "REQUEST_FITS" and life.are_apart(each.member, was["member"]):
        return False
    return was["state"] == "OPEN" and not was["answered"] and (was["ends"] is None or was["ends"] >= today)


def plan_is_of_use(life: Life, each: Told, today: datetime.date) -> bool:
    was = life.exchanges[each.about].at(each.at)
    begins = local(life.bank, was["on"], 0)
    if was["time"]:
        begins = local(life.bank, was["on"], was["time"].hour, was["time"].minute)
    if was["state"] != "AGREED":
        return False
    if each.kind == "TOMORROW":
        return was["on"] == today + A_DAY
    if each.kind == "DID_IT_HAPPEN":
        return begins <= each.at
    early = was["time"] < EARLY and was["on"] == today + A_DAY
    evening = each.at.astimezone(life.bank.zone_info()).hour == 20
    return each.at < begins and (begins - each.at <= datetime.timedelta(hours=2) or early or evening)


@pytest.mark.parametrize("first", [datetime.date(2027, 3, 26), datetime.date(2027, 10, 29)])
def test_more_sweeps_tell_the_same(first):
    """The hours of the year above find what a sweep every half hour finds, also over the nights with a change."""
    found = []
    for hours, minutes in ((HOURS, (0,)), (range(24), (0, 30))):
        with transaction.atomic():
            life = Life(first, days=4, people=30)
            numbers = {member.pk: place for place, member in enumerate([*life.members, *life.coordinators])}
            life.plan_everything()
            told = live(life, hours, minutes)
            found.append(
                sorted((each.kind, numbers.get(each.member, -1), each.subject, life.bank.day(each.at)) for each in told)
            )
            transaction.set_rollback(True)

    assert len(found[0]) > 20
    assert found[0] == found[1]
