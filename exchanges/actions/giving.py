"""Giving hours to a member or to the pot, saying 'no, thank you' to them, and taking them back."""

import uuid
from dataclasses import dataclass, field
from typing import cast

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access.giving import may_take_back, stands_with
from exchanges.actions.acts import Act, CannotExchange, check_minutes, must_have_reason, must_hold_mandate, must_trade
from exchanges.actions.guardians import tell_guardians_of_hours
from exchanges.actions.life import KeyReused
from exchanges.actions.suggestions import withdraw_suggestions
from exchanges.models import HoursGift, Step
from ledger import actions as ledger
from ledger import reads as ledger_reads
from ledger.actions import OverLimit
from members.access import may_see_balance
from members.actions import tell_member
from members.actions.blocking import must_not_be_apart
from members.models import Bank, Member
from notices import actions as notices
from notices.models import Deed
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry


class NotEnoughToGive(RuleBroken):
    """Only hours that somebody has can be given: nobody owes for a gift."""

    code = "over_limit"


class NoRoom(RuleBroken):
    """Whoever would receive the hours cannot hold them."""

    code = "over_limit"


@dataclass(frozen=True)
class Giving:
    """Whose hours go to whom: to the pot where there is no receiver."""

    giver: Member
    receiver: Member | None
    minutes: int
    words: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@atomic_with_retry
def give(giving: Giving, act: Act) -> HoursGift:
    """Move hours that the giver has to another member, or to the pot. The same key gives once.

    Raises NotEnoughToGive, NoRoom, and CannotExchange where one of the two does not give and receive hours now.
    """
    giver, receiver = _locked_sides(giving)
    must_speak_for(giver, act, beside=receiver)
    _check_sides(giver, receiver, act)
    check_minutes(giving.minutes, act.by.bank)
    gift = HoursGift(
        bank=act.by.bank,
        key=giving.key,
        giver=giver,
        receiver=receiver,
        minutes=giving.minutes,
        words=giving.words,
        given_at=act.at,
        by=act.by,
        channel=act.channel if act.on_behalf_of else "",
    )
    try:
        with transaction.atomic():
            gift.save()
    except IntegrityError:
        return _given_before(giving, act.by.bank)
    _post(gift, act)
    withdraw_suggestions(gift.bank, earn=[receiver] if receiver else (), spend=[giver])
    _tell_given(gift, act)
    notices.note_deed(giver.actor_key, Deed.GIVE_HOURS, at=act.at)
    return gift


@transaction.atomic
def look_at(giving: Giving, act: Act) -> None:
    """Raise what `give` would raise now, and write nothing."""
    giver, receiver = _locked_sides(giving)
    must_speak_for(giver, act, beside=receiver)
    _check_sides(giver, receiver, act)
    check_minutes(giving.minutes, act.by.bank)
    _must_have(giver, giving.minutes, act)


@atomic_with_retry
def return_gift(gift: HoursGift, act: Act) -> HoursGift:
    """Say 'no, thank you': the hours go back to who gave them, within thirty days and while they are still there."""
    gift = _locked(gift)
    if gift.receiver is None or act.speaker.pk != gift.receiver_id:
        raise NotAllowed(_("Only who was given these hours can give them back."))
    must_speak_for(gift.receiver, act, beside=gift.giver)
    if gift.is_taken_back:
        return gift
    if act.at > gift.may_be_returned_until:
        raise WrongState(_("That was more than 30 days ago. You can give hours to them instead."))
    _take_back(gift, act, code="RETURNED")
    notices.note_acted(act.speaker.actor_key, [_page_of(gift)], at=act.at)
    _must_still_have(gift.receiver)
    _tell(
        gift,
        [gift.giver],
        act,
        subject=_("%(name)s says: no, thank you") % {"name": gift.receiver.name},
        body=_("Your %(hours)s are yours again.") % {"hours": hours_in_words(gift.minutes)},
    )
    return gift


