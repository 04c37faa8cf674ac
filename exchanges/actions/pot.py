"""Asking the pot for hours, and what coordinators answer: grant, decline, take back."""

import uuid
from dataclasses import dataclass, field
from typing import cast

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access.giving import may_decide
from exchanges.actions.acts import Act, ReasonMissing, check_minutes, must_trade
from exchanges.actions.giving import NoRoom, must_speak_for
from exchanges.actions.guardians import tell_guardians_of_hours
from exchanges.actions.life import KeyReused, NothingSaid
from exchanges.actions.suggestions import withdraw_suggestions
from exchanges.models import PotRequest
from ledger import actions as ledger
from ledger import reads as ledger_reads
from ledger.actions import OverLimit
from members.actions import tell_member
from members.models import Bank, Member
from notices import actions as notices
from notices.models import Deed
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

State = PotRequest.State
LONGEST_WORDS = 500


class PotTooLow(RuleBroken):
    """The pot has not so many hours to give."""

    code = "over_limit"


class MoreThanAsked(RuleBroken):
    """The pot gives what somebody asked for, or less: for more they ask again."""


class AskedAlready(WrongState):
    """A member asks the pot for one thing at a time."""


@dataclass(frozen=True)
class Asking:
    """For whom hours are asked of the pot, how many and what for."""

    member: Member
    minutes: int
    words: str
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@atomic_with_retry
def ask_pot(asking: Asking, act: Act) -> PotRequest:
    """Ask the pot for hours; the desk answers. The same key asks once, and nobody asks twice before an answer."""
    member = Member.objects.select_for_update(no_key=True).get(pk=asking.member.pk)
    must_speak_for(member, act)
    must_trade(member)
    check_minutes(asking.minutes, act.by.bank)
    if not asking.words.strip() or len(asking.words) > LONGEST_WORDS:
        raise NothingSaid(_("Write what the hours are for, in at most 500 letters."))
    first = PotRequest.objects.of(act.by.bank).filter(key=asking.key).first()
    if first is not None:
        return _asked_before(first, asking)
    if PotRequest.objects.filter(member=member).open().exists():
        raise AskedAlready(_("The pot has been asked already, and the answer is still to come."))
    return _write(asking, member, act)


@atomic_with_retry
def withdraw(request: PotRequest, act: Act) -> PotRequest:
    """Say that the hours are no longer needed."""
    request = _locked(request)
    must_speak_for(request.member, act)
    if request.state == State.WITHDRAWN:
        return request
    _must_be_open(request)
    return _end(request, State.WITHDRAWN, act)


@atomic_with_retry
def grant(request: PotRequest, act: Act, *, minutes: int, reason: str = "") -> PotRequest:
    """Give hours from the pot, as many as were asked for or fewer. Granting twice gives once.

    Raises PotTooLow: the pot never goes below its own floor, and without one it gives what it has.
    """
    request = _to_decide(request, act)
    if request.state == State.GRANTED and request.minutes == minutes:
        return request
    _must_be_open(request)
    must_trade(request.member)
    check_minutes(minutes, request.bank)
    if minutes > request.asked_minutes:
        raise MoreThanAsked(
            _("They asked for %(hours)s. Write no more than that.") % {"hours": hours_in_words(request.asked_minutes)}
        )
    request.minutes = minutes
    _post(request, act)
    withdraw_suggestions(request.bank, earn=[request.member])
    _end(request, State.GRANTED, act, reason=reason)
    subject = _("The shared pot gave you %(hours)s") % {"hours": hours_in_words(minutes)}
    _tell(request, act, kind="POT_GRANTED", subject=subject, body=reason)
    _tell_guardians(request, _("%(name)s was given hours by the shared pot"), reason, act)
    return request


@atomic_with_retry
def decline(request: PotRequest, act: Act, *, reason: str) -> PotRequest:
    """Say no to what was asked of the pot, with a reason that who asked reads."""
    request = _to_decide(request, act)
    if request.state == State.DECLINED:
        return request
    _must_be_open(request)
    _must_have(reason)
    _end(request, State.DECLINED, act, reason=reason)
    _tell(request, act, kind="POT_DECLINED", subject=_("Not this time: hours from the shared pot"), body=reason)
    _tell_guardians(request, _("%(name)s: not this time, hours from the shared pot"), reason, act)
    return request


@atomic_with_retry
def take_back_grant(request: PotRequest, act: Act, *, reason: str) -> PotRequest:
    """Let hours that were granted go back to the pot, with a reason."""
    request = _to_decide(request, act)
    if request.state == State.TAKEN_BACK:
        return request
    if request.state != State.GRANTED:
        raise WrongState(_("These hours were not granted, so there is nothing to take back."))
    _must_have(reason)
    undoing = ledger.Undoing(
        key=uuid.uuid5(request.key, "reversal"),
        by=act.by.actor_key,
        reason="REVERSED",
        happened_on=request.bank.day(act.at),
    )
    ledger.reverse(cast(int, request.transfer_id), undoing)
    _end(request, State.TAKEN_BACK, act, reason=reason)
    subject = _("Taken back: %(hours)s from the shared pot") % {"hours": hours_in_words(request.minutes)}
    _tell(request, act, kind="POT_TAKEN_BACK", subject=subject, body=reason)
    _tell_guardians(request, _("%(name)s: hours went back to the shared pot"), reason, act)
    return request


def withdraw_all_of(member: Member, act: Act) -> None:
    """End what a member still asks of the pot, in the caller's transaction: they leave."""
    PotRequest.objects.filter(member=member).open().update(state=State.WITHDRAWN, decided_at=act.at, decided_by=act.by)


