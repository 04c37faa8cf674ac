"""The report of a service for its board or commissioner, and what is written down for it: goals and money."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_acting, for_members
from services.access import service_to_change, standing
from services.access.measures import service_to_measure
from services.access.reports import cost_of_service, may_enter_costs, service_to_cost, target_of
from services.actions import goals as actions
from services.forms.measures import MonthsForm
from services.forms.reports import CostForm, TargetForm
from services.models import Cost, Programme, Service, Target
from services.reads.costs import CostOfHours, cost_of
from services.reads.evidence import evidence_of
from services.reads.measures import Measures, Span, of_service_in
from services.reads.measures.words import month_in_words
from services.reads.outcomes import OUTCOMES, has_begun, progress_of, span_of, unpaid_minutes
from services.reads.voice import voices_of
from services.reads.wellbeing import wellbeing_of
from services.views.report_words import claims_of, period_in_words
from timebank.lib.errors import RuleBroken
from timebank.lib.months import last_day

PROGRAMMES_NAMED = 4


@for_members
@also_acting
@require_safe
@never_cache
def report(request: BankRequest, slug: str) -> HttpResponse:
    """Show one sheet: what the service does, what can be claimed, its goals, its cost, and what is not shown."""
    found, at = service_to_measure(request, slug), timezone.now()
    today = request.bank.day(at)
    form = MonthsForm(request.GET, today=today)
    months = form.months()
    where = standing(request, found)
    context = {
        **_said(found, today, months, form.newest),
        "service": found,
        "form": form.shown(),
        "months": months,
        "measures_url": reverse("services:service_measures", args=[found.bank.slug, found.slug], query=form.asked()),
        "made_at": at,
        "may_set": where.may_change,
        "may_cost": may_enter_costs(where, request.actor),
        "made_by": request.actor,
    }
    return render(request, "services/report.html", context, status=BAD_REQUEST if form.errors else 200)


@for_members
@also_acting
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: BankRequest, slug: str) -> HttpResponse:
    """List a service's goals and set one more."""
    found, at = service_to_change(request, slug), timezone.now()
    form = TargetForm(request.POST if request.method == "POST" else None, today=request.bank.day(at))
    if not form.is_bound:
        return _targets_page(request, found, form)
    if not form.is_valid():
        return _targets_page(request, found, form, status=BAD_REQUEST)
    said = form.cleaned_data
    try:
        actions.set_target(found, said["measure"], goal=said["goal"], year=said["year"], by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _targets_page(request, found, form, status=status_of(refusal))
    messages.success(request, _("Set. It stands on the report."))
    return redirect("services:targets", bank=request.bank.slug, slug=found.slug)


@for_members
@also_acting
@require_POST
def target_remove(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Take a goal out."""
    found = service_to_change(request, slug)
    actions.remove_target(target_of(found, pk), by=request.actor)
    messages.success(request, _("Taken out."))
    return redirect("services:targets", bank=request.bank.slug, slug=found.slug)


@for_members
@also_acting
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def costs(request: BankRequest, slug: str) -> HttpResponse:
    """List what a service's part cost and write down more."""
    found, at = service_to_cost(request, slug), timezone.now()
    known = list(Cost.objects.filter(service=found))
    form = CostForm(request.POST if request.method == "POST" else None, last_cost=known[-1] if known else None)
    context = {"service": found, "form": form, "costs": known}
    if not form.is_bound:
        return render(request, "services/costs.html", context)
    if not form.is_valid():
        return render(request, "services/costs.html", context, status=BAD_REQUEST)
    try:
        actions.enter_cost(found, actions.Spending(**form.cleaned_data), by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/costs.html", context, status=status_of(refusal))
    messages.success(request, _("Written down. It stands on the report, and members do not see it."))
    return redirect("services:costs", bank=request.bank.slug, slug=found.slug)


@for_members
@also_acting
@require_POST
def cost_remove(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Take a cost out."""
    found = service_to_cost(request, slug)
    actions.remove_cost(cost_of_service(found, pk), by=request.actor)
    messages.success(request, _("Taken out."))
    return redirect("services:costs", bank=request.bank.slug, slug=found.slug)


def _said(service: Service, today: datetime.date, months: Span, newest: datetime.date) -> dict[str, Any]:
    """Read all figures of the sheet: of the months asked for, and of each goal's own to the newest that is over."""
    end = last_day(months[1])
    goals = list(Target.objects.filter(service=service, first_on__lte=end, last_on__gte=months[0]))
    measured = of_service_in(service, {months, *(span_of(goal, newest) for goal in goals if has_begun(goal, newest))})
    measures = measured[months]
    running = list(Programme.objects.filter(service=service).open().prefetch_related("roles"))
    wellbeing = wellbeing_of(service, today)
    evidence = evidence_of(running, has_target=bool(goals), wellbeing=wellbeing, measures=measures)
    voices = voices_of(service, today)
    return {
        "period": period_in_words(months[0], end),
        "programmes": running[:PROGRAMMES_NAMED],
        "more_programmes": max(0, len(running) - PROGRAMMES_NAMED),
        "claims": claims_of(measures.whole, wellbeing, voices[0] if voices else None, evidence),
        "evidence": evidence,
        "progress": progress_of(goals, newest, measured),
        "newest": month_in_words(newest),
        "cost": _cost(service, measures),
        "months_left_out": len(measures.months) - len(measures.shown),
        "wellbeing": wellbeing,
    }


def _cost(service: Service, measures: Measures) -> CostOfHours | None:
    """Set what the months that are shown cost beside their hours: a month left out is in neither."""
    shown = [(month.first_on, month.last_on) for month in measures.shown]
    return cost_of(Cost.objects.filter(service=service), shown, unpaid_minutes(measures.whole))


def _targets_page(request: BankRequest, service: Service, form: TargetForm, *, status: int = 200) -> HttpResponse:
    known = [
        {"target": each, "outcome": OUTCOMES[each.measure]}
        for each in Target.objects.filter(service=service)
        if each.measure in OUTCOMES
    ]
    return render(request, "services/targets.html", {"service": service, "form": form, "targets": known}, status=status)
