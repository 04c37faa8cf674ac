"""Closing months: who may, what it does to the books, what waits, and who hears of it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from insight import actions
from insight.reads.closings import closed_months, open_months
from insight.reads.periods import Period, month_before, month_of
from ledger import actions as ledger
from ledger import reads
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.insight.making import post_on, today
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

NOW = timezone.now


@pytest.fixture
def bank() -> Bank:
    """A bank that was founded half a year ago."""
    bank = make.make_bank()
    bank.created_at = NOW() - datetime.timedelta(days=190)
    bank.save()
    return bank


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


@pytest.fixture
def last_month(bank) -> Period:
    return month_before(today(bank))


def page_of(bank: Bank) -> str:
    return reverse("insight:closing", args=[bank.slug])


def close_page_of(bank: Bank) -> str:
    return reverse("insight:close_month", args=[bank.slug])


def typed(month: Period) -> dict[str, str]:
    return {"month": f"{month.first_on:%Y-%m}"}


def name_of(month: Period) -> str:
    return f"{month.first_on:%B %Y}"


# ------------------------------------------------------------------------------------------------- for whom


@pytest.mark.parametrize(
    ("who", "reads_it", "asks", "closes"),
    [
        ("admin", 200, 200, 302),
        ("auditor", 200, 403, 403),
        ("coordinator", 403, 403, 403),
        ("member", 403, 403, 403),
        ("outsider", 404, 404, 404),
    ],
)
def test_who_may_read_and_close(client, bank, admin, last_month, who, reads_it, asks, closes):
    people = {
        "admin": admin,
        "auditor": make.make_auditor(bank),
        "coordinator": make.make_coordinator(bank),
        "member": make.make_member(bank),
        "outsider": make.admin_of(make.make_bank()),
    }
    client.force_login(people[who].person)

    assert client.get(page_of(bank)).status_code == reads_it
    assert client.get(close_page_of(bank), typed(last_month)).status_code == asks
    assert client.post(close_page_of(bank), typed(last_month)).status_code == closes
    assert len(closed_months(bank)) == (closes == 302)


def test_the_rule_itself_asks_for_an_admin(bank, last_month):
    with pytest.raises(NotAllowed):
        actions.close_month(bank, last_month, by=make.make_coordinator(bank), at=NOW())

    assert reads.first_open_day(bank.book_id) is None


# ----------------------------------------------------------------------------------------- what it does


def test_a_closed_month_takes_nothing_any_more(client, bank, admin, last_month):
    giver, receiver = make.make_member(bank), make.make_member(bank)
    post_on(giver, receiver, last_month.first_on)
    client.force_login(admin.person)

    page = client.post(close_page_of(bank), typed(last_month), follow=True)
    later = post_on(giver, receiver, last_month.last_on)

    assert f"{name_of(last_month)} is closed. Nothing is booked in it any more." in words(page)
    booked = reads.transfers([later.transfer_id])[later.transfer_id]
    assert (booked.happened_on, booked.booked_on) == (last_month.last_on, month_of(today(bank)).first_on)
    assert reads.balance_on(giver.account_id, last_month.last_on) == 60


def test_the_page_says_who_closed_it_and_when(client, bank, admin, last_month):
    actions.close_month(bank, last_month, by=admin, at=NOW())
    client.force_login(make.make_auditor(bank).person)

    page = words(client.get(page_of(bank)))

    assert f"{name_of(last_month)} Closed by {admin.name} on " in page
    assert f"Close {name_of(last_month)}" not in page


def test_a_month_is_closed_once_and_those_before_it_with_it(client, bank, admin, last_month):
    actions.close_month(bank, last_month, by=admin, at=NOW())
    client.force_login(admin.person)

    for month in (last_month, month_before(last_month.first_on)):
        page = client.post(close_page_of(bank), typed(month), follow=True)
        assert "Only a month that is over and not closed yet can be closed." in words(page)
        with pytest.raises(ledger.MonthClosed):
            actions.close_month(bank, month, by=admin, at=NOW())
    assert len(closed_months(bank)) == 1


def test_a_month_that_is_not_over_stays_open(client, bank, admin):
    client.force_login(admin.person)
    this_month = month_of(today(bank))

    for ask in (client.get, client.post):
        page = ask(close_page_of(bank), typed(this_month), follow=True)
        assert "Only a month that is over and not closed yet can be closed." in words(page)
    with pytest.raises(ledger.MonthNotOver):
        actions.close_month(bank, this_month, by=admin, at=NOW())
    assert closed_months(bank) == []


def test_the_months_before_the_beginning_are_not_offered(bank):
    begins = month_of(bank.day(bank.created_at))

    offered = [each.month for each in open_months(bank, today(bank))]

    assert offered[0] == month_before(today(bank))
    assert offered[-1] == begins
    assert len(offered) in {6, 7}


def test_imported_exchanges_are_older_than_the_bank(bank):
    before_all = month_before(bank.day(bank.created_at))
    post_on(make.make_member(bank), make.make_member(bank), before_all.last_on)

    assert open_months(bank, today(bank))[-1].month == before_all


# ------------------------------------------------------------------------------------------- what waits


def test_what_is_not_settled_is_counted_and_keeps_nobody_from_closing(client, bank, admin, last_month):
    giver, receiver = make.make_member(bank), make.make_member(bank)
    for day in (last_month.first_on, last_month.last_on, today(bank)):
        make.logged_exchange(giver, receiver, day=day)
    post_on(giver, receiver, last_month.first_on)
    client.force_login(admin.person)

    listed = words(client.get(page_of(bank)))
    asked = words(client.get(close_page_of(bank), typed(last_month)))
    client.post(close_page_of(bank), typed(last_month))

    assert "2 exchanges from this month are not settled yet." in listed
    assert "2 exchanges from before the end of this month are not settled yet." in asked
    assert [each.month for each in closed_months(bank)] == [last_month]


def test_what_waits_from_earlier_open_months_counts_too(client, bank, admin, last_month):
    make.logged_exchange(make.make_member(bank), make.make_member(bank), day=month_before(last_month.first_on).last_on)
    client.force_login(admin.person)

    asked = words(client.get(close_page_of(bank), typed(last_month)))

    assert "1 exchange from before the end of this month is not settled yet." in asked


# ---------------------------------------------------------------------------------------- who hears, words


def test_admins_and_auditors_are_told_once(bank, admin, last_month):
    auditor, coordinator = make.make_auditor(bank), make.make_coordinator(bank)

    actions.close_month(bank, last_month, by=admin, at=NOW())

    told = Notice.objects.filter(bank=bank.slug, kind="MONTH_CLOSED")
    assert {each.recipient.key for each in told} == {admin.actor_key, auditor.actor_key}
    assert told[0].subject == f"{name_of(last_month)} is closed in the books of {bank.name}"
    assert coordinator.actor_key not in {each.recipient.key for each in told}


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "0001-01", "9999-12", "x" * 1000])
def test_what_is_no_month_is_refused_in_words(client, bank, admin, month):
    client.force_login(admin.person)

    for response in (client.get(close_page_of(bank), {"month": month}), client.post(close_page_of(bank))):
        assert response.status_code == 400
        assert "There is no such month to close. Go back and choose one." in words(response)


def test_older_closings_are_a_page_further(client, bank, admin, monkeypatch):
    monkeypatch.setattr("insight.views.closings.CLOSED_ON_PAGE", 2)
    months = [each.month for each in reversed(open_months(bank, today(bank)))][:3]
    for month in months:
        actions.close_month(bank, month, by=admin, at=NOW())
    client.force_login(admin.person)

    first = client.get(page_of(bank))
    second = client.get(page_of(bank) + first.context["older_url"])

    assert [name for name, _each in first.context["closed_months"]] == [name_of(months[2]), name_of(months[1])]
    assert [name for name, _each in second.context["closed_months"]] == [name_of(months[0])]


def test_the_page_asks_as_often_for_many_months_as_for_one(client, bank, admin):
    client.force_login(admin.person)
    months = [each.month for each in reversed(open_months(bank, today(bank)))]
    counts = []
    for month in months[:3]:
        actions.close_month(bank, month, by=admin, at=NOW())
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(bank))
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
