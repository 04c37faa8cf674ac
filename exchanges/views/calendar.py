"""A plan or an event for somebody's own calendar: a file that every telephone opens."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar
from icalendar import Event as Entry

from exchanges.access import exchange_to_see
from exchanges.access.events import event_to_see
from exchanges.forms.events import DatesForm
from exchanges.models import Event, Exchange
from exchanges.views.exchanges import for_its_readers
from exchanges.views.sentences import NAME_BEGINS, NAME_ENDS, sentence
from members.access import BankRequest, PublicRequest, also_acting, for_everybody
from members.models import Bank

MAKER = "-//Timebank//Plans//EN"
STATUSES = {Event.State.WAITING: "TENTATIVE", Event.State.CANCELLED: "CANCELLED"}


@dataclass(frozen=True)
class Line:
    """What one entry of a calendar says, and between which days or moments."""

    key: object
    words: str
    page: str
    starts: datetime.date | datetime.datetime
    ends: datetime.date | datetime.datetime
    place: str = ""
    status: str = ""
    changes: int = 0  # a calendar that has the entry takes the one with more changes


@for_its_readers
@also_acting
@require_safe
def calendar(request: BankRequest, pk: int) -> HttpResponse:
    """Give a plan's two sides a calendar file. Calendars are copied far: none of their own words stand in it."""
    exchange = exchange_to_see(request.member, pk)
    if not exchange.has_party(request.member):
        raise PermissionDenied
    if exchange.state != Exchange.State.AGREED or exchange.planned_on is None:
        raise Http404
    said = sentence(exchange, request.member).replace(NAME_BEGINS, "").replace(NAME_ENDS, "")
    starts, ends = _when(exchange)
    page = reverse("exchanges:exchange", args=[request.bank.slug, exchange.pk])
    line = Line(exchange.key, f"{request.bank.name}: {said}", page, starts, ends)
    return _file(request, [line], request.bank, exchange.planned_on)


@for_everybody
@also_acting
@require_safe
def event_calendar(request: PublicRequest, pk: int) -> HttpResponse:
    """Give an event, or with `?dates=all` each date of its series from it on, to who may read it.

    The file says what everybody may read, and nothing of who comes. What was called off says so.
    """
    event = event_to_see(request.bank, request.member, pk)
    found = Event.objects.of(request.bank).readable_by(request.member).exclude(state=Event.State.DECLINED)
    if event.series_id and DatesForm(request.GET).wants_all():
        found = found.filter(series=event.series_id, series_on__gte=event.series_on)
    else:
        found = found.filter(pk=event.pk)
    events: list[Any] = list(found.annotate(changes=Count("steps")).order_by("on", "pk"))
    if not events:
        raise Http404
    return _file(request, [_line(each, each.changes, request.bank) for each in events], request.bank, event.on)


def _line(event: Event, changes: int, bank: Bank) -> Line:
    is_off = event.state == Event.State.CANCELLED
    words = _("Cancelled: %(what)s") % {"what": event.title} if is_off else event.title
    return Line(
        event.key,
        f"{bank.name}: {words}",
        reverse("exchanges:event", args=[bank.slug, event.pk]),
        _moment(event.on, event.begins_at_time, bank),
        _moment(event.on, event.ends_at_time, bank),
        place=event.place,
        status=STATUSES.get(Event.State(event.state), "CONFIRMED"),
        changes=changes,
    )


def _file(request: HttpRequest, lines: list[Line], bank: Bank, day: datetime.date) -> HttpResponse:
    written = Calendar()
    written.add("prodid", MAKER)
    written.add("version", "2.0")
    for line in lines:
        written.add_component(_entry(request, line))
    answer = HttpResponse(bytes(written.to_ical()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{bank.slug}-{day:%Y-%m-%d}.ics"'
    return answer


def _entry(request: HttpRequest, line: Line) -> Entry:
    entry = Entry()
    entry.add("uid", f"{line.key}@{request.get_host()}")
    entry.add("dtstamp", timezone.now())
    entry.add("sequence", line.changes)
    entry.add("summary", line.words)
    entry.add("url", request.build_absolute_uri(line.page))
    entry.add("dtstart", line.starts)
    entry.add("dtend", line.ends)
    for name, words in (("location", line.place), ("status", line.status)):
        if words:
            entry.add(name, words)
    return entry


def _when(exchange: Exchange) -> tuple[datetime.date, datetime.date]:
    """Give the beginning and the end, or the whole day where no time was agreed."""
    day, at_time = exchange.planned_on, exchange.planned_at_time
    if day is None:
        raise ValueError(f"Exchange {exchange.pk} has no planned day.")
    if at_time is None:
        return day, day + datetime.timedelta(days=1)
    begins_at = _moment(day, at_time, exchange.bank)
    return begins_at, begins_at + datetime.timedelta(minutes=exchange.minutes)


def _moment(day: datetime.date, at_time: datetime.time, bank: Bank) -> datetime.datetime:
    return datetime.datetime.combine(day, at_time, bank.zone_info()).astimezone(datetime.UTC)
