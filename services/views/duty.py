"""Staff's time on duty outside sessions: a list of it, a small form, and taking out what was wrong."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_delegates, for_members
from members.forms.dues import PlaceForm
from services.access import Standing
from services.access.duty import service_to_keep_times_of, time_to_remove, times_to_see
from services.actions import duty as actions
from services.forms.duty import DutyForm
from services.models import Service, StaffTime
from timebank.lib.errors import RuleBroken

TIMES_ON_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One time on duty, and whether who asks may take it out."""

    time: StaffTime
    may_remove: bool


@for_members
@also_delegates
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: BankRequest, slug: str) -> HttpResponse:
    """List the time staff were on duty outside sessions, and write more down."""
    service, where = service_to_keep_times_of(request, slug)
    at = timezone.now()
    today = request.bank.day(at)
    form = DutyForm(
        request.POST if request.method == "POST" else None,
        service=service,
        asker=request.actor,
        keeps_all=where.may_run_sessions,
        today=today,
    )
    if not form.is_bound or not form.is_valid():
        return _page(request, form, service, where, today, status=BAD_REQUEST if form.is_bound else 200)
    try:
        time = actions.write_duty(service, form.said(), by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, service, where, today, status=status_of(refusal))
    messages.success(request, _("Written down for %(name)s.") % {"name": named(time.staff)})
    return redirect("services:duty", bank=request.bank.slug, slug=slug)


@for_members
@also_delegates
@require_POST
def duty_remove(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Take time on duty out."""
    service, where = service_to_keep_times_of(request, slug)
    try:
        actions.remove_duty(time_to_remove(service, where, request.actor, pk), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken out."))
    return redirect("services:duty", bank=request.bank.slug, slug=slug)


def _page(
    request: BankRequest, form: DutyForm, service: Service, where: Standing, today: datetime.date, *, status: int
) -> HttpResponse:
    times = times_to_see(service, where, request.actor).select_related("staff", "programme")
    before = PlaceForm(request.GET).found()
    found = list((times.filter(pk__lt=before) if before else times).order_by("-pk")[: TIMES_ON_PAGE + 1])
    shown, open_from = found[:TIMES_ON_PAGE], actions.first_open_day(today)
    context = {
        "service": service,
        "form": form,
        "rows": [
            Row(time, time.on >= open_from and actions.may_remove(time, request.actor, manages=where.manages))
            for time in shown
        ],
        "older_url": f"?place={shown[-1].pk}" if len(found) > TIMES_ON_PAGE else "",
        "newer_url": request.path if before else "",
    }
    return render(request, "services/duty.html", context, status=status)
