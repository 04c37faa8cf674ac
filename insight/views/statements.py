"""A member's statement, on screen, on paper and as a file."""

import datetime
from collections.abc import Callable
from typing import TypedDict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from insight.access import statement_holder
from insight.forms import PeriodForm, WhichForm
from insight.reads.periods import ONE_DAY, Period, month_of
from insight.reads.sheets import statement_rows
from insight.reads.statements import LINES_PRINTED, MemberStatement, member_statement, statement_to_print
from insight.views.files import csv_file, file_name, xlsx_file
from insight.views.paper import pdf_of
from insight.views.statement_paper import statement_paper
from insight.views.words import days_in_words, month_in_words, whole_day
from ledger.reads import account_states
from members.access import BankRequest, also_acting, for_traders_and_resting_or
from members.models import Member, Role
from timebank.lib.durations import hours_in_words

MOST_POINTS = 400


class FileAsked(TypedDict):
    """What a file is called after."""

    name: str
    period: Period


@for_traders_and_resting_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
@also_acting
@require_safe
def statement(request: BankRequest) -> HttpResponse:
    """Show a statement: the asker's own, or by member number to those who run or audit the bank."""
    which = _which(request)
    holder = statement_holder(request.member, which["account"])
    if holder is None:
        return render(request, "insight/no_statement.html")
    form = _days(request)
    found = member_statement(holder, form.period(), after=which["after"] or 0)
    status = 400 if form.errors else 200
    return render(request, "insight/statement.html", _context(request, form, found), status=status)


@for_traders_and_resting_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
@also_acting
@require_safe
def statement_csv(request: BankRequest) -> HttpResponseBase:
    """Save a statement as comma-separated values."""
    return _saved(request, lambda holder, form: csv_file(statement_rows(holder, form.period()), **_file(holder, form)))


@for_traders_and_resting_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
@also_acting
@require_safe
def statement_xlsx(request: BankRequest) -> HttpResponseBase:
    """Save a statement as a workbook."""
    return _saved(request, lambda holder, form: xlsx_file(statement_rows(holder, form.period()), **_file(holder, form)))


@for_traders_and_resting_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
@also_acting
@require_safe
def statement_pdf(request: BankRequest) -> HttpResponseBase:
    """Save a statement as pages to print."""
    return _saved(request, lambda holder, form: _printed(request, holder, form))


def _saved(request: BankRequest, make: Callable[[Member, PeriodForm], HttpResponseBase]) -> HttpResponseBase:
    """Make a file of a statement; days that cannot be read lead back to the page, which says so."""
    holder = statement_holder(request.member, _which(request)["account"])
    form = _days(request)
    if holder is None or not form.is_valid():
        return _back_to_page(request)
    return make(holder, form)


def _back_to_page(request: BankRequest) -> HttpResponse:
    return redirect(f"{reverse('insight:statement', args=[request.bank.slug])}?{request.GET.urlencode()}")


def _file(holder: Member, form: PeriodForm) -> FileAsked:
    return {"name": f"{holder.bank.slug}-statement-{holder.number:04d}", "period": form.period()}


def _printed(request: BankRequest, holder: Member, form: PeriodForm) -> HttpResponse:
    found = statement_to_print(holder, form.period())
    if not found.is_whole:
        messages.error(request, _("These days have too many lines to print. Choose fewer days, or save a spreadsheet."))
        return _back_to_page(request)
    paper = statement_paper(found, title=_title(found.period, form.today), today=form.today)
    response = HttpResponse(pdf_of(paper), content_type="application/pdf")
    asked = _file(holder, form)
    file = file_name(asked["name"], asked["period"], "pdf")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _which(request: BankRequest) -> dict[str, int | None]:
    """Read whose statement is asked for: what is no number is nobody's. A page that cannot be read is the first."""
    form = WhichForm(request.GET)
    if not form.is_valid() and "account" in form.errors:
        raise Http404
    return {"account": form.cleaned_data.get("account"), "after": form.cleaned_data.get("after")}


def _days(request: BankRequest) -> PeriodForm:
    today = request.bank.day(timezone.now())
    return PeriodForm(_asked(request), usual=month_of(today).until(today), today=today)


def _asked(request: BankRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("from", "to", "month")}


