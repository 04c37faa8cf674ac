"""Sessions are put on, changed and called off, and people sign up: through events, which tell no secret."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.events import planning, signing
from exchanges.actions.events.acts import called, tell_all, when_and_where
from exchanges.actions.events.acts import locked as event_locked
from exchanges.models import Attendee, Event, Series, Step
from members.actions.telling import tell
from members.models import Member
from services.access import standing_of
from services.actions.taking_part import KIND, NotChecked, locked, must_run
from services.models import Participation, Programme, RoleHolding, Session
from services.models.sessions import SessionQuerySet
from services.reads.people import is_checked_for, takers_of
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

Part = Attendee.Part
OF_SERIES = ("programme_id", "title", "body", "place", "access", "is_free", "made_by_id")


class SessionRefused(RuleBroken):
    """This session cannot stand like this."""


@dataclass(frozen=True)
class SessionPlan:
    """What a session is: its real words, when and where, who leads it, and who pays those who help."""

    on: datetime.date
    begins_at_time: datetime.time
    ends_at_time: datetime.time
    title: str
    place: str
    body: str = ""
    access: str = ""
    places: int | None = None
    led_by: Member | None = None
    is_public: bool = False
    is_supervised: bool = False
    watched_by: Member | None = None
    pays: str = Event.Pays.TAKERS
    pot_minutes: int = 0
    is_free: bool = False
    given_minutes: int = 60
    received_minutes: int = 60


@atomic_with_retry
def put_on_session(
    programme: Programme,
    plan: SessionPlan,
    *,
    by: Member,
    at: datetime.datetime,
    key: uuid.UUID | None = None,
    repeating: planning.Repeating | None = None,
) -> Session:
    """Put a session on in the service's name, once or again and again. A coordinator agrees to the first one.

    The event of a confidential programme says 'Group activity' and no more. The same key puts it on once.
    """
    programme = locked(programme)
    must_run(programme, by)
    if programme.state != Programme.State.OPEN:
        raise WrongState(_("This programme is not open now."))
    _must_lead(programme, plan, at)
    act = in_name_of(programme, by, at)
    event = planning.put_on(programme.service.bank, event_of(programme, plan), act, key=key, repeating=repeating)
    session, is_new = Session.objects.get_or_create(
        event=event,
        defaults={"programme": programme, "made_by": by, **_words(plan)},
    )
    if session.programme_id != programme.pk:
        raise NotAllowed(_("This form was sent before with other answers. Start a new one."))
    if is_new:
        _tell_of_lead(session, None, by, at)
    return session


@atomic_with_retry
def change_session(
    session: Session, plan: SessionPlan, *, by: Member, at: datetime.datetime, and_later: bool = False
) -> Session:
    """Change a session that is to come, and with `and_later` those of its series that come after it.

    Who signed up hears of another day, time, place or name; of what is confidential that something changed.
    """
    programme = locked(session.programme)
    must_run(programme, by)
    _must_lead(programme, plan, at)
    session = _fresh(session)
    before, leader = (session.title, session.place), session.led_by
    event = session.event
    stood = (event.on, event.begins_at_time, event.ends_at_time)
    act = in_name_of(programme, by, at)
    planning.change(event, event_of(programme, plan, event), act, and_later=and_later)
    later = _later(event) if and_later and event.series_id else Session.objects.none()
    Session.objects.filter(pk__in=[session.pk, *later.values_list("pk", flat=True)]).update(**_words(plan))
    session = _fresh(session)
    is_told = stood != (session.event.on, session.event.begins_at_time, session.event.ends_at_time)
    if programme.is_confidential and not is_told and before != (session.title, session.place):
        _tell_changed(session, at)
    _tell_of_lead(session, leader, by, at)
    return session


@atomic_with_retry
def call_off_session(
    session: Session, *, reason: str, by: Member, at: datetime.datetime, and_later: bool = False
) -> None:
    """Call a session off; who signed up is told why, and of what is confidential only that. Again does no harm."""
    programme = locked(session.programme)
    must_run(programme, by)
    act = in_name_of(programme, by, at)
    planning.cancel(session.event, act, reason=_told_why(programme, reason), and_later=and_later)


def call_off_all(programme: Programme, *, by: Member, at: datetime.datetime) -> None:
    """Call off what a programme that closes still has to come, with its series, in the caller's transaction."""
    act = in_name_of(programme, by, at)
    reason = _told_why(programme, _("The programme has ended."))
    Series.objects.filter(events__session__programme=programme, ended_at=None).update(ended_at=at)
    to_come = Event.objects.filter(session__programme=programme, on__gte=programme.service.bank.day(at))
    standing = to_come.filter(state__in=[Event.State.WAITING, Event.State.OPEN]).values_list("pk", flat=True)
    for event in Event.objects.filter(pk__in=list(standing)).order_by("pk"):
        planning.call_off(event_locked(event), act, reason=reason)


