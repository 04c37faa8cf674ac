"""An exchange's life between its two members: propose, accept, decline, cancel, log, confirm (DESIGN.md section 4)."""

import datetime
import uuid
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.access import needs_approval
from exchanges.actions.above import must_have_no_own_page
from exchanges.actions.acts import (
    Act,
    CannotExchange,
    check_minutes,
    check_other_minutes,
    locked,
    move,
    must_be,
    must_reach_other,
    must_speak_for_a_party,
    must_trade,
    note_acted,
    parties,
    tell,
    void_agreements,
    words_to_other,
)
from exchanges.actions.dispute_steps import begin
from exchanges.actions.holding import give_back, set_aside
from exchanges.actions.posting import post_to_ledger
from exchanges.actions.requirements import must_have_what_it_needs
from exchanges.actions.standing import must_take_one_more
from exchanges.models import Category, Exchange, Listing, Step
from exchanges.reads.requirements import Help, help_of
from ledger.actions import LedgerRefused
from members.actions.blocking import must_not_be_apart
from members.models import Bank, Member
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

OLDEST = datetime.timedelta(days=366)
FURTHEST = datetime.timedelta(days=366)
LONGEST_WORDS = 500

State = Exchange.State


class TimeChanged(WrongState):
    """Somebody wrote another time while this one was on the page."""


class NothingSaid(RuleBroken):
    """Something must be said: what was done, or what is not right."""


class KeyReused(RuleBroken):
    """The same form was sent before with other answers."""

    code = "key_reused"


@dataclass(frozen=True)
class Draft:
    """What an exchange is about. `day` is when it happened, or for a proposal when it is planned."""

    giver: Member
    receiver: Member
    minutes: int
    description: str
    day: datetime.date
    at_time: datetime.time | None = None  # for a proposal: at what time of that day
    category: Category | None = None
    listing: Listing | None = None
    follows: Exchange | None = None  # of which this is the same again: what began it need stand no longer
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@atomic_with_retry
def propose(draft: Draft, act: Act) -> Exchange:
    """Ask the other side to agree to an exchange that is still to come. The same key asks once.

    Raises ChecksMissing where who would give has not shown what it needs on its day.
    """
    return _propose(draft, act)


@atomic_with_retry
def plan_together(draft: Draft, act: Act, answer: Act) -> Exchange:
    """Write down a plan to which both sides have said yes before: nobody is asked by a notice. Raises as both do."""
    return accept(_propose(draft, act, asks=False), answer)


@atomic_with_retry
def accept(exchange: Exchange, act: Act) -> Exchange:
    """Agree to what the other side proposed. Raises ChecksMissing; where the bank sets hours aside, NotEnoughLeft."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if exchange.state == State.AGREED and act.speaker.pk != exchange.proposed_by_id:
        return exchange
    must_be(exchange, State.PROPOSED)
    _must_not_be_proposer(exchange, act)
    _must_both_trade(exchange)
    must_not_be_apart(exchange.giver, exchange.receiver)
    must_have_no_own_page(exchange.listing)
    must_have_what_it_needs(help_of(exchange, today=exchange.bank.day(act.at)), act)
    set_aside(exchange, act)
    move(exchange, State.AGREED, act)
    _tell_other(exchange, act, "ACCEPTED", _("%(name)s agreed: %(what)s"))
    return exchange


@transaction.atomic
def decline(exchange: Exchange, act: Act, *, reason: str = "") -> Exchange:
    """Say no to what the other side proposed."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    _must_not_be_proposer(exchange, act)
    if exchange.state == State.DECLINED:
        return exchange
    must_be(exchange, State.PROPOSED)
    must_reach_other(exchange, act, reason)
    move(exchange, State.DECLINED, act, reason=reason)
    _tell_other(exchange, act, "DECLINED", _("%(name)s can't this time: %(what)s"), body=reason)
    return exchange


