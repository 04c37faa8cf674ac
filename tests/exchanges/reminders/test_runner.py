"""The runner: each row once, whatever fails, however often and by how many it is asked; never in the night."""

import datetime
import logging
import re
import threading
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchanges.actions.events import signing
from exchanges.actions.reminders import runner
from exchanges.actions.reminders.rule import DAYTIME
from exchanges.models import CrossExchange, Event, Exchange, Listing, Reminder
from members.models import Bank, Check, Member
from notices.models import Notice, Recipient
from tests import factories as make
from tests.reminding import A_DAY, local, since_noon, speak, speak_all

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Offers")


def ending(member, days=7, count=1):
    """Offers that end in so many days and were put up a month ago."""
    day = member.bank.day(NOW())
    common = {"bank": member.bank, "member": member, "kind": "OFFER", "created_at": NOW() - 30 * A_DAY}
    return Listing.objects.bulk_create(
        Listing(title=f"Number {number}", expires_on=day + days * A_DAY, **common) for number in range(count)
    )


def noon(bank, days=0):
    return local(bank, bank.day(NOW()) + days * A_DAY)


def warned():
    return Notice.objects.filter(kind="LISTING_ENDS").count()


def test_rules_have_names_and_hours_of_their_own_and_none_speaks_in_the_night():
    assert len(runner.BY_NAME) == len(runner.RULES)
    assert all(DAYTIME.first <= rule.hours.first < rule.hours.last <= DAYTIME.last for rule in runner.RULES)
    assert all(len(rule.name) <= Reminder._meta.get_field("rule").max_length for rule in runner.RULES)