@atomic_with_retry
def take_back_gift(gift: HoursGift, act: Act, *, reason: str) -> HoursGift:
    """Let a coordinator who stands with neither side undo a gift, with a reason both read. Again does no harm."""
    gift = _locked(gift)
    if gift.is_taken_back:
        return gift
    if act.by.bank_id != gift.bank_id or not may_take_back(gift, act.by):
        raise NotAllowed(_("A coordinator who stands with neither of them takes this back."))
    must_have_reason(reason)
    gift.taken_back_why = reason
    _take_back(gift, act, code="REVERSED")
    sides = [gift.giver] if gift.receiver is None else [gift.giver, gift.receiver]
    subject = _("Taken back: a gift of %(hours)s") % {"hours": hours_in_words(gift.minutes)}
    _tell(gift, sides, act, subject=subject, body=reason)
    _tell_guardians(gift, _("%(name)s: a gift of hours was taken back"), reason, act)
    return gift


def must_speak_for(member: Member, act: Act, *, beside: Member | None = None) -> None:
    """Refuse whoever is not this member, nor acts for them, nor is a coordinator who writes down what they said.

    Nobody moves another's hours to themselves or to whom they act for: `beside` is who would gain.
    """
    if act.by.bank_id != member.bank_id or not act.by.belongs:
        raise NotAllowed(_("Only people of this time bank can do this."))
    if act.speaker.pk != member.pk:
        raise NotAllowed(_("Only they can say this, or who acts for them."))
    if act.on_behalf_of is None:
        return
    if act.is_by_mandate:
        must_hold_mandate(act, member)
    elif not act.by.is_coordinator or act.channel not in Step.TOLD:
        raise NotAllowed(_("Only a coordinator can write down what a member told them."))
    if beside is not None and stands_with(act.by, beside):
        raise NotAllowed(_("You are the other one, or act for them. Somebody else writes this down."))


def _locked_sides(giving: Giving) -> tuple[Member, Member | None]:
    """Read both afresh under their row locks, lower id first: nobody leaves between the check and the posting."""
    pks = [each.pk for each in (giving.giver, giving.receiver) if each is not None]
    found = Member.objects.select_for_update(no_key=True).order_by("pk").in_bulk(pks)
    return found[giving.giver.pk], found[giving.receiver.pk] if giving.receiver else None


def _check_sides(giver: Member, receiver: Member | None, act: Act) -> None:
    must_trade(giver)
    if receiver is None:
        return
    if receiver.bank_id != act.by.bank_id or receiver.pk == giver.pk:
        raise CannotExchange(_("Choose another member of this time bank, or the shared pot."))
    must_trade(receiver)
    if act.on_behalf_of is None or act.is_by_mandate:  # words come with it; a coordinator who is told tells no more
        must_not_be_apart(giver, receiver)
    if giver.is_minor or receiver.is_minor:
        raise CannotExchange(_("Who is under 18 gives hours to the shared pot, and is given hours by it alone."))


def _given_before(giving: Giving, bank: Bank) -> HoursGift:
    """Give what the same form did before; with other answers it is refused."""
    first: HoursGift | None = HoursGift.objects.of(bank).filter(key=giving.key).first()
    receiver_id = giving.receiver.pk if giving.receiver else None
    said = (giving.giver.pk, receiver_id, giving.minutes, giving.words)
    if first is None or (first.giver_id, first.receiver_id, first.minutes, first.words) != said:
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    return first


def _post(gift: HoursGift, act: Act) -> None:
    _must_have(gift.giver, gift.minutes, act)
    bank, receiver = gift.bank, gift.receiver
    posting = ledger.Posting(
        key=uuid.uuid5(gift.key, "gift"),
        kind="GIFT",
        payer_id=cast(int, gift.giver.account_id),
        payee_id=cast(int, receiver.account_id) if receiver else ledger_reads.account_of_kind(bank.book_id, "POT"),
        minutes=gift.minutes,
        reference=f"gift:{gift.pk}",
        happened_on=bank.day(act.at),
        recorded_by=act.by.actor_key,
        booked_on=act.booked_on,
        words=gift.words,
    )
    try:
        gift.transfer_id = ledger.post(posting)
    except OverLimit as refusal:
        raise _no_room(receiver, refusal, act.by) from refusal
    _must_have(gift.giver, 0, act)  # asked again: now nobody else can spend from the account before we are done
    gift.save(update_fields=["transfer"])