@atomic_with_retry
def cancel(exchange: Exchange, act: Act, *, reason: str = "") -> Exchange:
    """Take back a proposal, a plan, or what was logged while the other side has not agreed to it."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if exchange.state == State.CANCELLED:
        return exchange
    must_be(exchange, State.PROPOSED, State.AGREED, State.LOGGED)
    if exchange.state == State.PROPOSED and act.speaker.pk != exchange.proposed_by_id:
        raise NotAllowed(_("Only who proposed it can take it back. You can say no to it."))
    if exchange.state == State.LOGGED and not _is_loggers_alone(exchange, act):
        raise NotAllowed(_("Only who logged it can take it back. You can say that something is not right."))
    must_reach_other(exchange, act, reason)
    give_back(exchange, act)
    move(exchange, State.CANCELLED, act, reason=reason)
    _tell_other(exchange, act, "CANCELLED", _("%(name)s cancelled: %(what)s"), body=reason)
    return exchange


@atomic_with_retry
def log(draft: Draft, act: Act) -> Exchange:
    """Write down an exchange that has happened, with the logger's own word for it.

    What happened though a check was lacking is written down too, and then waits for a coordinator: else nobody hears.
    The same key and answers give the first exchange again; the same key with other answers is refused.
    """
    return _log(draft, act)


@atomic_with_retry
def log_together(draft: Draft, act: Act, answer: Act) -> Exchange:
    """Write down an exchange with both sides' own words, said in the same moment: nobody is asked by a notice."""
    exchange = _log(draft, act, asks=False)
    return agree(exchange, answer, minutes=draft.minutes)


@atomic_with_retry
def log_for_both(draft: Draft, act: Act) -> Exchange:
    """Write down an exchange of which both sides told a coordinator. It always waits for a second pair of eyes.

    `act` names the giver as the one spoken for; the receiver's word came the same way.
    """
    exchange = log(draft, act)
    if exchange.state != State.LOGGED:
        return exchange
    other = exchange.other_side(act.speaker)
    return confirm(exchange, Act(act.by, act.at, other, act.channel, act.booked_on), minutes=exchange.minutes)


@atomic_with_retry
def log_planned(exchange: Exchange, act: Act, *, minutes: int, happened_on: datetime.date) -> Exchange:
    """Say that an agreed exchange has happened, for how long and when."""
    return _log_planned(exchange, act, minutes=minutes, happened_on=happened_on)


@atomic_with_retry
def log_planned_together(
    exchange: Exchange, act: Act, answer: Act, *, minutes: int, happened_on: datetime.date
) -> Exchange:
    """Say that a plan has happened with both sides' own words, in the same moment: nobody is asked by a notice."""
    exchange = _log_planned(exchange, act, minutes=minutes, happened_on=happened_on, asks=False)
    return agree(exchange, answer, minutes=minutes)


@atomic_with_retry
def confirm(exchange: Exchange, act: Act, *, minutes: int) -> Exchange:
    """Give one side's word for the time. Other minutes than written ask the other side again.

    When both sides have given their word the hours are posted at once, unless the bank's rule asks for approval
    or the ledger refuses: then the exchange waits on the desk.
    """
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if exchange.has_agreed(act.speaker) and minutes == exchange.minutes and exchange.state in _AGREED_STATES:
        return exchange
    must_be(exchange, State.LOGGED)
    check_other_minutes(exchange, minutes)
    if minutes != exchange.minutes:
        return _restate(exchange, act, minutes)
    _agree(exchange, act.speaker, act)
    if not (exchange.giver_agreed_at and exchange.receiver_agreed_at):
        return _wait_for_other(exchange, act)
    move(exchange, State.CONFIRMED, act)
    if not needs_approval(exchange):
        _post_if_it_fits(exchange, act)
    if exchange.state == State.CONFIRMED:
        _tell_other(exchange, act, "CONFIRMED", _("%(name)s agreed the time. A coordinator looks at it next: %(what)s"))
    elif act.is_by_mandate:
        _tell_spoken_for(exchange, act)
    return exchange


