"""The pages of an event's register: on screen, on paper, its hours before and after they are posted, its guests."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access.events import (
    event_choices,
    event_to_approve,
    event_to_run,
    event_to_see,
    guest_to_see,
    line_to_put_right,
    names_on_register,
)
from exchanges.actions.acts import Act
from exchanges.actions.events import posting, registers
from exchanges.forms.desk import DirectoryField, MemberField, WatchersField
from exchanges.forms.events import WhyForm
from exchanges.forms.registers import PutRightForm, RegisterForm
from exchanges.models import Event, Guest
from exchanges.reads.events import turnout_of
from exchanges.reads.own_pages import own_register
from exchanges.views.acting import act_of
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_acting, for_roles, for_traders_or, may_see_who_left
from members.models import Member, Role
from members.views.ways_back import back_or, kept, part_of_desk
from timebank.lib.drawing import qr_code
from timebank.lib.errors import RuleBroken

EMPTY_LINES = 12  # on paper, for who walks in


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def register(request: BankRequest, pk: int) -> HttpResponse:
    """Tick who came, write for how long, add who walked in and who is a guest; one save for all."""
    event = event_to_run(request.member, pk, by=request.actor)
    if own := own_register(event):
        return redirect(own)
    lines = list(event.attendees.on_register())
    readable = event.attendees.filter(names_on_register(event, request.member, runs=True))
    shown = set(readable.values_list("pk", flat=True))
    hides = {line.pk for line in lines} - shown
    data, members = request.POST if request.method == "POST" else None, _members_to_name(event, request.member)
    form = RegisterForm(data, event=event, lines=lines, hides=hides, members=members)
    if request.method == "GET" or not form.is_valid():
        return _register_page(request, event, form)
    try:
        registers.save_register(event, form.register(), act_of(request, timezone.now()))
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _register_page(request, event, form, status=status_of(refusal))
    messages.success(request, _("The register is saved. A coordinator who was not part of it approves the hours."))
    return back_or(request, redirect("exchanges:event_hours", bank=request.bank.slug, pk=pk))


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_safe
def register_printed(request: BankRequest, pk: int) -> HttpResponse:
    """Show the register to print: large rows with boxes, who signed up first, and empty lines."""
    event = event_to_run(request.member, pk, by=request.actor)
    lines = event.attendees.on_register().filter(names_on_register(event, request.member, runs=True))
    context = {"event": event, "lines": list(lines), "empty_lines": range(EMPTY_LINES)}
    return render(request, "exchanges/event_register_printed.html", context)


@for_traders_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
@also_acting
@require_safe
def hours(request: BankRequest, pk: int) -> HttpResponse:
    """Show what a register comes to, whom it would not fit, and who may approve it."""
    return _hours_page(request, event_to_see(request.bank, request.member, pk), WhyForm())


def _hours_page(request: BankRequest, event: Event, why: WhyForm, *, status: int = 200) -> HttpResponse:
    today = request.bank.day(timezone.now())
    may = event_choices(event, request.member, by=request.actor, today=today, mine=None)
    if not may.read_register:
        raise PermissionDenied
    outlook = _outlook(event, request, runs=may.runs)
    shown = names_on_register(event, request.member, runs=may.runs)
    lines = event.attendees.filter(shown, came=True).select_related("member").order_by("member__name", "pk")
    context = {
        "event": event,
        "may": may,
        "lines": list(lines),
        "outlook": outlook,
        "sum_received": outlook.received_minutes + outlook.excused_minutes,
        "guests": list(event.guests.select_related("invitation__used_by")) if may.keep_guests else [],
        "turnout": turnout_of(event),
        "why": why,
        "desk": part_of_desk(request),
    }
    return render(request, "exchanges/event_sheet.html", context, status=status)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def approve(request: BankRequest, pk: int) -> HttpResponse:
    """Post an event's hours."""
    event = event_to_approve(request.member, pk)
    try:
        posting.approve_register(event, act_of(request, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(kept(request, reverse("exchanges:event_hours", args=[request.bank.slug, pk])))
    messages.success(request, _("Posted. Everybody with hours is told."))
    return back_or(request, redirect("exchanges:event_hours", bank=request.bank.slug, pk=pk))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def send_back(request: BankRequest, pk: int) -> HttpResponse:
    """Return a register to who keeps it, with a reason."""
    return _undo(request, pk, posting.send_back, _("Sent back, with your reason."))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def take_back(request: BankRequest, pk: int) -> HttpResponse:
    """Reverse all of an event's hours, with a reason."""
    return _undo(request, pk, posting.take_back, _("Taken back. Everybody concerned is told why."))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def line(request: BankRequest, pk: int, line: int) -> HttpResponse:
    """Put one posted line right: other hours, and why."""
    event = event_to_approve(request.member, pk)
    found = line_to_put_right(event, line)
    data = request.POST if request.method == "POST" else None
    form = PutRightForm(data, line=found, step_minutes=request.bank.step_minutes)
    page = {"event": event, "line": found, "form": form}
    if request.method == "GET":
        return render(request, "exchanges/event_line.html", page)
    if not form.is_valid():
        return render(request, "exchanges/event_line.html", page, status=BAD_REQUEST)
    try:
        posting.put_right(event, found, act_of(request, timezone.now()), **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/event_line.html", page, status=status_of(refusal))
    messages.success(request, _("Put right. We tell %(name)s why.") % {"name": named(found.member)})
    return redirect("exchanges:event_hours", bank=request.bank.slug, pk=pk)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def guest(request: BankRequest, pk: int, guest: int) -> HttpResponse:
    """Show a guest: make their invitation and print its slip, or forget them as they wish."""
    event = event_to_run(request.member, pk, by=request.actor)
    found = guest_to_see(event, guest)
    if request.method == "POST":
        return _guest_done(request, event, found)
    invitation = found.invitation
    link, is_open = "", False
    if invitation is not None:
        link = request.build_absolute_uri(reverse("members:invited", args=[request.bank.slug, invitation.key]))
        is_open = invitation.is_open(timezone.now())
    context = {"event": event, "guest": found, "link": link, "is_open": is_open}
    context["code"] = qr_code(link) if is_open else ""
    return render(request, "exchanges/event_guest.html", context)


def _guest_done(request: BankRequest, event: Event, found: Guest) -> HttpResponse:
    act = act_of(request, timezone.now())
    here = redirect("exchanges:event_guest", bank=request.bank.slug, pk=event.pk, guest=found.pk)
    try:
        if "forget" in request.POST:
            registers.forget_guest(found, act)
            messages.success(request, _("Forgotten. That somebody came is still counted."))
            return redirect("exchanges:event_hours", bank=request.bank.slug, pk=event.pk)
        registers.invite_from_event(found, act)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return here


def _undo(request: BankRequest, pk: int, undo: Callable[..., Event], done: str) -> HttpResponse:
    event = event_to_approve(request.member, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why. Everybody it concerns will read it."))
        return _hours_page(request, event, form, status=BAD_REQUEST)
    try:
        undo(event, act_of(request, timezone.now()), reason=form.cleaned_data["reason"])
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        fresh = event_to_see(request.bank, request.member, pk)
        return _hours_page(request, fresh, form, status=status_of(refusal))
    messages.success(request, done)
    return back_or(request, redirect("exchanges:event_hours", bank=request.bank.slug, pk=pk))


def _outlook(event: Event, request: BankRequest, *, runs: bool) -> posting.Outlook:
    """Try the hours for who may see what members have; to others it would say what somebody can still spend.

    Who keeps a confidential register is told whose they are, and no more: nobody else can name them.
    """
    if (event.is_confidential and runs) or may_see_who_left(request.member):
        return posting.outlook(event, Act(request.actor, timezone.now()))
    return posting.what_it_comes_to(event)


def _members_to_name(event: Event, asker: Member) -> MemberField:
    """Let coordinators name anybody, who watches over people under 18 those too, and others who is in the directory."""
    if asker.is_coordinator:
        return MemberField(required=False)
    watches = event.is_supervised and event.watched_by_id == asker.pk
    return WatchersField(required=False) if watches else DirectoryField(required=False)


def _register_page(
    request: BankRequest, event: Event, form: RegisterForm, *, status: int | None = None
) -> HttpResponse:
    answered = BAD_REQUEST if form.errors else 200
    is_kept = event.state in (Event.State.OPEN, Event.State.REGISTERED)
    context = {"event": event, "form": form, "is_kept": is_kept, "desk": part_of_desk(request)}
    return render(request, "exchanges/event_register.html", context, status=status or answered)
