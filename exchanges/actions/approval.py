"""What coordinators decide about exchanges: approve, return, resolve, reverse."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.access import may_approve
from exchanges.actions.acts import (
    Act,
    ReasonMissing,
    check_other_minutes,
    locked,
    move,
    must_be,
    must_be_coordinator,
    must_decide_oneself,
    must_have_reason,
    note_approved,
    parties,
    tell,
    void_agreements,
)
from exchanges.actions.dispute_steps import finish, must_be_free_to_decide
from exchanges.actions.holding import give_back
from exchanges.actions.posting import correct_in_ledger, post_to_ledger, take_back_in_ledger
from exchanges.actions.requirements import must_have_what_it_needs
from exchanges.models import Dispute, Exchange
from exchanges.reads.requirements import help_of
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.transactions import atomic_with_retry

State = Exchange.State
UNDO_WITHIN = datetime.timedelta(seconds=60)


class TooLateToUndo(WrongState):
    """What was approved a while ago is taken back with a reason."""


@atomic_with_retry
def approve(exchange: Exchange, act: Act) -> Exchange:
    """Settle a confirmed exchange: the receiver's minutes go to the giver. Approving twice posts once.

    Raises ChecksMissing where it lacked a check, and the ledger's refusal where a limit stands in the way: the
    confirmations stay.
    """
    exchange = _to_approve(exchange, act)
    if exchange.state == State.CONFIRMED:
        must_have_what_it_needs(help_of(exchange, today=exchange.bank.day(act.at)), act)
        post_to_ledger(exchange, act)
        note_approved(act)
    return exchange


@atomic_with_retry
def approve_all_the_same(exchange: Exchange, act: Act, *, reason: str) -> Exchange:
    """Settle an exchange that happened though a check was lacking, and write down why."""
    exchange = _to_approve(exchange, act)
    if exchange.state == State.CONFIRMED:
        if not reason.strip():
            raise ReasonMissing(_("Write why it is right all the same. Both of them will read it."))
        post_to_ledger(exchange, act, reason=reason)
        note_approved(act)
    return exchange


@transaction.atomic
def send_back(exchange: Exchange, act: Act, *, reason: str) -> Exchange:
    """Return a confirmed exchange to its two members with a reason; both give their word again."""
    exchange = locked(exchange)
    must_decide_oneself(exchange, act)
    if not may_approve(exchange, act.by):
        raise NotAllowed(_("Somebody who took no part in this exchange returns it."))
    must_have_reason(reason)
    must_be(exchange, State.CONFIRMED)
    void_agreements(exchange)
    move(exchange, State.LOGGED, act, reason=reason)
    subject = _("Please look again: %(what)s") % {"what": exchange.description}
    tell(exchange, parties(exchange), act, kind="RETURNED", subject=subject, body=reason)
    return exchange


@atomic_with_retry
def resolve(exchange: Exchange, act: Act, *, minutes: int, reason: str) -> Exchange:
    """End a dispute with minutes both sides will be asked to agree to; what was posted is corrected to them."""
    exchange = locked(exchange)
    must_be_coordinator(exchange, act)
    must_have_reason(reason)
    must_be(exchange, State.DISPUTED)
    must_be_free_to_decide(exchange, act)
    settle(exchange, act, minutes=minutes, reason=reason)
    return exchange


@atomic_with_retry
def resolve_by_undoing(exchange: Exchange, act: Act, *, reason: str) -> Exchange:
    """End a dispute by taking the exchange back: cancelled, or reversed where it was posted."""
    exchange = locked(exchange)
    must_be_coordinator(exchange, act)
    must_have_reason(reason)
    must_be(exchange, State.DISPUTED)
    must_be_free_to_decide(exchange, act)
    undo(exchange, act, reason=reason)
    return exchange


def settle(exchange: Exchange, act: Act, *, minutes: int, reason: str) -> None:
    """Give a locked, disputed exchange these minutes and end its dispute; the caller has seen who may say so."""
    check_other_minutes(exchange, minutes)
    if exchange.transfer_id:
        if minutes != exchange.minutes:
            correct_in_ledger(exchange, act, minutes=minutes)
        move(exchange, State.POSTED, act, reason=reason)
    else:
        exchange.minutes = minutes
        void_agreements(exchange)
        move(exchange, State.LOGGED, act, reason=reason)
    subject = _("Looked at again, now %(hours)s: %(what)s") % {
        "hours": hours_in_words(minutes),
        "what": exchange.description,
    }
    finish(exchange, act, outcome=Dispute.Outcome.AGREED, reason=reason)
    tell(exchange, parties(exchange), act, kind="RESOLVED", subject=subject, body=reason)


def undo(exchange: Exchange, act: Act, *, reason: str) -> None:
    """Take a locked, disputed exchange back and end its dispute; the caller has seen who may say so."""
    if exchange.transfer_id:
        finish(exchange, act, outcome=Dispute.Outcome.REVERSED, reason=reason)
        take_back_in_ledger(exchange, act, reason=reason)
    else:
        finish(exchange, act, outcome=Dispute.Outcome.CANCELLED, reason=reason)
        give_back(exchange, act)
        move(exchange, State.CANCELLED, act, reason=reason)
        subject = _("Cancelled: %(what)s") % {"what": exchange.description}
        tell(exchange, parties(exchange), act, kind="CANCELLED", subject=subject, body=reason)


@atomic_with_retry
def undo_approval(exchange: Exchange, act: Act) -> Exchange:
    """Take back, within a minute, what one has just approved. Undoing twice does it once; both are told.

    The hours go back by a reversal: the ledger forgets nothing. Whoever else would undo it, or later, gives a reason.
    """
    exchange = locked(exchange)
    must_decide_oneself(exchange, act)
    approved = exchange.steps.filter(to_state=State.POSTED).order_by("pk").last()
    was_approved = approved is not None and approved.from_state == State.CONFIRMED and not exchange.has_party(act.by)
    if approved is None or not was_approved or approved.by_id != act.by.pk or not may_approve(exchange, act.by):
        raise NotAllowed(_("Only who approved it can undo it."))
    if exchange.state == State.REVERSED:
        return exchange
    must_be(exchange, State.POSTED)
    if act.at > approved.at + UNDO_WITHIN:
        words = _("More than a minute has passed. You can still take the hours back: write why.")
        raise TooLateToUndo(words)
    take_back_in_ledger(exchange, act, reason=_("Undone within a minute: it was approved by mistake."))
    return exchange


@atomic_with_retry
def reverse(exchange: Exchange, act: Act, *, reason: str) -> Exchange:
    """Take back a posted exchange, with a reason both members are told."""
    exchange = locked(exchange)
    must_be_coordinator(exchange, act)
    must_have_reason(reason)
    if exchange.state == State.REVERSED:
        return exchange
    must_be(exchange, State.POSTED)
    take_back_in_ledger(exchange, act, reason=reason)
    return exchange


def _to_approve(exchange: Exchange, act: Act) -> Exchange:
    """Give a locked exchange to who may approve it: confirmed, or approved already."""
    exchange = locked(exchange)
    must_decide_oneself(exchange, act)
    if not may_approve(exchange, act.by):
        raise NotAllowed(_("Somebody who took no part in this exchange approves it."))
    if exchange.state != State.POSTED:
        must_be(exchange, State.CONFIRMED)
    return exchange
