"""Each side says yes or no to what a round found. Two yeses make an agreed exchange; silence lets it lapse."""

import datetime
import uuid
from dataclasses import replace
from typing import cast

from django.utils.translation import gettext as _

from exchanges.actions import life
from exchanges.actions.acts import Act, must_trade
from exchanges.actions.giving import must_speak_for
from exchanges.actions.rounds.opening import path_of, path_of_proposal
from exchanges.models import Round, RoundProposal
from members.actions import tell_member
from members.actions.acts import note_on_behalf
from members.actions.blocking import must_not_be_apart
from members.models import Block, Member, MemberEvent
from notices import actions as notices
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

State = RoundProposal.State
ROUNDS = uuid.UUID("0e5a53a4-6c1f-4b0e-9a57-3f1c1f8f6a39")  # a name space for keys: it must never change
LONGEST_REASON = 500


@atomic_with_retry
def say_yes(proposal: RoundProposal, act: Act, *, day: datetime.date) -> RoundProposal:
    """Say yes for one side, with the day that would suit. The second yes makes the exchange, on the first one's day.

    Raises what proposing and accepting raise: a check that ran out, a balance that no longer reaches. Twice is once.
    """
    proposal = _locked(proposal, act)
    speaker = act.speaker
    if proposal.state == State.AGREED or (proposal.state == State.WAITING and proposal.has_said_yes(speaker)):
        return proposal
    _must_wait(proposal)
    for member in (proposal.giver, proposal.receiver):
        must_trade(member)
    must_not_be_apart(proposal.giver, proposal.receiver)
    first = _act_of(proposal, proposal.other_side(speaker), act.at)
    if first is not None and _still_speaks(proposal, first):
        return _agree(proposal, first, act)
    if first is not None:
        _take_back(proposal, first.speaker)
    life.check_day_ahead(day, proposal.round.bank, act)
    _write_yes(proposal, act, day)
    words = {"name": speaker.name, "what": proposal.words, "hours": hours_in_words(proposal.minutes)}
    subject = _("%(name)s says yes: %(what)s, %(hours)s. What do you say?") % words
    _tell_other(proposal, act, "ROUND_YES", subject)
    return proposal


@atomic_with_retry
def say_no(proposal: RoundProposal, act: Act, *, reason: str = "") -> RoundProposal:
    """Say no for one side; the other is told kindly, with the reason if there is one. Again does no harm."""
    proposal = _locked(proposal, act)
    if proposal.state == State.DECLINED:
        return proposal
    _must_wait(proposal)
    if reason.strip():
        must_not_be_apart(proposal.giver, proposal.receiver)
    proposal.reason = reason[:LONGEST_REASON]
    _end(proposal, State.DECLINED, at=act.at)
    words = {"name": act.speaker.name, "what": proposal.words}
    _tell_other(proposal, act, "ROUND_NO", _("%(name)s can't this time: %(what)s") % words, reason)
    _note(proposal, act)
    return proposal


@atomic_with_retry
def let_lapse(round_id: int, *, at: datetime.datetime) -> int:
    """End what was not answered in time; who had said yes is told. Answers how many: again there are none."""
    round_ = Round.objects.select_related("bank").get(pk=round_id)
    if round_.answer_by is None or round_.bank.day(at) <= round_.answer_by:
        return 0
    waiting = RoundProposal.objects.waiting().filter(round=round_).order_by("pk")
    locked = waiting.select_for_update(no_key=True, skip_locked=True, of=("self",))
    ended = list(locked.select_related("round__bank", "giver__bank", "receiver__bank", "category"))
    for proposal in ended:
        _end(proposal, State.LAPSED, at=at)
        for member in (proposal.giver, proposal.receiver):
            if proposal.has_said_yes(member):
                other = proposal.other_side(member).name
                subject = _("%(name)s has not answered in time: %(what)s") % {"name": other, "what": proposal.words}
                tell_member(member, _message(proposal, member, "ROUND_NO", subject), at=at)
    return len(ended)


def _locked(proposal: RoundProposal, act: Act) -> RoundProposal:
    """Lock both members, lower id first, then the proposal, as whatever ends plans does; refuse who is no party."""
    pks = [proposal.giver_id, proposal.receiver_id]
    members = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").order_by("pk")
    found = members.in_bulk(pks)
    read = RoundProposal.objects.with_words().select_for_update(no_key=True, of=("self",))
    fresh: RoundProposal = read.get(pk=proposal.pk)
    fresh.giver, fresh.receiver = found[fresh.giver_id], found[fresh.receiver_id]
    if not fresh.has_party(act.speaker):
        raise NotAllowed(_("Only the two people it is about can answer this."))
    must_speak_for(act.speaker, act, beside=fresh.other_side(act.speaker) if act.on_behalf_of else None)
    return fresh


