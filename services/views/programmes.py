"""The programmes of a service: the page of one, beginning one from the pack, changing it, its roles, its life."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_acting, also_managing, for_members
from services.access import Standing, programme_to_see, service_to_change, service_to_see, standing
from services.access.measures import may_measure
from services.access.programmes import programme_to_change, role_to_change
from services.access.sessions import comes_as_themselves, reads_people
from services.actions import programmes as actions
from services.forms.programmes import BegunRoleForm, PackForm, ProgrammeForm, RoleForm
from services.models import Programme, ProgrammeRole, Service
from timebank.lib.errors import RuleBroken


@for_members
@also_acting
@require_safe
def programme(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Show what a programme is for, whom it serves and what people do in it."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    found = programme_to_see(service, where, programme)
    return _programme_page(request, found, where)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def programme_new(request: BankRequest, slug: str) -> HttpResponse:
    """Begin a programme with one of the pack, or with an idea of one's own."""
    service = service_to_change(request, slug)
    form = PackForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "service": service}
    if not form.is_bound or not form.is_valid():
        status = BAD_REQUEST if form.is_bound else 200
        return render(request, "services/programme_new.html", context, status=status)
    if form.packed is None:
        return redirect("services:programme_own", bank=request.bank.slug, slug=slug)
    try:
        begun = actions.begin_from_pack(service, form.packed, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/programme_new.html", context, status=status_of(refusal))
    messages.success(request, _("Here it is, for staff alone. Make it yours, then open it."))
    return _to(begun)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def programme_own(request: BankRequest, slug: str) -> HttpResponse:
    """Write down a programme that is nobody's template."""
    service = service_to_change(request, slug)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, service=service)
    context = {"form": form, "service": service}

    def write() -> Programme:
        return actions.begin_programme(service, form.words(), by=request.actor, at=timezone.now())

    return _answered(request, form, write, context)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def programme_change(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Say anew what a programme is."""
    found = programme_to_change(request, slug, programme)
    data = request.POST if request.method == "POST" else None
    form = ProgrammeForm(data, service=found.service, programme=found)
    context = {"form": form, "service": found.service, "programme": found}

    def write() -> Programme:
        return actions.change_programme(found, form.words(), by=request.actor)

    return _answered(request, form, write, context)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def role_new(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Add a role to a programme."""
    found = programme_to_change(request, slug, programme)
    begun = BegunRoleForm(request.GET).begun()
    form = RoleForm(request.POST if request.method == "POST" else None, bank=request.bank, begun=begun)
    return _role_answered(request, form, found)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Say anew what a role is."""
    found = programme_to_change(request, slug, programme)
    standing_role = role_to_change(found, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, bank=request.bank, role=standing_role)
    return _role_answered(request, form, found, standing_role)


@for_members
@also_managing
@require_POST
def role_end(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Let a role end."""
    found = programme_to_change(request, slug, programme)
    ended = role_to_change(found, pk)
    return _done(
        request,
        found,
        lambda: actions.end_role(ended, by=request.actor, at=timezone.now()),
        _("The role has ended. What was done in it stays."),
    )


@for_members
@also_managing
@require_POST
def role_offer(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Ask among members who would fill a role."""
    found = programme_to_change(request, slug, programme)
    asked = role_to_change(found, pk)
    return _done(
        request,
        found,
        lambda: actions.offer_role(asked, by=request.actor, at=timezone.now()),
        _("Members can find it now, and we look for who fits."),
    )


@for_members
@also_managing
@require_POST
def programme_open(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Open a programme, or open it again."""
    found = programme_to_change(request, slug, programme)
    return _done(
        request,
        found,
        lambda: actions.open_programme(found, by=request.actor, at=timezone.now()),
        _("It is open. Members can read it and take part."),
    )


@for_members
@also_managing
@require_POST
def programme_close(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Let a programme end."""
    found = programme_to_change(request, slug, programme)
    return _done(
        request,
        found,
        lambda: actions.close_programme(found, by=request.actor, at=timezone.now()),
        _("It has ended. You can open it again."),
    )


def _programme_page(request: BankRequest, found: Programme, where: Standing, *, status: int = 200) -> HttpResponse:
    roles = list(found.roles.standing().prefetch_related("checks").select_related("listing"))
    context = {
        "programme": found,
        "service": found.service,
        "roles": roles,
        "can_open": any(each.is_for_served for each in roles),
        "may_change": where.may_change,
        "may_write": request.member.is_coordinator,
        "reads_people": where.coordinates or reads_people(found, where),
        "reads_sessions": where.is_staff or not found.is_confidential or comes_as_themselves(request, found),
        "reads_measures": found.state != Programme.State.DRAFT and may_measure(request, where),
    }
    return render(request, "services/programme.html", context, status=status)


def _answered(
    request: BankRequest, form: ProgrammeForm, write: Callable[[], Programme], context: dict[str, Any]
) -> HttpResponse:
    """Show a form about a programme, or do what was sent and go to its page."""
    if not form.is_bound:
        return render(request, "services/programme_form.html", context)
    if not form.is_valid():
        return render(request, "services/programme_form.html", context, status=BAD_REQUEST)
    try:
        written = write()
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/programme_form.html", context, status=status_of(refusal))
    messages.success(request, _("Saved."))
    return _to(written)


def _role_answered(
    request: BankRequest, form: RoleForm, found: Programme, standing_role: ProgrammeRole | None = None
) -> HttpResponse:
    context = {"form": form, "programme": found, "service": found.service, "role": standing_role}
    if not form.is_bound:
        return render(request, "services/role_form.html", context)
    if not form.is_valid():
        return render(request, "services/role_form.html", context, status=BAD_REQUEST)
    try:
        actions.write_role(found, form.role(), by=request.actor, role=standing_role)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/role_form.html", context, status=status_of(refusal))
    messages.success(request, _("Saved."))
    return _to(found)


def _done(request: BankRequest, found: Programme, do: Callable[[], object], words: str) -> HttpResponse:
    """Press a button of a programme's page: what a rule refuses is said there."""
    try:
        do()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _programme_page(request, found, standing(request, found.service), status=status_of(refusal))
    messages.success(request, words)
    return _to(found)


def _to(programme: Programme) -> HttpResponse:
    service: Service = programme.service
    return redirect("services:programme", bank=service.bank.slug, slug=service.slug, programme=programme.slug)
