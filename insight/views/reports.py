"""The report: what the ledger says of a period, whether it is proved, and both as files."""

import datetime
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insight.access import may_export
from insight.forms import PeriodForm, PlaceForm
from insight.reads.catalogue import REPORTS
from insight.reads.exchanges import Place
from insight.reads.periods import Period, month_before, month_of
from insight.reads.reports import Month, Report, months, report
from insight.reads.sheets import exchange_rows, transfer_rows
from insight.views.files import csv_file
from insight.views.proofs import mark
from insight.views.words import days_in_words, month_and_year, month_in_words, short_month
from ledger import reads as ledger
from members.access import BankRequest, for_roles
from members.models import Role


@for_roles(Role.ADMIN, Role.AUDITOR, Role.COORDINATOR)
@require_safe
def reports(request: BankRequest) -> HttpResponse:
    """Show the report of a period; without days, of the last whole month."""
    now = timezone.now()
    form = _days(request)
    found = report(request.bank, form.period(), after=PlaceForm(request.GET).place())
    context = {
        "form": form.shown(),
        "found": found,
        "made_at": now,
        "title": _title(found.period, form.today),
        "days": days_in_words(found.period),
        "chart": _chart(months(request.bank, found.period)),
        "seal": mark(request.bank, now),
        "is_restricted": ledger.application_role_is_restricted(),
        "may_export": may_export(request.member),
        "catalogue": REPORTS,
        "links": _links(request, found, form.today),
    }
    return render(request, "insight/reports.html", context, status=400 if form.errors else 200)


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def exchanges_csv(request: BankRequest) -> HttpResponseBase:
    """Save what exchanges gave and took back as a file."""
    form = _days(request)
    if not form.is_valid():
        return _back_to_page(request)
    rows = exchange_rows(request.bank, form.period())
    return csv_file(rows, name=f"{request.bank.slug}-exchanges", period=form.period())


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def transfers_csv(request: BankRequest) -> HttpResponseBase:
    """Save every transfer as a file, with the proof that it adds up."""
    form = _days(request)
    if not form.is_valid():
        return _back_to_page(request)
    rows = transfer_rows(request.bank, form.period())
    return csv_file(rows, name=f"{request.bank.slug}-transfers", period=form.period())


def _days(request: BankRequest) -> PeriodForm:
    today = request.bank.day(timezone.now())
    asked = {name: request.GET.get(name, "") for name in ("from", "to", "month")}
    return PeriodForm(asked, usual=month_before(today), today=today)


def _back_to_page(request: BankRequest) -> HttpResponse:
    """Days that cannot be read lead back to the page, which says so."""
    return redirect(f"{reverse('insight:reports', args=[request.bank.slug])}?{request.GET.urlencode()}")


def _title(period: Period, today: datetime.date) -> str:
    if month_in_words(period, today):
        return _("Ledger report, %(month)s") % {"month": month_and_year(period.first_on)}
    return _("Ledger report")


def _chart(given: list[Month]) -> dict[str, object] | None:
    """Give the bars of the last months; none where more was taken back than given, for a bar cannot say that."""
    if any(month.minutes < 0 for month in given):
        return None
    rows = [(short_month(month.period.first_on), [month.minutes]) for month in given]
    return {"series": [(_("Given"), "give")], "rows": rows}


def _links(request: BankRequest, found: Report, today: datetime.date) -> dict[str, str]:
    query = _query(found.period)
    links = {
        "exchanges": reverse("insight:exchanges_csv", args=[request.bank.slug]) + query,
        "transfers": reverse("insight:transfers_csv", args=[request.bank.slug]) + query,
        "last_month": _query(month_before(today)),
        "this_month": _query(month_of(today).until(today)),
    }
    if found.next_place:
        links["more"] = _query(found.period, found.next_place) + "#exchanges"
    return links


def _query(period: Period, place: Place | None = None) -> str:
    days = {"from": period.first_on.isoformat(), "to": period.last_on.isoformat()}
    if place:
        days |= {"day": place.booked_on.isoformat(), "number": str(place.journal_number)}
    return "?" + urlencode(days)
