"""The pages on which events are put on, agreed to, changed and called off, and people are signed up by phone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.access.events import event_to_run, event_to_see, event_to_sign_up_for
from exchanges.actions.acts import Act
from exchanges.actions.events import planning, signing
from exchanges.forms.events import BegunEventForm, CancelForm, EventForm, SignUpForForm, WhyForm
from exchanges.models import Attendee, Event
from exchanges.views.acting import act_of
from exchanges.views.events import event_page
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_acting, for_roles, for_traders_or
from members.models import Role
from timebank.lib.errors import RuleBroken


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def event_new(request: BankRequest) -> HttpResponse:
    """Put an event on, once or again and again."""
    if request.member.is_minor:
        raise PermissionDenied
    at = timezone.now()
    form = EventForm(
        request.POST if request.method == "POST" else None,
        asker=request.member,
        today=request.bank.day(at),
        event=None,
        begun=BegunEventForm(request.GET).begun(),
    )
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, None)
    act = act_of(request, at)
    try:
        made = planning.put_on(request.bank, form.plan(), act, key=form.cleaned_data["key"], repeating=form.repeating())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, None, status=status_of(refusal))
    if made.is_open:
        messages.success(request, _("It is up. Members can read it and sign up."))
    else:
        messages.success(request, _("Thank you. A coordinator looks at it first, and then members can read it."))
    return _to(made)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def event_change(request: BankRequest, pk: int) -> HttpResponse:
    """Change an event that is to come."""
    found = event_to_run(request.member, pk, by=request.actor)
    at = timezone.now()
    form = EventForm(
        request.POST if request.method == "POST" else None,
        asker=request.member,
        today=request.bank.day(at),
        event=found,
    )
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, form, found)
    and_later = bool(form.cleaned_data.get("and_later"))
    try:
        planning.change(found, form.plan(), act_of(request, at), and_later=and_later)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, found, status=status_of(refusal))
    messages.success(request, _("Changed. We tell who signed up where day, time or place are others."))
    return _to(found)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def event_cancel(request: BankRequest, pk: int) -> HttpResponse:
    """Call an event off, with a reason."""
    found = event_to_run(request.member, pk, by=request.actor)
    form = CancelForm(request.POST if request.method == "POST" else None, event=found)
    page = {"event": found, "form": form}
    if request.method == "GET":
        return render(request, "exchanges/event_cancel.html", page)
    if not form.is_valid():
        return render(request, "exchanges/event_cancel.html", page, status=BAD_REQUEST)
    and_later = bool(form.cleaned_data.get("and_later"))
    try:
        planning.cancel(found, act_of(request, timezone.now()), reason=form.cleaned_data["reason"], and_later=and_later)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/event_cancel.html", page, status=status_of(refusal))
    messages.success(request, _("Cancelled. We tell everybody who signed up."))
    return _to(found)


@for_roles(Role.COORDINATOR)
@require_POST
def event_agree(request: BankRequest, pk: int) -> HttpResponse:
    """Let members see an event that one of them puts on."""
    found = event_to_see(request.bank, request.member, pk)
    try:
        planning.agree(found, act_of(request, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Members can read it and sign up."))
    return _to(found)


@for_roles(Role.COORDINATOR)
@require_POST
def event_decline(request: BankRequest, pk: int) -> HttpResponse:
    """Say that an event cannot be shown, and why; a refusal keeps what was typed."""
    found = event_to_see(request.bank, request.member, pk)
    form, typed = WhyForm(request.POST), request.POST.get("reason", "")
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for each in form.errors["reason"]))
        return event_page(request, found, why=typed, status=BAD_REQUEST)
    try:
        planning.decline(found, act_of(request, timezone.now()), reason=form.cleaned_data["reason"])
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        fresh = event_to_see(request.bank, request.member, pk)
        return event_page(request, fresh, why=typed, status=status_of(refusal))
    messages.success(request, _("We tell them, with your reason."))
    return _to(found)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def event_sign_up_for(request: BankRequest, pk: int) -> HttpResponse:
    """Sign up, or take off, a member who rang or came by."""
    found = event_to_sign_up_for(request.member, pk)
    form = SignUpForForm(request.POST if request.method == "POST" else None, by=request.member)
    page = {"event": found, "form": form}
    if request.method == "GET":
        return render(request, "exchanges/event_sign_up_for.html", page)
    if not form.is_valid():
        return render(request, "exchanges/event_sign_up_for.html", page, status=BAD_REQUEST)
    act = form.act(timezone.now())
    try:
        done = _sign(found, form, act)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/event_sign_up_for.html", page, status=status_of(refusal))
    messages.success(request, done)
    return redirect("exchanges:event_sign_up_for", bank=request.bank.slug, pk=pk)


def _sign(event: Event, form: SignUpForForm, act: Act) -> str:
    words = {"name": named(act.speaker)}
    if form.cleaned_data["part"] == SignUpForForm.OFF:
        signing.withdraw(event, act)
        return _("%(name)s is off the list.") % words
    line = signing.sign_up(event, form.cleaned_data["part"], act)
    if line.state == Attendee.State.WAITING:
        return _("%(name)s waits for a place. We tell them when one is theirs.") % words
    return _("%(name)s is signed up. We tell them.") % words


def _form_page(
    request: BankRequest, form: EventForm, event: Event | None, *, status: int | None = None
) -> HttpResponse:
    answered = BAD_REQUEST if form.errors else 200
    return render(request, "exchanges/event_form.html", {"form": form, "event": event}, status=status or answered)


def _to(event: Event) -> HttpResponse:
    return redirect("exchanges:event", bank=event.bank.slug, pk=event.pk)
