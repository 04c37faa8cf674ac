"""Hours, and exchanges in the states a test needs."""

import datetime
import uuid

from django.utils import timezone

from exchanges.actions import approval, codes, life
from exchanges.actions.acts import Act
from exchanges.models import Exchange
from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.models import Member
from tests.factories.people import make_coordinator


def with_hours(member: Member, minutes: int) -> Member:
    """Let a member have hours from the start, as a welcome grant gives them."""
    ledger.post(
        ledger.Posting(
            key=uuid.uuid4(),
            kind="WELCOME",
            payer_id=ledger_reads.account_of_kind(member.bank.book_id, "WELCOME"),
            payee_id=member.account_id,
            minutes=minutes,
            reference=f"test:{uuid.uuid4()}",
            happened_on=member.bank.day(timezone.now()),
            recorded_by=member.actor_key,
        )
    )
    return member


def draft(giver: Member, receiver: Member, **fields) -> life.Draft:
    """Say what an exchange is about: an hour in the garden today, unless said otherwise."""
    values = {
        "giver": giver,
        "receiver": receiver,
        "minutes": 60,
        "description": "Weeding the front garden",
        "day": giver.bank.day(timezone.now()),
        **fields,
    }
    return life.Draft(**values)


def act(by: Member, at: datetime.datetime | None = None, **fields) -> Act:
    """Let somebody act now."""
    return Act(by=by, at=at or timezone.now(), **fields)


def acting(by: Member, member: Member, at: datetime.datetime | None = None) -> Act:
    """Let a supporter act for a member, or a delegate for an organisation, now."""
    channel = "DELEGATE" if member.is_organisation else "SUPPORTER"
    return act(by, at, on_behalf_of=member, channel=channel)


def shown_code(giver: Member, **fields) -> int:
    """The code of a giver who helped somebody for an hour, shown now."""
    said = {"minutes": 60, "description": "Weeding", "category": None, **fields}
    return codes.show(said.pop("act", None) or act(giver), **said)


def logged_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange the giver has logged and the receiver has not yet confirmed."""
    return life.log(draft(giver, receiver, **fields), act(giver))


def confirmed_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange both agreed; it is posted at once unless the bank's rule asks for approval."""
    exchange = logged_exchange(giver, receiver, **fields)
    return life.confirm(exchange, act(receiver), minutes=exchange.minutes)


def posted_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange whose hours have moved, approved by a coordinator where the rule asks."""
    exchange = confirmed_exchange(giver, receiver, **fields)
    if exchange.state == Exchange.State.CONFIRMED:
        exchange = approval.approve(exchange, act(make_coordinator(giver.bank)))
    assert exchange.state == Exchange.State.POSTED
    return exchange


def posted_and_disputed(giver: Member, receiver: Member, **fields) -> Exchange:
    """An exchange whose hours have moved, and of which the receiver says that it is not right."""
    return life.dispute(posted_exchange(giver, receiver, **fields), act(receiver), reason="It was shorter.")
