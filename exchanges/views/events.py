"""The pages of events: the list, one event, and signing up for it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.access.events import EventChoices, event_choices, event_to_join, event_to_see
from exchanges.actions.events import signing
from exchanges.forms.events import PartForm, PlaceInListForm
from exchanges.models import Attendee, Event, EventStep
from exchanges.reads.events import counts_of
from exchanges.views.acting import act_of
from members.access import BankRequest, PublicRequest, also_acting, for_everybody, for_traders, name_to_show
from members.models import Member
from timebank.lib.errors import RuleBroken

EVENTS_ON_PAGE = 20


@dataclass(frozen=True)
class Row:
    """An event as somebody may read it, with their own place in it."""

    event: Event
    host: str
    mine: Attendee | None


@for_everybody
@also_acting
@require_safe
def events(request: PublicRequest) -> HttpResponse:
    """List the events to come, the next one first, or those that have been; twenty to a page."""
    wishes = PlaceInListForm(request.GET).wishes()
    today = request.bank.day(timezone.now())
    is_past = "when" in wishes
    found = Event.objects.of(request.bank).readable_by(request.member).select_related("host")
    found = found.past(today) if is_past else found.upcoming(today)
    if "day" in wishes and "after" in wishes:
        found = found.filter(_beyond(wishes, is_past=is_past))
    rows = list(found[: EVENTS_ON_PAGE + 1])
    shown, last = rows[:EVENTS_ON_PAGE], rows[-2:-1]
    when = {"when": "past"} if is_past else {}
    more: dict[str, str | int] = {**when, "day": last[0].on.isoformat(), "after": last[0].pk} if last else {}
    context = {
        "rows": _rows(shown, request.member, request.actor),
        "is_past": is_past,
        "may_put_on": _may_put_on(request.member),
        "first_url": f"?{urlencode(when)}" if "after" in wishes else "",
        "more_url": f"?{urlencode(more)}" if len(rows) > EVENTS_ON_PAGE else "",
    }
    return render(request, "exchanges/events.html", context)


@for_everybody
@also_acting
@require_safe
def event(request: PublicRequest, pk: int) -> HttpResponse:
    """Show one event: what, when, where, who runs it, how hours count, and what the reader can do about it."""
    return event_page(request, event_to_see(request.bank, request.member, pk))


def event_page(request: BankRequest | PublicRequest, found: Event, *, why: str = "", status: int = 200) -> HttpResponse:
    """Show an event's page, also after a refusal: then with the reason that was typed."""
    member = request.member
    today = request.bank.day(timezone.now())
    mine = found.attendees.filter(member=member).first() if member else None
    may = event_choices(found, member, by=request.actor, today=today, mine=mine)
    context = {
        "event": found,
        "host": _host(found, member, request.actor),
        "hides_host": _hides_host(found, member, request.actor),
        "counts": counts_of(found),
        "mine": mine if mine and mine.state != Attendee.State.OFF else None,
        "may": may,
        "is_over": found.on < today,
        "may_join": member is None,
        "why": why,
        **_for_staff(found, may, member),
    }
    return render(request, "exchanges/event.html", context, status=status)


@for_traders
@also_acting
@require_POST
def sign_up(request: BankRequest, pk: int) -> HttpResponse:
    """Sign up to help or to take part, or for whom one acts."""
    found = event_to_join(request.member, pk)
    form = PartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you come to help or to take part."))
        return _back(found)
    try:
        line = signing.sign_up(found, form.cleaned_data["part"], act_of(request, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _signed_up(line))
    return _back(found)


@for_traders
@also_acting
@require_POST
def withdraw(request: BankRequest, pk: int) -> HttpResponse:
    """Say that one does not come after all."""
    found = event_to_see(request.bank, request.member, pk)
    try:
        signing.withdraw(found, act_of(request, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You are off the list. Thank you for telling us."))
        if found.is_confidential:  # it may be no page of theirs any more
            return redirect("exchanges:events", bank=request.bank.slug)
    return _back(found)


def _signed_up(line: Attendee) -> str:
    if line.state == Attendee.State.WAITING:
        return _("All places are taken just now. You wait for one, and we tell you when it is yours.")
    if line.part == Attendee.Part.HELPER:
        return _("Thank you. You are down as a helper.")
    return _("You have a place. We remind you the day before.")


def _beyond(wishes: dict[str, Any], *, is_past: bool) -> Q:
    """Ask for what comes after the last one of the page before."""
    day, pk = wishes["day"], wishes["after"]
    if is_past:
        return Q(on__lt=day) | Q(on=day, pk__lt=pk)
    return Q(on__gt=day) | Q(on=day, pk__gt=pk)


def _rows(found: list[Event], member: Member | None, by: Member | None) -> list[Row]:
    lines = Attendee.objects.filter(event__in=found, member=member).exclude(state="OFF") if member and found else []
    mine = {line.event_id: line for line in lines}
    return [Row(each, _host(each, member, by), mine.get(each.pk)) for each in found]


def _host(event: Event, asker: Member | None, by: Member | None) -> str:
    """Name who puts an event on, as the asker may read it; nobody where it is the time bank itself, or is not said."""
    return name_to_show(event.host, asker) if event.host and not _hides_host(event, asker, by) else ""


def _hides_host(event: Event, asker: Member | None, by: Member | None) -> bool:
    """Whether who acts for somebody reads this: where they go is for themselves to tell, also by whose name it has."""
    if asker is None or by is None or not event.is_confidential:
        return False
    return asker.pk not in (by.pk, event.host_id)


def _may_put_on(member: Member | None) -> bool:
    return member is not None and (member.is_coordinator or (member.can_trade and not member.is_minor))


def _for_staff(event: Event, may: EventChoices, member: Member | None) -> dict[str, Any]:
    """Read what only those see who put the event on or run the bank."""
    if member is None or not may.read_register:
        return {}
    steps = event.steps.select_related("by", "on_behalf_of")
    return {"history": list(steps if may.read_names else steps.filter(kind__in=EventStep.BY_OTHERS))}


def _back(event: Event) -> HttpResponse:
    return redirect(reverse("exchanges:event", args=[event.bank.slug, event.pk]))