def _context(request: BankRequest, form: PeriodForm, found: MemberStatement) -> dict[str, object]:
    is_own = found.holder.pk == request.member.pk
    context: dict[str, object] = {
        "form": form.shown(),
        "found": found,
        "is_own": is_own,
        "title": _title(found.period, form.today),
        "days": days_in_words(found.period),
        "balance_words": _balance_words(found, is_own=is_own, today=form.today),
        "sum_words": _sum_words(found, is_own=is_own),
        "place_words": _place_words(found),
        "points": _points(found),
        "aside_words": _aside_words(found, today=form.today),
        "carried_minutes": found.lines[0].line.balance_minutes - found.lines[0].line.minutes if found.lines else 0,
        "links": _links(request, found, form.today),
    }
    return context


def _title(period: Period, today: datetime.date) -> str:
    month = month_in_words(period, today)
    return _("Statement for %(month)s") % {"month": month} if month else _("Statement")


def _points(found: MemberStatement) -> list[tuple[datetime.date, int]]:
    """Give the balance day by day for the chart; nothing where there is nothing to see, or too much to draw."""
    if found.sum is None or not 0 < len(found.sum.days) <= MOST_POINTS:
        return []
    first, last = found.period.first_on, found.period.last_on
    return [(first, found.opening_minutes), *found.sum.days, (last, found.closing_minutes)]


def _balance_words(found: MemberStatement, *, is_own: bool, today: datetime.date) -> str:
    words = {"name": found.holder.name, "day": whole_day(found.period.last_on)}
    if found.period.last_on == today:
        return _("You have") if is_own else _("%(name)s has") % words
    return _("On %(day)s you had") % words if is_own else _("On %(day)s %(name)s had") % words


def _sum_words(found: MemberStatement, *, is_own: bool) -> str:
    if found.sum is None:
        return _("To see what was given and received in all, choose fewer days.")
    words = {
        "name": found.holder.name,
        "given": hours_in_words(found.sum.hours_given),
        "received": hours_in_words(found.sum.hours_received),
    }
    if is_own:
        return _("In this time you gave %(given)s and received %(received)s.") % words
    return _("In this time %(name)s gave %(given)s and received %(received)s.") % words


def _aside_words(found: MemberStatement, *, today: datetime.date) -> str:
    """Say what of today's balance is set aside for agreed exchanges, and what is left to spend."""
    account_id = found.holder.account_id
    if account_id is None or found.period.last_on != today:
        return ""
    account = account_states([account_id])[account_id]
    if not account.held_minutes:
        return ""
    held = _("Set aside for what is agreed: %(hours)s.") % {"hours": hours_in_words(account.held_minutes)}
    if account.available_minutes is None:
        return held
    left = _("Left to spend: %(hours)s.") % {"hours": hours_in_words(account.available_minutes)}
    return f"{held} {left}"


def _place_words(found: MemberStatement) -> str:
    """Say which of the lines are shown; nothing where all are."""
    if found.is_whole:
        return ""
    first, last = found.lines_before + 1, found.lines_before + len(found.lines)
    numbers = {"first": first, "last": last, "count": found.count}
    return _("Lines %(first)s to %(last)s of %(count)s") % {
        name: formats.number_format(number, force_grouping=True) for name, number in numbers.items()
    }


def _links(request: BankRequest, found: MemberStatement, today: datetime.date) -> dict[str, str]:
    """Give the addresses of the files, of the lines before and after, and of the months before and after."""
    period, holder = found.period, found.holder
    links = {
        kind: reverse(f"insight:statement_{kind}", args=[request.bank.slug]) + _query(holder, request, period)
        for kind in ("csv", "xlsx", "pdf")
        if kind != "pdf" or found.count <= LINES_PRINTED
    }
    if found.previous_after is not None:
        links["back"] = _query(holder, request, period, after=str(found.previous_after))
    if found.next_after is not None:
        links["more"] = _query(holder, request, period, after=str(found.next_after))
    if month_in_words(period, today):
        links["earlier"] = _query(holder, request, month_of(period.first_on - ONE_DAY))
        following = month_of(period.first_on).last_on + ONE_DAY
        if following <= today:
            links["later"] = _query(holder, request, month_of(following).until(today))
    return links


def _query(holder: Member, request: BankRequest, period: Period, **more: str) -> str:
    whose = {} if holder.pk == request.member.pk else {"account": str(holder.number)}
    return "?" + urlencode({**whose, "from": period.first_on.isoformat(), "to": period.last_on.isoformat(), **more})
