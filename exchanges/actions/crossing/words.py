"""What the two members say of an exchange between their banks: yes, another time, not right, or take it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.access.crossing import (
    OPEN_TO_DISPUTE,
    is_thanked,
    may_be_taken_back_by,
    may_be_thanked_by,
    needs_approval,
)
from exchanges.actions.acts import Act
from exchanges.actions.crossing.acts import (
    locked,
    move,
    must_be,
    must_speak,
    note,
    tell_desks,
    tell_side,
    tell_spoken_for,
    void_words,
)
from exchanges.actions.crossing.logging import ask, check_time, must_be_adult
from exchanges.actions.crossing.posting import post_if_ready
from exchanges.actions.life import NothingSaid, TimeChanged
from exchanges.models import CrossExchange, CrossSide, CrossStep, Step
from members.actions.blocking import Apart
from members.models import Block
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.transactions import atomic_with_retry

State = CrossExchange.State
Kind = CrossStep.Kind


@atomic_with_retry
def confirm(cross: CrossExchange, act: Act, *, minutes: int, shown: int | None = None) -> CrossExchange:
    """Give one side's word for the time. Other minutes than written ask the other side again.

    With both words each bank's own rule says whether its side waits for a coordinator; where neither does, the hours
    are posted in both. `shown` is the time that stood on the page: TimeChanged if it no longer does.
    """
    cross = locked(cross)
    side = must_speak(cross, act)
    if shown is not None and shown != cross.minutes:
        hours = {"hours": hours_in_words(cross.minutes)}
        raise TimeChanged(_("The time was changed to %(hours)s just before you answered. Please look again.") % hours)
    said = side.agreed_at is not None and minutes == cross.minutes
    if said and cross.state in (State.LOGGED, State.CONFIRMED, State.POSTED):
        return cross
    must_be(cross, State.LOGGED)
    must_be_adult(side.member)
    if minutes != cross.minutes:
        return _restate(cross, side, act, minutes)
    _agree(side, act)
    if cross.other_side(side.bank).agreed_at is None:  # after a return both give their word again
        move(cross, State.LOGGED, Kind.AGREED, act)
    else:
        move(cross, State.CONFIRMED, Kind.AGREED, act)
        _settle_by_rule(cross, act)
    tell_spoken_for(cross, act)
    return cross


@transaction.atomic
def cancel(cross: CrossExchange, act: Act) -> CrossExchange:
    """Take back what one has written down, while the other side has not agreed to it."""
    cross = locked(cross)
    side = must_speak(cross, act)
    if cross.state == State.CANCELLED:
        return cross
    must_be(cross, State.LOGGED)
    if not may_be_taken_back_by(cross, side):
        raise NotAllowed(_("Only who logged it can take it back. You can say that something is not right."))
    move(cross, State.CANCELLED, Kind.CANCELLED, act)
    _tell_other(cross, side, act, "CANCELLED", _("%(name)s cancelled: %(what)s"))
    return cross


@transaction.atomic
def dispute(cross: CrossExchange, act: Act, *, reason: str) -> CrossExchange:
    """Say that something is not right. It ends when a coordinator of each bank says the same."""
    cross = locked(cross)
    side = must_speak(cross, act)
    if not reason.strip():
        raise NothingSaid(_("Write what is not right, so that a coordinator can help."))
    if cross.state == State.DISPUTED:
        return cross
    must_be(cross, *OPEN_TO_DISPUTE)
    until = cross.may_still_be_disputed_until
    if cross.state == State.POSTED and until and act.at > until:
        raise WrongState(_("This was settled more than 30 days ago. A coordinator can still help: please ring."))
    for each in cross.sides.all():
        each.settles_minutes = each.settled_by = None
    move(cross, State.DISPUTED, Kind.DISPUTED, act, reason=reason)
    _tell_other(cross, side, act, "DISPUTED", _("%(name)s says something is not right: %(what)s"), body=reason)
    banks = [each.bank for each in cross.sides.all()]
    subject = _("Two people do not agree: %(what)s") % {"what": cross.description}
    tell_desks(cross, act, *banks, kind="DISPUTED_BETWEEN", subject=subject, body=reason)
    return cross


@transaction.atomic
def thank(cross: CrossExchange, act: Act, *, words: str) -> CrossExchange:
    """Say thank you to the giver at the other bank, once. The words stand in the history that both banks read."""
    cross = locked(cross)
    side = must_speak(cross, act)
    if side.gives:
        raise NotAllowed(_("Who received the help says thank you for it."))
    if not words.strip():
        raise NothingSaid(_("Write your thanks, however short."))
    if is_thanked(cross):
        return cross
    if not may_be_thanked_by(cross, side):
        raise WrongState(_("Say thank you once you have agreed that it happened."))
    other = cross.other_side(side.bank)
    if act.channel not in Step.TOLD and Block.objects.between_banks(side.member, other.member).exists():
        raise Apart(_("You can't write to each other here."))
    note(cross, Kind.THANKED, act, reason=words)
    _tell_other(cross, side, act, "THANKED", _("%(name)s says thank you: %(what)s"), body=words)
    return cross


def _agree(side: CrossSide, act: Act) -> None:
    side.agreed_at, side.agreed_by = act.at, act.by
    side.channel = act.channel if act.on_behalf_of else ""


def _restate(cross: CrossExchange, side: CrossSide, act: Act, minutes: int) -> CrossExchange:
    check_time(minutes, *(each.bank for each in cross.sides.all()))
    cross.minutes = minutes
    void_words(cross)
    _agree(side, act)
    move(cross, State.LOGGED, Kind.RESTATED, act)
    ask(cross, cross.other_side(side.bank), act)
    tell_spoken_for(cross, act)
    return cross


def _settle_by_rule(cross: CrossExchange, act: Act) -> None:
    """Let each bank's rule speak for its side, and post where both are ready."""
    for side in cross.sides.all():
        if not needs_approval(cross, side):
            side.approved_at = act.at
            side.save(update_fields=["approved_at"])
    post_if_ready(cross, act)
    if cross.state == State.CONFIRMED:
        side = cross.side_of(act.by.bank)
        _tell_other(cross, side, act, "CONFIRMED", _("%(name)s agreed the time. It waits for a coordinator: %(what)s"))


def _tell_other(cross: CrossExchange, side: CrossSide, act: Act, kind: str, words: str, *, body: str = "") -> None:
    other = cross.other_side(side.bank)
    subject = words % {"name": act.speaker.name, "what": cross.description}
    if body and Block.objects.between_banks(side.member, other.member).exists():
        body = ""  # who settles it reads the words; who is apart hears none
    tell_side(other, cross, act, kind=kind, subject=subject, body=body)
    if kind != "CONFIRMED":
        tell_spoken_for(cross, act)
