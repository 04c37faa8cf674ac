"""The pages of sessions: those of a programme, one of them, putting one on, changing it, calling it off, signing up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.actions.events import signing
from exchanges.forms.events import CancelForm
from exchanges.models import Attendee, Event
from exchanges.reads.events import counts_of
from exchanges.views.acting import act_of
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_delegates, for_members
from services.access.sessions import (
    programme_at,
    programme_to_run,
    reads_minors,
    reads_people,
    runs,
    session_of_event,
    session_to_run,
    session_to_see,
    sessions_to_see,
    takes_part,
)
from services.actions import sessions as actions
from services.forms.sessions import ComeForm, RangForm, SessionForm
from services.models import Programme, Session
from services.reads.people import fills_role
from services.reads.sessions import turnout_of
from timebank.lib.errors import RuleBroken

SHOWN = 50  # of those to come, and of those that have been


@for_members
@also_delegates
@require_safe
def sessions(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """List the sessions of a programme: those to come, and the last ones."""
    found, where = programme_at(request, slug, programme)
    readable = sessions_to_see(request, found, where)
    today = request.bank.day(timezone.now())
    context = {
        "programme": found,
        "upcoming": list(readable.upcoming(today)[:SHOWN]),
        "past": list(readable.past(today)[:SHOWN]),
        "runs": runs(found, where) and found.state == Programme.State.OPEN,
        "reads_people": reads_people(found, where),
    }
    return render(request, "services/sessions.html", context)


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def session(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Show one session to its people, and let them say that they come, or cannot."""
    found, where = programme_at(request, slug, programme)
    shown = session_to_see(request, found, where, pk)
    if request.method == "POST":
        return _come(request, shown)
    event, today = shown.event, request.bank.day(timezone.now())
    mine = event.attendees.filter(member=request.member).exclude(state=Attendee.State.OFF).first()
    is_over = event.on < today
    may_come = event.is_open and not is_over and request.member.can_trade and not request.member.is_organisation
    is_inside = not found.is_confidential or takes_part(request, found)
    may_come = may_come and is_inside and mine is None
    is_run = runs(found, where)
    took_place = event.state in Event.TOOK_PLACE
    context = {
        "session": shown,
        "event": event,
        "programme": found,
        "counts": counts_of(event),
        "mine": mine,
        "may_come": may_come,
        "may_help": may_come and fills_role(found, request.member, today),
        "may_withdraw": event.is_open and not is_over and mine is not None,
        "shows_leader": is_inside or is_run,
        "is_over": is_over,
        "runs": is_run,
        "may_change": is_run and not is_over and event.state in (Event.State.WAITING, Event.State.OPEN),
        "may_register": is_run and event.on <= today and event.state in (Event.State.OPEN, Event.State.REGISTERED),
        "turnout": turnout_of(shown) if is_run and took_place and event.register_number else None,
    }
    return render(request, "services/session.html", context)