@atomic_with_retry
def agree(exchange: Exchange, act: Act, *, minutes: int) -> Exchange:
    """Say yes to the time as it was shown. Refused where somebody has written another time meanwhile."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if exchange.minutes != minutes:
        raise TimeChanged(
            _("The time was changed to %(hours)s just before you answered. Please look again.")
            % {"hours": hours_in_words(exchange.minutes)}
        )
    return confirm(exchange, act, minutes=minutes)


@transaction.atomic
def dispute(exchange: Exchange, act: Act, *, reason: str) -> Exchange:
    """Say that something about a logged or posted exchange is not right; a coordinator looks at both sides."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if not reason.strip():
        raise NothingSaid(_("Write what is not right, so that a coordinator can help."))
    if exchange.state == State.DISPUTED:
        return exchange
    must_be(exchange, State.LOGGED, State.CONFIRMED, State.POSTED)
    until = exchange.may_still_be_disputed_until
    if exchange.state == State.POSTED and until and act.at > until:
        raise WrongState(_("This was settled more than 30 days ago. A coordinator can still help: please ring."))
    move(exchange, State.DISPUTED, act, reason=reason)
    begin(exchange, act, reason=reason)
    words = words_to_other(exchange, reason)
    _tell_other(exchange, act, "DISPUTED", _("%(name)s says something is not right: %(what)s"), body=words)
    return exchange


@transaction.atomic
def thank(exchange: Exchange, act: Act, *, words: str) -> Exchange:
    """Say thank you to the giver, once the help has happened. Saying it again puts the new words in its place."""
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if act.speaker.pk != exchange.receiver_id:
        raise NotAllowed(_("Who received the help says thank you for it."))
    must_be(exchange, State.LOGGED, State.CONFIRMED, State.POSTED)
    if not words.strip():
        raise NothingSaid(_("Write your thanks, however short."))
    if exchange.thanks == words:
        return exchange
    must_reach_other(exchange, act, words)
    exchange.thanks, exchange.thanks_shown_at = words, None  # other words are shown only if the giver likes them, too
    exchange.save(update_fields=["thanks", "thanks_shown_at"])
    note_acted(exchange, act, exchange.state)
    subject = _("%(name)s says thank you: %(what)s") % {"name": act.speaker.name, "what": exchange.description}
    tell(exchange, [exchange.giver], act, kind="THANKED", subject=subject, body=words)
    if act.on_behalf_of:
        _tell_spoken_for(exchange, act)
    return exchange


def check_day_ahead(day: datetime.date, bank: Bank, act: Act) -> None:
    """Refuse to plan for a day that is over, or more than a year ahead."""
    today = bank.day(act.at)
    if not today <= day <= today + FURTHEST:
        raise CannotExchange(_("Choose a day from today on, within a year."))


_AGREED_STATES = (State.LOGGED, State.CONFIRMED, State.POSTED)


def _propose(draft: Draft, act: Act, *, asks: bool = True) -> Exchange:
    bank = act.by.bank
    draft = _with_members_locked(draft)
    _check_draft(draft, bank)
    must_not_be_apart(draft.giver, draft.receiver)
    check_day_ahead(draft.day, bank, act)
    must_have_what_it_needs(_help(draft), act)
    if draft.follows is None and asks:  # else both have said yes, and whose listing it is decides for themselves
        must_take_one_more(draft.listing, act)
    exchange = _new(draft, act, proposed_by=act.speaker, planned_on=draft.day, planned_at_time=draft.at_time)
    must_speak_for_a_party(exchange, act)
    return _start_once(exchange, State.PROPOSED, draft, act, asks=asks)


def _log(draft: Draft, act: Act, *, asks: bool = True) -> Exchange:
    bank = act.by.bank
    draft = _with_members_locked(draft)
    _check_draft(draft, bank)
    if act.channel not in Step.TOLD:  # its words reach the other; a coordinator whom they told writes it down
        must_not_be_apart(draft.giver, draft.receiver)
    _check_day_past(draft.day, bank, act)
    exchange = _new(draft, act, logged_by=act.by, happened_on=draft.day)
    must_speak_for_a_party(exchange, act)
    _agree(exchange, act.speaker, act)
    return _start_once(exchange, State.LOGGED, draft, act, asks=asks)