@atomic_with_retry
def sign_up(session: Session, part: str, act: Act) -> Attendee:
    """Sign a member up for a session, by their own word. Who helps fills a role of the programme, with its checks.

    To a confidential one only who takes part can come.
    """
    locked(session.programme)
    return signing.sign_up(session.event, part, act)


@atomic_with_retry
def sign_up_for(
    session: Session, member: Member, part: str, *, channel: str, by: Member, at: datetime.datetime
) -> Attendee:
    """Sign up somebody who told the staff, by phone for instance."""
    programme = locked(session.programme)
    must_run(programme, by)
    return signing.sign_up(session.event, part, _told(member, channel, by, at))


@atomic_with_retry
def take_off_for(session: Session, member: Member, *, channel: str, by: Member, at: datetime.datetime) -> None:
    """Take somebody off who told the staff that they cannot come after all."""
    programme = locked(session.programme)
    must_run(programme, by)
    signing.withdraw(session.event, _told(member, channel, by, at))


def says_too_much(series: Series) -> bool:
    """Whether a series would make sessions that are open to all of what is confidential now, or the other way round."""
    others = Session.objects.exclude(programme__is_confidential=series.is_confidential)
    return bool(others.filter(event__series=series).exists())


def follow_series(events: Sequence[Event], *, at: datetime.datetime) -> None:
    """Say of the events that a series has made ahead what they are about, in the caller's transaction.

    They are as the last one before them; who leads it does so on, while they take part.
    """
    last = Session.objects.filter(event__series=events[0].series_id).order_by("-event__series_on").first()
    if last is None:
        return
    today = last.programme.service.bank.day(at)
    leads_on = takers_of(last.programme, today).filter(pk=last.led_by_id).exists()
    words = {name: getattr(last, name) for name in OF_SERIES}
    led_by_id = last.led_by_id if leads_on else None
    Session.objects.bulk_create(Session(event=event, led_by_id=led_by_id, **words) for event in events)


def in_name_of(programme: Programme, by: Member, at: datetime.datetime) -> Act:
    """Say that staff act for their service; a coordinator who is none of them acts in their own name."""
    if standing_of(by, programme.service).is_staff:
        return Act(by, at, on_behalf_of=programme.service.organisation, channel=Step.Channel.DELEGATE)
    return Act(by, at)


def event_of(programme: Programme, plan: SessionPlan, event: Event | None = None) -> planning.Plan:
    """Say what the event of a session is: where the programme is confidential, nothing that tells what it is about."""
    secret = programme.is_confidential
    is_paid_from_pot = plan.pays != Event.Pays.TAKERS
    return planning.Plan(
        on=plan.on,
        host=programme.service.organisation,
        kind=Event.Kind.OTHER,
        title=_("Group activity") if secret else plan.title,
        body="" if secret else plan.body,
        place=_("Where you have been told") if secret else plan.place,
        access="" if secret else plan.access,
        begins_at_time=plan.begins_at_time,
        ends_at_time=plan.ends_at_time,
        places=plan.places,
        is_public=plan.is_public and not secret,
        is_confidential=secret if event is None else event.is_confidential,
        is_supervised=plan.is_supervised,
        watched_by=plan.watched_by,
        pays=plan.pays,
        pot_minutes=plan.pot_minutes,
        pot_account_id=programme.service.pot_id if is_paid_from_pot else None,
        given_minutes=plan.given_minutes,
        received_minutes=plan.received_minutes,
    )


