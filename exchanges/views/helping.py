"""Asking who received whether they will help someone too, and not again on the day they said no."""

import datetime

from django.utils import timezone

from exchanges.models import Exchange, Listing
from exchanges.reads.afterwards import to_help_next
from members.access import BankRequest

SESSION_KEY = "exchanges_not_helping_on"
ASKED_FOR = datetime.timedelta(days=14)  # later it is no answer to what one received

State = Exchange.State


def say_not_today(request: BankRequest) -> None:
    """Remember that the member was asked today and said no."""
    kept = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {**kept, _whose(request): _today(request).isoformat()}


def whom_to_help(request: BankRequest, exchange: Exchange) -> list[Listing] | None:
    """Give what others ask for, for who has just received; None where nobody is to be asked."""
    member, today = request.member, _today(request)
    received = member.pk == exchange.receiver_id and exchange.has_agreed(member) and member.can_trade
    stands = exchange.state in (State.LOGGED, State.CONFIRMED, State.POSTED)
    if not (received and stands) or exchange.happened_on is None or exchange.happened_on < today - ASKED_FOR:
        return None
    if request.session.get(SESSION_KEY, {}).get(_whose(request)) == today.isoformat():
        return None
    return to_help_next(member, today)


def _today(request: BankRequest) -> datetime.date:
    return request.bank.day(timezone.now())


def _whose(request: BankRequest) -> str:
    """Name who is asked: oneself at this bank, or the member one acts for."""
    return f"{request.bank.slug}/{request.member.pk}"
