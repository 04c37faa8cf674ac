"""The way a dispute goes: a mediator is named, hears both, proposes; both agree, or a coordinator decides."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access import approvers, stands_with_a_party
from exchanges.access.disputes import those_who_may_mediate
from exchanges.actions import life
from exchanges.actions.acts import (
    QUESTIONS,
    Act,
    check_other_minutes,
    locked,
    must_be,
    must_speak_for_a_party,
    parties,
    words_to_other,
)
from exchanges.actions.approval import settle, undo
from exchanges.actions.dispute_steps import heard, move_on, note, open_dispute, said_yes, settling_path
from exchanges.models import Dispute, DisputeStep, Exchange, Step
from members.actions import tell_member
from members.actions.telling import tell
from members.models import Member
from notices import actions as notices
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

Kind = DisputeStep.Kind
State = Dispute.State
LONGEST_WORDS = 1000


class CannotMediate(RuleBroken):
    """This one stands too near to one of the two."""


class WordsMissing(RuleBroken):
    """What was said, and why something is proposed, is written down."""


class ProposalChanged(WrongState):
    """Somebody proposed something else while this was on the page."""


@transaction.atomic
def name_mediator(exchange: Exchange, mediator: Member, act: Act) -> Dispute:
    """Ask somebody to mediate who stands with neither side; both are told who. Another one may take over."""
    exchange, dispute = _locked_pair(exchange)
    _must_name(exchange, act)
    if dispute.mediator_id == mediator.pk:
        return dispute
    if mediator.pk not in {each.pk for each in those_who_may_mediate(exchange)}:
        raise CannotMediate(_("%(name)s cannot mediate here. Choose somebody else.") % {"name": mediator.name})
    dispute.mediator = mediator
    both_heard = heard(dispute) >= {exchange.giver_id, exchange.receiver_id}
    going_on = State.PROPOSED if dispute.state == State.PROPOSED else State.HEARD
    move_on(dispute, going_on if both_heard else State.NAMED, act.at)
    note(dispute, Kind.NAMED, act, named=mediator)
    words = _("%(name)s helps the two of you to settle: %(what)s")
    _tell(
        exchange, act, words % {"name": mediator.name, "what": exchange.description}, body=_("You can write your side.")
    )
    _tell_mediator(exchange, mediator, _("Please help two members to settle: %(what)s"), act)
    return dispute


@transaction.atomic
def say(exchange: Exchange, act: Act, *, words: str) -> Dispute:
    """Write down one side's words, their own or told to who mediates. With both heard, something can be proposed."""
    exchange, dispute = _locked_pair(exchange)
    _must_speak(exchange, dispute, act)
    if not words.strip():
        raise WordsMissing(_("Write how it was, as you see it."))
    last = dispute.steps.filter(kind=Kind.SAID).order_by("pk").last()
    if last is not None and (last.words, last.speaker_id) == (words, act.speaker.pk):
        return dispute
    note(dispute, Kind.SAID, act, words=words)
    if dispute.state == State.NAMED and heard(dispute) >= {exchange.giver_id, exchange.receiver_id}:
        move_on(dispute, State.HEARD, act.at)
    subject = _("%(name)s told their side: %(what)s")
    _tell(
        exchange,
        act,
        subject % {"name": act.speaker.name, "what": exchange.description},
        body=words_to_other(exchange, words),
    )
    if dispute.mediator is not None:
        _tell_mediator(exchange, dispute.mediator, _("One side has written: %(what)s"), act)
    return dispute


