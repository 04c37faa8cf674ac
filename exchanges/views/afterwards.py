"""What follows a plan and an exchange: whether it happened, the same again, travel and costs, and whom to help next."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.access import choices, exchange_to_see
from exchanges.actions import afterwards
from exchanges.actions.met_before import say_met_before
from exchanges.forms.exchanges import AgainForm, CostsForm, MetBeforeForm
from exchanges.forms.logging import WhenForm
from exchanges.models import Exchange
from exchanges.views.acting import act_of
from exchanges.views.exchanges import carry_out, for_its_readers
from exchanges.views.helping import say_not_today
from exchanges.views.sentences import named, sentence
from members.access import BankRequest, also_acting, for_traders


@for_its_readers
@also_acting
@require_safe
def happened(request: BankRequest, pk: int) -> HttpResponse:
    """Ask one of the two whether a plan happened, with the one tap that says so. Reading it writes nothing.

    A reminder leads here. Once it was answered, and for who writes down another's answer, it leads to the exchange.
    """
    exchange = exchange_to_see(request.member, pk)
    at = timezone.now()
    if not exchange.has_party(request.member) or not choices(exchange, request.member, at=at).log:
        return redirect("exchanges:exchange", bank=request.bank.slug, pk=exchange.pk)
    today = request.bank.day(at)
    happened_on = afterwards.day_of_plan(exchange, today)
    said = {"hours": exchange.minutes, "day": happened_on}
    context = {
        "exchange": exchange,
        "sentence": sentence(exchange, request.member),
        "forms": {"log": WhenForm(bank=request.bank, today=today, initial=said, auto_id="log_%s")},
        "happened_on": happened_on,
        "other": exchange.other_side(request.member),
    }
    return render(request, "exchanges/happened.html", context)


@for_its_readers
@also_acting
@require_POST
def again(request: BankRequest, pk: int) -> HttpResponse:
    """Propose the same once more, a week later."""
    exchange = exchange_to_see(request.member, pk)
    form = AgainForm(request.POST, exchange=exchange)
    made: list[Exchange] = []

    def act(at: datetime.datetime) -> str:
        minutes = form.cleaned_data["hours"]
        made.append(afterwards.same_again(exchange, act_of(request, at), minutes=minutes))
        return ""

    answer = carry_out(request, exchange, act, again=form)
    if not made:
        return answer
    if made[0].proposed_by_id == request.member.pk:
        messages.success(
            request,
            _("We ask %(name)s for the same again.") % {"name": named(exchange.other_side(request.member))},
        )
    return redirect("exchanges:exchange", bank=request.bank.slug, pk=made[0].pk)


@for_its_readers
@also_acting
@require_POST
def costs(request: BankRequest, pk: int) -> HttpResponse:
    """Note in words what it cost to come."""
    exchange = exchange_to_see(request.member, pk)
    form = CostsForm(request.POST, auto_id="costs_%s")

    def act(at: datetime.datetime) -> str:
        afterwards.note_costs(exchange, act_of(request, at), words=form.cleaned_data["costs"])
        return _("Noted. %(name)s can read it too.")

    return carry_out(request, exchange, act, costs=form)


@for_its_readers
@also_acting
@require_POST
def met_before(request: BankRequest, pk: int) -> HttpResponse:
    """Say whether one had met the other side before: with one tap, once."""
    exchange = exchange_to_see(request.member, pk)
    form = MetBeforeForm(request.POST, auto_id="met_%s")

    def act(at: datetime.datetime) -> str:
        say_met_before(exchange, act_of(request, at), answer=form.cleaned_data["answer"])
        return _("Thank you for telling us.")

    return carry_out(request, exchange, act, met=form)


@for_traders
@also_acting
@require_POST
def not_today(request: BankRequest) -> HttpResponse:
    """Stop asking, for today, whether somebody would help someone too."""
    say_not_today(request)
    messages.success(request, _("All right. We don't ask again today."))
    return redirect("exchanges:home", bank=request.bank.slug)
