"""The report: what the ledger says of a period, whether it is proved, and both as files."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from celery import current_app
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from insight.access import told_of_faults
from insight.forms import PeriodForm, PlaceForm
from insight.models import Proof
from insight.reads.exchanges import Place
from insight.reads.periods import Period, month_before, month_of
from insight.reads.reports import Month, Report, months, report
from insight.reads.sheets import exchange_rows, transfer_rows
from insight.views.files import csv_file
from insight.views.words import days_in_words, month_and_year, month_in_words, short_month
from ledger import reads as ledger
from members.access import BankRequest, for_roles
from members.models import Bank, Role

STALE_AFTER = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Seal:
    """What the page says of the last proof; `is_proved` is None where there has been none."""

    is_proved: bool | None
    words: str
    is_stale: bool = False


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
        "seal": _seal(request.bank, now),
        "is_restricted": ledger.application_role_is_restricted(),
        "may_export": request.member.is_admin or request.member.is_auditor,
        "links": _links(request, found, form.today),
    }
    return render(request, "insight/reports.html", context, status=400 if form.errors else 200)


@for_roles(Role.ADMIN)
@require_POST
def prove(request: BankRequest) -> HttpResponse:
    """Have the ledger proved again, by a worker: a long history takes its time."""
    bank_id = request.bank.pk
    try:
        transaction.on_commit(lambda: current_app.send_task("insight.prove_ledger", kwargs={"bank_id": bank_id}))
    except OperationalError:
        messages.error(request, _("We could not start the check. It runs by itself every hour."))
    else:
        messages.success(request, _("We are checking the ledger now. Look here again in a minute."))
    return redirect("insight:reports", bank=request.bank.slug)


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


def _seal(bank: Bank, now: datetime.datetime) -> Seal:
    proof = Proof.objects.latest_of(bank)
    if proof is None:
        return Seal(None, _("The ledger has not been checked yet. That happens by itself every hour."))
    is_stale = now - proof.at > STALE_AFTER
    return Seal(proof.is_whole, _proved(proof) if proof.is_whole else _not_proved(proof), is_stale)


def _proved(proof: Proof) -> str:
    return _(
        "Every hour received was given by someone. All %(entries)s entries of %(transfers)s transfers were checked "
        "in order on %(when)s, and none was changed."
    ) % {
        "entries": formats.number_format(proof.entries_count, force_grouping=True),
        "transfers": formats.number_format(proof.transfers_count, force_grouping=True),
        "when": _when(proof),
    }


def _not_proved(proof: Proof) -> str:
    told = ", ".join(member.name for member in told_of_faults(proof.bank))
    faults = ngettext("%(count)d fault", "%(count)d faults", proof.faults_count) % {"count": proof.faults_count}
    return _(
        "The check on %(when)s found %(faults)s. We told %(names)s. Please ring the people who run the site, and do "
        "not rely on these figures until they have looked."
    ) % {"when": _when(proof), "faults": faults, "names": told}


def _when(proof: Proof) -> str:
    local = proof.at.astimezone(proof.bank.zone_info())
    midday = _("am") if local.hour < 12 else _("pm")
    day = formats.date_format(local, "j F Y")
    return _("%(day)s at %(time)s") % {"day": day, "time": f"{local.hour % 12 or 12}:{local.minute:02d} {midday}"}
