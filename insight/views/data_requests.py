"""What those who run a bank do for a member who asked about their data: a file of it, or erasing them."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exchanges.actions.leaving import UNSETTLED
from exchanges.models import Exchange
from insight.actions import erasing
from insight.forms import EraseForSomebodyForm
from insight.reads.held import of_membership
from insight.views.held_files import held_file
from members.access import BankRequest, for_roles, member_to_see
from members.actions.data_requests import take_data
from members.models import Member, Role
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR, Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def data_request(request: BankRequest, number: int) -> HttpResponseBase:
    """Make the file of all that is held on a member who does not sign in; they are told."""
    found = member_to_see(request.member, number)
    context = {"member": found, "signs_in": bool(found.person and found.person.email)}
    if request.method == "GET":
        return render(request, "insight/privacy/data_request.html", context)
    at = timezone.now()
    try:
        take_data(found, by=request.member, at=at)
    except RuleBroken as refusal:
        context["refusal"] = str(refusal)
        return render(request, "insight/privacy/data_request.html", context, status=status_of(refusal))
    return held_file(of_membership(found), name=f"{request.bank.slug}-member-{number}", at=at)


@for_roles(Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def erase_for(request: BankRequest, number: int) -> HttpResponse:
    """Erase a member who asked for it, by phone for instance."""
    found = member_to_see(request.member, number)
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
    messages.success(request, _("%(name)s is erased. Only the number is left.") % {"name": name})
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


def _page(request: BankRequest, found: Member, form: EraseForSomebodyForm, *, status: int = 200) -> HttpResponse:
    context = {
        "member": found,
        "form": form,
        "unsettled": Exchange.objects.with_member(found).filter(state__in=UNSETTLED).count(),
        "is_erased": hasattr(found, "erasure"),
    }
    return render(request, "insight/privacy/erase_for.html", context, status=status)
