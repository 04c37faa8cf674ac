"""Who has not answered an exchange with another bank is reminded, in their own bank, as at home."""

import datetime

import pytest
from django.utils import timezone

from exchanges import tasks
from exchanges.actions.crossing import deciding, words
from exchanges.models import CrossExchange
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from tests.reminding import local, since_noon, speak
from timebank.celery import app

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa() -> Member:
    return make.make_member(make.make_bank(slug="riverside", approval=Bank.Approval.NOBODY), name="Rosa Lind")


@pytest.fixture
def omar(rosa) -> Member:
    bank = make.make_bank(slug="hillside", approval=Bank.Approval.ALL)
    make.trade(rosa.bank, bank)
    return make.make_member(bank, name="Omar Hadid")


@pytest.fixture
def tasks_run_here():
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def reminded() -> list[tuple[str, str, str]]:
    found = Notice.objects.filter(kind="REMINDER").order_by("pk").select_related("recipient")
    return [(each.recipient.name, each.subject, each.body) for each in found]


def after(cross: CrossExchange, days: int) -> datetime.datetime:
    return cross.state_since + datetime.timedelta(days=days)


def remind(member: Member, *, at: datetime.datetime) -> int:
    return speak("ANSWER_BETWEEN", member.bank, at=at)


def test_only_the_silent_side_is_reminded(rosa, omar):
    cross = since_noon(make.crossed(rosa, omar), rosa.bank)

    sent = [remind(omar, at=after(cross, days)) for days in (2, 3, 3, 6, 7, 8)]

    assert sent == [0, 1, 0, 0, 1, 0]
    assert not remind(rosa, at=after(cross, 7))
    line = "Is this right? 1 hour: Mending a bicycle"
    assert reminded() == [("Omar Hadid", line, f"Rosa Lind of {rosa.bank.name} is waiting for your answer.")] * 2
    cross.refresh_from_db()
    assert cross.state == CrossExchange.State.LOGGED


def test_it_begins_anew_when_the_time_was_written_anew(rosa, omar):
    cross = since_noon(make.crossed(rosa, omar), rosa.bank)
    remind(omar, at=after(cross, 7))
    cross = words.confirm(cross, make.act(omar, after(cross, 8)), minutes=90)

    assert not remind(rosa, at=after(cross, 2))
    assert remind(rosa, at=after(cross, 3))
    assert [name for name, _subject, _body in reminded()] == ["Rosa Lind"]  # the question of before is moot


def test_both_are_reminded_of_what_came_back_and_nobody_of_what_both_agreed(rosa, omar):
    cross = since_noon(make.agreed_across(rosa, omar), rosa.bank)
    assert [remind(each, at=after(cross, 9)) for each in (rosa, omar)] == [0, 0]

    coordinator = make.make_coordinator(omar.bank)
    cross = deciding.send_back(cross, make.act(coordinator), reason="Which day was it?")

    since_noon(cross, rosa.bank)
    assert [remind(each, at=after(cross, 9)) for each in (rosa, omar)] == [1, 1]
    assert {name for name, _subject, _body in reminded()} == {"Rosa Lind", "Omar Hadid"}


@pytest.mark.usefixtures("tasks_run_here")
def test_the_sweep_finds_those_that_are_due(monkeypatch, rosa, omar):
    due, _fresh = make.crossed(rosa, omar, description="Due"), make.crossed(rosa, omar, description="Fresh")
    at = local(omar.bank, omar.bank.day(timezone.now()))
    CrossExchange.objects.filter(pk=due.pk).update(state_since=at - datetime.timedelta(days=8))
    monkeypatch.setattr(timezone, "now", lambda: at)

    tasks.sweep_reminders()
    tasks.sweep_reminders()

    assert [subject for _name, subject, _body in reminded()] == ["Is this right? 1 hour: Due"]
