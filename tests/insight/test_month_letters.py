"""The letter about a month: who gets it, once, and that the seal in it is the one in the books."""

import datetime
import re

import pytest
from django.utils import timezone

from insight import actions, tasks
from insight.models import MonthLetter
from insight.reads.month_letters import banks_without_letter
from ledger import reads
from members.actions import keep_told
from members.models import Bank
from notices.models import Notice
from tests import factories as make
from tests.ledger.making import at_once

FIRST = datetime.datetime(2026, 12, 1, 0, 30, tzinfo=datetime.UTC)  # in London December has begun


@pytest.fixture
def bank(db) -> Bank:
    """A bank that was there long before the month."""
    bank = make.make_bank()
    Bank.objects.filter(pk=bank.pk).update(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    bank.refresh_from_db()
    return bank


@pytest.fixture
def month_after() -> datetime.datetime:
    """The first moments of the month after this one, in London."""
    now = timezone.now()
    return now.replace(year=now.year + now.month // 12, month=now.month % 12 + 1, day=1, hour=0, minute=30)


def letters(bank: Bank) -> list[Notice]:
    return list(Notice.objects.filter(bank=bank.slug, kind="MONTH_LETTER").order_by("pk"))


def test_admins_and_auditors_get_the_figures_and_the_seal(bank, month_after):
    auditor = make.make_auditor(bank)
    keep_told(auditor)
    make.make_coordinator(bank)
    make.posted_exchange(make.make_member(bank), make.make_member(bank), minutes=90)

    actions.send_month_letter(bank, at=month_after)

    seal = reads.latest_seal(bank.book_id)
    sent = letters(bank)
    assert {notice.recipient.key for notice in sent} == {make.admin_of(bank).actor_key, auditor.actor_key}
    assert {notice.delivery for notice in sent} == {Notice.Delivery.EMAIL}
    body = sent[0].body
    assert "Given in exchanges: 1½ hours. Transfers of every kind: 1." in body
    assert "all balances together come to 0, as they must." in body
    assert f"Seal number {seal.number} is:\n{seal.hash}\n" in body
    assert re.search(r"changes one of those lines, even in secret", body)
    letter = MonthLetter.objects.get()
    assert (letter.given_minutes, letter.transfers_count, letter.balances_minutes) == (90, 1, 0)


def test_the_seal_covers_all_that_the_letter_counts(bank, month_after):
    make.posted_exchange(make.make_member(bank), make.make_member(bank))

    actions.send_month_letter(bank, at=month_after)

    assert reads.latest_seal(bank.book_id).transfers_count == 1
    assert reads.prove_since_seal(bank=bank.slug).transfers == 0


def test_a_month_is_told_once(bank):
    for hours in (0, 1, 24 * 29):
        actions.send_month_letter(bank, at=FIRST + datetime.timedelta(hours=hours))

    assert len(letters(bank)) == 1
    assert MonthLetter.objects.get().month_on == datetime.date(2026, 11, 1)


def test_each_month_is_told(bank):
    for at in (FIRST, FIRST + datetime.timedelta(days=31)):
        actions.send_month_letter(bank, at=at)

    assert [letter.month_on for letter in MonthLetter.objects.order_by("pk")] == [
        datetime.date(2026, 11, 1),
        datetime.date(2026, 12, 1),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_a_month_once():
    bank = make.make_bank()
    Bank.objects.update(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    bank.refresh_from_db()

    answers = at_once(*[lambda: actions.send_month_letter(bank, at=FIRST)] * 4)

    assert answers == [None] * 4
    assert (len(letters(bank)), MonthLetter.objects.count()) == (1, 1)


def test_the_month_ends_in_the_zone_of_the_bank(bank):
    for zone, month in (("America/New_York", 10), ("Europe/London", 11), ("Pacific/Auckland", 11)):
        Bank.objects.filter(pk=bank.pk).update(zone=zone)
        bank.refresh_from_db()
        MonthLetter.objects.all().delete()

        actions.send_month_letter(bank, at=FIRST)

        assert MonthLetter.objects.get().month_on.month == month


def test_a_bank_hears_nothing_of_the_time_before_it(bank):
    Bank.objects.filter(pk=bank.pk).update(created_at=FIRST)
    bank.refresh_from_db()

    actions.send_month_letter(bank, at=FIRST + datetime.timedelta(hours=1))

    assert letters(bank) == []
    assert bank.pk not in banks_without_letter(FIRST + datetime.timedelta(hours=1))


def test_the_sweep_starts_one_letter_for_each_bank_that_is_due(bank, monkeypatch):
    told = make.make_bank()
    Bank.objects.filter(pk=told.pk).update(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    actions.send_month_letter(Bank.objects.get(pk=told.pk), at=timezone.now())
    new = make.make_bank()
    started = []
    monkeypatch.setattr(tasks.send_month_letter, "delay", lambda **which: started.append(which["bank_id"]))

    tasks.send_month_letters()
    tasks.send_month_letter(bank_id=bank.pk)
    tasks.send_month_letters()

    assert started == [bank.pk]
    assert len(letters(bank)) == 1
    assert letters(new) == []


@pytest.mark.django_db(transaction=True)
def test_balances_that_do_not_come_to_nothing_are_said(superuser_connection):
    bank = make.make_bank()
    Bank.objects.update(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    bank.refresh_from_db()
    member = make.make_member(bank)
    make.posted_exchange(member, make.make_member(bank))
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET balance_after = 7 WHERE account_id = %s", [member.account_id])

    actions.send_month_letter(bank, at=timezone.now() + datetime.timedelta(days=31))

    assert "do not come to 0. That must not be." in letters(bank)[0].body
