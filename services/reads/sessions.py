"""What there is to know of sessions: who is expected, who came, and how hours went."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchanges.models import Attendee, Event
from members.models import Member
from services.models import Participation, Session, StaffPost, StaffTime
from services.reads.people import takers_of

GAVE, RECEIVED = Q(attendees__given_minutes__gt=0), Q(attendees__received_minutes__gt=0)
IS_HELPER = Q(attendees__part=Attendee.Part.HELPER)


@dataclass(frozen=True)
class Turnout:
    """What a session came to: staff on duty, who helped, who was helped, and who did both at once."""

    staff: int
    helpers: int
    helped: int
    co_givers: int
    staff_minutes: int
    given_minutes: int
    received_minutes: int


def turnout_of(session: Session) -> Turnout:
    """Count a session's register, with two queries and no name. Who did both at once is in neither of the two.

    Who came without hours counts as what they signed up for.
    """
    came = Q(attendees__came=True)
    neither = ~GAVE & ~RECEIVED
    counted = Event.objects.filter(pk=session.pk).aggregate(
        helpers=Count("attendees", filter=came & (GAVE & ~RECEIVED | neither & IS_HELPER)),
        helped=Count("attendees", filter=came & (RECEIVED & ~GAVE | neither & ~IS_HELPER)),
        co_givers=Count("attendees", filter=came & GAVE & RECEIVED),
        given_minutes=Sum("attendees__given_minutes", filter=came, default=0),
        received_minutes=Sum("attendees__received_minutes", filter=came, default=0),
    )
    staff = StaffTime.objects.filter(session=session.pk).aggregate(
        staff=Count("pk"), staff_minutes=Sum("minutes", default=0)
    )
    return Turnout(**counted, **staff)


@dataclass(frozen=True)
class Expected:
    """Somebody whom the register lists, with their line where they have one."""

    member: Member
    line: Attendee | None
    is_served: bool
    words: str | Promise


def expected_at(session: Session) -> list[Expected]:
    """List who may have come by name: first who signed up or leads it, then who takes part; with three queries."""
    lines = list(session.event.attendees.on_register())
    today = session.event.on
    parts = Participation.objects.current(max(today, session.programme.opened_on or today))
    served = dict(parts.filter(programme=session.programme).values_list("member", "is_served"))
    known = {line.member_id for line in lines}
    others = takers_of(session.programme, today).exclude(pk__in=known).in_name_order()
    found = [_expected(session, line.member, line, served) for line in lines]
    found += [_expected(session, member, None, served) for member in others]
    return sorted(found, key=lambda each: each.line is None and each.member.pk != session.led_by_id)


def _expected(session: Session, member: Member, line: Attendee | None, served: dict[int, bool]) -> Expected:
    return Expected(member, line, served.get(member.pk, False), _words(session, member, line))


def _words(session: Session, member: Member, line: Attendee | None) -> str | Promise:
    if member.pk == session.led_by_id:
        return _("leads it")
    if line is None:
        return _("takes part in the programme")
    if line.state == Attendee.State.WAITING:
        return _("waited for a place")
    return _("signed up to help") if line.part == Attendee.Part.HELPER else _("signed up to come")


@dataclass(frozen=True)
class OnDuty:
    """One of the staff, what they do there, and their time at a session where it was written down."""

    member: Member
    job: str
    time: StaffTime | None


def staff_at(session: Session) -> list[OnDuty]:
    """List the staff of a session's service by name, and who was on duty and works there no longer."""
    service = session.programme.service
    times = {each.staff_id: each for each in session.staff_times.all()}
    people = Member.objects.filter(Q(pk__in=service.holders()) | Q(pk__in=times)).in_name_order()
    jobs = dict(StaffPost.objects.filter(service=service).values_list("member", "job"))
    return [OnDuty(member, jobs.get(member.pk, ""), times.get(member.pk)) for member in people]


def next_sessions(programmes: Iterable[int], today: datetime.date) -> list[Session]:
    """List the next sessions of some programmes, by id, with one query; twenty at the most."""
    found = Session.objects.filter(programme__in=list(programmes)).upcoming(today)
    open_ones = found.filter(event__state=Event.State.OPEN).select_related("event", "programme__service")
    return list(open_ones[:20])
