"""Addresses and exchanges that the tests of the desk share."""

import datetime

from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank, Member
from tests import factories as make


def at_desk(bank: Bank) -> str:
    return reverse("exchanges:desk", args=[bank.slug])


def step(name: str, exchange: Exchange) -> str:
    return reverse(f"exchanges:{name}", args=[exchange.bank.slug, exchange.pk])


def balance(member: Member) -> int:
    return ledger.balance_of(member.account_id)


def state_of(exchange: Exchange) -> str:
    return Exchange.objects.get(pk=exchange.pk).state


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def two_weeks_silent(giver: Member, receiver: Member, **fields) -> Exchange:
    day = giver.bank.day(days_ago(20))
    return life.log(make.draft(giver, receiver, day=day, **fields), make.act(giver, days_ago(15)))


def disputed_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    exchange = make.logged_exchange(giver, receiver, **fields)
    return life.dispute(exchange, make.act(receiver), reason="It was shorter.")