@for_members
@also_delegates
@require_safe
def session_of(request: BankRequest, pk: int) -> HttpResponse:
    """Lead from an event to the session that it is."""
    return _to(session_of_event(request, pk))


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def session_new(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Put a session on, once or again and again."""
    found, at = programme_to_run(request, slug, programme), timezone.now()
    data = request.POST if request.method == "POST" else None
    today = request.bank.day(at)
    sees = reads_minors(request, today)
    form = SessionForm(data, programme=found, today=today, session=None, sees_minors=sees)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, found)
    key, repeating = form.cleaned_data["key"], form.repeating()
    try:
        made = actions.put_on_session(found, form.plan(), by=request.actor, at=at, key=key, repeating=repeating)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, found, status=status_of(refusal))
    if made.event.is_open:
        messages.success(request, _("It is up. People can sign up."))
    else:
        messages.success(request, _("Thank you. A coordinator agrees to it first, and then people can sign up."))
    made.programme = found
    return _to(made)


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def session_change(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Change a session that is to come."""
    found, at = session_to_run(request, slug, programme, pk), timezone.now()
    data = request.POST if request.method == "POST" else None
    today = request.bank.day(at)
    sees = reads_minors(request, today)
    form = SessionForm(data, programme=found.programme, today=today, session=found, sees_minors=sees)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, found.programme, session=found)
    and_later = bool(form.cleaned_data.get("and_later"))
    try:
        actions.change_session(found, form.plan(), by=request.actor, at=at, and_later=and_later)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, found.programme, session=found, status=status_of(refusal))
    messages.success(request, _("Changed. We tell who signed up where day, time or place are others."))
    return _to(found)


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def session_cancel(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Call a session off, with a reason."""
    found = session_to_run(request, slug, programme, pk)
    form = CancelForm(request.POST if request.method == "POST" else None, event=found.event)
    page = {"session": found, "programme": found.programme, "form": form}
    if request.method == "GET":
        return render(request, "services/session_cancel.html", page)
    if not form.is_valid():
        return render(request, "services/session_cancel.html", page, status=BAD_REQUEST)
    and_later, reason = bool(form.cleaned_data.get("and_later")), form.cleaned_data["reason"]
    try:
        actions.call_off_session(found, reason=reason, by=request.actor, at=timezone.now(), and_later=and_later)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/session_cancel.html", page, status=status_of(refusal))
    messages.success(request, _("Cancelled. We tell everybody who signed up."))
    return _to(found)


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def session_rang(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Sign up, or take off, somebody who told the staff."""
    found, at = session_to_run(request, slug, programme, pk), timezone.now()
    data = request.POST if request.method == "POST" else None
    today = request.bank.day(at)
    form = RangForm(data, programme=found.programme, today=today, sees_minors=reads_minors(request, today))
    page = {"session": found, "programme": found.programme, "form": form}
    if request.method == "GET":
        return render(request, "services/session_rang.html", page)
    if not form.is_valid():
        return render(request, "services/session_rang.html", page, status=BAD_REQUEST)
    try:
        done = _write_down(request, found, form)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/session_rang.html", page, status=status_of(refusal))
    messages.success(request, done)
    return redirect(request.path)


def _write_down(request: BankRequest, found: Session, form: RangForm) -> str:
    member, part, channel = form.member(), form.cleaned_data["part"], form.cleaned_data["channel"]
    words, by, at = {"name": named(member)}, request.actor, timezone.now()
    if part == RangForm.OFF:
        actions.take_off_for(found, member, channel=channel, by=by, at=at)
        return _("%(name)s is off the list.") % words
    line = actions.sign_up_for(found, member, part, channel=channel, by=by, at=at)
    if line.state == Attendee.State.WAITING:
        return _("%(name)s waits for a place. We tell them when one is theirs.") % words
    return _("%(name)s is signed up. We tell them.") % words


def _come(request: BankRequest, found: Session) -> HttpResponse:
    """Sign who asks up, or take them off."""
    form, act = ComeForm(request.POST), act_of(request, timezone.now())
    if not form.is_valid():
        messages.error(request, _("Say whether you come to help or to take part."))
        return _to(found)
    part = form.cleaned_data["part"]
    try:
        if part == ComeForm.OFF:
            signing.withdraw(found.event, act)
            messages.success(request, _("You are off the list. Thank you for telling us."))
        else:
            line = actions.sign_up(found, part, act)
            messages.success(request, _signed_up(line))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return _to(found)


def _signed_up(line: Attendee) -> str:
    if line.state == Attendee.State.WAITING:
        return _("All places are taken just now. You wait for one, and we tell you when it is yours.")
    if line.part == Attendee.Part.HELPER:
        return _("Thank you. You are down as a helper.")
    return _("You have a place. We remind you the day before.")


def _form_page(
    request: BankRequest,
    form: SessionForm,
    programme: Programme,
    *,
    session: Session | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {"form": form, "programme": programme, "session": session}
    answered = BAD_REQUEST if form.errors else 200
    return render(request, "services/session_form.html", context, status=status or answered)


def _to(found: Session) -> HttpResponse:
    programme = found.programme
    return redirect("services:session", programme.service.bank.slug, programme.service.slug, programme.slug, found.pk)