def test_many_are_told_in_small_parts_and_the_rest_by_the_next_sweep(bank, gwen):
    ending(gwen, count=runner.MOST_AT_ONCE + 20)
    at = noon(bank)

    parts = list(runner.due("LISTING_ENDS", bank, at=at))
    told = [speak("LISTING_ENDS", bank, at=at) for _sweep in range(3)]

    assert [len(part) for part in parts] == [runner.AT_ONCE] * (runner.MOST_AT_ONCE // runner.AT_ONCE)
    assert (told, warned()) == ([runner.MOST_AT_ONCE, 20, 0], runner.MOST_AT_ONCE + 20)


def test_one_that_fails_stops_no_other_and_is_logged_without_a_name(bank, gwen, caplog):
    broken = make.make_member(bank, name="Bea Broken")
    ending(gwen, count=5)
    [bad] = ending(broken)
    Notice.objects.filter(recipient__key=broken.actor_key).delete()
    Recipient.objects.filter(key=broken.actor_key).delete()

    with caplog.at_level(logging.ERROR):
        told = speak("LISTING_ENDS", bank, at=noon(bank))

    assert (told, warned()) == (5, 5)
    assert [record.getMessage() for record in caplog.records] == [f"Reminding by LISTING_ENDS failed for {bad.pk}"]
    assert not Reminder.objects.filter(about=bad.pk).exists()
    assert list(runner.due("LISTING_ENDS", bank, at=noon(bank))) == [[bad.pk]]


def test_a_task_that_comes_late_says_nothing_after_its_hours(bank, gwen):
    [listing] = ending(gwen)

    late = local(bank, bank.day(NOW()), 13)

    assert runner.remind("LISTING_ENDS", bank, [listing.pk], at=late) == 0
    assert runner.remind("LISTING_ENDS", bank, [listing.pk], at=late - datetime.timedelta(minutes=1)) == 1


def test_a_task_does_not_speak_of_another_banks_rows(bank, gwen):
    [listing] = ending(gwen)

    assert runner.remind("LISTING_ENDS", make.make_bank(), [listing.pk], at=noon(bank)) == 0


def test_what_is_not_due_costs_no_query(bank, gwen):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            speak_all(bank, at=noon(bank))
        return len(captured)

    before = queries()
    ending(gwen, days=40, count=50)
    for _each in range(3):
        make.logged_exchange(gwen, make.make_member(bank))
        make.make_check(gwen, make.make_check_kind(bank, name=f"Check {_each}"), expires_in_days=90)

    assert queries() <= before + 1  # what is new makes the digest look who is to hear of it


@pytest.mark.parametrize("zone", ["Europe/London", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe"])
def test_in_nights_with_a_change_of_the_clock_nothing_is_said_and_the_morning_says_it_once(zone):
    """Clocks go forward and back once a year each; every quarter of an hour of those days is tried."""
    bank = make.make_bank(zone=zone)
    gwen = make.make_member(bank)
    for changed in changes_of_the_clock(bank, 2027):
        first = local(bank, changed - A_DAY, 20).astimezone(datetime.UTC)
        listing = make.make_listing(gwen, title=f"Until {changed}")
        Listing.objects.filter(pk=listing.pk).update(expires_on=changed + A_DAY, created_at=first - 30 * A_DAY)
        quarter = datetime.timedelta(minutes=15)
        moments = [first + n * quarter for n in range(4 * 26)]

        said = [at.astimezone(bank.zone_info()) for at in moments if speak("LISTING_ENDS", bank, at=at)]

        hours = [(at.date(), at.hour) for at in said]
        assert hours == [(changed, 9)]


def changes_of_the_clock(bank: Bank, year: int) -> list[datetime.date]:
    """Give the days of a year on which the bank's clock is changed."""
    days = [datetime.date(year, 1, 1) + n * A_DAY for n in range(365)]
    offsets = {day: local(bank, day, 23).utcoffset() for day in days}
    found = [day for day in days[1:] if offsets[day] != offsets[day - A_DAY]]
    assert len(found) == 2
    return found


def test_two_at_once_tell_once(transactional_db):
    bank = make.make_bank()
    gwen = make.make_member(bank)
    pks = [listing.pk for listing in ending(gwen, count=20)]
    start = threading.Barrier(2)

    def work():
        try:
            start.wait()
            for _time in range(3):
                runner.remind("LISTING_ENDS", bank, pks, at=noon(bank))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Reminder.objects.count(), warned()) == (20, 20)


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def remind_meanwhile(rule, bank, pk, *, first):
    """Let a rule speak of a row while something else is not committed yet."""

    def work():
        try:
            runner.remind(rule, bank, [pk], at=noon(bank))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    with transaction.atomic():
        first()
        thread.start()
        while thread.is_alive() and not waits_for_a_lock():
            thread.join(0.02)
    thread.join()


def test_two_workers_of_two_banks_suggest_one_thing_a_day_to_one_person(transactional_db):
    bank, other = make.make_bank(), make.make_bank()
    gwen = make.make_member(bank)
    both = [make.with_hours(each, 200) for each in (gwen, make.also_member_of(other, gwen.person))]
    Member.objects.filter(pk__in=[each.pk for each in both]).update(joined_at=noon(bank, -200))

    first = lambda: runner.remind("UNSPENT", bank, [gwen.pk], at=noon(bank))  # noqa: E731 what the other waits for
    remind_meanwhile("UNSPENT", other, both[1].pk, first=first)

    assert Notice.objects.filter(kind="UNSPENT").count() == 1


@pytest.mark.parametrize("by", ["who asks", "who offers"])
def test_who_is_blocked_in_this_moment_is_not_suggested_any_more(transactional_db, by):
    bank = make.make_bank()
    ray, una = make.make_member(bank), make.make_member(bank)
    request = make.make_listing(ray, kind="REQUEST")
    Listing.objects.filter(pk=request.pk).update(created_at=noon(bank, -4))
    make.make_match(request, make.make_listing(una))
    blocker, blocked = (ray, una) if by == "who asks" else (una, ray)

    remind_meanwhile("REQUEST_FITS", bank, request.pk, first=lambda: make.make_block(blocker, blocked))

    assert not Notice.objects.filter(kind="REQUEST_FITS").exists()


def test_whom_nothing_is_suggested_to_is_looked_at_once_a_day_and_that_is_soon_forgotten(bank, gwen):
    request = make.make_listing(gwen, kind="REQUEST")
    Listing.objects.filter(pk=request.pk).update(created_at=noon(bank, -4))

    looked = []
    for at in (noon(bank), noon(bank) + datetime.timedelta(minutes=15), noon(bank, 1)):
        looked.append(list(runner.due("REQUEST_FITS", bank, at=at)))
        speak("REQUEST_FITS", bank, at=at)

    assert looked == [[[request.pk]], [], [[request.pk]]]
    assert runner.forget_old(at=noon(bank, 2) + datetime.timedelta(minutes=1)) == 1


@pytest.mark.parametrize(("rule", "days"), [("PLAN_TOMORROW", 8), ("PLAN_SOON", 9), ("ANSWER", 3)])
def test_three_rows_ask_what_one_row_asks(bank, rule, days):
    """Also where silence counts, one of two has blocked the other, and many pairs are told."""
    Bank.objects.filter(pk=bank.pk).update(silence_posts=True)
    bank.refresh_from_db()
    asked = []
    for count in (1, 3):
        Exchange.objects.all().delete()
        pairs = [(make.make_member(bank), make.make_member(bank)) for _each in range(count)]
        if count > 1:
            make.make_block(*pairs[-1])
        for giver, receiver in pairs:
            if rule == "ANSWER":
                said = {"state": "LOGGED", "happened_on": bank.day(NOW()), "giver_agreed_at": NOW()}
            else:
                said = {"state": "AGREED", "planned_on": bank.day(NOW()) + 9 * A_DAY, "planned_at_time": "13:30"}
            Exchange.objects.create(
                bank=bank, giver=giver, receiver=receiver, minutes=60, state_since=noon(bank) - A_DAY, **said
            )
        with CaptureQueriesContext(connection) as queries:
            speak(rule, bank, at=noon(bank, days))
        asked.append(len(queries))

    told = Notice.objects.filter(kind=runner.BY_NAME[rule].kind, body__contains="Person").count()
    assert told == (3 if rule == "ANSWER" else 6)  # of the three pairs that are not apart
    assert asked[0] == asked[1]


def test_what_was_said_long_ago_is_forgotten(bank, gwen):
    ending(gwen)
    speak("LISTING_ENDS", bank, at=noon(bank))

    assert runner.forget_old(at=NOW() + 399 * A_DAY) == 0
    assert runner.forget_old(at=NOW() + 402 * A_DAY) == 1


def test_what_was_said_before_there_was_a_table_is_not_said_again(bank, gwen):
    ray, priya = make.make_member(bank), make.make_coordinator(bank)
    plan = make.logged_exchange(gwen, ray)
    Exchange.objects.filter(pk=plan.pk).update(
        state="AGREED",
        state_since=noon(bank, -1),
        happened_on=None,
        planned_on=bank.day(NOW()) + A_DAY,
        reminders_sent=1,
    )
    logged = since_noon(make.logged_exchange(gwen, ray))
    Exchange.objects.filter(pk=logged.pk).update(reminders_sent=1, state_since=noon(bank, -4))
    elsewhere = make.make_bank()
    make.trade(bank, elsewhere)
    cross = make.crossed(make.make_member(elsewhere), gwen)
    CrossExchange.objects.filter(pk=cross.pk).update(reminders_sent=1, state_since=noon(bank, -4))
    event = make.make_event(priya, host=None, on=bank.day(NOW()) + A_DAY)
    signing.sign_up(event, "GUEST", make.act(ray))
    Event.objects.filter(pk=event.pk).update(reminded_at=NOW())
    ending(gwen)
    Listing.objects.update(warned_days=7)
    make.make_check(gwen, make.make_check_kind(bank), expires_in_days=50)
    Check.objects.update(warned_days=60)
    rules = ("PLAN_TOMORROW", "ANSWER", "ANSWER_BETWEEN", "EVENT_TOMORROW", "LISTING_ENDS", "CHECK_EXPIRES")
    due_before = [sum(map(len, runner.due(rule, bank, at=noon(bank)))) for rule in rules]

    fill = import_module("exchanges.migrations.0029_reminders_said_before").FILL
    fill = re.sub(", ''$", "", fill.replace("said_at, path", "said_at"), flags=re.MULTILINE)  # which a later one drops
    with connection.cursor() as cursor:
        for _time in range(2):
            cursor.execute(fill)

    assert due_before == [1] * 6
    assert [list(runner.due(rule, bank, at=noon(bank))) for rule in rules] == [[]] * 6
    assert [speak("ANSWER", bank, at=noon(bank, days)) for days in (2, 3)] == [0, 1]
