"""An event is put on, agreed to, changed and called off; everybody who signed up hears of it."""

import datetime
import uuid
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, check_step
from exchanges.actions.events.acts import (
    EventRefused,
    ReasonMissing,
    called,
    locked,
    move,
    must_be,
    must_run,
    must_speak,
    tell,
    tell_all,
    when_and_where,
    withdraw_reminders,
    write_step,
)
from exchanges.actions.events.signing import fill_places
from exchanges.actions.events.wording import said_before, tell_coordinators, tell_reworded
from exchanges.actions.life import KeyReused
from exchanges.models import MOST_FROM_POT, SPONSOR, Attendee, Event, EventStep, Series
from exchanges.reads.supervision import why_not_watched
from ledger import reads as ledger
from members.models import Bank, Member
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.transactions import atomic_with_retry

State, Pays = Event.State, Event.Pays
FURTHEST = datetime.timedelta(days=366)
LONGEST_SERIES = datetime.timedelta(days=2 * 366)


@dataclass(frozen=True)
class Plan:
    """What an event says. `host` is None where the time bank itself puts it on.

    `pot_account_id` is the sponsor's account that is its pot; None is the shared pot. Of what is confidential the
    title is for everybody who reads accounts: its real name stands with who puts it on.
    """

    on: datetime.date
    host: Member | None
    kind: str
    title: str
    body: str
    place: str
    access: str
    begins_at_time: datetime.time
    ends_at_time: datetime.time
    places: int | None = None
    is_public: bool = True
    is_confidential: bool = False
    is_supervised: bool = False
    watched_by: Member | None = None
    pays: str = Pays.TAKERS
    pot_minutes: int = 0
    pot_account_id: int | None = None
    given_minutes: int = 60
    received_minutes: int = 60


@dataclass(frozen=True)
class Repeating:
    """How often an event comes again, and until when."""

    every: str
    until_on: datetime.date


OF_POT = ("pays", "pot_minutes", "pot_account_id")
OF_EACH_DAY = ("on",)  # what a change to a whole series leaves as it is


@atomic_with_retry
def put_on(
    bank: Bank, plan: Plan, act: Act, *, key: uuid.UUID | None = None, repeating: Repeating | None = None
) -> Event:
    """Put an event on. A coordinator's is open at once, a member's waits until a coordinator agrees.

    The same key, drawn with the form, puts it on once.
    """
    key = key or uuid.uuid4()
    standing = _put_on_before(bank, key, act)
    if standing is not None:
        return standing
    _must_put_on(bank, plan, act)
    _check(plan, bank, act)
    is_staff = act.by.is_coordinator and act.on_behalf_of is None
    series = _begin(plan, repeating, bank, act) if repeating else None
    event = Event(bank=bank, key=key, made_by=act.speaker, series=series, series_on=plan.on if series else None)
    _write(event, plan)
    kind = EventStep.Kind.MADE
    move(event, State.OPEN if is_staff else State.WAITING, kind, act)
    if not is_staff:
        subject = _("May this go ahead? %(what)s")
        tell_coordinators(event, act, kind="EVENT_WAITS", subject=subject, body=when_and_where(event))
    return event


@transaction.atomic
def agree(event: Event, act: Act) -> Event:
    """Let members see a member's event. A coordinator does, who does not put it on. Again does no harm."""
    event = _to_decide(event, act)
    if event.state == State.OPEN:
        return event
    must_be(event, State.WAITING)
    move(event, State.OPEN, EventStep.Kind.AGREED, act)
    subject = _("It can go ahead: %(what)s") % {"what": called(event)}
    body = _("Members can read it and sign up from now on. Thank you for putting this on.")
    tell(event, event.host or event.made_by, kind="EVENT_AGREED", subject=subject, body=body, at=act.at)
    return event


@transaction.atomic
def decline(event: Event, act: Act, *, reason: str) -> Event:
    """Say that a member's event cannot be shown, and why."""
    event = _to_decide(event, act)
    _must_have(reason)
    if event.state == State.DECLINED:
        return event
    must_be(event, State.WAITING)
    move(event, State.DECLINED, EventStep.Kind.DECLINED, act, reason=reason)
    _end_series(event, act)
    subject = _("Not this time: %(what)s") % {"what": called(event)}
    tell(event, event.host or event.made_by, kind="EVENT_DECLINED", subject=subject, body=reason, at=act.at)
    return event


