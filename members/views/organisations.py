"""Organisations: asking to join, and changing what their page says."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import (
    BankRequest,
    PublicRequest,
    also_managing,
    for_everybody,
    for_members,
    organisation_to_see,
)
from members.actions.organisations import apply_as_organisation, change_page
from members.forms.organisations import ChangePageForm, JoinAsOrganisationForm
from members.models import Member
from members.views import sitting
from members.views.joining import asks_too_often
from members.views.words import status_of
from timebank.lib.errors import RuleBroken


@for_everybody
@require_http_methods(["GET", "POST"])
def join_organisation(request: PublicRequest) -> HttpResponse:
    """Ask to join as an association, a business or an institution. A coordinator names who acts for it later."""
    form = JoinAsOrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, "members/join_organisation.html", {"form": form})
    if asks_too_often(request):
        return render(request, "members/join_too_often.html", status=429)
    if form.is_trapped:
        return redirect("members:join_thanks", bank=request.bank.slug)
    if not form.is_valid():
        return render(request, "members/join_organisation.html", {"form": form}, status=400)
    try:
        applicant = apply_as_organisation(request.bank, form.application(), form.page(), at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/join_organisation.html", {"form": form}, status=status_of(refusal))
    sitting.begin(request, request.bank, applicant, shows_link=True, in_two_steps=True)
    return redirect("members:join_terms", bank=request.bank.slug)


@for_members
@also_managing
@require_http_methods(["GET", "POST"])
def organisation_change(request: BankRequest, number: int) -> HttpResponse:
    """Change what an organisation's page says: its managers, acting for it, and those who run the bank."""
    found = organisation_to_see(request.bank, request.member, number)
    if not _may_change(request, found):
        raise PermissionDenied
    form = ChangePageForm(request.POST if request.method == "POST" else None, organisation=found)
    if request.method == "GET":
        return _page(request, form, found)
    if not form.is_valid():
        return _page(request, form, found, status=400)
    try:
        change_page(found, form.page(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, found, status=status_of(refusal))
    messages.success(request, _("Saved."))
    return redirect("exchanges:organisation", bank=request.bank.slug, number=number)


def _may_change(request: BankRequest, found: Member) -> bool:
    if request.mandate is not None:
        return request.member.pk == found.pk
    return request.member.is_coordinator or request.member.is_admin


def _page(request: BankRequest, form: ChangePageForm, found: Member, *, status: int = 200) -> HttpResponse:
    return render(request, "members/organisation_change.html", {"form": form, "organisation": found}, status=status)