@transaction.atomic
def propose(exchange: Exchange, act: Act, *, minutes: int | None, words: str) -> Dispute:
    """Propose hours, or with none that it is taken back. Both are asked; what was answered before no longer counts."""
    exchange, dispute = _locked_pair(exchange)
    _must_mediate(exchange, dispute, act)
    if dispute.state not in (State.HEARD, State.PROPOSED):
        raise WrongState(_("Hear both sides first: write down what each of them says."))
    if not words.strip():
        raise WordsMissing(_("Write why. Both of them will read it."))
    if minutes is not None:
        check_other_minutes(exchange, minutes)
    dispute.minutes, dispute.takes_back, dispute.proposed_at = minutes, minutes is None, act.at
    move_on(dispute, State.PROPOSED, act.at)
    note(dispute, Kind.PROPOSED, act, words=words, minutes=minutes)
    hours = hours_in_words(minutes) if minutes is not None else _("no hours change hands")
    subject = _("%(name)s proposes: %(hours)s. Do you agree? %(what)s")
    said = {"name": act.by.name, "hours": hours, "what": exchange.description}
    _tell(exchange, act, subject % said, body=words, kind="WAY_OUT")
    return dispute


@atomic_with_retry
def agree(exchange: Exchange, act: Act, *, proposal: int) -> Exchange:
    """Say yes to what is proposed. When both have, it is carried out: hours, or taken back.

    Raises ProposalChanged where something else is proposed meanwhile, and the ledger's refusal where a limit stands in
    the way: the yes is then not kept.
    """
    exchange, dispute = _answering(exchange, act, proposal)
    if act.speaker.pk not in said_yes(dispute):
        note(dispute, Kind.YES, act)
        _count_as_asked(exchange, act)
    if said_yes(dispute) >= {exchange.giver_id, exchange.receiver_id}:
        return _carry_out(exchange, dispute, act)
    subject = _("%(name)s agrees to what is proposed: %(what)s")
    _tell(exchange, act, subject % {"name": act.speaker.name, "what": exchange.description})
    return exchange


@transaction.atomic
def say_no(exchange: Exchange, act: Act, *, proposal: int, words: str) -> Exchange:
    """Say no to what is proposed, and why. Something else may be proposed, or a coordinator decides."""
    exchange, dispute = _answering(exchange, act, proposal)
    if not words.strip():
        raise WordsMissing(_("Write what would be right for you."))
    note(dispute, Kind.NO, act, words=words)
    _count_as_asked(exchange, act)
    subject = _("%(name)s does not agree to what is proposed: %(what)s")
    _tell(
        exchange,
        act,
        subject % {"name": act.speaker.name, "what": exchange.description},
        body=words_to_other(exchange, words),
    )
    if dispute.mediator is not None:
        _tell_mediator(exchange, dispute.mediator, _("They do not agree yet: %(what)s"), act)
    return exchange


def _carry_out(exchange: Exchange, dispute: Dispute, act: Act) -> Exchange:
    """Do what both agreed to, for the reasons it was proposed with. A plain 'yes' to hours confirms them too."""
    steps = list(dispute.steps.select_related("by__bank", "on_behalf_of").order_by("pk"))
    reason = next(step.words for step in reversed(steps) if step.kind == Kind.PROPOSED)[: life.LONGEST_WORDS]
    plain = Act(act.by, act.at)
    if dispute.takes_back:
        undo(exchange, plain, reason=reason)
    else:
        settle(exchange, plain, minutes=dispute.minutes or 0, reason=reason)
    if dispute.mediator is not None:
        _tell_mediator(exchange, dispute.mediator, _("They have settled it: %(what)s"), act, page="exchanges:mediating")
    if exchange.state == Exchange.State.LOGGED:
        answers = {step.speaker_id: step for step in steps if step.kind == Kind.YES}
        for step in answers.values():
            exchange = _confirmed(exchange, step, act.at)
    return exchange


def _confirmed(exchange: Exchange, step: DisputeStep, at: datetime.datetime) -> Exchange:
    """Let the yes to a proposal stand as that side's word. Where it no longer may, the side is asked once more."""
    said = Act(step.by, at, on_behalf_of=step.on_behalf_of, channel=step.channel)
    try:
        with transaction.atomic():
            return life.confirm(exchange, said, minutes=exchange.minutes)
    except NotAllowed:
        return exchange