def make_one_request(kept: Member, given_up: Member, act: Act) -> None:
    """Let two numbers that are one person ask the pot once, in the caller's transaction: the kept number's stands."""
    others = PotRequest.objects.filter(member=given_up).open()
    if not PotRequest.objects.filter(member=kept).open().exists():
        others.update(member=kept)
        return
    words = {"old": given_up.number, "kept": kept.number}
    reason = _("Number %(old)s is number %(kept)s now, which asks the pot already.") % words
    for request in others.select_for_update(no_key=True, of=("self",)).select_related("bank", "member"):
        _end(request, State.WITHDRAWN, act, reason=reason)


def _asked_before(first: PotRequest, asking: Asking) -> PotRequest:
    said = (asking.member.pk, asking.minutes, asking.words)
    if (first.member_id, first.asked_minutes, first.words) != said:
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    return first


def _write(asking: Asking, member: Member, act: Act) -> PotRequest:
    request = PotRequest(
        bank=act.by.bank,
        key=asking.key,
        member=member,
        minutes=asking.minutes,
        asked_minutes=asking.minutes,
        words=asking.words,
        asked_at=act.at,
        by=act.by,
        channel=act.channel if act.on_behalf_of else "",
    )
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as fault:  # the key belongs to another bank's form
        raise KeyReused(_("This form was sent before with other answers. Start a new one.")) from fault
    if act.on_behalf_of is not None:
        subject = _("%(who)s asked the shared pot for %(hours)s for you")
        words = {"who": act.by.name, "hours": hours_in_words(asking.minutes)}
        _tell(request, act, kind="POT_ASKED", subject=subject % words, body=asking.words)
    _tell_guardians(request, _("%(name)s asks the shared pot for hours"), asking.words, act)
    notices.note_deed(member.actor_key, Deed.ASK_POT, at=act.at)
    return request


def _locked(request: PotRequest) -> PotRequest:
    found: PotRequest = (
        PotRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("bank", "member")
        .get(pk=request.pk)
    )
    return found


def _to_decide(request: PotRequest, act: Act) -> PotRequest:
    """Give a locked request to who may decide about it."""
    request = _locked(request)
    if not may_decide(request, act.by):
        raise NotAllowed(_("Somebody who did not ask, wrote nothing down and stands with nobody decides this."))
    return request


def _must_be_open(request: PotRequest) -> None:
    if not request.is_open:
        raise WrongState(
            _("This has been answered: “%(state)s”. Someone may have done it just before you.")
            % {"state": request.get_state_display()}
        )


def _must_have(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Write why. Who asked will read it."))


def _post(request: PotRequest, act: Act) -> None:
    pot_id = ledger_reads.account_of_kind(request.bank.book_id, "POT")
    posting = ledger.Posting(
        key=uuid.uuid5(request.key, "grant"),
        kind="GRANT",
        payer_id=pot_id,
        payee_id=cast(int, request.member.account_id),
        minutes=request.minutes,
        reference=f"grant:{request.pk}",
        happened_on=request.bank.day(act.at),
        recorded_by=act.by.actor_key,
        booked_on=act.booked_on,
    )  # what for stays here: statements and the files of the ledger go through more hands
    has = max(0, room_in(pot_id))
    if has < request.minutes:
        raise PotTooLow(_("The shared pot can give %(hours)s now.") % {"hours": hours_in_words(has)})
    try:
        request.transfer_id = ledger.post(posting)
    except OverLimit as refusal:
        words = {"name": request.member.name, "fits": hours_in_words(refusal.fits_minutes)}
        raise NoRoom(_("%(name)s has room for %(fits)s only.") % words) from refusal
    if room_in(pot_id) < 0:  # nobody else can spend from it before we are done
        raise PotTooLow(_("The shared pot has just given its hours to somebody else. Look again."))


def pot_to_give(bank: Bank) -> int:
    """Say how many minutes the shared pot can still grant."""
    return max(0, room_in_pot(bank))


def room_in_pot(bank: Bank) -> int:
    """Say how far the shared pot of a bank stands above where giving ends; below it, less than nothing."""
    return room_in(ledger_reads.account_of_kind(bank.book_id, "POT"))


def room_in(pot_id: int) -> int:
    """Say how far a pot stands above where granting ends: its own floor, or nothing where it has none."""
    pot = ledger_reads.account_states([pot_id])[pot_id]
    return pot.balance_minutes - (pot.floor_minutes or 0)


def _end(request: PotRequest, to: PotRequest.State, act: Act, *, reason: str = "") -> PotRequest:
    request.state, request.decided_at, request.decided_by, request.reason = to, act.at, act.by, reason
    request.save()
    notices.note_acted(act.speaker.actor_key, [_page_of(request)], at=act.at)
    return request


def _tell_guardians(request: PotRequest, subject: str, words: str, act: Act) -> None:
    body = f"{hours_in_words(request.minutes)}: {words}" if words else hours_in_words(request.minutes)
    tell_guardians_of_hours(request.member, subject, body, by=act.by, at=act.at)


def _tell(request: PotRequest, act: Act, *, kind: str, subject: str, body: str) -> None:
    member = request.member
    if member.pk == act.by.pk:
        return
    member.bank = request.bank
    message = notices.Message(
        recipient_key=member.actor_key,
        bank=request.bank.slug,
        kind=kind,
        subject=subject,
        body=body,
        path=_page_of(request),
    )
    tell_member(member, message, at=act.at, but=act.by)


def _page_of(request: PotRequest) -> str:
    return reverse("exchanges:pot_request", args=[request.bank.slug, request.pk])
