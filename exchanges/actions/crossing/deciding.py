"""What those who run each bank decide about an exchange between two: each for its own side, and never for the other."""

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.access.crossing import may_approve, may_run, what_is_missing
from exchanges.actions.acts import Act, ReasonMissing, must_have_reason
from exchanges.actions.crossing.acts import (
    locked,
    move,
    must_be,
    must_decide,
    note,
    own_side,
    tell_both,
    tell_desks,
    void_words,
)
from exchanges.actions.crossing.logging import check_time
from exchanges.actions.crossing.posting import correct, post_if_ready, take_back
from exchanges.models import CrossExchange, CrossStep
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed
from timebank.lib.transactions import atomic_with_retry

State = CrossExchange.State
Kind = CrossStep.Kind
TAKE_BACK = 0  # as a bank's word in a dispute


@atomic_with_retry
def approve(cross: CrossExchange, act: Act, *, reason: str = "") -> CrossExchange:
    """Say for one's own bank that its side is right; when both are, the hours are posted in both. Again tries again.

    Raises ReasonMissing where a check was lacking by this bank's rules and nobody says why it is right all the same.
    """
    cross = _to_approve(cross, act)
    if cross.state == State.POSTED:
        return cross
    must_be(cross, State.CONFIRMED)
    side = own_side(cross, act)
    if side.approved_at is None:
        if what_is_missing(cross, side) and not reason.strip():
            raise ReasonMissing(_("Write why it is right all the same. Both of them will read it."))
        side.approved_at, side.approved_by = act.at, act.by
        side.save(update_fields=["approved_at", "approved_by"])
        note(cross, Kind.APPROVED, act, reason=reason)
    post_if_ready(cross, act)
    return cross


@transaction.atomic
def send_back(cross: CrossExchange, act: Act, *, reason: str) -> CrossExchange:
    """Ask both members to look again; their words and both banks' approvals are void."""
    cross = _to_approve(cross, act)
    must_have_reason(reason)
    must_be(cross, State.CONFIRMED)
    void_words(cross)
    move(cross, State.LOGGED, Kind.RETURNED, act, reason=reason)
    subject = _("Please look again: %(what)s") % {"what": cross.description}
    tell_both(cross, act, kind="RETURNED", subject=subject, body=reason)
    return cross


@atomic_with_retry
def settle(cross: CrossExchange, act: Act, *, minutes: int, reason: str) -> CrossExchange:
    """Say with how many minutes one's own bank would end a dispute; 0 takes it back. It ends when both say the same."""
    cross = _to_run(cross, act)
    must_have_reason(reason)
    side = own_side(cross, act)
    other = cross.other_side(side.bank)
    if cross.state != State.DISPUTED and side.settles_minutes == other.settles_minutes == minutes:
        return cross
    must_be(cross, State.DISPUTED)
    if minutes not in (TAKE_BACK, cross.minutes):
        check_time(minutes, side.bank, other.bank)
    side.settles_minutes, side.settled_by = minutes, act.by
    side.save(update_fields=["settles_minutes", "settled_by"])
    note(cross, Kind.PROPOSED, act, reason=reason, minutes=minutes)
    if other.settles_minutes == minutes:
        _end_dispute(cross, act, minutes=minutes, reason=reason)
    else:
        words = {"bank": side.bank.name, "what": cross.description}
        subject = _("%(bank)s says how it could be settled: %(what)s") % words
        tell_desks(cross, act, other.bank, kind="DISPUTED_BETWEEN", subject=subject, body=reason)
    return cross


@atomic_with_retry
def reverse(cross: CrossExchange, act: Act, *, reason: str) -> CrossExchange:
    """Take a posted exchange back in both banks at once, with a reason that both members and both desks are told."""
    cross = _to_run(cross, act)
    must_have_reason(reason)
    if cross.state == State.REVERSED:
        return cross
    must_be(cross, State.POSTED)
    take_back(cross, act, reason=reason)
    return cross


def _end_dispute(cross: CrossExchange, act: Act, *, minutes: int, reason: str) -> None:
    is_posted = cross.posted_at is not None
    if minutes == TAKE_BACK and is_posted:
        take_back(cross, act, reason=reason)
        return
    if minutes == TAKE_BACK:
        move(cross, State.CANCELLED, Kind.CANCELLED, act, reason=reason)
        subject = _("Cancelled: %(what)s") % {"what": cross.description}
        tell_both(cross, act, kind="CANCELLED", subject=subject, body=reason)
        return
    if is_posted and minutes != cross.minutes:
        correct(cross, act, minutes=minutes)
    elif not is_posted:
        cross.minutes = minutes
        void_words(cross)
    move(cross, State.POSTED if is_posted else State.LOGGED, Kind.SETTLED, act, reason=reason)
    words = {"hours": hours_in_words(minutes), "what": cross.description}
    subject = _("Looked at again, now %(hours)s: %(what)s") % words
    tell_both(cross, act, kind="RESOLVED", subject=subject, body=reason)


def _to_approve(cross: CrossExchange, act: Act) -> CrossExchange:
    cross = locked(cross)
    must_decide(act)
    own_side(cross, act)
    if not may_approve(cross, act.by):
        raise NotAllowed(_("Somebody of your time bank who took no part in this exchange does this."))
    return cross


def _to_run(cross: CrossExchange, act: Act) -> CrossExchange:
    cross = locked(cross)
    must_decide(act)
    own_side(cross, act)
    if not may_run(cross, act.by):
        raise NotAllowed(_("A coordinator of your time bank who took no part in this exchange does this."))
    return cross
