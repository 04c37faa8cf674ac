"""The register of a session: citizens' hours through the event's register, and staff on duty beside it, in one go."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.actions.events.acts import EventRefused
from exchanges.actions.events.registers import Register, RegisterChanged
from exchanges.actions.events.registers import save_register as save_event_register
from exchanges.models import Attendee, Event
from members.models import Mandate, Member
from services.actions.duty import must_fit_a_day
from services.actions.sessions import in_name_of
from services.actions.taking_part import locked, must_run, take_in
from services.models import Programme, Session, StaffTime
from timebank.lib.errors import NotAllowed
from timebank.lib.transactions import atomic_with_retry


class OnDuty(EventRefused):
    """Who is on duty as paid staff earns no hours at the same time."""


@dataclass(frozen=True)
class Duty:
    """How long one of the staff was on duty, and whether side by side with citizens or for people."""

    minutes: int
    is_side_by_side: bool


@dataclass(frozen=True)
class SessionRegister:
    """All that was written in one saving: citizens as at any event, and by id the staff who were on duty."""

    citizens: Register
    staff: dict[int, Duty] = field(default_factory=dict)


@atomic_with_retry
def save_session_register(session: Session, said: SessionRegister, *, by: Member, at: datetime.datetime) -> Session:
    """Write who came to a session and who was on duty; from then on it waits for a coordinator's approval.

    Who came for the first time takes part in the programme from now on. Hours of staff are rows of their own, which
    nothing ever credits. Saving the same twice does it once. Raises OnDuty, DayFull and RegisterChanged.
    """
    programme = locked(session.programme)
    must_run(programme, by)
    _must_be_staff(programme, session, said)
    stands = Event.objects.values_list("register_number", flat=True).get(pk=session.event_id)
    is_new = _write_staff(programme, session, said, by=by, at=at)
    must_fit_a_day(said.staff.keys(), session.event.on)
    event = save_event_register(session.event, said.citizens, in_name_of(programme, by, at))
    if is_new and event.register_number == stands:  # of citizens it says nothing new
        if said.citizens.seen != stands:
            raise RegisterChanged(_("Somebody else has written in this register meanwhile. Open it again and compare."))
        event.register_number += 1
        event.save(update_fields=["register_number"])
    must_not_be_on_duty(event)
    _must_give_who_leads(session, event)
    _take_in_new(programme, event, by, at)
    session.event = event
    return session


def must_not_be_on_duty(event: Event) -> None:
    """Refuse hours of whoever was on duty at an event as paid staff: they are paid already, and earn none.

    Of a confidential event nobody outside reads the names, so there nobody who acts for its host is given hours at all.
    """
    came = event.attendees.filter(came=True).values("member")
    both = StaffTime.objects.filter(session=event.pk, staff__in=came).select_related("staff").first()
    if both is not None:
        words = _("%(name)s was on duty. Who is paid earns no hours: untick them, or leave their time on duty empty.")
        raise OnDuty(words % {"name": both.staff.name})
    if event.is_confidential and event.host_id is not None:
        _must_not_act_for_host(event)


def _must_not_act_for_host(event: Event) -> None:
    gave = event.attendees.filter(came=True, given_minutes__gt=0)
    acting = Mandate.objects.acting().filter(member=event.host_id, kind__in=Mandate.OF_ORGANISATIONS)
    either = Q(holder__in=gave.values("member")) | Q(holder__person__in=gave.values("member__person"))
    found = acting.filter(either).select_related("holder").first()
    if found is not None:
        words = _(
            "%(name)s acts for this service. Nobody else reads these names, so its own people earn no hours here."
        )
        raise OnDuty(words % {"name": found.holder.name})


def _must_be_staff(programme: Programme, session: Session, said: SessionRegister) -> None:
    known = set(session.staff_times.values_list("staff", flat=True))
    new = set(said.staff) - known
    holders = programme.service.holders().filter(pk__in=new)
    if new - set(holders.values_list("pk", flat=True)):
        raise NotAllowed(_("Only staff of this service are on duty here."))


def _write_staff(
    programme: Programme, session: Session, said: SessionRegister, *, by: Member, at: datetime.datetime
) -> bool:
    """Write the time of staff as it was said; answers whether that is anything new."""
    standing = {each.staff_id: each for each in session.staff_times.select_for_update(no_key=True)}
    was = {pk: Duty(each.minutes, each.is_side_by_side) for pk, each in standing.items()}
    if was == said.staff:
        return False
    session.staff_times.exclude(staff__in=said.staff).delete()
    for pk, duty in said.staff.items():
        if was.get(pk) == duty:
            continue
        StaffTime.objects.update_or_create(
            session=session,
            staff_id=pk,
            defaults={
                "service": programme.service,
                "programme": programme,
                "on": session.event.on,
                "minutes": duty.minutes,
                "is_side_by_side": duty.is_side_by_side,
                "recorded_by": by,
                "recorded_at": at,
            },
        )
    return True


def _must_give_who_leads(session: Session, event: Event) -> None:
    """Refuse a leader's line without hours given: who leads gives, whoever they are."""
    if session.led_by_id is None:
        return
    line = event.attendees.filter(member=session.led_by_id, came=True, given_minutes=0).select_related("member").first()
    if line is not None:
        raise EventRefused(_("%(name)s leads it: write the hours they gave.") % {"name": line.member.name})


def _take_in_new(programme: Programme, event: Event, by: Member, at: datetime.datetime) -> None:
    lines = event.attendees.filter(came=True).values_list("member", "part", "received_minutes")
    came = {pk: part == Attendee.Part.GUEST or minutes > 0 for pk, part, minutes in lines}
    take_in(programme, came, on=event.on, by=by, at=at)
