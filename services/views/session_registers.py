"""The pages of a session's register: on screen, and on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.forms.desk import DirectoryField, MemberField, WatchersField
from exchanges.models import Event
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_delegates, for_members
from services.access.sessions import sees_minors, session_to_run
from services.actions.session_registers import save_session_register
from services.forms.session_registers import Did, SessionRegisterForm, Side
from services.models import Session
from services.reads.sessions import expected_at, staff_at
from timebank.lib.errors import RuleBroken

EMPTY_LINES = 12  # on paper, for who walks in


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def register(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Say who was on duty, who helped, who was helped and who did both at once; one save for all."""
    session = session_to_run(request, slug, programme, pk)
    form = _form(request, session)
    if request.method == "GET" or not form.is_valid():
        return _register_page(request, session, form)
    try:
        save_session_register(session, form.register(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _register_page(request, session, form, status=status_of(refusal))
    messages.success(request, _("The register is saved. A coordinator who was not part of it approves the hours."))
    return redirect("services:session", bank=request.bank.slug, slug=slug, programme=programme, pk=pk)


@for_members
@also_delegates
@require_safe
def register_printed(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Show the register to print: staff, who may come, and empty lines."""
    session = session_to_run(request, slug, programme, pk)
    form = _form(request, session)
    context = {"session": session, "event": session.event, "form": form, "empty_lines": range(EMPTY_LINES)}
    return render(request, "services/session_register_printed.html", context)


def _form(request: BankRequest, session: Session) -> SessionRegisterForm:
    sees = sees_minors(session, request.actor)
    return SessionRegisterForm(
        request.POST if request.method == "POST" else None,
        session=session,
        expected=expected_at(session),
        staff=staff_at(session),
        members=_members_to_name(request, sees_minors=sees),
        hides_minors=not sees,
    )


def _members_to_name(request: BankRequest, *, sees_minors: bool) -> MemberField:
    """Let coordinators name anybody, who watches over people under 18 those too, and others who is in the directory."""
    if request.member.is_coordinator:
        return MemberField(required=False)
    return WatchersField(required=False) if sees_minors else DirectoryField(required=False)


def _register_page(
    request: BankRequest, session: Session, form: SessionRegisterForm, *, status: int | None = None
) -> HttpResponse:
    event = session.event
    is_kept = event.state in (Event.State.OPEN, Event.State.REGISTERED)
    context = {
        "session": session,
        "event": event,
        "form": form,
        "is_kept": is_kept and event.on <= request.bank.day(timezone.now()),
        "kinds": Did.choices,
        "sides": Side.choices,
    }
    answered = BAD_REQUEST if form.errors else 200
    return render(request, "services/session_register.html", context, status=status or answered)
