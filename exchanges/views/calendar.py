"""A plan for somebody's own calendar: a file that every telephone opens."""

import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from exchanges.access import exchange_to_see
from exchanges.models import Exchange
from exchanges.views.exchanges import for_its_readers
from exchanges.views.sentences import NAME_BEGINS, NAME_ENDS, sentence
from members.access import BankRequest, also_acting

MAKER = "-//Timebank//Plans//EN"


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
    answer = HttpResponse(_written(request, exchange), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{request.bank.slug}-{exchange.planned_on:%Y-%m-%d}.ics"'
    return answer


def _written(request: BankRequest, exchange: Exchange) -> bytes:
    said = sentence(exchange, request.member).replace(NAME_BEGINS, "").replace(NAME_ENDS, "")
    page = reverse("exchanges:exchange", args=[request.bank.slug, exchange.pk])
    event = Event()
    event.add("uid", f"{exchange.key}@{request.get_host()}")
    event.add("dtstamp", timezone.now())
    event.add("summary", f"{request.bank.name}: {said}")
    event.add("url", request.build_absolute_uri(page))
    for name, moment in _when(exchange).items():
        event.add(name, moment)
    written = Calendar()
    written.add("prodid", MAKER)
    written.add("version", "2.0")
    written.add_component(event)
    return bytes(written.to_ical())


def _when(exchange: Exchange) -> dict[str, datetime.date | datetime.datetime]:
    """Give the beginning and the end, or the whole day where no time was agreed."""
    day, at_time = exchange.planned_on, exchange.planned_at_time
    if day is None:
        raise ValueError(f"Exchange {exchange.pk} has no planned day.")
    if at_time is None:
        return {"dtstart": day, "dtend": day + datetime.timedelta(days=1)}
    begins_at = datetime.datetime.combine(day, at_time, exchange.bank.zone_info()).astimezone(datetime.UTC)
    return {"dtstart": begins_at, "dtend": begins_at + datetime.timedelta(minutes=exchange.minutes)}
