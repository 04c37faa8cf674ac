"""The pages of checks: the kinds a bank knows, and what was seen of one member's."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import BankRequest, application_to_decide, for_members, for_roles, member_whose_checks_to_see
from members.actions import checks as actions
from members.forms.checks import CheckKindForm, ChooseCheckKindForm, EndCheckForm, SeenCheckForm
from members.models import Check, CheckKind, Member, Role
from members.reads import checks as reads
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken


@dataclass(frozen=True)
class Row:
    """One check on a member's page: whether it counts today, and the form to say that it does not."""

    check: Check
    counts: bool
    form: EndCheckForm | None


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def check_kinds(request: BankRequest) -> HttpResponse:
    """Add, name, close and reopen the bank's kinds of checks. Auditors read how many members have each."""
    if request.method == "GET":
        chosen = ChooseCheckKindForm(request.GET, bank=request.bank).chosen()
        return _kinds_page(request, CheckKindForm(kind=chosen), chosen)
    if not request.member.is_admin:
        raise PermissionDenied
    chosen = ChooseCheckKindForm(request.POST, bank=request.bank).chosen()
    if chosen is None and "kind" in request.POST:
        messages.error(request, _("We can't find that kind of check. Choose one from the list."))
    elif chosen and "close" in request.POST:
        actions.close_check_kind(chosen, by=request.member)
        messages.success(request, _("%(name)s is asked of nobody now. You can open it again.") % {"name": chosen.name})
    elif chosen and "reopen" in request.POST:
        actions.reopen_check_kind(chosen, by=request.member)
        messages.success(request, _("%(name)s is in use again.") % {"name": chosen.name})
    else:
        return _write_kind(request, chosen)
    return redirect("members:check_kinds", bank=request.bank.slug)


@for_members
@require_http_methods(["GET", "POST"])
def checks(request: BankRequest, number: int) -> HttpResponse:
    """Show a member's checks to them, and to those who run the bank, who write down what they saw."""
    return _checks(request, member_whose_checks_to_see(request.member, number))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def applicant_checks(request: BankRequest, pk: int) -> HttpResponse:
    """Write down the checks of somebody who wishes to join."""
    return _checks(request, application_to_decide(request.member, pk))


def _checks(request: BankRequest, member: Member) -> HttpResponse:
    if request.method == "GET":
        return _page(request, member)
    if not _may_write(request, member):
        raise PermissionDenied
    at = timezone.now()
    return _end(request, member, at) if "end" in request.POST else _record(request, member, at)


def _record(request: BankRequest, member: Member, at: datetime.datetime) -> HttpResponse:
    form = SeenCheckForm(request.POST, bank=request.bank, today=request.bank.day(at))
    if not form.is_valid():
        return _page(request, member, form, status=400)
    try:
        actions.record_check(member, form.seen(), by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, member, form, status=status_of(refusal))
    messages.success(request, _("Written down: you saw it. %(name)s can read that.") % {"name": named(member)})
    return redirect(actions.page_of_checks(member))


def _end(request: BankRequest, member: Member, at: datetime.datetime) -> HttpResponse:
    form = EndCheckForm(request.POST, member=member)
    if "end" in form.errors:
        raise Http404
    if not form.is_valid():
        return _page(request, member, failed=form, status=400)
    check = form.cleaned_data["end"]
    try:
        actions.end_check(check, words=form.cleaned_data["words"], by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error("words", str(refusal))
        return _page(request, member, failed=form, status=status_of(refusal))
    words = {"check": check.kind.name, "name": named(member)}
    messages.success(request, _("%(check)s no longer counts. We tell %(name)s.") % words)
    return redirect(actions.page_of_checks(member))


def _may_write(request: BankRequest, member: Member) -> bool:
    runs_bank = request.member.is_coordinator or request.member.is_admin
    return runs_bank and member.pk not in (request.member.pk, request.actor.pk)


def _page(
    request: BankRequest,
    member: Member,
    form: SeenCheckForm | None = None,
    *,
    failed: EndCheckForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = request.bank.day(timezone.now())
    may_write = _may_write(request, member)
    if may_write and form is None:
        form = SeenCheckForm(bank=request.bank, today=today)
    context = {
        "member": member,
        "is_own": member.pk == request.member.pk,
        "form": form,
        "failed": failed,
        "summary_form": failed or form,
        "rows": [_row(check, today, failed, may_write=may_write) for check in reads.checks_of(member)],
    }
    return render(request, "members/checks.html", context, status=status)


def _row(check: Check, today: datetime.date, failed: EndCheckForm | None, *, may_write: bool) -> Row:
    runs = check.ended_at is None and (check.expires_on is None or check.expires_on >= today)
    if not (may_write and runs):
        return Row(check, counts=runs, form=None)
    if failed is not None and failed.data.get("end") == str(check.pk):
        return Row(check, counts=runs, form=failed)
    return Row(check, counts=runs, form=EndCheckForm(member=check.member, check=check))


def _write_kind(request: BankRequest, chosen: CheckKind | None) -> HttpResponse:
    form = CheckKindForm(request.POST, kind=chosen)
    if not form.is_valid():
        return _kinds_page(request, form, chosen, status=400)
    try:
        if chosen:
            saved = actions.change_check_kind(chosen, form.told(), by=request.member)
        else:
            saved = actions.add_check_kind(request.bank, form.told(), by=request.member)
    except RuleBroken as refusal:
        form.add_error("name", str(refusal))
        return _kinds_page(request, form, chosen, status=status_of(refusal))
    messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
    return redirect("members:check_kinds", bank=request.bank.slug)


def _kinds_page(
    request: BankRequest, form: CheckKindForm, chosen: CheckKind | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form if request.member.is_admin else None,
        "chosen": chosen,
        "chosen_name": form.initial.get("name", ""),
        "kinds": reads.kinds_with_counts(request.bank, request.bank.day(timezone.now())),
    }
    return render(request, "members/check_kinds.html", context, status=status)
