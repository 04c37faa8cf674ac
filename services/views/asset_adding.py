"""The pages on which something is put on the map, said anew, looked at by a coordinator and taken off."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.views.errands import Errand
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, for_members, for_roles
from members.models import Member, Role
from services.access.assets import asset_to_change, asset_to_see, asset_to_take_off, may_add
from services.actions import assets as actions
from services.forms.assets import AssetForm, BeginForm, TakeOffForm
from services.models import Asset
from services.views.assets import asset_page
from timebank.lib.errors import RuleBroken


def waits_on_desk(asker: Member, at: datetime.datetime) -> list[Errand]:
    """Say on the desk how many things wait to be looked at."""
    waiting = Asset.objects.of(asker.bank).waiting().filter(consent__ended_at=None).count()
    if not waiting:
        return []
    words = ngettext("%(count)d thing waits to go on the map", "%(count)d things wait to go on the map", waiting)
    url = reverse("services:assets_waiting", args=[asker.bank.slug])
    return [Errand(words=words % {"count": waiting}, url=url, link=_("Look at them"), count=waiting)]


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def asset_new(request: BankRequest) -> HttpResponse:
    """Put something on the map; an address can have begun to say what and where."""
    if not may_add(request.member):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    begun = BeginForm(request.GET, bank=request.bank).begun()
    form = AssetForm(data, asker=request.member, begun=begun)
    if data is None or not form.is_valid():
        return _form_page(request, form, None)
    at = timezone.now()
    try:
        made = actions.add_asset(request.bank, form.said(), by=request.member, at=at, owner=form.owner())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, None, status=status_of(refusal))
    messages.success(request, _said(made))
    return redirect("services:asset", bank=request.bank.slug, pk=made.pk)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def asset_change(request: BankRequest, pk: int) -> HttpResponse:
    """Say anew what something is."""
    found = asset_to_change(request.member, pk)
    data = request.POST if request.method == "POST" else None
    form = AssetForm(data, asker=request.member, asset=found)
    if data is None or not form.is_valid():
        return _form_page(request, form, found)
    try:
        changed = actions.change_asset(found, form.said(), by=request.member)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, found, status=status_of(refusal))
    messages.success(request, _said(changed))
    return redirect("services:asset", bank=request.bank.slug, pk=pk)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def asset_agree(request: BankRequest, pk: int) -> HttpResponse:
    """Let others find what a member added."""
    found = asset_to_see(request.bank, request.member, pk)
    try:
        actions.agree_to_asset(found, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("On the map now. We tell who added it."))
    return redirect("services:asset", bank=request.bank.slug, pk=pk)


@for_members
@require_POST
def asset_take_off(request: BankRequest, pk: int) -> HttpResponse:
    """Take something off the map: whose it is at once, who coordinates with a reason."""
    found = asset_to_take_off(request.member, pk)
    form = TakeOffForm(request.POST)
    is_own = request.member.pk in (found.added_by_id, found.owner_id)
    if not is_own and not form.is_valid():
        return asset_page(request, found, form, status=BAD_REQUEST)
    reason = "" if is_own else form.cleaned_data["reason"]
    try:
        actions.take_off(found, by=request.member, at=timezone.now(), reason=reason)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("services:map", bank=request.bank.slug)
    messages.success(request, _("It is off the map. Its words are gone."))
    return redirect("services:map", bank=request.bank.slug)


def _said(asset: Asset) -> str:
    if asset.is_open:
        return _("It is on the map.")
    return _("Thank you. A coordinator looks at it first, and then others can find it.")


def _form_page(
    request: BankRequest, form: AssetForm, asset: Asset | None, *, status: int | None = None
) -> HttpResponse:
    answered = BAD_REQUEST if form.errors else 200
    return render(request, "services/asset_form.html", {"form": form, "asset": asset}, status=status or answered)
