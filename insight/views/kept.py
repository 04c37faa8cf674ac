"""Long reports that a worker makes: asking for one, looking how far it is, and saving it."""

import logging
import uuid
from dataclasses import dataclass

from celery import current_app
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from insight import actions
from insight.forms import KeepForm
from insight.models import KeptReport
from insight.reads.catalogue import BY_NAME
from insight.reads.catalogue.choices import period_of, written
from insight.reads.catalogue.pages import size_of
from insight.views.catalogue import back_to_report, definition_of, form_of
from insight.views.files import XLSX, file_name
from insight.views.words import days_in_words
from members.access import BankRequest, for_roles
from members.models import Role
from timebank.lib.errors import RuleBroken

logger = logging.getLogger(__name__)

TYPES = {"CSV": "text/csv; charset=utf-8", "XLSX": XLSX}
MOST_LISTED = 50
READERS = (Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True)
class ShownReport:
    """A kept report with the words of its title and its days."""

    kept: KeptReport
    title: str
    days: str


@for_roles(*READERS)
@require_POST
def keep_report(request: BankRequest, name: str) -> HttpResponse:
    """Ask a worker for a long report."""
    definition = definition_of(name)
    form, how = form_of(request, definition), KeepForm(request.POST)
    if not form.is_valid() or not how.is_valid():
        return back_to_report(request, name)
    asked = form.asked()
    wish = actions.Wish(
        key=how.cleaned_data["key"],
        name=name,
        choices=written(definition, asked),
        file_format=how.cleaned_data["file_format"],
        rows_count=size_of(definition, asked),
    )
    try:
        kept = actions.ask_for_report(request.member, wish, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        _start(kept.pk)
        messages.success(request, _("We are making your report. We will tell you when it is ready."))
    return redirect("insight:kept_reports", bank=request.bank.slug)


@for_roles(*READERS)
@require_safe
def kept_reports(request: BankRequest) -> HttpResponse:
    """List the long reports that the asker has asked for, and how far they are."""
    kept = KeptReport.objects.of(request.member).kept(timezone.now()).newest_first()[:MOST_LISTED]
    reports = [_shown(each) for each in kept]
    context = {"reports": reports, "is_waiting": any(each.kept.is_unfinished for each in reports)}
    return render(request, "insight/kept_reports.html", context)


@for_roles(*READERS)
@require_safe
def kept_file(request: BankRequest, key: uuid.UUID) -> HttpResponseBase:
    """Save a long report: only for who asked for it, and as long as it is kept."""
    theirs = KeptReport.objects.of(request.member).kept(timezone.now())
    kept = get_object_or_404(theirs, key=key, state=KeptReport.State.READY)
    try:
        file = kept.path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = file_name(f"{request.bank.slug}-{kept.name}", period_of(kept.choices), kept.ending)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kept.file_format])


def _start(report_id: int) -> None:
    """Have a worker begin at once; where none can be reached the sweep finds the report in the database."""
    try:
        transaction.on_commit(lambda: current_app.send_task("insight.make_report", kwargs={"report_id": report_id}))
    except OperationalError:
        logger.warning("No worker could be told of kept report %s; the sweep will", report_id)


def _shown(kept: KeptReport) -> ShownReport:
    days = days_in_words(period_of(kept.choices))
    return ShownReport(kept, str(BY_NAME[kept.name].title), days)
