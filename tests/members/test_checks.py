"""Checks: their kinds, seeing one, what counts on a day, what is lacking and what runs out."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.actions import checks
from members.actions.checks import CheckRefused, KindOfCheck, NumberWritten, SeenCheck
from members.models import Check, CheckKind, MemberEvent
from members.reads import checks as reads
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank, lasts_months=36)


def today(bank):
    return bank.day(timezone.now())


def seen(kind, bank, *, days_ago=10, **fields):
    return SeenCheck(kind=kind, issued_on=today(bank) - days_ago * A_DAY, **fields)


def told(member, kind):
    return list(Notice.objects.for_recipients([member.actor_key]).filter(kind=kind).values_list("subject", flat=True))


def test_a_new_bank_has_first_kinds_of_which_none_is_asked_for_yet(bank):
    checks.start_check_kinds(bank)

    kinds = CheckKind.objects.open().filter(bank=bank)
    assert {kind.family for kind in kinds} == set(CheckKind.Family.values) - {"OWN"}
    assert not kinds.filter(is_for_joining=True).exists()
    assert [kind.name for kind in kinds.for_minors()] == ["DBS, enhanced"]


def test_an_admin_adds_changes_closes_and_reopens_a_kind(bank, admin):
    kind = checks.add_check_kind(bank, KindOfCheck("First aid", "OWN", 12, is_for_joining=True), by=admin)
    checks.change_check_kind(kind, KindOfCheck("First aid course", "TRAINING", 24, is_for_minors=True), by=admin)
    checks.close_check_kind(kind, by=admin)

    kind.refresh_from_db()
    assert (kind.name, kind.family, kind.lasts_months) == ("First aid course", "TRAINING", 24)
    assert (kind.is_for_joining, kind.is_for_minors, kind.is_open) == (False, True, False)
    checks.reopen_check_kind(kind, by=admin)
    kind.refresh_from_db()
    assert kind.is_open


def test_two_kinds_have_not_one_name_whatever_the_capitals(bank, admin, dbs):
    with pytest.raises(CheckRefused):
        checks.add_check_kind(bank, KindOfCheck("dbs, ENHANCED", "OWN"), by=admin)


@pytest.mark.parametrize("who", ["coordinator", "auditor", "other bank"])
def test_only_an_admin_of_the_bank_changes_kinds(bank, dbs, who):
    by = {
        "coordinator": lambda: make.make_coordinator(bank),
        "auditor": lambda: make.make_auditor(bank),
        "other bank": lambda: make.admin_of(make.make_bank()),
    }[who]()

    for write in (
        lambda: checks.add_check_kind(bank, KindOfCheck("First aid", "OWN"), by=by),
        lambda: checks.change_check_kind(dbs, KindOfCheck("First aid", "OWN"), by=by),
        lambda: checks.close_check_kind(dbs, by=by),
        lambda: checks.reopen_check_kind(dbs, by=by),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert list(CheckKind.objects.filter(bank=bank).values_list("name", "is_open")) == [("DBS, enhanced", True)]


def test_a_check_that_was_seen_counts_as_long_as_its_kind_says(bank, priya, margaret, dbs):
    at = timezone.now()

    check = checks.record_check(margaret, SeenCheck(dbs, datetime.date(2026, 1, 31)), by=priya, at=at)

    assert (check.seen_by, check.seen_at, check.expires_on) == (priya, at, datetime.date(2029, 1, 31))
    event = margaret.events.get(kind=MemberEvent.Kind.CHECK_SEEN)
    assert (event.by, event.words) == (priya, "DBS, enhanced")


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [("2024-02-29", 12, "2025-02-28"), ("2026-08-31", 6, "2027-02-28"), ("2026-11-05", 1, "2026-12-05")],
)
def test_the_last_day_is_the_same_day_of_a_later_month(issued, months, last):
    kind = CheckKind(lasts_months=months)

    found = checks.last_day(kind, datetime.date.fromisoformat(issued))

    assert found == datetime.date.fromisoformat(last)


def test_what_says_its_own_last_day_counts_until_then(bank, priya, margaret, dbs):
    last = today(bank) + 5 * A_DAY

    check = checks.record_check(margaret, seen(dbs, bank, expires_on=last), by=priya, at=timezone.now())

    assert check.expires_on == last


def test_the_same_check_written_down_twice_is_one(bank, priya, margaret, dbs):
    for _twice in range(2):
        checks.record_check(margaret, seen(dbs, bank), by=priya, at=timezone.now())

    assert margaret.checks.count() == 1


@pytest.mark.parametrize("wrong", ["to come", "run out", "before it was issued", "closed", "another bank's"])
def test_what_does_not_count_is_not_written_down(bank, priya, margaret, dbs, wrong):
    other = make.make_check_kind(make.make_bank())
    closed = make.make_check_kind(bank, name="Old", is_open=False)
    shown = {
        "to come": seen(dbs, bank, days_ago=-1),
        "run out": seen(dbs, bank, days_ago=9, expires_on=today(bank) - A_DAY),
        "before it was issued": seen(dbs, bank, days_ago=0, expires_on=today(bank)),
        "closed": seen(closed, bank),
        "another bank's": seen(other, bank),
    }[wrong]

    with pytest.raises(CheckRefused):
        checks.record_check(margaret, shown, by=priya, at=timezone.now())

    assert not Check.objects.exists()


@pytest.mark.parametrize("who", ["self", "member", "auditor", "other bank"])
def test_only_who_runs_the_bank_writes_down_the_checks_of_others(bank, priya, margaret, dbs, who):
    member = priya if who == "self" else margaret
    by = {
        "self": lambda: priya,
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "other bank": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    check = make.make_check(member, dbs)

    for write in (
        lambda: checks.record_check(member, seen(dbs, bank), by=by, at=timezone.now()),
        lambda: checks.end_check(check, words="", by=by, at=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert list(member.checks.values_list("pk", "ended_at")) == [(check.pk, None)]


def test_a_check_that_turns_out_not_to_count_is_ended_and_its_member_told(bank, priya, margaret, dbs):
    check, at = make.make_check(margaret, dbs), timezone.now()

    for _twice in range(2):
        checks.end_check(check, words="It was somebody else's.", by=priya, at=at)

    check.refresh_from_db()
    assert (check.ended_at, check.ended_by) == (at, priya)
    assert reads.lacking([margaret.pk], [dbs.pk], today(bank)) == {margaret.pk: {dbs.pk}}
    assert told(margaret, "CHECK_ENDED") == ["DBS, enhanced no longer counts here"]
    assert margaret.events.filter(kind=MemberEvent.Kind.CHECK_ENDED).count() == 1


@pytest.mark.parametrize(
    "words",
    ["001234567890", "No. 0012 3456 7890 was wrong", "0012-3456-7890", "It is AB123456C", "٠٠١٢٣٤٥٦٧٨٩٠", "1" * 40],
)
def test_the_number_of_a_certificate_is_refused_wherever_words_are_written(bank, admin, priya, margaret, dbs, words):
    check = make.make_check(margaret, dbs)

    with pytest.raises(NumberWritten):
        checks.end_check(check, words=words, by=priya, at=timezone.now())
    with pytest.raises(NumberWritten):
        checks.add_check_kind(bank, KindOfCheck(words, "OWN"), by=admin)
    with pytest.raises(NumberWritten):
        checks.change_check_kind(dbs, KindOfCheck(words, "OWN"), by=admin)

    check.refresh_from_db()
    assert check.ended_at is None


@pytest.mark.parametrize("words", ["Ring 01632 960111 or 01632 960112.", "Issued 27/11/2026", "2026-11-27", "DBS 2"])
def test_telephone_numbers_and_days_are_no_certificates(words):
    checks.must_hold_no_number(words)


@pytest.mark.parametrize(("from_today", "counts"), [(-31, False), (-30, True), (0, True), (5, True), (6, False)])
def test_a_check_counts_from_the_day_it_was_issued_to_its_last(bank, margaret, dbs, from_today, counts):
    make.make_check(margaret, dbs, days_ago=30, expires_in_days=5)

    lacks = reads.lacking([margaret.pk], [dbs.pk], today(bank) + from_today * A_DAY)

    assert (lacks[margaret.pk] == set()) == counts


def test_one_query_says_what_many_members_lack(bank, margaret, priya, dbs, django_assert_num_queries):
    other = make.make_check_kind(bank, name="Car insurance")
    make.make_check(margaret, dbs)
    make.make_check(priya, dbs)
    make.make_check(priya, other)

    with django_assert_num_queries(1):
        lacks = reads.lacking([margaret.pk, priya.pk, 0], [dbs.pk, other.pk], today(bank))

    assert lacks == {margaret.pk: {other.pk}, priya.pk: set(), 0: {dbs.pk, other.pk}}


def test_where_nothing_is_needed_nothing_is_asked(margaret, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reads.lacking([margaret.pk], [], datetime.date(2026, 1, 1)) == {margaret.pk: set()}
        assert reads.lacking([], [1], datetime.date(2026, 1, 1)) == {}


def test_who_joins_lacks_what_everybody_needs(bank, margaret, dbs):
    references = make.make_check_kind(bank, name="Two references", is_for_joining=True)
    make.make_check_kind(bank, name="Closed", is_for_joining=True, is_open=False)

    assert reads.lacking_to_join(margaret, today(bank)) == [references]
    make.make_check(margaret, references)
    assert reads.lacking_to_join(margaret, today(bank)) == []


def test_what_runs_out_is_listed_soonest_first_with_one_query(bank, margaret, priya, dbs):
    late = make.make_check(margaret, dbs, expires_in_days=60)
    soon = make.make_check(priya, dbs, expires_in_days=3)
    make.make_check(make.make_member(bank), dbs, expires_in_days=61)
    make.make_check(make.make_member(other := make.make_bank()), make.make_check_kind(other), expires_in_days=3)

    with CaptureQueriesContext(connection) as queries:
        found = reads.running_out(bank, today(bank), most=9)

    assert (found, len(queries)) == ([soon, late], 1)
