"""A coordinator writes down what one side of an exchange told them: an answer, thanks, or what is not right."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.access import exchange_to_see, side_to_speak_for, what_could_be_said, with_steps
from exchanges.actions import life
from exchanges.actions.acts import Act
from exchanges.forms import speaking as answers
from exchanges.forms.speaking import SpokenForm
from exchanges.models import Exchange
from exchanges.views.facts import facts
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import badge, history, named, sentence
from members.access import BankRequest, for_roles
from members.models import Member, Role
from members.views.ways_back import back_or
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def speak_for(request: BankRequest, pk: int, number: int) -> HttpResponse:
    """Ask what one side said, or write it down as their word."""
    exchange, at = exchange_to_see(request.member, pk), timezone.now()
    side = side_to_speak_for(exchange, request.member, number)
    prefetch_related_objects([exchange], with_steps())
    could_say = what_could_be_said(exchange, side, at=at)
    if not could_say:
        messages.warning(request, _("This can't be done now. Here is how the exchange stands."))
        return redirect("exchanges:exchange", bank=request.bank.slug, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = SpokenForm(data, exchange=exchange, could_say=could_say, today=request.bank.day(at))
    if data is None:
        return _page(request, exchange, side, form)
    if not form.is_valid():
        return _page(request, exchange, side, form, status=BAD_REQUEST)
    try:
        _write_down(exchange, Act(request.member, at, on_behalf_of=side, channel=form.cleaned_data["channel"]), form)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, exchange, side, form, status=status_of(refusal))
    names = {"name": named(side), "other": named(exchange.other_side(side))}
    messages.success(request, _("Written down for %(name)s. We tell both of them.") % names)
    return back_or(request, redirect("exchanges:exchange", bank=request.bank.slug, pk=pk))


def _write_down(exchange: Exchange, act: Act, form: SpokenForm) -> None:
    said, words = form.cleaned_data, form.cleaned_data["words"]
    deeds = {
        answers.ACCEPT: lambda: life.accept(exchange, act),
        answers.DECLINE: lambda: life.decline(exchange, act, reason=words),
        answers.LOG: lambda: life.log_planned(exchange, act, minutes=said["hours"], happened_on=said["day"]),
        answers.CANCEL: lambda: life.cancel(exchange, act, reason=words),
        answers.DISPUTE: lambda: life.dispute(exchange, act, reason=words),
        answers.THANK: lambda: life.thank(exchange, act, words=words),
    }
    deeds[said["answer"]]()


def _page(
    request: BankRequest, exchange: Exchange, side: Member, form: SpokenForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "exchange": exchange,
        "side": side,
        "form": form,
        "sentence": sentence(exchange, request.member),
        "badge": badge(exchange, request.member),
        "facts": facts(exchange),
        "history": history(exchange, request.member),
    }
    return render(request, "exchanges/speak_for.html", context, status=status)
