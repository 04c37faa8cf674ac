"""Reminders of checks that run out: whom they reach, when, and that nobody hears of what no longer matters."""

import pytest
from django.utils import timezone

from members.actions import checks
from members.models import CheckKind, Member, Role
from members.reads import checks as reads
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, speak

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank)


def today(bank):
    return bank.day(timezone.now())


def told(member, kind):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind=kind).order_by("pk")
    return list(found.values_list("subject", flat=True))


def warn(bank, days=0):
    """Let the rule speak so many days from now."""
    return speak("CHECK_EXPIRES", bank, at=local(bank, today(bank) + days * A_DAY))


def test_member_and_coordinators_are_told_60_and_14_days_ahead_once_each(bank, admin, priya, margaret, dbs):
    make.make_check(margaret, dbs, expires_in_days=100)

    counts = {}
    for day in (39, 40, 41, 85, 86, 87, 99, 101, 150):
        warn(bank, day)
        counts[day] = (len(told(margaret, "CHECK_EXPIRES")), len(told(priya, "CHECK_EXPIRES")))

    assert counts == {
        39: (0, 0), 40: (1, 1), 41: (1, 1), 85: (1, 1), 86: (2, 2), 87: (2, 2), 99: (2, 2), 101: (2, 2), 150: (2, 2)
    }  # fmt: skip
    assert told(priya, "CHECK_EXPIRES")[0].startswith("Margaret Pole: DBS, enhanced counts until ")
    assert told(admin, "CHECK_EXPIRES") == []


def test_who_is_late_is_told_once_not_twice(bank, margaret, dbs):
    make.make_check(margaret, dbs, expires_in_days=100)

    for day in (90, 91):
        warn(bank, day)

    assert len(told(margaret, "CHECK_EXPIRES")) == 1


@pytest.mark.parametrize("why", ["renewed", "ended", "closed", "left"])
def test_nobody_is_told_of_what_no_longer_matters(bank, priya, margaret, dbs, why):
    check = make.make_check(margaret, dbs, expires_in_days=50)
    if why == "renewed":
        make.make_check(margaret, dbs, days_ago=1, expires_in_days=400)
    elif why == "ended":
        checks.end_check(check, words="", by=priya, at=timezone.now())
    elif why == "closed":
        CheckKind.objects.filter(pk=dbs.pk).update(is_open=False)
    else:
        Member.objects.filter(pk=margaret.pk).update(state=Member.State.LEFT)

    warn(bank)

    assert (told(margaret, "CHECK_EXPIRES"), told(priya, "CHECK_EXPIRES")) == ([], [])
    assert reads.running_out(bank, today(bank), most=9) == []


def test_a_coordinator_is_told_of_their_own_once(bank, priya, dbs):
    make.make_check(priya, dbs, expires_in_days=50)
    rosa = make.make_member(bank, roles=(Role.COORDINATOR,))

    warn(bank)

    assert (len(told(priya, "CHECK_EXPIRES")), len(told(rosa, "CHECK_EXPIRES"))) == (1, 1)


def test_who_has_a_rest_is_told_when_they_are_back(bank, priya, margaret, dbs):
    make.make_check(margaret, dbs, expires_in_days=30)
    Member.objects.filter(pk=margaret.pk).update(state=Member.State.PAUSED)
    assert warn(bank) == 0

    Member.objects.filter(pk=margaret.pk).update(state=Member.State.APPROVED)

    assert [warn(bank, 5), len(told(margaret, "CHECK_EXPIRES"))] == [1, 1]


def test_a_renewed_check_takes_back_its_own_warning_and_no_other(bank, admin, margaret, dbs):
    first_aid = make.make_check_kind(bank, name="First aid")
    make.make_check(margaret, dbs, expires_in_days=50)
    make.make_check(margaret, first_aid, expires_in_days=50)
    priya = make.make_coordinator(bank)
    warn(bank)
    assert (len(told(margaret, "CHECK_EXPIRES")), len(told(priya, "CHECK_EXPIRES"))) == (2, 2)

    make.make_check(margaret, dbs, expires_in_days=500)

    left = [*told(margaret, "CHECK_EXPIRES"), *told(priya, "CHECK_EXPIRES")]
    assert len(left) == 2
    assert all("First aid" in subject for subject in left)


def test_of_a_check_that_no_longer_counts_nobody_is_warned(bank, admin, margaret, dbs):
    check = make.make_check(margaret, dbs, expires_in_days=50)
    warn(bank)

    checks.end_check(check, words="", by=admin, at=timezone.now())

    assert told(margaret, "CHECK_EXPIRES") == []