def _words(plan: SessionPlan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "body": plan.body,
        "place": plan.place,
        "access": plan.access,
        "led_by": plan.led_by,
        "is_free": plan.is_free and plan.pays != Event.Pays.TAKERS,
    }


def _fresh(session: Session) -> Session:
    found = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("event__bank", "led_by")
    read: Session = found.get(pk=session.pk)
    return read


def _later(event: Event) -> SessionQuerySet:
    """Give the sessions of a series that come after one and still stand."""
    standing = [Event.State.WAITING, Event.State.OPEN]
    found: SessionQuerySet = Session.objects.filter(
        event__series=event.series_id, event__series_on__gt=event.series_on, event__state__in=standing
    )
    return found


def _must_lead(programme: Programme, plan: SessionPlan, at: datetime.datetime) -> None:
    today = programme.service.bank.day(at)
    if plan.led_by is not None and not takers_of(programme, today).filter(pk=plan.led_by.pk).exists():
        raise SessionRefused(_("Choose somebody who takes part in this programme to lead it."))


def must_be_able_to_come(event: Event, member: Member, part: str, *, at: datetime.datetime) -> None:
    """Refuse who may not come to a session, or not help there: wherever they sign up. Raises NotChecked."""
    session = Session.objects.filter(event=event).select_related("programme__service__bank").first()
    if session is None:
        return
    programme = session.programme
    today = programme.service.bank.day(at)
    takes_part = Participation.objects.current(today).filter(programme=programme, member=member)
    if programme.is_confidential and not takes_part.exists():
        raise NotAllowed(_("Only who takes part in this programme can come."))
    if part != Part.HELPER:
        return
    held = RoleHolding.objects.current(today).filter(participation__in=takes_part).select_related("role__programme")
    roles = [each.role for each in held]
    if not roles:
        raise NotChecked(_("Who helps has a role in the programme. Ask for one first, on its page."))
    if not any(is_checked_for(role, member, today) for role in roles):
        raise NotChecked(_("A check that the role needs has run out or was not seen. A coordinator can help."))


def _told(member: Member, channel: str, by: Member, at: datetime.datetime) -> Act:
    return Act(by, at) if by.pk == member.pk else Act(by, at, on_behalf_of=member, channel=channel)


def _told_why(programme: Programme, reason: str) -> str:
    """Write why something is off: of what is confidential no words travel."""
    return _("It does not take place.") if programme.is_confidential and reason.strip() else reason


def _tell_changed(session: Session, at: datetime.datetime) -> None:
    expected = session.event.attendees.expected().select_related("member").order_by("pk")
    subject = _("Changed: %(what)s") % {"what": called(session.event)}
    words = _("See on its page what is new.")
    people = [line.member for line in expected]
    tell_all(session.event, people, kind="EVENT_CHANGED", subject=subject, body=words, at=at)


def _tell_of_lead(session: Session, before: Member | None, by: Member, at: datetime.datetime) -> None:
    """Tell who leads a session from now on."""
    if session.led_by is None or session.led_by == before or session.led_by.pk == by.pk:
        return
    event = session.event
    subject = _("You lead it: %(what)s") % {"what": called(event)}
    path = reverse("services:session_of", args=[event.bank.slug, event.pk])
    tell(session.led_by, kind=KIND, subject=subject, body=when_and_where(event), path=path, at=at)
