"""Where exchanges meet the ledger: one posting, its reversal, its correction."""

import datetime
import uuid
from typing import cast

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, move, parties, tell
from exchanges.actions.last_exchanges import find_last_exchanges, note_last_exchange
from exchanges.models import Exchange
from ledger import actions as ledger
from members.actions import warn_if_low
from members.models import Member
from timebank.lib.durations import hours_in_words


def post_to_ledger(exchange: Exchange, act: Act, *, reason: str = "") -> None:
    """Move the receiver's minutes to the giver and mark the locked exchange posted, in the caller's transaction.

    What was set aside for it is spent first. Raises the ledger's refusal where a limit or a closed account stands in
    the way.
    """
    spend(exchange, recorded_by=act.by.actor_key, booked_on=act.booked_on)
    exchange.posted_at = act.at
    move(exchange, Exchange.State.POSTED, act, reason=reason)
    both = (exchange.giver_id, exchange.receiver_id)
    note_last_exchange(exchange.bank, both, cast(datetime.date, exchange.happened_on))
    words = {"hours": hours_in_words(exchange.minutes), "what": exchange.description}
    tell(exchange, [exchange.giver], act, kind="POSTED", subject=_("You earned %(hours)s: %(what)s") % words)
    tell(exchange, [exchange.receiver], act, kind="POSTED", subject=_("You spent %(hours)s: %(what)s") % words)
    warn_who_paid(exchange, act.at)


def spend(exchange: Exchange, *, recorded_by: str, booked_on: datetime.date | None = None) -> None:
    """Move the receiver's minutes to the giver in the ledger; what was set aside is spent first."""
    posting = _posting(exchange, recorded_by, booked_on)
    if exchange.hold_id is None:
        exchange.transfer_id = ledger.post(posting)
    else:
        exchange.transfer_id = ledger.capture(exchange.hold_id, posting)


def warn_who_paid(exchange: Exchange, at: datetime.datetime) -> None:
    """Tell a receiver who has just paid and now owes much."""
    _warn_if_low(exchange, exchange.receiver, exchange.minutes, at)


def take_back_in_ledger(exchange: Exchange, act: Act, *, reason: str) -> None:
    """Post the exact opposite of a posted exchange and mark the locked exchange reversed."""
    ledger.reverse(
        cast(int, exchange.transfer_id),
        ledger.Undoing(
            key=uuid.uuid5(exchange.key, f"reversal:{exchange.transfer_id}"),
            by=act.by.actor_key,
            reason="REVERSED",
            happened_on=exchange.bank.day(act.at),
        ),
    )
    move(exchange, Exchange.State.REVERSED, act, reason=reason)
    find_last_exchanges(Member.objects.filter(pk__in=(exchange.giver_id, exchange.receiver_id)))
    tell(
        exchange,
        parties(exchange),
        act,
        kind="REVERSED",
        subject=_("Taken back: %(what)s") % {"what": exchange.description},
        body=reason,
    )
    _warn_if_low(exchange, exchange.giver, exchange.minutes, act.at)


def correct_in_ledger(exchange: Exchange, act: Act, *, minutes: int) -> None:
    """Reverse a posted exchange and post it again with other minutes, as one act of the ledger."""
    exchange.transfer_id = ledger.correct(
        cast(int, exchange.transfer_id),
        ledger.Undoing(
            key=uuid.uuid5(exchange.key, f"correction:{exchange.transfer_id}"),
            by=act.by.actor_key,
            reason="DISPUTE",
            happened_on=cast(datetime.date, exchange.happened_on),
        ),
        minutes=minutes,
    )
    more = minutes - exchange.minutes
    exchange.minutes = minutes
    _warn_if_low(exchange, exchange.receiver if more > 0 else exchange.giver, abs(more), act.at)


def _posting(exchange: Exchange, recorded_by: str, booked_on: datetime.date | None) -> ledger.Posting:
    return ledger.Posting(
        key=uuid.uuid5(exchange.key, "posting"),
        kind="EXCHANGE",
        payer_id=cast(int, exchange.receiver.account_id),
        payee_id=cast(int, exchange.giver.account_id),
        minutes=exchange.minutes,
        reference=f"exchange:{exchange.pk}",
        happened_on=cast(datetime.date, exchange.happened_on),
        recorded_by=recorded_by,
        booked_on=booked_on,
        words=exchange.description,
    )


def _warn_if_low(exchange: Exchange, member: Member, spent_minutes: int, at: datetime.datetime) -> None:
    """Tell who paid, unless they have left: the ledger has then settled what they owed."""
    if member.is_approved:
        member.bank = exchange.bank  # spares asking for it again
        warn_if_low(member, spent_minutes=spent_minutes, at=at)
