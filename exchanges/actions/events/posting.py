"""An event's hours go to the ledger in one batch after a coordinator's approval, and are put right by reversal."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from django.utils.translation import gettext as _

from exchanges.access.events import may_approve_event
from exchanges.actions.above import check_hours_above
from exchanges.actions.acts import Act, check_step, note_approved
from exchanges.actions.events.acts import (
    EventRefused,
    ReasonMissing,
    called,
    locked,
    move,
    must_be,
    tell,
    tell_each,
    write_step,
)
from exchanges.actions.events.registers import POT_PAYS
from exchanges.actions.last_exchanges import find_last_exchanges, note_last_exchange
from exchanges.actions.pot import room_in
from exchanges.actions.suggestions import withdraw_not_begun, withdraw_suggestions
from exchanges.models import Attendee, Event, EventStep
from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions import warn_many_if_low
from members.models import Member
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed
from timebank.lib.transactions import atomic_with_retry, plan_anew

State = Event.State


class DoesNotFit(EventRefused):
    """Somebody's limit, or the pot's, stands in the way of the hours as they are written."""

    code = "over_limit"


@dataclass(frozen=True)
class Misfit:
    """A line that the ledger would refuse, and why. No line is meant where it is the pot's."""

    line: Attendee | None
    why: str


