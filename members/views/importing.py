"""Bringing members over: an admin sends in a file, reads what it would become, and takes it or throws it away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from members.access import BankRequest, for_roles, member_file_to_take
from members.actions import inviting, member_files
from members.actions.arrivals import Arrival, Totals, totals_of
from members.actions.importing import check_members
from members.forms.member_files import LinesForm, MemberFileForm, ReadFile, TakeForm, read_kept
from members.models import MemberFile, Role, WaitingAddress
from timebank.lib.errors import RuleBroken
from timebank.lib.tables import BadLine, ImportRefused

LINES_ON_PAGE = 50
FAULTS_ON_PAGE = 200


@dataclass(frozen=True)
class Report:
    """What would become of a file: a fate for each line, or all that stands in the way."""

    read: ReadFile
    arrivals: Sequence[Arrival] = ()
    faults: Sequence[BadLine] = ()
    refusal: str = ""
    totals: Totals | None = field(default=None)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def bring_over(request: BankRequest) -> HttpResponse:
    """Show the file that waits with its report, and take in another."""
    if request.method == "GET":
        return _page(request, MemberFileForm())
    form = MemberFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    member_files.keep_file(request.bank, form.sent_file(), by=request.member, at=timezone.now())
    return redirect("members:bring_over", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def take(request: BankRequest) -> HttpResponse:
    """Bring over the members of the file that was looked at."""
    form = TakeForm(request.POST)
    if not form.is_valid():  # which only a program sends
        return _page(request, MemberFileForm(), status=400, is_refused=True)
    kept = member_file_to_take(request.member, form.cleaned_data["file"])
    at = timezone.now()
    read = read_kept(kept, today=request.bank.day(at))
    try:
        _must_fit(read)
        arrivals = member_files.take_file(kept, read.rows, by=request.member, at=at)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        count = len(arrivals)
        done = ngettext("%(count)d member was brought over.", "%(count)d members were brought over.", count)
        messages.success(request, done % {"count": count})
    return redirect("members:bring_over", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def discard(request: BankRequest) -> HttpResponse:
    """Throw the file away."""
    member_files.forget_file(request.bank, by=request.member)
    messages.success(request, _("The file is erased. Nothing was brought over."))
    return redirect("members:bring_over", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def invite(request: BankRequest) -> HttpResponse:
    """Write to everybody who was brought over with an address."""
    count = inviting.invite_imported(request.bank, by=request.member, at=timezone.now())
    words = ngettext("One letter leaves within minutes.", "%(count)d letters leave within minutes.", count)
    messages.success(request, words % {"count": count})
    return redirect("members:bring_over", bank=request.bank.slug)


def _must_fit(read: ReadFile) -> None:
    if read.refusal or read.bad_lines or not read.rows:
        raise ImportRefused(_("Nothing was brought over. Put the lines right first."))


def _page(request: BankRequest, form: MemberFileForm, *, status: int = 200, is_refused: bool = False) -> HttpResponse:
    kept = MemberFile.objects.filter(bank=request.bank).select_related("bank", "by").first()
    report = _report(request, kept) if kept else None
    waiting = WaitingAddress.objects.filter(member__bank=request.bank)
    context = {
        "form": form,
        "is_refused": is_refused,
        "kept": kept,
        "report": report,
        "faults": report.faults[:FAULTS_ON_PAGE] if report else [],
        "faults_left_out": max(0, len(report.faults) - FAULTS_ON_PAGE) if report else 0,
        "not_written_to": waiting.filter(invite_at=None).count(),
        **_lines(request, report.arrivals if report else ()),
    }
    return render(request, "members/bring_over.html", context, status=status)


def _report(request: BankRequest, kept: MemberFile) -> Report:
    at = timezone.now()
    day = request.bank.day(at)
    read = read_kept(kept, today=day)
    if read.refusal or not (read.rows or read.bad_lines):
        return Report(read, refusal=read.refusal or _("There is no member in this file."))
    try:
        arrivals = check_members(request.bank, read.rows, day=day, at=at)
    except ImportRefused as refused:
        faults = sorted([*read.bad_lines, *refused.lines], key=attrgetter("line"))
        return Report(read, faults=faults, refusal="" if faults else refused.sentence)
    if read.bad_lines:
        return Report(read, faults=read.bad_lines)
    return Report(read, arrivals, totals=totals_of(arrivals))


def _lines(request: BankRequest, arrivals: Sequence[Arrival]) -> dict[str, object]:
    """Give the lines of this page of the report, and where the next page begins."""
    asked = LinesForm(request.GET)
    after = (asked.cleaned_data["after"] or 0) if asked.is_valid() else 0
    following = [arrival for arrival in arrivals if arrival.row.line > after]
    shown = following[:LINES_ON_PAGE]
    here = reverse("members:bring_over", args=[request.bank.slug])
    has_more = len(following) > len(shown)
    return {
        "arrivals": shown,
        "first_url": here if after else "",
        "next_url": f"{here}?after={shown[-1].row.line}" if has_more else "",
    }
