"""Who sees who takes part in a programme, and its sessions: of what is confidential who runs it, and its own people."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from exchanges.models import Attendee, Event
from exchanges.reads.supervision import why_not_watched
from members.access import BankRequest
from members.models import Member
from services.access import Standing, programme_to_see, service_to_see, standing, standing_of
from services.models import Participation, PartWish, Programme, Service, Session
from services.models.sessions import SessionQuerySet


def programme_at(request: BankRequest, slug: str, programme: str) -> tuple[Programme, Standing]:
    """Give a programme that who asks may read, with what they may do at its service."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    return programme_to_see(service, where, programme), where


def runs(programme: Programme, where: Standing) -> bool:
    """Whether somebody says who takes part, puts sessions on and keeps registers."""
    return where.may_run_sessions or (where.coordinates and not programme.is_confidential)


def runs_session_of(event: Event, by: Member) -> bool | None:
    """Whether somebody runs the session that an event is, for pages and actions below; None where it is none."""
    session = Session.objects.filter(event=event).select_related("programme__service").first()
    return None if session is None else runs(session.programme, standing_of(by, session.programme.service))


def reads_people(programme: Programme, where: Standing) -> bool:
    """Whether somebody reads who takes part: of what is confidential only who runs it, of the rest all staff do."""
    return runs(programme, where) or (where.is_staff and not programme.is_confidential)


def people_at(request: BankRequest, slug: str, programme: str) -> tuple[Programme, Standing]:
    """Give a programme to who reads of its people: of a confidential one who coordinates the bank reads how many."""
    found, where = programme_at(request, slug, programme)
    if not (where.is_staff or where.coordinates):
        raise Http404
    return found, where


def part_to_see(programme: Programme, where: Standing, pk: int) -> Participation:
    """Give one part in a programme to who reads its people; to others it is not there."""
    if not reads_people(programme, where):
        raise Http404
    part: Participation = get_object_or_404(programme.participations.select_related("member__bank"), pk=pk)
    part.programme = programme
    return part


def wish_to_answer(programme: Programme, where: Standing, pk: int) -> PartWish:
    """Give somebody's wish to take part to who runs the programme."""
    if not reads_people(programme, where):
        raise Http404
    if not runs(programme, where):
        raise PermissionDenied
    wishes = PartWish.objects.filter(programme=programme).select_related("role", "member__bank")
    wish: PartWish = get_object_or_404(wishes, pk=pk)
    return wish


def own_part(request: BankRequest, pk: int) -> Participation:
    """Give somebody their own part."""
    parts = Participation.objects.filter(member=request.member).select_related("programme__service", "member__bank")
    part: Participation = get_object_or_404(parts, pk=pk)
    return part


def takes_part(request: BankRequest, programme: Programme) -> bool:
    """Whether who asks takes part now."""
    current = programme.participations.filter(member=request.member, left_on=None)
    return bool(current.exists())


def comes_as_themselves(request: BankRequest, programme: Programme) -> bool:
    """Whether who asks takes part now, and asks for themselves: nobody who acts for them is led there."""
    return request.mandate is None and takes_part(request, programme)


def sessions_to_see(request: BankRequest, programme: Programme, where: Standing) -> SessionQuerySet:
    """Give the sessions of a programme that who asks may read. Of a confidential one others learn nothing."""
    sessions: SessionQuerySet = Session.objects.of(programme).select_related("event__series", "event__host")
    if where.is_staff:
        return sessions
    shown = sessions.filter(event__state__in=Event.SHOWN)
    if programme.is_confidential:
        if takes_part(request, programme):
            return shown
        raise Http404
    return sessions if where.coordinates else shown


def session_to_see(request: BankRequest, programme: Programme, where: Standing, pk: int) -> Session:
    """Give one session of a programme to who may read it."""
    session: Session = get_object_or_404(sessions_to_see(request, programme, where), pk=pk)
    session.programme, session.event.bank = programme, request.bank
    return session


def session_to_run(request: BankRequest, slug: str, programme: str, pk: int) -> Session:
    """Give a session to who runs it; who may see it only is refused."""
    found, where = programme_at(request, slug, programme)
    session = session_to_see(request, found, where, pk)
    if not runs(found, where):
        raise PermissionDenied
    return session


def programme_to_run(request: BankRequest, slug: str, programme: str) -> Programme:
    """Give a programme to who puts its sessions on."""
    found, where = programme_at(request, slug, programme)
    if not runs(found, where):
        raise PermissionDenied
    return found


def session_of_event(request: BankRequest, pk: int) -> Session:
    """Find the session that an event is, for who comes from a notice or the event's page: its own people, and staff."""
    listed = Attendee.objects.filter(event=OuterRef("event"), member=request.member)
    part = Participation.objects.filter(programme=OuterRef("programme"), member=request.member, left_on=None)
    staff = Q(programme__service__in=Service.objects.served_by(request.actor))
    open_to_all = Q(programme__is_confidential=False)
    theirs = open_to_all | Q(Exists(listed)) | Q(Exists(part)) | staff
    sessions = Session.objects.filter(theirs, event__bank=request.bank).select_related("programme__service")
    session: Session = get_object_or_404(sessions, pk=pk)
    return session


def reads_minors(request: BankRequest, today: datetime.date) -> bool:
    """Whether who asks reads names of people under 18: who coordinates the bank, and who has every check for it."""
    return request.member.is_coordinator or not why_not_watched(request.actor, today)


def sees_minors(session: Session, actor: Member) -> bool:
    """Whether who keeps a register reads the names of people under 18 in it: a coordinator, or who watches over it."""
    return actor.is_coordinator or (session.event.is_supervised and session.event.watched_by_id == actor.pk)
