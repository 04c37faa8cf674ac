"""What those who run a bank do for somebody who asked about their data: a file of it, or erasing them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exchanges.actions.leaving import count_unsettled
from insight.actions import erasing
from insight.forms import EraseForSomebodyForm
from insight.reads.held import of_membership
from insight.views.held_files import held_file
from members.access import BankRequest, for_roles, member_or_kept, unnumbered_to_see
from members.actions.data_requests import take_data
from members.models import Member, Role
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken

ASKING = (Member.State.APPLICANT, Member.State.DECLINED)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def data_request(request: BankRequest, number: int) -> HttpResponseBase:
    """Make the file of all that is held on a member who does not sign in; they are told."""
    return _data_request(request, member_or_kept(request.member, number), called=f"member-{number}")


@for_roles(Role.COORDINATOR, Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def unnumbered_data(request: BankRequest, pk: int) -> HttpResponseBase:
    """Make the same file for somebody who is no member: who asked to join, or acts for others."""
    return _data_request(request, unnumbered_to_see(request.member, pk), called="what-we-hold")


@for_roles(Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def erase_for(request: BankRequest, number: int) -> HttpResponse:
    """Erase a member who asked for it, by phone for instance."""
    return _erase(request, member_or_kept(request.member, number))


@for_roles(Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def unnumbered_erase(request: BankRequest, pk: int) -> HttpResponse:
    """Erase somebody who is no member and asked for it."""
    return _erase(request, unnumbered_to_see(request.member, pk))


def _data_request(request: BankRequest, found: Member, *, called: str) -> HttpResponseBase:
    context = {**_about(found), "signs_in": bool(found.person and found.person.email)}
    if request.method == "GET":
        return render(request, "insight/privacy/data_request.html", context)
    at = timezone.now()
    try:
        take_data(found, by=request.member, at=at)
    except RuleBroken as refusal:
        context["refusal"] = str(refusal)
        return render(request, "insight/privacy/data_request.html", context, status=status_of(refusal))
    return held_file(of_membership(found), name=f"{request.bank.slug}-{called}", at=at)


def _erase(request: BankRequest, found: Member) -> HttpResponse:
    form = EraseForSomebodyForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    name = named(found)
    try:
        erasing.erase_for_somebody(found, form.how, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    left = _("%(name)s is erased. Only the number is left.") if found.number else _("%(name)s is erased.")
    messages.success(request, left % {"name": name})
    return redirect(_way_back(found))


def _page(request: BankRequest, found: Member, form: EraseForSomebodyForm, *, status: int = 200) -> HttpResponse:
    context = {
        **_about(found),
        "form": form,
        "unsettled": count_unsettled(found),
        "is_erased": hasattr(found, "erasure"),
    }
    return render(request, "insight/privacy/erase_for.html", context, status=status)


def _about(found: Member) -> dict[str, Any]:
    has_page = found.number is not None or found.state in ASKING
    return {
        "member": found,
        "is_applicant": found.number is None and has_page,
        "back_url": _way_back(found),
        "back_words": found if has_page else "",
    }


def _way_back(found: Member) -> str:
    """Name the page of somebody, or of whom they act for where they have none of their own."""
    slug = found.bank.slug
    if found.number is not None:
        return reverse("exchanges:member", args=[slug, found.number])
    if found.state in ASKING:
        return reverse("members:application", args=[slug, found.pk])
    mandate = found.held_mandates.select_related("member").order_by("-pk").first()
    if mandate is None:
        return reverse("exchanges:desk", args=[slug])
    if mandate.member.number is None:
        return reverse("members:applicant_guardian", args=[slug, mandate.member_id])
    return reverse("members:mandates", args=[slug, mandate.member.number])
