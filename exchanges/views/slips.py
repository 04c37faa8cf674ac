"""Paper: slips with numbers, a monthly sheet, and the grid into which slips are typed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.access import member_to_look_at
from exchanges.actions import slips
from exchanges.forms.desk import LONGEST_NUMBER
from exchanges.forms.slips import PrintForm, SlipGrid, first_of
from exchanges.models import SlipRun
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, for_roles, for_traders_or
from members.models import Role
from timebank.lib.drawing import qr_code
from timebank.lib.errors import RuleBroken

RUNS_SHOWN = 20
LINES = 14  # of a monthly sheet


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def print_slips(request: BankRequest) -> HttpResponse:
    """Ask how many slips are wanted and for whom, and take their numbers."""
    form = PrintForm(request.POST if request.method == "POST" else None, bank=request.bank)
    if not form.is_bound:
        return _print_page(request, form)
    if not form.is_valid():
        return _print_page(request, form, status=BAD_REQUEST)
    count, member = form.cleaned_data["count"], form.cleaned_data["member"]
    try:
        run = slips.print_slips(request.bank, count=count, member=member, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _print_page(request, form, status=status_of(refusal))
    return redirect("exchanges:slips_printed", bank=request.bank.slug, number=run.first)


@for_roles(Role.COORDINATOR)
@require_safe
def slips_printed(request: BankRequest, number: int) -> HttpResponse:
    """Show the slips of one run, to print."""
    run = SlipRun.objects.filter(bank=request.bank, first=number).select_related("member").first()
    if run is None:
        raise Http404
    enter = request.build_absolute_uri(reverse("exchanges:slip_grid", args=[request.bank.slug]))
    context = {"run": run, "slips": [(each, qr_code(f"{enter}?slip={each}")) for each in run.numbers]}
    return render(request, "exchanges/slips_printed.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def slip_grid(request: BankRequest) -> HttpResponse:
    """Type slips in: first all rows are looked over, then all are written down. Until then nothing is."""
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    grid = SlipGrid(data, bank=request.bank, today=request.bank.day(at), first_slip=first_of(request.GET))
    if data is None:
        return _grid_page(request, grid)
    if not grid.filled or not grid.is_valid():
        return _grid_page(request, grid, status=BAD_REQUEST)
    rows = grid.written()
    if data.get("seen") != grid.digest:
        refusals = slips.look_over(rows, by=request.member, at=at)
        return _grid_page(request, _with(refusals, grid), looked_over=not refusals)
    try:
        done = slips.write_down(rows, by=request.member, at=at)
    except slips.RowsRefused as refusal:
        return _grid_page(request, _with(refusal.refusals, grid), status=status_of(refusal))
    words = ngettext("%(count)d slip is written down.", "%(count)d slips are written down.", len(done))
    messages.success(request, words % {"count": len(done)})
    return redirect("exchanges:slip_grid", bank=request.bank.slug)


@for_traders_or(Role.COORDINATOR)
@require_safe
def sheet(request: BankRequest) -> HttpResponse:
    """Show a sheet for a month, to print: one's own, or of the member for whom a coordinator prints it."""
    asked = request.GET.get("for", "")
    if request.member.is_coordinator and asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER:
        whose = member_to_look_at(request.member, int(asked))
    else:
        whose = request.member
    if not whose.can_trade:
        raise Http404
    return render(request, "exchanges/sheet.html", {"lines": range(LINES), "whose": whose})


def _with(refusals: dict[int, str], grid: SlipGrid) -> SlipGrid:
    for place, words in refusals.items():
        grid.filled[place].add_error(None, words)
    return grid


def _print_page(request: BankRequest, form: PrintForm, *, status: int = 200) -> HttpResponse:
    runs = SlipRun.objects.filter(bank=request.bank).select_related("member").order_by("-first")[:RUNS_SHOWN]
    return render(request, "exchanges/slips.html", {"form": form, "runs": runs}, status=status)


def _grid_page(request: BankRequest, grid: SlipGrid, *, looked_over: bool = False, status: int = 200) -> HttpResponse:
    wrong = [row for row in grid.filled if row.wrong]
    for row in wrong:
        row.mark_wrong()
    context = {
        "grid": grid,
        "wrong": wrong,
        "looked_over": looked_over,
        "is_empty": grid.data is not None and not grid.filled,
        "minutes": sum(row.cleaned_data["minutes"] for row in grid.filled) if looked_over else 0,
    }
    return render(request, "exchanges/slip_grid.html", context, status=status)