@atomic_with_retry
def change(event: Event, plan: Plan, act: Act, *, and_later: bool = False) -> Event:
    """Change an event that is to come; who signed up hears of another day, time, place or name.

    With `and_later` those of its series that come after it change too, each on its own day. What the pot pays is
    changed by a coordinator once the event was agreed to; of other words the coordinators are told.
    """
    event = locked(event)
    must_run(event, act)
    must_be(event, State.WAITING, State.OPEN)
    if event.on < event.bank.day(act.at):
        raise WrongState(_("This event is over."))
    _check(plan, event.bank, act)
    _must_keep_pot(event, plan, act)
    if plan.is_confidential != event.is_confidential:
        raise EventRefused(_("Call it off and put it on again: what was said of it before would stay readable."))
    before = _change_one(event, plan, act)
    tell_reworded(event, before, act)
    if and_later and event.series is not None:
        _write(event.series, plan)
        event.series.save()
        for later in _later(event):
            day = later.on
            _change_one(later, _on(plan, day), act)
    return event


@atomic_with_retry
def cancel(event: Event, act: Act, *, reason: str, and_later: bool = False) -> Event:
    """Call an event off, with a reason that everybody who signed up is told. Again does no harm."""
    event = locked(event)
    must_run(event, act)
    _must_have(reason)
    if event.state != State.CANCELLED:
        must_be(event, State.WAITING, State.OPEN)
        call_off(event, act, reason=reason)
    if and_later and event.series is not None:
        _end_series(event, act)
        for later in _later(event):
            call_off(later, act, reason=reason)
    return event


def call_off(event: Event, act: Act, *, reason: str) -> None:
    """Call off a locked event, in the caller's transaction, and tell everybody."""
    move(event, State.CANCELLED, EventStep.Kind.CANCELLED, act, reason=reason)
    people = _signed_up(event)
    host = event.host or event.made_by
    if host.pk not in {act.by.pk, act.speaker.pk, *(each.pk for each in people)}:
        people.append(host)
    subject = _("Cancelled: %(what)s") % {"what": called(event)}
    tell_all(event, people, kind="EVENT_CANCELLED", subject=subject, body=reason, at=act.at)


def _put_on_before(bank: Bank, key: uuid.UUID, act: Act) -> Event | None:
    """Give what the same form put on before: of two taps at once the second waits for the first."""
    list(Member.objects.select_for_update(no_key=True, of=("self",)).filter(pk=act.speaker.pk))
    standing: Event | None = Event.objects.select_related("bank").filter(key=key).first()
    if standing is not None and (standing.bank_id, standing.made_by_id) != (bank.pk, act.speaker.pk):
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    return standing


def _must_put_on(bank: Bank, plan: Plan, act: Act) -> None:
    if act.by.bank_id != bank.pk or not act.by.is_approved:
        raise NotAllowed(_("Only people of this time bank can do this."))
    must_speak(act)
    if act.by.is_coordinator and act.on_behalf_of is None:
        if plan.host is not None and (plan.host.bank_id != bank.pk or not plan.host.can_trade):
            raise EventRefused(_("Choose somebody who takes part in this time bank now."))
        return
    if plan.host is None or plan.host.pk != act.speaker.pk or not act.speaker.can_trade:
        raise NotAllowed(_("You can put on your own events, or those of whom you act for."))
    if act.speaker.is_minor:
        raise NotAllowed(_("People under 18 take part in events. A grown-up puts them on."))


def _check(plan: Plan, bank: Bank, act: Act) -> None:
    today = bank.day(act.at)
    if not today <= plan.on <= today + FURTHEST:
        raise EventRefused(_("Choose a day from today on, within a year."))
    if plan.ends_at_time <= plan.begins_at_time:
        raise EventRefused(_("It ends after it begins, on the same day."))
    check_step(plan.given_minutes, bank)
    check_step(plan.received_minutes, bank)
    if plan.is_confidential and plan.is_public:
        raise EventRefused(_("What is confidential is not for anybody to read."))
    if plan.pays == Pays.TAKERS and plan.pot_minutes:
        raise EventRefused(_("Say that the pot pays, or leave its hours empty."))
    if plan.pays != Pays.TAKERS and not 0 < plan.pot_minutes <= MOST_FROM_POT:
        raise EventRefused(_("Say up to how many hours the pot may pay."))
    _check_people(plan, bank)
    if plan.pot_account_id is not None and not _is_sponsors(plan.pot_account_id, bank):
        raise EventRefused(_("Choose the pot of a sponsor of this time bank."))


def _is_sponsors(account_id: int, bank: Bank) -> bool:
    pot = ledger.account_states([account_id]).get(account_id)
    return pot is not None and pot.code.startswith(SPONSOR) and ledger.is_in_book(account_id, bank.book_id)


