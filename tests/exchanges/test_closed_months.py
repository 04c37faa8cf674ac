"""An exchange of a month that has been closed: put right, it is booked in the open month, and both are told."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.models import Exchange
from insight.reads.exchanges import exchanges_behind
from ledger import actions as ledger_actions
from ledger import reads as ledger
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def closed(bank) -> datetime.date:
    """Give the last day of last month, through which the test closes the books."""
    return bank.day(timezone.now()).replace(day=1) - DAY


@pytest.fixture
def exchange(bank, closed) -> Exchange:
    """An hour that was given, and settled, on the last day of last month."""
    giver, receiver = make.make_member(bank, name="Gwilym Prys"), make.make_member(bank, name="Rosa Diaz")
    exchange = life.log(make.draft(giver, receiver, day=closed), make.act(giver, booked_on=closed))
    exchange = life.confirm(exchange, make.act(receiver, booked_on=closed), minutes=60)
    ledger_actions.close_through(bank.book_id, day=closed, by="system")
    return life.dispute(exchange, make.act(receiver), reason="It was half an hour.")


def booked(member: Member) -> list[tuple[datetime.date, datetime.date, int]]:
    """Give each line's day in the books, the day the help happened, and its minutes."""
    lines = ledger.statement_lines(member.account_id, first_on=datetime.date.min, last_on=datetime.date.max)
    return [(line.booked_on, line.happened_on, line.minutes) for line in lines]


def told(member: Member) -> tuple[str, str]:
    last = Notice.objects.filter(recipient__key=member.actor_key).order_by("-pk").first()
    return last.kind, last.body


def test_other_minutes_go_into_the_open_month(bank, closed, exchange):
    today, coordinator = bank.day(timezone.now()), make.make_coordinator(bank)
    before = ledger.trial_balance(bank.book_id, day=closed)

    exchange = approval.resolve(exchange, make.act(coordinator), minutes=30, reason="Both say half an hour.")

    assert exchange.state == Exchange.State.POSTED
    assert booked(exchange.receiver) == [(closed, closed, -60), (today, closed, 60), (today, closed, -30)]
    assert ledger.trial_balance(bank.book_id, day=closed) == before
    assert ledger.balance_on(exchange.receiver.account_id, closed) == -60
    for member in (exchange.giver, exchange.receiver):
        assert told(member) == ("RESOLVED", "Both say half an hour.")
    assert ledger.prove().faults == []


def test_what_is_taken_back_goes_into_the_open_month(bank, closed, exchange):
    today = bank.day(timezone.now())

    approval.resolve_by_undoing(exchange, make.act(make.make_coordinator(bank)), reason="Nobody came.")

    assert booked(exchange.receiver) == [(closed, closed, -60), (today, today, 60)]
    for member in (exchange.giver, exchange.receiver):
        assert told(member) == ("REVERSED", "Nobody came.")


def test_every_line_leads_back_to_its_exchange(bank, exchange):
    coordinator = make.make_coordinator(bank)
    exchange = approval.resolve(exchange, make.act(coordinator), minutes=30, reason="Both say half an hour.")
    approval.reverse(exchange, make.act(coordinator), reason="Nobody came.")

    lines = list(
        ledger.statement_lines(exchange.giver.account_id, first_on=datetime.date.min, last_on=datetime.date.max)
    )

    found = exchanges_behind(bank, lines)
    assert [line.kind for line in lines] == ["EXCHANGE", "REVERSAL", "CORRECTION", "REVERSAL"]
    assert {(found[line.transfer_id].pk, found[line.transfer_id].is_elsewhere) for line in lines} == {
        (exchange.pk, False)
    }
