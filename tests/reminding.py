"""Letting rules of reminding speak, at hours of a bank's day, for tests."""

import datetime
from typing import Any

from exchanges.actions.reminders import runner
from exchanges.models import Exchange
from members.models import Bank
from notices import actions as notices

A_DAY = datetime.timedelta(days=1)


def speak(rule: str, bank: Bank, *, at: datetime.datetime) -> int:
    """Let one rule speak of all that is due. Answers of how many rows it did."""
    return sum(runner.remind(rule, bank, pks, at=at) for pks in runner.due(rule, bank, at=at))


def speak_all(bank: Bank, *, at: datetime.datetime) -> int:
    """Let every rule speak, as one sweep does."""
    notices.withdraw_moot(at=at)
    return sum(speak(rule, bank, at=at) for rule in runner.rules_speaking(bank, at))


def local(bank: Bank, day: datetime.date, hour: int = 12, minute: int = 0) -> datetime.datetime:
    """Give the moment of an hour of the bank's day; at noon everything may be said."""
    return datetime.datetime.combine(day, datetime.time(hour, minute), tzinfo=bank.zone_info())


def since_noon(exchange: Any, bank: Bank | None = None) -> Any:
    """Let an exchange stand where it stands since noon of its day, so that days later it is noon, too."""
    bank = bank or exchange.bank
    exchange.state_since = local(bank, bank.day(exchange.state_since))
    type(exchange).objects.filter(pk=exchange.pk).update(state_since=exchange.state_since)
    return exchange


def planned(exchange: Exchange, on: datetime.date, at_time: datetime.time | None = None) -> Exchange:
    """Let an exchange be planned for a day."""
    Exchange.objects.filter(pk=exchange.pk).update(planned_on=on, planned_at_time=at_time)
    exchange.refresh_from_db()
    return exchange
