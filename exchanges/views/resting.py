"""The pages on which a member has a rest or is suspended, and the button that brings them back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.actions import resting
from exchanges.actions.plans import plans_of
from exchanges.forms.resting import RestForm, SuspensionForm
from exchanges.models import Listing
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named, sentence
from members import actions as members
from members.access import BankRequest, for_members_and_resting, for_roles, oneself_or_member_to_see
from members.models import Member, Role
from timebank.lib.errors import RuleBroken

PLANS_SHOWN = 20


@for_members_and_resting
@require_http_methods(["GET", "POST"])
def pause(request: BankRequest, number: int) -> HttpResponse:
    """Say what a rest means, until when it lasts, and begin it: one's own, or a member's who told those who run us."""
    found = oneself_or_member_to_see(request.member, number)
    is_own = found.pk == request.member.pk
    if not is_own and not (request.member.is_coordinator or request.member.is_admin):
        raise PermissionDenied
    if not found.can_trade and found.state != Member.State.PAUSED:
        return _back_to(request, found)
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = RestForm(data, member=found, is_own=is_own, today=request.bank.day(at))
    if data is None or not form.is_valid():
        return _page(request, "pause", found, form, status=BAD_REQUEST if form.errors else 200)
    try:
        resting.pause(found, form.rest(), by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, "pause", found, form, status=status_of(refusal))
    if is_own:
        messages.success(request, _("Enjoy your rest. Come back whenever you like."))
    else:
        messages.success(request, _("%(name)s is having a rest. We tell them.") % {"name": named(found)})
    return _back_to(request, found)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def suspend(request: BankRequest, number: int) -> HttpResponse:
    """Say what a suspension means, ask why and until when, and suspend the member."""
    found = oneself_or_member_to_see(request.member, number)
    if found.pk == request.member.pk:
        raise PermissionDenied
    if not found.belongs:
        return _back_to(request, found)
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = SuspensionForm(data, member=found, today=request.bank.day(at))
    if data is None or not form.is_valid():
        return _page(request, "suspend", found, form, status=BAD_REQUEST if form.errors else 200)
    try:
        resting.suspend(found, form.suspension(), by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, "suspend", found, form, status=status_of(refusal))
    messages.success(request, _("%(name)s is suspended. We tell them why.") % {"name": named(found)})
    return _back_to(request, found)


@for_members_and_resting
@require_POST
def come_back(request: BankRequest, number: int) -> HttpResponse:
    """End a rest or a suspension."""
    found = oneself_or_member_to_see(request.member, number)
    is_own = found.pk == request.member.pk
    if not is_own and not (request.member.is_coordinator or request.member.is_admin):
        raise PermissionDenied
    try:
        members.come_back(found, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("Welcome back.") if is_own else _("%(name)s is back. We tell them.") % {"name": named(found)}
        messages.success(request, words)
    return _back_to(request, found)


def _back_to(request: BankRequest, found: Member) -> HttpResponse:
    if found.pk == request.member.pk:
        return redirect("exchanges:home", bank=request.bank.slug)
    return redirect("exchanges:member", bank=request.bank.slug, number=found.number)


def _page(
    request: BankRequest, name: str, found: Member, form: RestForm | SuspensionForm, *, status: int = 200
) -> HttpResponse:
    plans = list(plans_of(found)[: PLANS_SHOWN + 1])
    context = {
        "member": found,
        "is_own": found.pk == request.member.pk,
        "form": form,
        "plans": [(plan, sentence(plan, request.member)) for plan in plans[:PLANS_SHOWN]],
        "more_plans": len(plans) > PLANS_SHOWN,
        "listings": found.listings.filter(state=Listing.State.OPEN).count(),
    }
    return render(request, f"exchanges/member_{name}.html", context, status=status)