def _check_people(plan: Plan, bank: Bank) -> None:
    if plan.host is not None and (plan.host.bank_id != bank.pk or plan.host.is_minor):
        raise EventRefused(_("People under 18 take part in events. A grown-up puts them on."))
    if plan.is_supervised:
        if plan.watched_by is None or plan.watched_by.bank_id != bank.pk:
            raise EventRefused(_("Name the checked person who watches over people under 18."))
        why = why_not_watched(plan.watched_by, plan.on)
        if why:
            raise EventRefused(why)


def _must_keep_pot(event: Event, plan: Plan, act: Act) -> None:
    if act.by.is_coordinator and act.on_behalf_of is None:
        return
    if plan.host is None or plan.host.pk != event.host_id:
        raise NotAllowed(_("Who puts it on stays the same. A coordinator can change that."))
    said, stands = ([getattr(each, name) for name in OF_POT] for each in (plan, event))
    if event.state == State.OPEN and said != stands:
        raise NotAllowed(_("What the pot pays was agreed with a coordinator, who can change it."))


def _change_one(event: Event, plan: Plan, act: Act) -> str:
    """Change one locked event, tell its people what matters to them, and let in who waited where there is room.

    Answers what it was called and said before, where those words are others now.
    """
    if not plan.is_supervised and event.attendees.coming().exclude(member__age_band=Member.AgeBand.ADULT).exists():
        raise EventRefused(_("Somebody under 18 has signed up: a checked person must watch over it."))
    matters = ("on", "begins_at_time", "ends_at_time", "place", "title")
    before = [getattr(event, name) for name in matters]
    words = said_before(event, title=plan.title, body=plan.body)
    old_name = said_before(event, title=plan.title, body=event.body)
    if all(getattr(event, each.name) == getattr(plan, each.name) for each in fields(plan)):
        return ""
    _write(event, plan)
    event.save()
    if before[0] != event.on:
        withdraw_reminders(event)
    write_step(event, EventStep.Kind.CHANGED, act, reason=words)
    fill_places(event, act)
    if before != [getattr(event, name) for name in matters]:
        subject = _("Changed: %(what)s") % {"what": called(event)}
        body = "\n".join(filter(None, [when_and_where(event), old_name]))
        tell_all(event, _signed_up(event), kind="EVENT_CHANGED", subject=subject, body=body, at=act.at)
    return words


def _write(row: Event | Series, plan: Plan) -> None:
    for each in fields(plan):
        if each.name not in OF_EACH_DAY or isinstance(row, Event):
            setattr(row, each.name, getattr(plan, each.name))


def _on(plan: Plan, day: datetime.date) -> Plan:
    return Plan(**{**{each.name: getattr(plan, each.name) for each in fields(plan)}, "on": day})


def _begin(plan: Plan, repeating: Repeating, bank: Bank, act: Act) -> Series:
    if not plan.on <= repeating.until_on <= plan.on + LONGEST_SERIES:
        raise EventRefused(_("Let it come again until a day after the first one, within two years."))
    series = Series(
        bank=bank,
        made_by=act.speaker,
        every=repeating.every,
        first_on=plan.on,
        until_on=repeating.until_on,
        made_through=plan.on,
    )
    _write(series, plan)
    series.save()
    return series


def _end_series(event: Event, act: Act) -> None:
    if event.series is not None:
        Series.objects.filter(pk=event.series.pk, ended_at=None).update(ended_at=act.at)


def _later(event: Event) -> list[Event]:
    """Lock those of a series that come after one and still stand."""
    later = Event.objects.select_for_update(no_key=True, of=("self",)).select_related("bank", "host", "made_by")
    later = later.filter(series=event.series, series_on__gt=event.series_on, state__in=[State.WAITING, State.OPEN])
    return list(later.order_by("pk"))


def _to_decide(event: Event, act: Act) -> Event:
    event = locked(event)
    if act.by.bank_id != event.bank_id or not act.by.is_coordinator:
        raise NotAllowed(_("Only a coordinator can do this."))
    if act.by.pk in (event.host_id, event.made_by_id):
        raise NotAllowed(_("You put this on yourself, so another coordinator agrees to it."))
    return event


def _must_have(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Write why. Everybody who signed up will read it."))


def _signed_up(event: Event) -> list[Member]:
    states = [Attendee.State.COMING, Attendee.State.WAITING]
    found = event.attendees.filter(state__in=states).select_related("member").order_by("pk")
    return [each.member for each in found]