@dataclass(frozen=True)
class Outlook:
    """What posting an event's register would come to."""

    came: int
    given_minutes: int
    received_minutes: int
    excused_minutes: int
    pot_adds_minutes: int
    pot_gets_minutes: int
    over_pot_minutes: int  # how much more than agreed the pot would have to add
    misfits: tuple[Misfit, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it can be posted as it stands."""
        return not self.misfits and not self.over_pot_minutes


def what_it_comes_to(event: Event) -> Outlook:
    """Add up an event's register, and ask no account."""
    return _sums(event, _lines(event))


def outlook(event: Event, act: Act) -> Outlook:
    """Say what posting would come to and whom it would not fit, by trying it; nothing of it stays."""
    lines = _lines(event)
    sums = _sums(event, lines)
    if event.account_id is None or event.is_posted:
        return sums
    misfits = tuple(_misfits(event, lines, act))
    return replace(sums, misfits=misfits + _misfit_of_pot(event, sums, misfits))


@atomic_with_retry
def approve_register(event: Event, act: Act) -> Event:
    """Post an event's hours, all or none. Approving twice posts once.

    Who ran it, is in the register or wrote it never approves it. Raises DoesNotFit, or the ledger's refusal.
    """
    event = _to_decide(event, act)
    if event.state == State.POSTED:
        return event
    must_be(event, State.REGISTERED)
    check_hours_above(event)
    plan_anew()
    lines = _lines(event)
    sums = _sums(event, lines)
    if sums.over_pot_minutes:
        raise DoesNotFit(_over_pot(sums.over_pot_minutes))
    had = room_in(pot_of(event)) if sums.pot_adds_minutes else None
    _must_be_in_pot(event, had, sums)
    hours = _hours(event, lines, act)
    postings = ledger.postings_of_event(hours)
    _note_transfers(event, lines, dict(zip(_parts(event, postings), ledger.post_together(postings), strict=True)))
    _must_leave_pot(event, had)
    event.postings += 1
    event.posted_at = act.at
    move(event, State.POSTED, EventStep.Kind.POSTED, act)
    note_approved(act)
    note_last_exchange(event.bank, [line.member_id for line in lines], event.on)
    _tell_hours(event, lines, act)
    _withdraw_suggestions(event, lines)
    return event


@atomic_with_retry
def send_back(event: Event, act: Act, *, reason: str) -> Event:
    """Return a register to who keeps it, with a reason."""
    event = _to_decide(event, act)
    _must_have(reason)
    must_be(event, State.REGISTERED)
    move(event, State.OPEN, EventStep.Kind.SENT_BACK, act, reason=reason)
    subject = _("Please look at the register again: %(what)s") % {"what": called(event)}
    tell(event, event.host or event.made_by, kind="REGISTER_RETURNED", subject=subject, body=reason, at=act.at)
    return event


@atomic_with_retry
def take_back(event: Event, act: Act, *, reason: str) -> Event:
    """Reverse all of an event's hours, with a reason everybody concerned is told. The register waits again."""
    event = _to_decide(event, act)
    _must_have(reason)
    if event.state == State.REGISTERED and event.postings:
        return event
    must_be(event, State.POSTED)
    plan_anew()
    lines = [line for line in _lines(event) if line.given_transfer_id or line.received_transfer_id]
    transfers = [pk for line in lines for pk in (line.given_transfer_id, line.received_transfer_id)]
    ledger.reverse_together([pk for pk in (*transfers, event.pot_transfer_id) if pk is not None], _undoing(event, act))
    for line in lines:
        line.given_transfer_id = line.received_transfer_id = None
    _save_transfers(lines)
    event.pot_transfer_id, event.posted_at = None, None
    move(event, State.REGISTERED, EventStep.Kind.TAKEN_BACK, act, reason=reason)
    find_last_exchanges(Member.objects.filter(pk__in=event.attendees.filter(came=True).values("member")))
    subject = _("Taken back: %(what)s") % {"what": called(event)}
    tell_each(event, [(line.member, subject, reason) for line in lines], kind="EVENT_REVERSED", at=act.at)
    return event


@atomic_with_retry
def put_right(event: Event, line: Attendee, act: Act, *, given: int, received: int, reason: str) -> Event:
    """Reverse one line's hours and post it again with others, in one transaction; the pot makes up the difference."""
    event = _to_decide(event, act)
    _must_have(reason)
    must_be(event, State.POSTED)
    if event.is_confidential:
        raise NotAllowed(_("This is confidential. Take the hours back: who keeps the register puts the line right."))
    lines = _lines(event)
    mine = next((each for each in lines if each.pk == line.pk), None)
    if mine is None:
        raise NotAllowed(_("This line is not in the register."))
    if (mine.given_minutes, mine.received_minutes) == (given, received):
        return event
    check_step(given, event.bank)
    check_step(received, event.bank)
    if event.pays == Event.Pays.POT and received:
        raise EventRefused(str(POT_PAYS))
    mine.given_minutes, mine.received_minutes = given, received
    _post_again(event, mine, lines, act)
    mine.save(update_fields=["given_minutes", "received_minutes"])
    event.postings += 1
    event.save()
    write_step(event, EventStep.Kind.PUT_RIGHT, act, reason=reason)
    words = {"what": called(event), "given": hours_in_words(given), "received": hours_in_words(received)}
    subject = _("Put right: %(what)s. You gave %(given)s and received %(received)s.") % words
    mine.member.bank = event.bank
    tell(event, mine.member, kind="EVENT_PUT_RIGHT", subject=subject, body=reason, at=act.at)
    return event


def _post_again(event: Event, mine: Attendee, lines: list[Attendee], act: Act) -> None:
    """Reverse what stands for one line, and the pot's share with it, and post both as they are now."""
    old = [mine.given_transfer_id, mine.received_transfer_id, event.pot_transfer_id]
    sums = _sums(event, lines)
    if sums.over_pot_minutes:
        raise DoesNotFit(_over_pot(sums.over_pot_minutes))
    had = room_in(pot_of(event)) if sums.pot_adds_minutes else None
    ledger.reverse_together([pk for pk in old if pk is not None], _undoing(event, act))
    _must_be_in_pot(event, room_in(pot_of(event)) if had is not None else None, sums)
    postings = _postings_again(event, mine, sums, act)
    posted = ledger.post_together(postings)
    _must_leave_pot(event, had)
    mine.given_transfer_id = mine.received_transfer_id = event.pot_transfer_id = None
    _note_transfers(event, [mine], dict(zip(_parts(event, postings), posted, strict=True)))


def _to_decide(event: Event, act: Act) -> Event:
    event = locked(event)
    if act.by.bank_id != event.bank_id or not act.by.belongs:
        raise NotAllowed(_("Only people of this time bank can do this."))
    if act.on_behalf_of is not None or not may_approve_event(event, act.by):
        raise NotAllowed(_("Somebody who did not run this, is not in the register and did not write it approves it."))
    return event


def _must_have(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Write why. Everybody it concerns will read it."))


def _lines(event: Event) -> list[Attendee]:
    """Give the lines of who came, in the order of their accounts: each batch waits for the next, none in a circle."""
    came = event.attendees.filter(came=True).select_related("member").order_by("member__account_id", "pk")
    lines = list(came)
    for line in lines:
        line.member.bank = event.bank
    return lines


def _sums(event: Event, lines: list[Attendee]) -> Outlook:
    given = sum(line.given_minutes for line in lines)
    excused = sum(line.received_minutes for line in lines if line.is_excused)
    received = sum(line.received_minutes for line in lines) - excused
    missing = given - received
    return Outlook(
        came=len(lines),
        given_minutes=given,
        received_minutes=received,
        excused_minutes=excused,
        pot_adds_minutes=max(0, missing),
        pot_gets_minutes=max(0, -missing),
        over_pot_minutes=max(0, missing - event.pot_minutes - excused),
    )


def _over_pot(minutes: int) -> str:
    return _("More hours were given than received, by %(hours)s more than the pot may add.") % {
        "hours": hours_in_words(minutes)
    }


def pot_of(event: Event) -> int:
    """Give the account that is an event's pot: a sponsor's, or the shared pot of the time bank."""
    return event.pot_account_id or ledger_reads.account_of_kind(event.bank.book_id, "POT")


def _must_be_in_pot(event: Event, has: int | None, sums: Outlook) -> None:
    """Refuse in our own words what a sponsor's pot has not: the ledger, which keeps its floor, speaks of accounts."""
    if event.pot_account_id is not None and has is not None and sums.pot_adds_minutes > has:
        raise DoesNotFit(_too_low(event, max(0, has)))


def _must_leave_pot(event: Event, had: int | None) -> None:
    """Refuse what took the pot below where its granting ends: asked afterwards, when nobody else can spend from it."""
    if had is not None and room_in(pot_of(event)) < min(0, had):
        raise DoesNotFit(_too_low(event, max(0, had)))


def _too_low(event: Event, minutes: int) -> str:
    if event.pot_account_id is not None:
        return _("The sponsor's pot can give %(hours)s now.") % {"hours": hours_in_words(minutes)}
    return _("The shared pot can give %(hours)s now.") % {"hours": hours_in_words(minutes)}


def _hours(event: Event, lines: list[Attendee], act: Act, *, pot_pays_minutes: int | None = None) -> ledger.EventHours:
    """Write the register as the ledger posts it."""
    sums = _sums(event, lines)
    return ledger.EventHours(
        key=uuid.uuid5(event.key, f"posting:{event.postings}"),
        account_id=cast(int, event.account_id),
        received=tuple(
            ledger.Share(cast(int, line.member.account_id), line.received_minutes)
            for line in lines
            if line.received_minutes and not line.is_excused
        ),
        helped=tuple(
            ledger.Share(cast(int, line.member.account_id), line.given_minutes) for line in lines if line.given_minutes
        ),
        pot_pays_minutes=sums.pot_adds_minutes if pot_pays_minutes is None else pot_pays_minutes,
        reference=_reference(event),
        happened_on=event.on,
        recorded_by=act.by.actor_key,
        words=event.title if event.is_confidential else called(event),
        booked_on=act.booked_on,
        pot_id=pot_of(event),
    )


def _reference(event: Event) -> str:
    """Name the cause: 'event:7', and with a number behind it after its hours were taken back or put right.

    Books go through many hands: what is confidential has a cause there that leads to no page.
    """
    cause = f"group:{uuid.uuid5(event.key, 'cause')}" if event.is_confidential else f"event:{event.pk}"
    return cause if not event.postings else f"{cause}/again:{event.postings}"


def _postings_again(event: Event, line: Attendee, sums: Outlook, act: Act) -> list[ledger.Posting]:
    """Write one line again and what the pot now adds or gets: in before out."""
    hours = _hours(event, [line], act, pot_pays_minutes=line.given_minutes)
    alone = [each for each in ledger.postings_of_event(hours) if _part_of(each)[0] != "pot"]
    pot = pot_of(event)
    account = cast(int, event.account_id)
    minutes = sums.pot_adds_minutes or sums.pot_gets_minutes
    if not minutes:
        return alone
    payer, payee = (pot, account) if sums.pot_adds_minutes else (account, pot)
    cause = f"{hours.reference}/pot:{pot}"
    balancing = ledger.Posting(
        key=uuid.uuid5(hours.key, cause),
        kind="EVENT",
        payer_id=payer,
        payee_id=payee,
        minutes=minutes,
        reference=cause,
        happened_on=event.on,
        recorded_by=act.by.actor_key,
        words=hours.words,
    )
    incoming = [each for each in alone if each.payee_id == account]
    outgoing = [each for each in alone if each.payer_id == account]
    return [*incoming, balancing, *outgoing] if payee == account else [*incoming, *outgoing, balancing]


def _undoing(event: Event, act: Act) -> ledger.Undoing:
    return ledger.Undoing(
        key=uuid.uuid5(event.key, f"undoing:{event.postings}:{event.register_number}:{act.at:%Y%m%d%H%M%S%f}"),
        by=act.by.actor_key,
        reason="REVERSED",
        happened_on=event.bank.day(act.at),
    )


def _part_of(posting: ledger.Posting) -> tuple[str, int]:
    """Read from a posting's cause which part it is, and whose: 'received', 'helped' or 'pot'."""
    part, _colon, account_id = posting.reference.rpartition("/")[2].partition(":")
    return part, int(account_id)


def _parts(event: Event, postings: Iterable[ledger.Posting]) -> list[tuple[str, int]]:
    return [_part_of(posting) for posting in postings]


def _note_transfers(event: Event, lines: list[Attendee], transfers: dict[tuple[str, int], int]) -> None:
    """Keep which transfer each line became, so that it can be taken back; the caller saves the event."""
    for line in lines:
        account = cast(int, line.member.account_id)
        line.given_transfer_id = transfers.get(("helped", account))
        line.received_transfer_id = transfers.get(("received", account))
    _save_transfers(lines)
    event.pot_transfer_id = next((pk for (part, _account), pk in transfers.items() if part == "pot"), None)


def _save_transfers(lines: list[Attendee]) -> None:
    Attendee.objects.bulk_update(lines, ["given_transfer", "received_transfer"], batch_size=200)


def _misfits(event: Event, lines: list[Attendee], act: Act) -> Iterable[Misfit]:
    """Try the hours. Who could not pay in is taken out before it is asked who could not be paid."""
    by_account = {cast(int, line.member.account_id): line for line in lines}
    hours = _hours(event, lines, act)
    payers = [each for each in _refused(hours) if each.posting.payee_id == event.account_id]
    refused_in = [each for each in payers if each.posting.payer_id != event.pot_account_id]
    left_out = {each.posting.payer_id for each in refused_in}
    yield from (Misfit(by_account.get(each.posting.payer_id), str(each.refusal)) for each in refused_in)
    paid = tuple(share for share in hours.received if share.account_id not in left_out)
    all_of_it = sum(share.minutes for share in hours.helped)
    again = replace(hours, received=paid, pot_pays_minutes=all_of_it, pot_id=None)  # from a pot that has enough
    for each in _refused(again):
        if each.posting.payer_id == event.account_id:
            yield Misfit(by_account.get(each.posting.payee_id), str(each.refusal))


def _misfit_of_pot(event: Event, sums: Outlook, found: tuple[Misfit, ...]) -> tuple[Misfit, ...]:
    """Say once that the pot has not so much to add."""
    if not sums.pot_adds_minutes or any(misfit.line is None for misfit in found):
        return ()
    has = max(0, room_in(pot_of(event)))
    return (Misfit(None, _too_low(event, has)),) if sums.pot_adds_minutes > has else ()


def _refused(hours: ledger.EventHours) -> list[ledger.Refused]:
    postings = ledger.postings_of_event(hours)
    return ledger.would_be_refused(postings) if postings else []


def _withdraw_suggestions(event: Event, lines: list[Attendee]) -> None:
    earn = [line.member for line in lines if line.given_minutes]
    withdraw_suggestions(event.bank, earn=earn, spend=[line.member for line in lines if _pays(line)])
    withdraw_not_begun(event.bank, [line.member for line in lines])


def _pays(line: Attendee) -> bool:
    return bool(line.received_minutes) and not line.is_excused


def _tell_hours(event: Event, lines: list[Attendee], act: Act) -> None:
    """Tell everybody with hours what they gave and received, and those whose hours are low now."""
    told = []
    for line in lines:
        words = {"what": called(event), "given": hours_in_words(line.given_minutes)}
        words["received"] = hours_in_words(line.received_minutes)
        spent = line.received_minutes if _pays(line) else 0
        if line.given_minutes:
            told.append((line.member, _("You earned %(given)s: %(what)s") % words, ""))
        if spent:
            told.append((line.member, _("You spent %(received)s: %(what)s") % words, ""))
    tell_each(event, told, kind="EVENT_POSTED", at=act.at)
    taken = [
        (line.member, max(0, line.received_minutes - line.given_minutes)) for line in lines if line.member.is_approved
    ]
    warn_many_if_low(taken, cause=f"event:{event.pk}:{act.at:%Y%m%d%H%M%S%f}", at=act.at)
