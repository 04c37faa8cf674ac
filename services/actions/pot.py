"""The sponsor's pot of a service: hours are put in, by three ways, and each moves in the ledger once."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access.giving import stands_with
from exchanges.actions.acts import Act, check_minutes, must_trade
from exchanges.actions.giving import NotEnoughToGive
from exchanges.actions.life import KeyReused
from exchanges.actions.pot import PotTooLow, room_in_pot
from ledger import actions as ledger
from ledger import reads as ledger_reads
from ledger.actions import OverLimit
from members.actions import tell_member
from members.models import Member
from notices import actions as notices
from services.access import standing_of
from services.actions.changing import locked_service, must_change
from services.models import PotGift, Service
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

Source, State = PotGift.Source, PotGift.State


class ReasonMissing(RuleBroken):
    """Who asked the shared pot is told why not."""


@dataclass(frozen=True)
class PuttingIn:
    """How many hours somebody puts into a sponsor's pot, whence, and a few words with it."""

    source: str
    minutes: int
    words: str = ""
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@atomic_with_retry
def put_in(service: Service, putting: PuttingIn, *, by: Member, at: datetime.datetime) -> PotGift:
    """Put hours into a service's pot, or ask the shared pot for them. The same key does it once.

    A manager gives of the service's own account, a member of their own as a gift; a manager or a coordinator asks the
    shared pot, and another coordinator answers. Raises NotEnoughToGive, NotAllowed.
    """
    giver = _giver(service, putting, by)
    if giver is not None:
        giver = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=giver.pk)
        must_trade(giver)
    service = locked_service(service)
    must_trade(service.organisation)
    check_minutes(putting.minutes, service.bank)
    first = PotGift.objects.filter(key=putting.key).first()
    if first is not None:
        return _before(first, service, putting, by)
    gift = _write(service, putting, giver, by=by, at=at)
    if giver is not None:
        _move(gift, payer_id=cast(int, giver.account_id), kind="GIFT", by=by, at=at)
        _tell_given(gift, by=by, at=at)
    return gift


@atomic_with_retry
def grant(gift: PotGift, *, words: str = "", by: Member, at: datetime.datetime) -> PotGift:
    """Give from the shared pot what a service asked for, and say a few words. Again does no harm. Raises PotTooLow."""
    gift = _to_decide(gift, by)
    if gift.state == State.GIVEN:
        return gift
    _must_wait(gift)
    must_trade(locked_service(gift.service).organisation)
    bank = gift.service.bank
    _must_leave_in_shared(gift, room_in_pot(bank))
    gift.state, gift.decided_by, gift.decided_at = State.GIVEN, by, at
    _move(gift, payer_id=ledger_reads.account_of_kind(bank.book_id, "POT"), kind="GRANT", by=by, at=at)
    if room_in_pot(bank) < 0:  # nobody else can spend from it before we are done
        raise PotTooLow(_("The shared pot has just given its hours to somebody else. Look again."))
    subject = _("The shared pot gave %(hours)s for the sponsor's pot") % {"hours": hours_in_words(gift.minutes)}
    _tell(gift, gift.asked_by, kind="SPONSOR_GRANTED", subject=subject, body=words, at=at)
    return gift


@atomic_with_retry
def decline(gift: PotGift, *, reason: str, by: Member, at: datetime.datetime) -> PotGift:
    """Say no to what was asked of the shared pot, with a reason that who asked reads."""
    gift = _to_decide(gift, by)
    _must_wait(gift)
    if not reason.strip():
        raise ReasonMissing(_("Write why. Who asked reads it."))
    gift.state, gift.decided_by, gift.decided_at, gift.reason = State.DECLINED, by, at, reason
    gift.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    subject = _("Not this time: hours for the sponsor's pot")
    _tell(gift, gift.asked_by, kind="SPONSOR_DECLINED", subject=subject, body=reason, at=at)
    return gift


def give_pot_back(member: Member, act: Act) -> None:
    """Let a locked organisation that leaves ask the shared pot for nothing more; what its own holds goes there."""
    service = Service.objects.filter(organisation=member).first()
    if service is None:
        return
    service = locked_service(service)
    reason = _("%(name)s has left the time bank.") % {"name": member.name}
    answered = {"state": State.DECLINED, "decided_by": act.by, "decided_at": act.at, "reason": reason}
    PotGift.objects.filter(service=service).waiting().update(**answered)
    farewell = ledger.Farewell(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"sponsor:{service.pk}:{act.at.isoformat()}"),
        by=act.by.actor_key,
        reason="LEFT",
        happened_on=service.bank.day(act.at),
    )
    ledger.settle_and_close(service.pot_id, farewell)


def may_decide(gift: PotGift, asker: Member) -> bool:
    """Four eyes: a coordinator who neither asked, nor works for the service, nor wrote down where it reads mail."""
    service = gift.service
    is_outside = asker.pk != gift.asked_by_id and not stands_with(asker, service.organisation)
    return asker.bank_id == service.bank_id and asker.is_coordinator and is_outside


