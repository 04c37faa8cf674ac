"""The buttons with which an offer or a request is paused, opened again and renewed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchanges.access import listing_to_move
from exchanges.actions import standing
from exchanges.models import Listing
from members.access import BankRequest, also_acting, for_traders_or
from members.models import Role
from timebank.lib.errors import RuleBroken


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_POST
def listing_pause(request: BankRequest, pk: int) -> HttpResponse:
    """Hide an offer or a request for a while."""
    return _moved(request, pk, standing.pause, _("Paused. Nobody else can read it until you open it again."))


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_POST
def listing_open(request: BankRequest, pk: int) -> HttpResponse:
    """Show again what was paused or taken down."""
    return _moved(request, pk, standing.open_again, _("It is up again. Members can read it from now on."))


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_POST
def listing_renew(request: BankRequest, pk: int) -> HttpResponse:
    """Let an offer or a request stand for three months more."""
    return _moved(request, pk, standing.renew, _("Renewed. Others can read it for three months from today."))


def _moved(request: BankRequest, pk: int, move: Callable[..., Listing], done: str) -> HttpResponse:
    at = timezone.now()
    found = listing_to_move(request.member, pk, today=request.bank.day(at))
    try:
        move(found, by=request.actor, at=at)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("exchanges:listing", bank=request.bank.slug, pk=pk)
