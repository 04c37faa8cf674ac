"""What follows a plan and an exchange: it happened, the same again, thanks on one's page, what it cost to come."""

import datetime
import uuid

from django.utils.translation import gettext as _

from exchanges.actions import life
from exchanges.actions.acts import Act, locked, must_be, must_reach_other, must_speak_for_a_party, note_acted, tell
from exchanges.models import Exchange
from members.models import Member
from timebank.lib.errors import NotAllowed
from timebank.lib.transactions import atomic_with_retry

WEEK = datetime.timedelta(days=7)
LONGEST_COSTS = 200

State = Exchange.State


@atomic_with_retry
def it_happened(exchange: Exchange, act: Act, *, minutes: int) -> Exchange:
    """Say that a plan has happened as it was agreed: on its day, or today if that is still to come.

    Where the other side has said just the same meanwhile, this is the yes to it. Raises TimeChanged where they have
    said something else.
    """
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    happened_on = day_of_plan(exchange, exchange.bank.day(act.at))
    if exchange.state == State.AGREED and minutes == exchange.minutes:
        return life.log_planned(exchange, act, minutes=minutes, happened_on=happened_on)
    if exchange.happened_on not in (None, happened_on) and not exchange.has_agreed(act.speaker):
        raise life.TimeChanged(_("The other side has just written down another day. Please look again."))
    return life.agree(exchange, act, minutes=minutes)


def day_of_plan(exchange: Exchange, today: datetime.date) -> datetime.date:
    """Give the day on which a plan has happened, if it happened as planned: never one that is still to come."""
    return min(exchange.planned_on or today, today)


@atomic_with_retry
def same_again(exchange: Exchange, act: Act, *, minutes: int | None = None) -> Exchange:
    """Propose the same once more, a week later. Whoever of the two asks, and however often: there is one next time.

    Other minutes are for a bank that counts in other steps than when they were agreed.
    """
    _lock_both(exchange)
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    must_be(exchange, State.AGREED, State.LOGGED, State.CONFIRMED, State.POSTED)
    followers = Exchange.objects.of(exchange.bank).filter(follows=exchange)
    found: Exchange | None = followers.exclude(state__in=Exchange.ENDED).first()
    if found is not None:
        return found
    draft = life.Draft(
        giver=exchange.giver,
        receiver=exchange.receiver,
        minutes=exchange.minutes if minutes is None else minutes,
        description=exchange.description,
        day=_week_after(exchange, act),
        at_time=exchange.planned_at_time,
        category=exchange.category,
        listing=exchange.listing,
        follows=exchange,
        key=uuid.uuid5(exchange.key, f"again:{followers.count()}"),
    )
    return life.propose(draft, act)


@atomic_with_retry
def show_thanks(exchange: Exchange, act: Act) -> Exchange:
    """Put the thanks for an exchange on its giver's page, as the giver likes."""
    exchange = _to_show(exchange, act)
    if exchange.thanks and exchange.thanks_shown_at is None:
        exchange.thanks_shown_at = act.at
        exchange.save(update_fields=["thanks_shown_at"])
        note_acted(exchange, act, exchange.state)
    return exchange


@atomic_with_retry
def hide_thanks(exchange: Exchange, act: Act) -> Exchange:
    """Take the thanks off the giver's page again."""
    exchange = _to_show(exchange, act)
    exchange.thanks_shown_at = None
    exchange.save(update_fields=["thanks_shown_at"])
    return exchange


@atomic_with_retry
def note_costs(exchange: Exchange, act: Act, *, words: str) -> Exchange:
    """Note in words what it cost to come. Nothing is counted or told to the ledger; empty takes it off."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    must_be(exchange, State.AGREED, State.LOGGED, State.CONFIRMED, State.POSTED)
    if exchange.costs == words:
        return exchange
    must_reach_other(exchange, act, words)
    exchange.costs = words
    exchange.save(update_fields=["costs"])
    note_acted(exchange, act, exchange.state)
    subject = _("%(name)s noted travel or costs: %(what)s")
    said = {"name": act.speaker.name, "what": exchange.description}
    tell(exchange, [exchange.other_side(act.speaker)], act, kind="COSTS", subject=subject % said, body=words)
    return exchange


def _lock_both(exchange: Exchange) -> None:
    """Lock both members before the exchange, lower id first, as who leaves does."""
    both = [exchange.giver_id, exchange.receiver_id]
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk"))


def _week_after(exchange: Exchange, act: Act) -> datetime.date:
    """Give the same day of the next week that is not over."""
    today = exchange.bank.day(act.at)
    day = (exchange.day or today) + WEEK
    return day if day >= today else day + WEEK * -((day - today).days // 7)


def _to_show(exchange: Exchange, act: Act) -> Exchange:
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if act.speaker.pk != exchange.giver_id:
        raise NotAllowed(_("Who was thanked says whether others read it."))
    return exchange