def _giver(service: Service, putting: PuttingIn, by: Member) -> Member | None:
    """Say whose hours they are; None are the shared pot's. Refuse who may not give them, or may not ask for them."""
    if by.bank_id != service.bank_id:
        raise NotAllowed(_("Only people of this time bank can do this."))
    if putting.source == Source.MEMBER:
        if by.is_minor:
            raise NotAllowed(_("Who is under 18 gives hours to the shared pot alone."))
        return by
    if putting.source == Source.SERVICE:
        if not standing_of(by, service).manages:
            raise NotAllowed(_("Only a manager of the service gives its hours."))
        return service.organisation
    must_change(service, by)
    return None


def _before(first: PotGift, service: Service, putting: PuttingIn, by: Member) -> PotGift:
    said = (service.pk, putting.source, putting.minutes, putting.words, by.pk)
    if (first.service_id, first.source, first.minutes, first.words, first.asked_by_id) != said:
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    return first


def _write(service: Service, putting: PuttingIn, giver: Member | None, *, by: Member, at: datetime.datetime) -> PotGift:
    waits = putting.source == Source.SHARED
    gift: PotGift = PotGift.objects.create(
        key=putting.key,
        service=service,
        source=putting.source,
        giver=giver,
        minutes=putting.minutes,
        words=putting.words,
        state=State.ASKED if waits else State.GIVEN,
        asked_at=at,
        asked_by=by,
    )
    return gift


def _move(gift: PotGift, *, payer_id: int, kind: str, by: Member, at: datetime.datetime) -> None:
    if kind == "GIFT":
        _must_have(gift, gift.minutes)
    posting = ledger.Posting(
        key=uuid.uuid5(gift.key, "sponsor"),
        kind=kind,
        payer_id=payer_id,
        payee_id=gift.service.pot_id,
        minutes=gift.minutes,
        reference=f"sponsor:{gift.pk}",
        happened_on=gift.service.bank.day(at),
        recorded_by=by.actor_key,
        words=_("For a sponsor's pot"),  # without a name, for these words stay: it may become a confidential one's
    )
    try:
        gift.transfer_id = ledger.post(posting)
    except OverLimit as refusal:
        fits = {"hours": hours_in_words(refusal.fits_minutes)}
        raise NotEnoughToGive(_("%(hours)s would fit. Write no more than that.") % fits) from refusal
    if kind == "GIFT":
        _must_have(gift, 0)  # asked again: now nobody else can spend from the account before we are done
    gift.save(update_fields=["transfer", "state", "decided_by", "decided_at"])


def _must_have(gift: PotGift, minutes: int) -> None:
    """Refuse to give what is not there: nobody goes into debt for a gift."""
    account_id = cast(int, cast(Member, gift.giver).account_id)
    account = ledger_reads.account_states([account_id])[account_id]
    has = account.balance_minutes - account.held_minutes
    if has >= minutes:
        return
    if has <= 0:
        raise NotEnoughToGive(_("There are no hours to give just now."))
    raise NotEnoughToGive(_("There are %(hours)s to give. Write no more than that.") % {"hours": hours_in_words(has)})


def _must_leave_in_shared(gift: PotGift, room: int) -> None:
    if room < gift.minutes:
        raise PotTooLow(_("The shared pot can give %(hours)s now.") % {"hours": hours_in_words(max(0, room))})


def _must_wait(gift: PotGift) -> None:
    if gift.state != State.ASKED:
        raise WrongState(_("This was answered already."))


def _to_decide(gift: PotGift, by: Member) -> PotGift:
    rows = PotGift.objects.select_for_update(no_key=True, of=("self",))
    gift = rows.select_related("service__bank", "service__organisation", "asked_by").get(pk=gift.pk)
    if gift.source != Source.SHARED or not may_decide(gift, by):
        raise NotAllowed(_("A coordinator who did not ask and does not work for the service decides this."))
    return gift


def _tell_given(gift: PotGift, *, by: Member, at: datetime.datetime) -> None:
    if gift.source != Source.MEMBER:
        return
    words = {"name": by.name, "hours": hours_in_words(gift.minutes)}
    subject = _("%(name)s put %(hours)s into the sponsor's pot") % words
    _tell(gift, gift.service.organisation, kind="SPONSOR_GIFT", subject=subject, body=gift.words, at=at)


def _tell(gift: PotGift, member: Member, *, kind: str, subject: str, body: str, at: datetime.datetime) -> None:
    bank = gift.service.bank
    message = notices.Message(
        recipient_key=member.actor_key,
        bank=bank.slug,
        kind=kind,
        subject=subject,
        body=body,
        path=reverse("services:pot", args=[bank.slug, gift.service.slug]),
    )
    tell_member(member, message, at=at)