def _log_planned(
    exchange: Exchange, act: Act, *, minutes: int, happened_on: datetime.date, asks: bool = True
) -> Exchange:
    exchange = locked(exchange)
    must_speak_for_a_party(exchange, act)
    if exchange.state == State.LOGGED and _is_as_said(exchange, act.speaker, minutes, happened_on):
        return exchange
    must_be(exchange, State.AGREED)
    _must_both_trade(exchange)
    check_other_minutes(exchange, minutes)
    _check_day_past(happened_on, exchange.bank, act)
    exchange.minutes, exchange.happened_on, exchange.logged_by = minutes, happened_on, act.by
    _agree(exchange, act.speaker, act)
    move(exchange, State.LOGGED, act)
    if asks:
        _tell_to_confirm(exchange, act)
    elif act.on_behalf_of:
        _tell_spoken_for(exchange, act)
    return exchange


def _post_if_it_fits(exchange: Exchange, act: Act) -> None:
    try:
        with transaction.atomic():
            post_to_ledger(exchange, act)
    except LedgerRefused:
        exchange.refresh_from_db(fields=["state", "state_since", "posted_at", "transfer"])


def _wait_for_other(exchange: Exchange, act: Act) -> Exchange:
    """After a return both sides give their word again: the first one leaves a line too, for four eyes count on it."""
    move(exchange, State.LOGGED, act)
    if act.on_behalf_of:
        _tell_spoken_for(exchange, act)
    return exchange


def _restate(exchange: Exchange, act: Act, minutes: int) -> Exchange:
    exchange.minutes = minutes
    void_agreements(exchange)
    _agree(exchange, act.speaker, act)
    move(exchange, State.LOGGED, act)
    _tell_to_confirm(exchange, act)
    return exchange


def _agree(exchange: Exchange, member: Member, act: Act) -> None:
    if member.pk == exchange.giver_id:
        exchange.giver_agreed_at, exchange.giver_agreed_by = act.at, act.by
    else:
        exchange.receiver_agreed_at, exchange.receiver_agreed_by = act.at, act.by


def _is_as_said(exchange: Exchange, speaker: Member, minutes: int, happened_on: datetime.date) -> bool:
    return exchange.has_agreed(speaker) and (exchange.minutes, exchange.happened_on) == (minutes, happened_on)


def _is_loggers_alone(exchange: Exchange, act: Act) -> bool:
    """Whether the side that logged it stands alone with it: who only wrote another time never takes it back."""
    speaker, other = act.speaker, exchange.other_side(act.speaker)
    return exchange.has_agreed(speaker) and not exchange.has_agreed(other) and exchange.was_logged_for(speaker)


def _must_not_be_proposer(exchange: Exchange, act: Act) -> None:
    if act.speaker.pk == exchange.proposed_by_id:
        raise NotAllowed(_("The other side answers this. You can take it back."))


def _with_members_locked(draft: Draft) -> Draft:
    """Read both members afresh under their row locks, lower id first: nobody leaves between the check and the row."""
    locked_members = Member.objects.select_for_update(no_key=True).order_by("pk")
    found = locked_members.in_bulk([draft.giver.pk, draft.receiver.pk])
    return replace(draft, giver=found[draft.giver.pk], receiver=found[draft.receiver.pk])


def _check_draft(draft: Draft, bank: Bank) -> None:
    if draft.giver.pk == draft.receiver.pk:
        raise CannotExchange(_("An exchange needs two different people."))
    for member in (draft.giver, draft.receiver):
        if member.bank_id != bank.pk:
            raise CannotExchange(_("%(name)s can't give or receive hours here.") % {"name": member.name})
        must_trade(member)
    if draft.category is not None and draft.category.bank_id != bank.pk:
        raise CannotExchange(_("Choose from the lists of this time bank."))
    if draft.listing is not None and draft.listing.member_id not in (draft.giver.pk, draft.receiver.pk):
        raise CannotExchange(_("That offer or request belongs to somebody else."))
    must_have_no_own_page(draft.listing)
    if not draft.description.strip() or len(draft.description) > LONGEST_WORDS:
        raise NothingSaid(_("Write what was done, in at most 500 letters."))
    check_minutes(draft.minutes, bank)


