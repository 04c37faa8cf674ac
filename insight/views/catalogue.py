"""The reports of the catalogue, on screen and as files."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insight.forms import ReportForm, ReportPlaceForm
from insight.reads.catalogue import BY_NAME, REPORTS
from insight.reads.catalogue.choices import written
from insight.reads.catalogue.pages import Page, file_rows, is_long, page_of, size_of
from insight.reads.catalogue.shapes import Asked, Cell, Column, Definition, Line, Shape
from insight.views.files import csv_file, xlsx_file
from insight.views.words import days_in_words
from members.access import BankRequest, for_roles
from members.models import Role

CARRIED = ("from", "to", "month", "kind", "category", "member", "quiet_days")
LONGEST_CARRIED = 40  # letters; longer is nothing that can be chosen


@dataclass(frozen=True)
class ShownCell:
    """One cell of the table; the heading of its row where `is_heading`."""

    column: Column
    value: Cell
    is_heading: bool


@dataclass(frozen=True)
class ShownLine:
    """One line of the table."""

    cells: list[ShownCell]
    exchange_id: int | None
    page: str


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def report(request: BankRequest, name: str) -> HttpResponse:
    """Show a page of a report."""
    definition = definition_of(name)
    form = form_of(request, definition)
    asked = form.asked()
    found = page_of(definition, asked, after=ReportPlaceForm(request.GET).place())
    context = {
        "definition": definition,
        "others": [each for each in REPORTS if each.name != name],
        "form": form.shown(),
        "found": found,
        "lines": _lines(definition, found),
        "days": days_in_words(asked.period),
        "made_at": timezone.now(),
        "links": _links(request, definition, asked, found),
        "choices": written(definition, asked).items(),
        "key": uuid.uuid4(),
    }
    return render(request, "insight/report.html", context, status=400 if form.errors else 200)


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def report_csv(request: BankRequest, name: str) -> HttpResponseBase:
    """Save a report as a CSV file."""
    definition = definition_of(name)
    asked = _short_enough(request, definition)
    if asked is None:
        return back_to_report(request, name)
    return csv_file(file_rows(definition, asked), name=_file_name(request, name), period=asked.period)


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def report_xlsx(request: BankRequest, name: str) -> HttpResponseBase:
    """Save a report as a workbook."""
    definition = definition_of(name)
    asked = _short_enough(request, definition)
    if asked is None:
        return back_to_report(request, name)
    return xlsx_file(file_rows(definition, asked), name=_file_name(request, name), period=asked.period)


def definition_of(name: str) -> Definition:
    """Find a report by its name in the address."""
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def form_of(request: BankRequest, definition: Definition) -> ReportForm:
    """Read what is asked of a report."""
    asked = request.POST if request.method == "POST" else request.GET
    return ReportForm(asked, definition=definition, bank=request.bank, today=request.bank.day(timezone.now()))


def back_to_report(request: BankRequest, name: str) -> HttpResponse:
    """Lead back to the page of a report with what was asked: it says what is the matter."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = {key: asked[key][:LONGEST_CARRIED] for key in CARRIED if key in asked}
    return redirect(f"{reverse('insight:report', args=[request.bank.slug, name])}?{urlencode(chosen)}")


def _short_enough(request: BankRequest, definition: Definition) -> Asked | None:
    """Read what is asked, if that can be read and sent at once."""
    form = form_of(request, definition)
    if not form.is_valid():
        return None
    asked = form.asked()
    if is_long(size_of(definition, asked)):
        messages.info(request, _("This report is long, so we make its file for you. Choose it below."))
        return None
    return asked


def _file_name(request: BankRequest, name: str) -> str:
    return f"{request.bank.slug}-{name}"


def _lines(definition: Definition, found: Page) -> list[ShownLine]:
    return [ShownLine(_cells(definition, line), line.exchange_id, line.page) for line in found.lines]


def _cells(definition: Definition, line: Line) -> list[ShownCell]:
    """Pair the cells with their columns. What was done heads its row; where nobody said it, the first cell does."""
    pairs = list(zip(definition.columns, line.cells, strict=True))
    said = (place for place, (column, value) in enumerate(pairs) if column.shape == Shape.ABOUT and value)
    heading = next(said, 0)
    return [ShownCell(column, value, is_heading=place == heading) for place, (column, value) in enumerate(pairs)]


def _links(request: BankRequest, definition: Definition, asked: Asked, found: Page) -> dict[str, str]:
    chosen = written(definition, asked)
    links = {
        form: f"{reverse(f'insight:report_{form}', args=[request.bank.slug, definition.name])}?{urlencode(chosen)}"
        for form in ("csv", "xlsx")
    }
    if found.next_place:
        after = "/".join(str(part) for part in found.next_place)
        links["more"] = f"?{urlencode({**chosen, 'after': after})}#lines"
    return links
