"""Whether a service is two-way: its measures, those of a programme, and those of all services of a bank."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import BankRequest, also_acting, for_members, for_roles
from members.models import Role
from services.access.measures import programme_to_measure, service_to_measure
from services.forms.measures import MonthsForm
from services.models import Programme, Service
from services.reads import measures as reads
from services.reads.measures.sheets import measure_rows
from services.reads.measures.trends import told, what_changed
from services.reads.measures.words import month_in_words
from timebank.lib.files import BYTE_ORDER_MARK


@dataclass(frozen=True)
class Measured:
    """What is measured: its name, its page and its file, and where one comes from."""

    name: str
    url: str
    csv_url: str
    back_url: str
    back_words: str
    read: Callable[..., reads.Measures]


@for_members
@also_acting
@require_safe
def service_measures(request: BankRequest, slug: str) -> HttpResponse:
    """Show the measures of a service, month by month."""
    service = service_to_measure(request, slug)
    programmes = service.programmes.shown().order_by(Lower("title"), "pk")
    return _page(request, _of_service(service), service=service, programmes=list(programmes))


@for_members
@also_acting
@require_safe
def service_measures_csv(request: BankRequest, slug: str) -> HttpResponse:
    """Save the measures of a service as a file."""
    return _file(request, _of_service(service_to_measure(request, slug)), slug)


@for_members
@also_acting
@require_safe
def programme_measures(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Show the measures of one programme of a service."""
    return _page(request, _of_programme(programme_to_measure(request, slug, programme)))


@for_members
@also_acting
@require_safe
def programme_measures_csv(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Save the measures of one programme as a file."""
    found = programme_to_measure(request, slug, programme)
    return _file(request, _of_programme(found), f"{slug}-{programme}")


@for_roles(Role.ADMIN, Role.AUDITOR, Role.COORDINATOR)
@require_safe
def bank_measures(request: BankRequest) -> HttpResponse:
    """Show the measures of all services of a bank together."""
    return _page(request, _of_bank(request))


@for_roles(Role.ADMIN, Role.AUDITOR, Role.COORDINATOR)
@require_safe
def bank_measures_csv(request: BankRequest) -> HttpResponse:
    """Save the measures of all services of a bank as a file."""
    return _file(request, _of_bank(request), "services")


def _of_service(service: Service) -> Measured:
    address = [service.bank.slug, service.slug]
    return Measured(
        name=str(service),
        url=reverse("services:service_measures", args=address),
        csv_url=reverse("services:service_measures_csv", args=address),
        back_url=reverse("services:service", args=address),
        back_words=str(service),
        read=lambda first, last: reads.of_service(service, first, last),
    )


def _of_programme(programme: Programme) -> Measured:
    service = programme.service
    address = [service.bank.slug, service.slug, programme.slug]
    return Measured(
        name=programme.title,
        url=reverse("services:programme_measures", args=address),
        csv_url=reverse("services:programme_measures_csv", args=address),
        back_url=reverse("services:service_measures", args=address[:2]),
        back_words=str(service),
        read=lambda first, last: reads.of_programme(programme, first, last),
    )


def _of_bank(request: BankRequest) -> Measured:
    bank = request.bank
    return Measured(
        name=_("All public services"),
        url=reverse("services:bank_measures", args=[bank.slug]),
        csv_url=reverse("services:bank_measures_csv", args=[bank.slug]),
        back_url=reverse("services:services", args=[bank.slug]),
        back_words=_("Public services"),
        read=lambda first, last: reads.of_bank(bank, first, last),
    )


def _form(request: BankRequest) -> MonthsForm:
    return MonthsForm(request.GET, today=request.bank.day(timezone.now()))


def _page(request: BankRequest, what: Measured, **more: Any) -> HttpResponse:
    form = _form(request)
    first, last = form.months()
    found, asked = what.read(first, last), urlencode(form.asked())
    context = {
        "what": what,
        "form": form.shown(),
        "first": month_in_words(first),
        "last": month_in_words(last),
        "measures": found,
        "fewest": reads.FEWEST,
        "changed": what_changed(found),
        "told": told(found) if found.shown else [],
        "csv_url": f"{what.csv_url}?{asked}",
        "asked": asked,
        **more,
    }
    return render(request, "services/measures.html", context, status=400 if form.errors else 200)


def _file(request: BankRequest, what: Measured, name: str) -> HttpResponse:
    first, last = _form(request).months()
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{first:%Y-%m}-{last:%Y-%m}.csv"'
    csv.writer(response).writerows(measure_rows(what.read(first, last)))
    return response