def _must_have(giver: Member, minutes: int, act: Act) -> None:
    account = ledger_reads.account_states([cast(int, giver.account_id)])[cast(int, giver.account_id)]
    has = account.balance_minutes - account.held_minutes
    if has >= minutes:
        return
    words = {"hours": hours_in_words(max(0, has)), "name": giver.name}
    is_own = act.speaker.pk == act.by.pk
    if has <= 0:
        none_own, none = _("You have no hours to give just now."), _("%(name)s has no hours to give just now.")
        raise NotEnoughToGive(none_own if is_own else none % words)
    own, theirs = _("You have %(hours)s to give. Write no more than that."), _("%(name)s has %(hours)s to give.")
    raise NotEnoughToGive((own if is_own else theirs) % words)


def _no_room(receiver: Member | None, refusal: OverLimit, by: Member) -> NoRoom:
    """Say who has no room; for how much only to those who may see what members have."""
    fits = {"fits": hours_in_words(refusal.fits_minutes)}
    if receiver is None:
        return NoRoom(_("The shared pot has room for %(fits)s only.") % fits)
    if may_see_balance(by, receiver):
        return NoRoom(_("%(name)s has room for %(fits)s only.") % {**fits, "name": receiver.name})
    return NoRoom(_("%(name)s has no room for so many hours just now.") % {"name": receiver.name})


def _locked(gift: HoursGift) -> HoursGift:
    found: HoursGift = (
        HoursGift.objects.select_for_update(no_key=True, of=("self",))
        .select_related("bank", "giver", "receiver")
        .get(pk=gift.pk)
    )
    return found


def _take_back(gift: HoursGift, act: Act, *, code: str) -> None:
    ledger.reverse(
        cast(int, gift.transfer_id),
        ledger.Undoing(
            key=uuid.uuid5(gift.key, "reversal"),
            by=act.by.actor_key,
            reason=code,
            happened_on=gift.bank.day(act.at),
        ),
    )
    gift.taken_back_at, gift.taken_back_by = act.at, act.by
    gift.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])


def _must_still_have(receiver: Member) -> None:
    account = ledger_reads.account_states([cast(int, receiver.account_id)])[cast(int, receiver.account_id)]
    if account.is_past_a_limit:
        raise NotEnoughToGive(_("You have used these hours since. A coordinator can help."))


def _tell_given(gift: HoursGift, act: Act) -> None:
    words = {"giver": gift.giver.name, "hours": hours_in_words(gift.minutes)}
    _tell_guardians(gift, _("%(name)s gave hours to the shared pot"), gift.words, act)
    if gift.receiver is not None:
        _tell(gift, [gift.receiver], act, subject=_("%(giver)s gave you %(hours)s") % words, body=gift.words)
    if act.on_behalf_of is not None:
        whom = gift.receiver.name if gift.receiver else _("the shared pot")
        subject = _("%(who)s wrote down that you gave %(hours)s to %(whom)s")
        subject %= {**words, "who": act.by.name, "whom": whom}
        body = _("Tell us if that is not right: a coordinator can take it back.")
        _tell(gift, [gift.giver], act, subject=subject, body=body)


def _tell_guardians(gift: HoursGift, subject: str, words: str, act: Act) -> None:
    """Tell the guardians of who gave, where that is somebody under 18: they give to the pot alone."""
    body = f"{hours_in_words(gift.minutes)}: {words}" if words else hours_in_words(gift.minutes)
    tell_guardians_of_hours(gift.giver, subject, body, by=act.by, at=act.at)


def _tell(gift: HoursGift, members: list[Member], act: Act, *, subject: str, body: str) -> None:
    for member in members:
        if member.pk == act.by.pk:
            continue
        member.bank = gift.bank
        message = notices.Message(
            recipient_key=member.actor_key,
            bank=gift.bank.slug,
            kind="GIFT",
            subject=subject,
            body=body,
            path=_page_of(gift),
        )
        tell_member(member, message, at=act.at, but=act.by)


def _page_of(gift: HoursGift) -> str:
    return reverse("exchanges:hours_gift", args=[gift.bank.slug, gift.pk])
