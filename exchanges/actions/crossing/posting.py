"""Where an exchange between banks meets the ledger: both transfers or neither, together there and together back."""

import datetime
import uuid
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.crossing.acts import move, note, tell_both, tell_desks, tell_side
from exchanges.actions.last_exchanges import find_last_exchanges, note_last_exchange
from exchanges.models import CrossExchange, CrossSide, CrossStep
from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions import warn_if_low
from members.models import Member
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

State = CrossExchange.State
Kind = CrossStep.Kind
Refusal = CrossExchange.Refusal
REFUSALS = (ledger.OverLimit, ledger.AccountClosed, ledger.NoAgreement)


class NoRoom(RuleBroken):
    """The time that both banks wrote does not fit somebody's limit."""

    code = "over_limit"


def post_if_ready(cross: CrossExchange, act: Act) -> None:
    """Post a locked, confirmed exchange in both books where both banks are ready.

    If the ledger refuses nothing is posted, words and approvals stay, and why is kept for both desks.
    """
    if any(side.approved_at is None for side in cross.sides.all()):
        return
    try:
        with transaction.atomic():
            transfers = ledger.post_between(_crossing(cross, act))
    except REFUSALS as refusal:
        _keep_refusal(cross, refusal, act)
        return
    cross.receiver.transfer_id, cross.giver.transfer_id = transfers
    cross.posted_at, cross.refusal, cross.fits_minutes = act.at, "", None
    move(cross, State.POSTED, Kind.POSTED, act)
    for side in cross.sides.all():
        note_last_exchange(side.bank, [side.member_id], cross.happened_on)
    words = {"hours": hours_in_words(cross.minutes), "what": cross.description}
    tell_side(cross.giver, cross, act, kind="POSTED", subject=_("You earned %(hours)s: %(what)s") % words)
    tell_side(cross.receiver, cross, act, kind="POSTED", subject=_("You spent %(hours)s: %(what)s") % words)
    _warn_if_low(cross.receiver, cross.minutes, act)


def take_back(cross: CrossExchange, act: Act, *, reason: str) -> None:
    """Take a locked, posted exchange back in both books at once, and tell both members and both desks why."""
    transfer_id = cast(int, cross.giver.transfer_id)
    ledger.reverse(transfer_id, _undoing(cross, act, f"reversal:{transfer_id}", "REVERSED"))
    move(cross, State.REVERSED, Kind.REVERSED, act, reason=reason)
    find_last_exchanges(Member.objects.filter(cross_sides__exchange=cross))
    subject = _("Taken back: %(what)s") % {"what": cross.description}
    tell_both(cross, act, kind="REVERSED", subject=subject, body=reason)
    banks = [side.bank for side in cross.sides.all()]
    tell_desks(cross, act, *banks, kind="REVERSED_BETWEEN", subject=subject, body=reason)
    _warn_if_low(cross.giver, cross.minutes, act)


def correct(cross: CrossExchange, act: Act, *, minutes: int) -> None:
    """Put a locked, posted exchange right in both books at once. Raises NoRoom; the caller saves it."""
    transfer_id = cast(int, cross.giver.transfer_id)
    try:
        with transaction.atomic():
            undoing = _undoing(cross, act, f"correction:{transfer_id}", "DISPUTE")
            cross.giver.transfer_id = ledger.correct(transfer_id, undoing, minutes=minutes)
    except REFUSALS as refusal:
        words = _("This time can't be posted: a member's limit, or what the two time banks agreed, leaves no room.")
        raise NoRoom(words + " " + _("Agree on fewer hours, or take it back.")) from refusal
    cross.receiver.transfer_id = ledger_reads.twin_of(cross.giver.transfer_id)
    more = minutes - cross.minutes
    cross.minutes = minutes
    _warn_if_low(cross.receiver if more > 0 else cross.giver, abs(more), act)


def earliest_today(cross: CrossExchange, at: datetime.datetime) -> datetime.date:
    """Say which day it is in both banks: the earlier where a border of zones lies between them."""
    return min(side.bank.day(at) for side in cross.sides.all())


def _crossing(cross: CrossExchange, act: Act) -> ledger.Crossing:
    return ledger.Crossing(
        key=uuid.uuid5(cross.key, "posting"),
        payer_id=cast(int, cross.receiver.member.account_id),
        payee_id=cast(int, cross.giver.member.account_id),
        minutes=cross.minutes,
        reference=f"elsewhere:{cross.pk}",
        happened_on=cross.happened_on,
        recorded_by=act.by.actor_key,
        words=cross.description,
    )


def _undoing(cross: CrossExchange, act: Act, cause: str, reason: str) -> ledger.Undoing:
    day = earliest_today(cross, act.at) if reason == "REVERSED" else cross.happened_on
    return ledger.Undoing(key=uuid.uuid5(cross.key, cause), by=act.by.actor_key, reason=reason, happened_on=day)


def _keep_refusal(cross: CrossExchange, refusal: RuleBroken, act: Act) -> None:
    fits = getattr(refusal, "fits_minutes", None)
    why = _why(cross)
    is_new = (cross.refusal, cross.fits_minutes) != (why, fits)
    cross.refusal, cross.fits_minutes = why, fits
    cross.save(update_fields=["refusal", "fits_minutes"])
    if is_new:
        note(cross, Kind.REFUSED, act)


def _why(cross: CrossExchange) -> Refusal:
    """Tell whose account it was, as the one transaction left it: the giver's, the receiver's, or one between banks."""
    accounts = {side.gives: cast(int, side.member.account_id) for side in cross.sides.all()}
    states = ledger_reads.account_states(accounts.values())
    payer, payee = states[accounts[False]], states[accounts[True]]
    if not payer.is_open or (payer.available_minutes is not None and payer.available_minutes < cross.minutes):
        return Refusal.RECEIVER
    ceiling = payee.ceiling_minutes
    if not payee.is_open or (ceiling is not None and payee.balance_minutes + cross.minutes > ceiling):
        return Refusal.GIVER
    return Refusal.AGREEMENT


def _warn_if_low(side: CrossSide, minutes: int, act: Act) -> None:
    if side.member.is_approved:
        side.member.bank = side.bank
        warn_if_low(side.member, spent_minutes=minutes, at=act.at)
