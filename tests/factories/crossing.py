"""Banks that trade, and exchanges between them."""

from django.utils import timezone

from exchanges.actions.crossing import deciding, logging, words
from exchanges.models import CrossExchange
from members.actions.partners import Terms, accept, propose
from members.models import Bank, Member, Partnership
from tests.factories.exchanges import act
from tests.factories.people import admin_of


def trade(bank: Bank, other: Bank, *, receives: int = 6000, gives: int = 6000) -> Partnership:
    """Let two banks exchange hours."""
    now, terms = timezone.now(), Terms(receives, gives)
    partnership = propose(bank, other, terms, by=admin_of(bank), at=now)
    return accept(partnership, terms, by=admin_of(other), at=now)


def cross_draft(own: Member, other: Member, **fields) -> logging.CrossDraft:
    """Say what a member exchanged with one of another bank: they gave an hour today, unless said otherwise."""
    values = {
        "own": own,
        "gives": True,
        "partner": other.bank,
        "number": other.number,
        "name": other.name,
        "minutes": 60,
        "description": "Mending a bicycle",
        "day": own.bank.day(timezone.now()),
        **fields,
    }
    return logging.CrossDraft(**values)


def crossed(own: Member, other: Member, **fields) -> CrossExchange:
    """An exchange between two banks that one has logged and the other has not yet confirmed."""
    return logging.log(cross_draft(own, other, **fields), act(own))


def agreed_across(own: Member, other: Member, **fields) -> CrossExchange:
    """One that both agreed; it is posted at once unless a bank's rule asks for approval."""
    cross = crossed(own, other, **fields)
    return words.confirm(cross, act(other), minutes=cross.minutes)


def disputed_across(own: Member, other: Member, **fields) -> CrossExchange:
    """One that the other side says is not right."""
    return words.dispute(agreed_across(own, other, **fields), act(other), reason="It was shorter.")


def settled_across(cross: CrossExchange, *coordinators: Member, minutes: int) -> CrossExchange:
    """Let a coordinator of each bank say the same."""
    for coordinator in coordinators:
        cross = deciding.settle(cross, act(coordinator), minutes=minutes, reason="We rang both.")
    return cross
