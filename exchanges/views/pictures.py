"""Asking without words: tap a picture, tap a finer one, tap a time, and the request is up."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.actions.listings import put_up
from exchanges.forms.pictures import WhenForm
from exchanges.reads.pictures import Picture, picture_called, pictures
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_acting, for_traders
from timebank.lib.errors import RuleBroken


@for_traders
@also_acting
@require_http_methods(["GET", "POST"])
def listing_ask(request: BankRequest) -> HttpResponse:
    """Show the pictures; of one that was tapped its finer ones; then the times. The address keeps what was tapped."""
    found = pictures(request.bank)
    chosen = picture_called(found, request.GET.get("kind", ""))
    if chosen is None:
        return render(request, "exchanges/listing_ask.html", {"pictures": found})
    if chosen.finer and "all" not in request.GET:
        return render(request, "exchanges/listing_ask_finer.html", {"main": chosen})
    return _ask_when(request, chosen)


def _ask_when(request: BankRequest, chosen: Picture) -> HttpResponse:
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = WhenForm(data, picture=chosen, today=request.bank.day(at))
    if data is None:
        return _page(request, form, chosen)
    if not form.is_valid():
        return _page(request, form, chosen, status=BAD_REQUEST)
    try:
        made = put_up(form.wording(), member=request.member, by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, chosen, status=status_of(refusal))
    messages.success(request, _("It is up. Members can read it from now on."))
    return redirect("exchanges:listing", bank=request.bank.slug, pk=made.pk)


def _page(request: BankRequest, form: WhenForm, chosen: Picture, *, status: int = 200) -> HttpResponse:
    return render(request, "exchanges/listing_ask_when.html", {"form": form, "chosen": chosen}, status=status)