def _must_wait(proposal: RoundProposal) -> None:
    if proposal.state != State.WAITING:
        raise WrongState(_("This can't be answered any more. The page says how it stands."))


def _agree(proposal: RoundProposal, first: Act, act: Act) -> RoundProposal:
    bank = proposal.round.bank
    day = max(cast(datetime.date, proposal.day), bank.day(act.at))
    draft = life.Draft(
        giver=proposal.giver,
        receiver=proposal.receiver,
        minutes=proposal.minutes,
        description=proposal.words,
        day=day,
        category=proposal.category,
        listing=proposal.listing,
        key=uuid.uuid5(ROUNDS, f"proposal:{proposal.pk}"),
    )
    exchange = life.plan_together(draft, first, act)
    _write_yes(proposal, act, day)
    proposal.exchange = exchange
    _end(proposal, State.AGREED, at=act.at)
    return proposal


def _write_yes(proposal: RoundProposal, act: Act, day: datetime.date) -> None:
    channel = act.channel if act.on_behalf_of else ""
    if act.speaker.pk == proposal.giver_id:
        proposal.giver_said_at, proposal.giver_said_by, proposal.giver_channel = act.at, act.by, channel
    else:
        proposal.receiver_said_at, proposal.receiver_said_by, proposal.receiver_channel = act.at, act.by, channel
    proposal.day = day
    proposal.save()
    _note(proposal, act)


def _act_of(proposal: RoundProposal, side: Member, at: datetime.datetime) -> Act | None:
    """Give one side's yes as it was said, by whom and how; None where there is none."""
    is_giver = side.pk == proposal.giver_id
    by = proposal.giver_said_by if is_giver else proposal.receiver_said_by
    if by is None:
        return None
    channel = proposal.giver_channel if is_giver else proposal.receiver_channel
    return Act(by, at, on_behalf_of=side if channel else None, channel=channel)


def _still_speaks(proposal: RoundProposal, said: Act) -> bool:
    """Whether who said yes for somebody may still speak for them; nobody else is told that they may not."""
    try:
        must_speak_for(said.speaker, said, beside=proposal.other_side(said.speaker) if said.on_behalf_of else None)
    except RuleBroken:
        return False
    return True


def _take_back(proposal: RoundProposal, side: Member) -> None:
    """Ask a side anew whose yes was said by somebody who may no longer speak for them."""
    if side.pk == proposal.giver_id:
        proposal.giver_said_at, proposal.giver_said_by, proposal.giver_channel = None, None, ""
    else:
        proposal.receiver_said_at, proposal.receiver_said_by, proposal.receiver_channel = None, None, ""


def _end(proposal: RoundProposal, state: RoundProposal.State, *, at: datetime.datetime) -> None:
    proposal.state, proposal.ended_at = state, at
    proposal.save(update_fields=["state", "ended_at", "reason", "exchange"])


def _note(proposal: RoundProposal, act: Act) -> None:
    paths = path_of(proposal.round), path_of_proposal(proposal)
    notices.note_acted(act.speaker.actor_key, paths, at=act.at)
    if act.on_behalf_of is not None:
        words = _("Round, answered: %(what)s") % {"what": proposal.words}
        note_on_behalf(act.on_behalf_of, MemberEvent.Kind.ROUND_ENTERED, by=act.by, at=act.at, words=words)


def _tell_other(proposal: RoundProposal, act: Act, kind: str, subject: str, body: str = "") -> None:
    other = proposal.other_side(act.speaker)
    if Block.objects.between(proposal.giver, proposal.receiver).exists():
        subject, body = _("It can't be this time: %(what)s") % {"what": proposal.words}, ""
    message = _message(proposal, other, kind, subject, body)
    if kind == "ROUND_YES":  # a no is told also where one of the two has blocked the other meanwhile
        message = replace(message, about_key=act.speaker.actor_key)
    tell_member(other, message, at=act.at, but=act.by)


def _message(proposal: RoundProposal, member: Member, kind: str, subject: str, body: str = "") -> notices.Message:
    return notices.Message(
        recipient_key=member.actor_key,
        bank=proposal.round.bank.slug,
        kind=kind,
        subject=subject,
        body=body or proposal.words,
        path=path_of_proposal(proposal),
    )