def _help(draft: Draft) -> Help:
    category_id = draft.category.pk if draft.category else None
    return Help(draft.giver, draft.receiver, draft.day, category_id, draft.listing.pk if draft.listing else None)


def _must_both_trade(exchange: Exchange) -> None:
    """Who has a rest or has left keeps no plan; this is for the one that somebody answers in the same moment."""
    for member in parties(exchange):
        must_trade(member)


def _check_day_past(day: datetime.date, bank: Bank, act: Act) -> None:
    today = bank.day(act.at)
    if day > today:
        raise CannotExchange(_("Choose a day that has already been."))
    if day < today - OLDEST:
        raise CannotExchange(_("That is more than a year ago. Choose a later day, or ask a coordinator."))


def _new(draft: Draft, act: Act, **fields: object) -> Exchange:
    return Exchange(
        bank=act.by.bank,
        created_at=act.at,
        state_since=act.at,
        key=draft.key,
        giver=draft.giver,
        receiver=draft.receiver,
        minutes=draft.minutes,
        description=draft.description,
        category=draft.category,
        listing=draft.listing,
        follows=draft.follows,
        **fields,
    )


def _start_once(exchange: Exchange, state: Exchange.State, draft: Draft, act: Act, *, asks: bool = True) -> Exchange:
    """Write a new exchange; the database decides which of two sendings of one form came first."""
    try:
        with transaction.atomic():
            move(exchange, state, act)
    except IntegrityError:
        return _started_before(draft, exchange.bank)
    if state == State.LOGGED and asks:
        _tell_to_confirm(exchange, act)
    elif state == State.LOGGED and act.on_behalf_of:
        _tell_spoken_for(exchange, act)
    elif state == State.PROPOSED and asks:
        _tell_other(exchange, act, "PROPOSED", _("%(name)s asks you: %(what)s"))
    return exchange


def _started_before(draft: Draft, bank: Bank) -> Exchange:
    first: Exchange | None = Exchange.objects.of(bank).select_related("bank").filter(key=draft.key).first()
    same = (
        first is not None
        and first.giver_id == draft.giver.pk
        and first.receiver_id == draft.receiver.pk
        and first.description == draft.description
        and first.steps.values_list("minutes", flat=True).first() == draft.minutes
        and draft.day in (first.happened_on, first.planned_on)
    )
    if first is None or not same:
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    return first


def _tell_to_confirm(exchange: Exchange, act: Act) -> None:
    for member in parties(exchange):
        if not exchange.has_agreed(member):
            subject = _("%(name)s says: %(hours)s on %(day)s. Is that right?") % {
                "name": act.speaker.name,
                "hours": hours_in_words(exchange.minutes),
                "day": formats.date_format(exchange.happened_on or act.at, "l j F"),
            }
            tell(exchange, [member], act, kind="TO_CONFIRM", subject=subject)
    if act.on_behalf_of:
        _tell_spoken_for(exchange, act)


def _tell_other(exchange: Exchange, act: Act, kind: str, words: str, *, body: str = "") -> None:
    subject = words % {"name": act.speaker.name, "what": exchange.description}
    tell(exchange, [exchange.other_side(act.speaker)], act, kind=kind, subject=subject, body=body)
    if act.on_behalf_of:
        _tell_spoken_for(exchange, act)


def _tell_spoken_for(exchange: Exchange, act: Act) -> None:
    """Tell a member what was done in their name. A delegate's word is the organisation's own: it need not be told."""
    if act.channel == Step.Channel.DELEGATE:
        return
    words = _("%(who)s did this for you: %(what)s") if act.is_by_mandate else _("%(who)s wrote down for you: %(what)s")
    subject = words % {"who": act.by.name, "what": exchange.description}
    tell(exchange, [act.speaker], act, kind="ON_BEHALF", subject=subject)