def _locked_pair(exchange: Exchange) -> tuple[Exchange, Dispute]:
    exchange = locked(exchange)
    must_be(exchange, Exchange.State.DISPUTED)
    dispute = open_dispute(exchange)
    if dispute is None:
        raise WrongState(_("This is settled already."))
    dispute.exchange = exchange
    return exchange, dispute


def _answering(exchange: Exchange, act: Act, proposal: int) -> tuple[Exchange, Dispute]:
    exchange, dispute = _locked_pair(exchange)
    must_speak_for_a_party(exchange, act)
    if dispute.state != State.PROPOSED:
        raise WrongState(_("Nothing is proposed yet."))
    latest = dispute.steps.filter(kind=Kind.PROPOSED).order_by("pk").last()
    if latest is None or latest.pk != proposal:
        raise ProposalChanged(_("Something else was proposed just before you answered. Please look again."))
    return exchange, dispute


def _must_name(exchange: Exchange, act: Act) -> None:
    """A coordinator who stands with neither side names a mediator; where there is none, such an admin."""
    if act.by.bank_id != exchange.bank_id or not (act.by.is_coordinator or act.by.is_admin):
        raise NotAllowed(_("Only a coordinator can do this."))
    if stands_with_a_party(exchange, act.by):
        raise NotAllowed(_("You took part, or stand with one of them. Somebody else does this."))
    if not act.by.is_coordinator:
        holders = approvers(exchange.bank)
        near = holders.standing_with(exchange) | {exchange.giver_id, exchange.receiver_id}
        if holders.coordinators - near:
            raise NotAllowed(_("A coordinator does this."))


def _must_mediate(exchange: Exchange, dispute: Dispute, act: Act) -> None:
    if act.by.pk != dispute.mediator_id or act.by.bank_id != exchange.bank_id:
        raise NotAllowed(_("Only who mediates here can do this."))
    if not (act.by.is_mediator or act.by.is_coordinator) or stands_with_a_party(exchange, act.by):
        raise NotAllowed(_("You can no longer mediate here. Ask a coordinator to name somebody else."))


def _must_speak(exchange: Exchange, dispute: Dispute, act: Act) -> None:
    """Let the two speak, and who acts for them; what they say by phone is written down by who mediates."""
    is_told = act.on_behalf_of is not None and not act.is_by_mandate
    if not is_told or act.by.pk != dispute.mediator_id:
        must_speak_for_a_party(exchange, act)
        return
    _must_mediate(exchange, dispute, act)
    if not exchange.has_party(act.speaker):
        raise NotAllowed(_("Only the two people of this exchange can say this."))
    if act.channel not in Step.TOLD:
        raise NotAllowed(_("Say how they told you: by phone, in person or on a slip of paper."))


def _tell(exchange: Exchange, act: Act, subject: str, *, body: str = "", kind: str = "SETTLING") -> None:
    """Tell both sides, each by their way; not who acts, nor whose own words these are."""
    for member in parties(exchange):
        if member.pk not in (act.by.pk, act.speaker.pk):
            message = notices.Message(
                recipient_key=member.actor_key,
                bank=exchange.bank.slug,
                kind=kind,
                subject=subject,
                body=body or exchange.description,
                path=settling_path(exchange),
            )
            tell_member(member, message, at=act.at, but=act.by)


def _tell_mediator(
    exchange: Exchange, mediator: Member, words: str, act: Act, *, page: str = "exchanges:settling"
) -> None:
    if mediator.pk == act.by.pk:
        return
    args = [exchange.bank.slug, exchange.pk] if page == "exchanges:settling" else [exchange.bank.slug]
    subject = words % {"what": exchange.description}
    tell(mediator, kind="MEDIATE", subject=subject, body="", path=reverse(page, args=args), at=act.at)


def _count_as_asked(exchange: Exchange, act: Act) -> None:
    """Take from the desk what a side was asked: who answers has been asked."""
    key, path = act.speaker.actor_key, settling_path(exchange)
    notices.mark_answered(key, path, kinds=QUESTIONS, by=act.by.actor_key, at=act.at)
