"""Hours set aside for what two members agreed, where the bank's rule asks for it: taken once, given back once."""

import datetime
import uuid
from typing import cast

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.models import Exchange
from ledger import actions as ledger
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

AFTER_THE_DAY = datetime.timedelta(days=14)
AFTER_AGREEING = datetime.timedelta(days=30)


class NotEnoughLeft(RuleBroken):
    """The receiver has not so much left to spend. The giver is not told how much: another's hours are not theirs."""

    code = "over_limit"


def set_aside(exchange: Exchange, act: Act) -> None:
    """Set the receiver's minutes aside for a locked exchange that is being agreed; the caller saves it.

    An exchange is agreed once, so its hold is the first and the last. Raises NotEnoughLeft.
    """
    if not exchange.bank.sets_hours_aside:
        return
    holding = ledger.Holding(
        key=uuid.uuid5(exchange.key, "hold:1"),
        payer_id=cast(int, exchange.receiver.account_id),
        payee_id=cast(int, exchange.giver.account_id),
        minutes=exchange.minutes,
        reference=f"exchange:{exchange.pk}/hold:1",
        expires_at=_expires_at(exchange, act.at),
        held_by=act.by.actor_key,
    )
    try:
        exchange.hold_id = ledger.hold(holding)
    except ledger.OverLimit as refusal:
        raise NotEnoughLeft(_too_little(exchange, act, refusal.fits_minutes)) from refusal


def give_back(exchange: Exchange, act: Act) -> None:
    """Free what was set aside for a locked exchange that is called off; does nothing where nothing is."""
    if exchange.hold_id is not None:
        ledger.release(exchange.hold_id, by=act.by.actor_key, reason="CANCELLED")


def _expires_at(exchange: Exchange, at: datetime.datetime) -> datetime.datetime:
    """Two weeks after the planned day; where that has gone by, thirty days after the two agreed."""
    if exchange.planned_on is not None:
        day_ends = datetime.datetime.combine(exchange.planned_on, datetime.time.max, exchange.bank.zone_info())
        if day_ends + AFTER_THE_DAY > at:
            return day_ends + AFTER_THE_DAY
    return at + AFTER_AGREEING


def _too_little(exchange: Exchange, act: Act, fits_minutes: int) -> str:
    words = {
        "name": exchange.receiver.name,
        "hours": hours_in_words(exchange.minutes),
        "fits": hours_in_words(fits_minutes),
    }
    asker = act.speaker if act.is_by_mandate else act.by
    if asker.pk == exchange.giver_id:
        return _("%(name)s has not enough hours left for this now. Talk with them about a shorter time.") % words
    if asker.pk == exchange.receiver_id and fits_minutes:
        return _("This needs %(hours)s, and you have %(fits)s left to spend. Suggest at most that.") % words
    if asker.pk == exchange.receiver_id:
        return _("This needs %(hours)s, and you have no hours left to spend now. Help somebody first.") % words
    return _("This needs %(hours)s, and %(name)s has %(fits)s left to spend.") % words
