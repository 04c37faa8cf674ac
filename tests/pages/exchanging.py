"""Finding and making exchanges, for the tests of their pages."""

import datetime

from django.urls import reverse
from django.utils import timezone

from exchanges.access import choices, sides_to_write_down
from exchanges.actions import life
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank
from tests import factories as make


def url(exchange: Exchange, name: str = "exchange") -> str:
    return reverse(f"exchanges:{name}", args=[exchange.bank.slug, exchange.pk])


def list_url(bank: Bank) -> str:
    return reverse("exchanges:exchanges", args=[bank.slug])


def state_of(exchange: Exchange) -> str:
    exchange.refresh_from_db()
    return exchange.state


def balance(member) -> int:
    return ledger.balance_of(member.account_id)


def tomorrow(bank: Bank) -> datetime.date:
    return bank.day(timezone.now()) + datetime.timedelta(days=1)


def may_confirm(exchange: Exchange, member) -> bool:
    return choices(exchange, member).confirm or bool(sides_to_write_down(exchange, member))


def a_plan(giver, receiver) -> Exchange:
    exchange = life.propose(make.draft(giver, receiver, day=tomorrow(giver.bank)), make.act(giver))
    return life.accept(exchange, make.act(receiver))
