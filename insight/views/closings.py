"""Closing months: which are closed, which may be, and the page that asks before it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from insight import actions
from insight.forms import MonthForm
from insight.reads.closings import OpenMonth, closed_months, month_to_close, open_months
from insight.reads.periods import Period
from insight.views.words import month_and_year
from members.access import BankRequest, for_roles
from members.models import Role
from timebank.lib.errors import RuleBroken

CLOSED_ON_PAGE = 24


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def closing(request: BankRequest) -> HttpResponse:
    """Show which months are closed, by whom and when, and offer those that are over."""
    place = MonthForm(request.GET)
    before: Period | None = place.cleaned_data["month"] if place.is_valid() else None
    closed = [each for each in closed_months(request.bank) if before is None or each.month.first_on < before.first_on]
    shown = closed[:CLOSED_ON_PAGE]
    is_cut = len(closed) > CLOSED_ON_PAGE
    context = {
        "open_months": [(month_and_year(each.month.first_on), each) for each in _open(request)],
        "closed_months": [(month_and_year(each.month.first_on), each) for each in shown],
        "older_url": f"?month={shown[-1].month.first_on:%Y-%m}" if is_cut else "",
        "newer_url": request.path if before else "",
    }
    return render(request, "insight/closing.html", context)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def close_month(request: BankRequest) -> HttpResponse:
    """Ask before a month is closed, and close it."""
    form = MonthForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return render(request, "insight/close_month.html", {"form": form}, status=400)
    month: Period = form.cleaned_data["month"]
    chosen = month_to_close(request.bank, month, request.bank.day(timezone.now()))
    if chosen is None:
        messages.error(request, _("Only a month that is over and not closed yet can be closed."))
        return redirect("insight:closing", bank=request.bank.slug)
    if request.method == "POST":
        return _closed(request, month)
    context = {"form": form, "name": month_and_year(month.first_on), "waiting": chosen.waiting}
    return render(request, "insight/close_month.html", context)


def _closed(request: BankRequest, month: Period) -> HttpResponse:
    try:
        actions.close_month(request.bank, month, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"month": month_and_year(month.first_on)}
        messages.success(request, _("%(month)s is closed. Nothing is booked in it any more.") % words)
    return redirect("insight:closing", bank=request.bank.slug)


def _open(request: BankRequest) -> list[OpenMonth]:
    return open_months(request.bank, request.bank.day(timezone.now()))
