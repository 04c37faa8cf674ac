"""Running a service: making one of an institution, changing what it says, its places, and what its staff do."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_managing, for_members, for_roles
from members.models import Role
from services.access import service_to_change
from services.access.running import holder_at, place_to_change
from services.actions import services as actions
from services.forms.services import NewServiceForm, PlaceForm, PostForm, ServiceForm
from services.models import Service, ServicePlace, StaffPost
from services.reads.staff import staff_of
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def service_new(request: BankRequest) -> HttpResponse:
    """Let an institution of the bank be a public service."""
    form = NewServiceForm(request.POST if request.method == "POST" else None, bank=request.bank)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, status=BAD_REQUEST if form.is_bound else 200)
    answers = form.cleaned_data
    words = {"kind": answers["kind"], "opening_times": answers["opening_times"]}
    try:
        made = actions.make_service(answers["organisation"], **words, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=status_of(refusal))
    messages.success(request, _("It is a public service now. Say where it is and who works there."))
    return redirect("services:service", bank=request.bank.slug, slug=made.slug)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def service_change(request: BankRequest, slug: str) -> HttpResponse:
    """Say anew what kind of service it is, and when it is open."""
    service = service_to_change(request, slug)
    form = ServiceForm(request.POST if request.method == "POST" else None, service=service)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, service, status=BAD_REQUEST if form.is_bound else 200)
    try:
        actions.change_service(service, **form.cleaned_data, by=request.actor)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, service, status=status_of(refusal))
    messages.success(request, _("Saved."))
    return redirect("services:service", bank=request.bank.slug, slug=slug)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def place_new(request: BankRequest, slug: str) -> HttpResponse:
    """Add a place of a service."""
    service = service_to_change(request, slug)
    form = PlaceForm(request.POST if request.method == "POST" else None, bank=request.bank)
    return _place_answered(request, form, service)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Say anew what a place is like, or take it away."""
    service = service_to_change(request, slug)
    found = place_to_change(service, pk)
    if "remove" in request.POST:
        actions.remove_place(found, by=request.actor)
        messages.success(request, _("Taken away. What happened there stays."))
        return redirect("services:service", bank=request.bank.slug, slug=slug)
    form = PlaceForm(request.POST if request.method == "POST" else None, bank=request.bank, place=found)
    return _place_answered(request, form, service, found)


@for_members
@also_managing
@require_safe
def staff(request: BankRequest, slug: str) -> HttpResponse:
    """List who may act for a service, their jobs and duties; they are named where the organisation's delegates are."""
    service = service_to_change(request, slug)
    asker = request.actor  # without roles while they act for somebody
    runs_bank = asker.is_coordinator or asker.is_admin
    context = {"service": service, "staff": staff_of(service), "may_name": runs_bank}
    return render(request, "services/staff.html", context)


@for_members
@also_managing
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Say what one of the staff does there."""
    service = service_to_change(request, slug)
    holder = holder_at(service, pk)
    standing_post = StaffPost.objects.filter(service=service, member=holder).first()
    form = PostForm(request.POST if request.method == "POST" else None, post=standing_post)
    context: dict[str, Any] = {"form": form, "service": service, "holder": holder}
    if not form.is_bound or not form.is_valid():
        return render(request, "services/post_form.html", context, status=BAD_REQUEST if form.is_bound else 200)
    try:
        actions.write_post(service, holder, **form.cleaned_data, by=request.actor)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/post_form.html", context, status=status_of(refusal))
    messages.success(request, _("Saved for %(name)s.") % {"name": named(holder)})
    return redirect("services:staff", bank=request.bank.slug, slug=slug)


def _place_answered(
    request: BankRequest, form: PlaceForm, service: Service, place: ServicePlace | None = None
) -> HttpResponse:
    context = {"form": form, "service": service, "place": place}
    if not form.is_bound or not form.is_valid():
        return render(request, "services/place_form.html", context, status=BAD_REQUEST if form.is_bound else 200)
    try:
        actions.write_place(service, form.place(), by=request.actor, place=place)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/place_form.html", context, status=status_of(refusal))
    messages.success(request, _("Saved."))
    return redirect("services:service", bank=request.bank.slug, slug=service.slug)


def _page(
    request: BankRequest, form: ServiceForm, service: Service | None = None, *, status: int = 200
) -> HttpResponse:
    return render(request, "services/service_form.html", {"form": form, "service": service}, status=status)
