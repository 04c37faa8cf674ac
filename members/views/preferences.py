"""The page on which a member says how one bank reaches them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import BankRequest, for_members_and_resting
from members.actions.preferences import set_preferences
from members.forms.preferences import PreferencesForm
from members.models import Block
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

MOST_BLOCKS = 100


@for_members_and_resting
@require_http_methods(["GET", "POST"])
def preferences(request: BankRequest) -> HttpResponse:
    """Say how this bank reaches me, also while I have a rest: it goes on telling me things."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, member=request.member)
    if request.method == "GET":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        set_preferences(request.member, form.preferences(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=status_of(refusal))
    messages.success(request, _("Saved. This holds for this time bank alone."))
    return redirect("me")


def _page(request: BankRequest, form: PreferencesForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "blocks": list(Block.objects.of(request.member)[:MOST_BLOCKS])}
    return render(request, "members/preferences.html", context, status=status)
