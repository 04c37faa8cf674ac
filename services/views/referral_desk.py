"""The desk's pages of referrals: who waits, longest first, and one of them; admins and auditors see how many."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members import actions as members
from members.access import BankRequest, for_roles
from members.actions.merging import likely_same
from members.forms.dues import PlaceForm
from members.models import Member, Role
from members.views.words import status_of
from services.access.referrals import referral_at_desk
from services.actions import referrals as actions
from services.actions.referrals.links import link_of_code
from services.forms.referrals import CallerForm, CallForm, CodeForm, EndForm
from services.models import Referral
from services.reads.consents import begins, ends
from services.reads.referrals import all_that_happened, figures
from timebank.lib.errors import RuleBroken

ON_PAGE = 25
A_YEAR = datetime.timedelta(days=365)


@for_roles(Role.ADMIN, Role.AUDITOR, Role.COORDINATOR)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_referrals(request: BankRequest) -> HttpResponse:
    """List who was introduced and waits, longest first, with what they are good at beside what they hope for.

    The code of a slip that somebody reads out leads to the form for them.
    """
    if not request.member.is_coordinator:
        if request.method == "POST":
            raise PermissionDenied
        return _counts(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _list(request, form, status=400 if form.errors else 200)
    try:
        link = link_of_code(request.bank, form.cleaned_data["code"], at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("code", str(refusal))
        return _list(request, form, status=404)
    return redirect("services:desk_caller", bank=request.bank.slug, code=link.code)


@for_roles(Role.COORDINATOR)
@never_cache
@require_safe
def desk_referrals_done(request: BankRequest) -> HttpResponse:
    """List who was introduced and has joined, and what was ended, the newest first."""
    found = (
        Referral.objects.filter(bank=request.bank)
        .done()
        .with_progress_in_books()
        .select_related("bank", "service__organisation", "member")
    )
    before = PlaceForm({"place": request.GET.get("before")}).found()
    rows = list((found.filter(pk__lt=before) if before else found)[: ON_PAGE + 1])
    context = {
        "rows": [(each, all_that_happened(each, [])) for each in rows[:ON_PAGE]],
        "next_url": f"?before={rows[ON_PAGE - 1].pk}" if len(rows) > ON_PAGE else "",
        "first_url": "?" if before else "",
    }
    return render(request, "services/desk_referrals_done.html", context)


@for_roles(Role.COORDINATOR)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_caller(request: BankRequest, code: str) -> HttpResponse:
    """Write down what somebody says who rings with the code of a slip."""
    at = timezone.now()
    try:
        link = link_of_code(request.bank, code, at=at)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("services:desk_referrals", bank=request.bank.slug)
    link.service.bank = request.bank
    form = CallerForm(request.POST if request.method == "POST" else None, service=link.service)
    context = {"form": form, "service": link.service, "begins": begins(link.service), "ends": ends(link.service)}
    if request.method == "GET":
        return render(request, "services/desk_caller.html", context)
    if not form.is_valid():
        return render(request, "services/desk_caller.html", context, status=400)
    try:
        made = actions.refer_for_caller(link, form.introduction(), by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/desk_caller.html", context, status=status_of(refusal))
    return redirect("services:desk_referral", bank=request.bank.slug, pk=made.pk)


@for_roles(Role.COORDINATOR)
@never_cache
@require_http_methods(["GET", "POST"])
def desk_referral(request: BankRequest, pk: int) -> HttpResponse:
    """Read one referral, and take it on, write down the welcome call, or end it kindly."""
    found = referral_at_desk(request.bank, pk)
    if found.member.is_same_person_as(request.member):
        raise PermissionDenied
    call = CallForm(request.POST if "call" in request.POST else None)
    end = EndForm(request.POST if "end" in request.POST else None)
    if request.method == "GET":
        return _page(request, found, call, end)
    if "look" in request.POST and not (call.is_bound or end.is_bound):
        members.see_contact(found.member, by=request.member, at=timezone.now())
        return _page(request, found, call, end, shows_contact=True)
    if any(form.is_bound and not form.is_valid() for form in (call, end)):
        return _page(request, found, call, end, status=400)
    try:
        words = _deed(request, found, call, end)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    if found.consent.ended_at is None and end.is_bound:
        return redirect("services:desk_referrals", bank=request.bank.slug)
    return redirect("services:desk_referral", bank=request.bank.slug, pk=pk)


def _deed(request: BankRequest, found: Referral, call: CallForm, end: EndForm) -> str:
    """Do what the pressed button says, and say what was done."""
    by, at = request.member, timezone.now()
    if call.is_bound:
        actions.record_call(found, call.call(), by=by, at=at)
        return _("Written down. What they are good at is in their profile.")
    if end.is_bound:
        told = end.cleaned_data
        actions.end_referral(found, state=Referral.State(told["state"]), reason=told["reason"], by=by, at=at)
        return _("Done. They are told.")
    known = PlaceForm({"place": request.POST.get("known")}).found()
    if known:
        candidates = {each.pk: each for each in likely_same(found.member)}
        if known in candidates:
            actions.point_to_known(found, candidates[known], by=by, at=at)
            return _("Done. They are told that they were introduced.")
    actions.take_on(found, by=by, at=at)
    return _("You look after it now. Ring them within a few days.")


def _list(request: BankRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    everybody = Referral.objects.filter(bank=request.bank).waiting()
    after = PlaceForm({"place": request.GET.get("after")}).found()
    start = Referral.objects.filter(bank=request.bank, pk=after).first() if after else None
    found = everybody.after(start) if start else everybody
    read = found.select_related("service__organisation", "member", "triaged_by").prefetch_related("gifts")
    rows = list(read[: ON_PAGE + 1])
    today = request.bank.day(at)
    context = {
        "form": form,
        "rows": [(each, (today - each.sent_on).days) for each in rows[:ON_PAGE]],
        "next_url": f"?after={rows[ON_PAGE - 1].pk}" if len(rows) > ON_PAGE else "",
        "first_url": "?" if start else "",
    }
    return render(request, "services/desk_referrals.html", context, status=status)


def _counts(request: BankRequest) -> HttpResponse:
    figures_now = figures(request.bank, timezone.now() - A_YEAR)
    return render(request, "services/desk_referrals_counts.html", {"figures": figures_now})


def _page(
    request: BankRequest,
    found: Referral,
    call: CallForm,
    end: EndForm,
    *,
    shows_contact: bool = False,
    status: int = 200,
) -> HttpResponse:
    member = found.member
    is_applicant = member.state == Member.State.APPLICANT
    context = {
        "referral": found,
        "service": found.service,
        "gifts": list(found.gifts.select_related("by")),
        "steps": all_that_happened(found, found.steps.select_related("by")),
        "call": call,
        "end": end,
        "shows_contact": shows_contact,
        "claim": member.address_claims.filter(accepted_at=None, withdrawn_at=None).first() if shows_contact else None,
        "suspects": likely_same(member) if is_applicant and found.is_open else [],
        "is_applicant": is_applicant,
    }
    return render(request, "services/desk_referral.html", context, status=status)
