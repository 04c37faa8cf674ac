"""The list of exchanges, one exchange's page, and what its two members do with it."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.access import (
    choices,
    exchange_to_see,
    may_show_thanks,
    sides_to_write_down,
    sides_who_could_say,
    what_is_missing,
    with_steps,
)
from exchanges.actions import afterwards, life
from exchanges.forms.exchanges import (
    ConfirmForm,
    CostsForm,
    DisputeForm,
    ListForm,
    ThanksForm,
    WordsForm,
    asked_to_confirm,
)
from exchanges.forms.logging import WhenForm
from exchanges.models import Exchange, ExchangeQuerySet
from exchanges.reads.met_before import is_to_be_asked
from exchanges.reads.requirements import in_words
from exchanges.views import sentences
from exchanges.views.acting import act_of
from exchanges.views.crossing_words import newest_elsewhere
from exchanges.views.facts import facts
from exchanges.views.helping import whom_to_help
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_acting, for_traders_and_resting_or, for_traders_or
from members.models import Member, Role
from members.views.ways_back import back_or, part_of_desk
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

ROWS_SHOWN = 20

State = Exchange.State
for_its_readers = for_traders_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)
for_its_readers_and_resting = for_traders_and_resting_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True)
class Row:
    """One exchange of a list, in words."""

    exchange: Exchange
    sentence: str
    badge: sentences.Badge


@dataclass(frozen=True)
class SpokenFor:
    """A side whose word is missing, and the form a coordinator writes it down with."""

    member: Member
    form: forms.Form


@for_its_readers
@also_acting
@require_safe
def exchanges(request: BankRequest) -> HttpResponse:
    """List exchanges, newest first: the asker's own, or all for those who run or audit the bank."""
    sees_all = request.member.runs_or_audits
    form = ListForm(request.GET, asker=request.member, sees_all=sees_all)
    wishes = form.wishes()
    found = list(_wished(request, wishes, sees_all=sees_all).newest_first()[: ROWS_SHOWN + 1])
    shown = found[:ROWS_SHOWN]
    context = {
        "form": ListForm(initial=wishes, asker=request.member, sees_all=sees_all, auto_id="find_%s"),
        "rows": [
            Row(each, sentences.sentence(each, request.member), sentences.badge(each, request.member)) for each in shown
        ],
        "is_filtered": bool(wishes.keys() - {"before"}),
        "sees_all": sees_all,
        "older_url": _page_url(wishes, shown[-1].pk) if len(found) > ROWS_SHOWN else "",
        "newest_url": _page_url(wishes, None) if "before" in wishes else "",
        "elsewhere": newest_elsewhere(request.member) if not wishes else None,
    }
    return render(request, "exchanges/exchanges.html", context)


@for_its_readers_and_resting
@also_acting
@require_safe
def exchange(request: BankRequest, pk: int) -> HttpResponse:
    """Show one exchange: what it is, how it came here, and what the asker may do with it."""
    return _page(request, exchange_to_see(request.member, pk))


@for_its_readers
@also_acting
@require_POST
def accept(request: BankRequest, pk: int) -> HttpResponse:
    """Agree to what the other side suggested."""
    exchange = exchange_to_see(request.member, pk)

    def act(at: datetime.datetime) -> str:
        life.accept(exchange, act_of(request, at))
        return _("Agreed. We tell %(name)s.")

    return carry_out(request, exchange, act)


@for_its_readers
@also_acting
@require_POST
def decline(request: BankRequest, pk: int) -> HttpResponse:
    """Say no to what the other side suggested."""
    exchange = exchange_to_see(request.member, pk)
    form = WordsForm(request.POST, auto_id="decline_%s")

    def act(at: datetime.datetime) -> str:
        life.decline(exchange, act_of(request, at), reason=form.cleaned_data["reason"])
        return _("We tell %(name)s that you can't this time.")

    return carry_out(request, exchange, act, decline=form)


@for_its_readers_and_resting
@also_acting
@require_POST
def cancel(request: BankRequest, pk: int) -> HttpResponse:
    """Take back a suggestion, a plan, or what was logged and not yet agreed."""
    exchange = exchange_to_see(request.member, pk)
    form = WordsForm(request.POST, auto_id="cancel_%s")

    def act(at: datetime.datetime) -> str:
        life.cancel(exchange, act_of(request, at), reason=form.cleaned_data["reason"])
        return _("Cancelled. We tell %(name)s.")

    return carry_out(request, exchange, act, cancel=form)


@for_its_readers
@also_acting
@require_POST
def log_planned(request: BankRequest, pk: int) -> HttpResponse:
    """Say that a plan has happened: with one tap as it was planned, or for how long and when."""
    exchange = exchange_to_see(request.member, pk)
    if "minutes" in request.POST:
        return _happened_as_planned(request, exchange)
    form = WhenForm(request.POST, bank=request.bank, today=request.bank.day(timezone.now()), auto_id="log_%s")

    def act(at: datetime.datetime) -> str:
        answers = form.cleaned_data
        minutes, happened_on = answers["hours"], answers["day"]
        life.log_planned(exchange, act_of(request, at), minutes=minutes, happened_on=happened_on)
        return _("Sent. We ask %(name)s to agree.")

    return carry_out(request, exchange, act, log=form)


@for_its_readers_and_resting
@also_acting
@require_POST
def confirm(request: BankRequest, pk: int) -> HttpResponse:
    """Give one side's word: 'yes' to the minutes that were shown, or another time; as a coordinator on behalf."""
    exchange = exchange_to_see(request.member, pk)
    form = ConfirmForm(request.POST, exchange=exchange, asks=asked_to_confirm(request.POST))

    def act(at: datetime.datetime) -> str:
        told = form.act(act_of(request, at))
        if "minutes" in form.cleaned_data:
            moved = life.agree(exchange, told, minutes=form.cleaned_data["minutes"])
        else:
            moved = life.confirm(exchange, told, minutes=form.cleaned_data["hours"])
        return _confirmed(moved, told.speaker, request.member).replace("%", "%%")  # no pattern: the names stand in it

    return carry_out(request, exchange, act, confirm=form)


@for_its_readers_and_resting
@also_acting
@require_POST
def dispute(request: BankRequest, pk: int) -> HttpResponse:
    """Say that something is not right."""
    exchange = exchange_to_see(request.member, pk)
    form = DisputeForm(request.POST, auto_id="dispute_%s")

    def act(at: datetime.datetime) -> str:
        life.dispute(exchange, act_of(request, at), reason=form.cleaned_data["reason"])
        return _("Thank you for saying so. We tell %(name)s, and a coordinator will talk with both of you.")

    return carry_out(request, exchange, act, dispute=form)


@for_its_readers_and_resting
@also_acting
@require_POST
def thank(request: BankRequest, pk: int) -> HttpResponse:
    """Say thank you to the giver; the giver says whether others read it on their page."""
    exchange = exchange_to_see(request.member, pk)
    if "shown" in request.POST:
        return _show_thanks(request, exchange)
    form = ThanksForm(request.POST, auto_id="thank_%s")

    def act(at: datetime.datetime) -> str:
        life.thank(exchange, act_of(request, at), words=form.cleaned_data["words"])
        return _("%(name)s will read your thanks.")

    return carry_out(request, exchange, act, thank=form)


def _happened_as_planned(request: BankRequest, exchange: Exchange) -> HttpResponse:
    form = ConfirmForm(request.POST, exchange=exchange, asks=("minutes",))

    def act(at: datetime.datetime) -> str:
        moved = afterwards.it_happened(exchange, act_of(request, at), minutes=form.cleaned_data["minutes"])
        if moved.state == State.LOGGED:
            return _("Sent. We ask %(name)s to agree.")
        return _confirmed(moved, request.member, request.member).replace("%", "%%")

    return carry_out(request, exchange, act, happened=form)


def _show_thanks(request: BankRequest, exchange: Exchange) -> HttpResponse:
    shows = request.POST["shown"] == "yes"

    def act(at: datetime.datetime) -> str:
        change = afterwards.show_thanks if shows else afterwards.hide_thanks
        change(exchange, act_of(request, at))
        return _("Others read these thanks on your page now.") if shows else _("Only the two of you read them now.")

    return carry_out(request, exchange, act)


def _wished(request: BankRequest, wishes: Mapping[str, Any], *, sees_all: bool) -> ExchangeQuerySet:
    found: ExchangeQuerySet = Exchange.objects.of(request.bank)
    state = wishes.get("state", "")
    if not sees_all or wishes.get("whose") == ListForm.MINE:
        found = found.with_member(request.member)
    if state == ListForm.WAITING:
        found = found.awaiting(request.member)
    elif state:
        found = found.filter(state=state.upper())
    if "q" in wishes:
        found = found.naming(wishes["q"])
    return found.before(wishes["before"]) if "before" in wishes else found


def _row(exchange: Exchange, reader: Member) -> Row:
    return Row(exchange, sentences.sentence(exchange, reader), sentences.badge(exchange, reader))


def _page_url(wishes: Mapping[str, Any], before: int | None) -> str:
    kept = {name: value for name, value in wishes.items() if name != "before"}
    return "?" + urlencode({**kept, "before": before} if before else kept)


def carry_out(
    request: BankRequest, exchange: Exchange, act: Callable[[datetime.datetime], str], **sent: forms.Form
) -> HttpResponse:
    """Do one thing to an exchange; a form or a rule that refuses shows the page again, with what was typed."""
    if not all(form.is_valid() for form in sent.values()):
        return _page(request, exchange, sent, status=BAD_REQUEST)
    try:
        words = act(timezone.now())
    except RuleBroken as refusal:
        fresh = exchange_to_see(request.member, exchange.pk)
        return _page(request, fresh, sent, refusal=refusal, status=status_of(refusal))
    other = sentences.named(exchange.other_side(request.member))
    messages.success(request, words % {"name": other})
    if request.POST.get("back_to") == "home":
        return redirect("exchanges:home", bank=request.bank.slug)
    return back_or(request, redirect("exchanges:exchange", bank=request.bank.slug, pk=exchange.pk))


def _confirmed(exchange: Exchange, speaker: Member, reader: Member) -> str:
    """Say what became of a word that was given."""
    words = {"hours": hours_in_words(exchange.minutes), "other": sentences.named(exchange.other_side(speaker))}
    if exchange.state == State.LOGGED:
        return _("Thank you. We ask %(other)s to agree to %(hours)s.") % words
    if exchange.state != State.POSTED:
        return _("Agreed. A coordinator looks at it next.")
    if reader.pk == exchange.giver_id:
        return _("Agreed. You have %(hours)s more.") % words
    if reader.pk == exchange.receiver_id:
        return _("Agreed. %(hours)s went from you to %(other)s.") % words
    giver = {"giver": sentences.named(exchange.giver), "receiver": sentences.named(exchange.receiver)}
    return _("Agreed. %(hours)s went from %(receiver)s to %(giver)s.") % {**words, **giver}


def _page(
    request: BankRequest,
    exchange: Exchange,
    sent: Mapping[str, forms.Form] | None = None,
    *,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = sent or {}
    reader, at = request.member, timezone.now()
    prefetch_related_objects([exchange], with_steps())
    may = choices(exchange, reader, at=at)
    context = {
        "exchange": exchange,
        "sentence": sentences.sentence(exchange, reader),
        "badge": sentences.badge(exchange, reader),
        "next": sentences.next_step(exchange, reader),
        "silence": sentences.what_silence_means(exchange, reader, at),
        "facts": facts(exchange),
        "history": sentences.history(exchange, reader),
        "choices": may,
        "lacks": in_words(what_is_missing(exchange), reader) if may.approve else "",
        "forms": _forms(request, exchange, sent, at),
        "spoken_for": _spoken_for(exchange, reader, sent),
        "happened_on": afterwards.day_of_plan(exchange, request.bank.day(at)),
        "may_show_thanks": may_show_thanks(exchange, reader),
        "to_help": whom_to_help(request, exchange),
        "asks_met": is_to_be_asked(reader, exchange, request.bank.day(at)),
        "could_say": sides_who_could_say(exchange, reader, at=at),
        "form": next(iter(sent.values()), None),
        "says_no": request.GET.get("answer") == "no",
        "other": exchange.other_side(reader),
        "refusal": refusal,
        "desk": part_of_desk(request),
    }
    return render(request, "exchanges/exchange.html", context, status=status)


def _forms(
    request: BankRequest, exchange: Exchange, sent: Mapping[str, forms.Form], at: datetime.datetime
) -> dict[str, forms.Form]:
    """Give a form for every answer that needs words or a time; those just sent as they were sent."""
    today = request.bank.day(at)
    planned_on = min(exchange.planned_on or today, today)
    fresh: dict[str, forms.Form] = {
        "confirm": ConfirmForm(exchange=exchange, asks=("hours",), auto_id="confirm_%s"),
        "dispute": DisputeForm(auto_id="dispute_%s"),
        "thank": ThanksForm(auto_id="thank_%s"),
        "costs": CostsForm(initial={"costs": exchange.costs}, auto_id="costs_%s"),
        "decline": WordsForm(auto_id="decline_%s"),
        "cancel": WordsForm(auto_id="cancel_%s"),
        "log": WhenForm(
            bank=request.bank,
            today=today,
            initial={"hours": exchange.minutes, "day": planned_on},
            auto_id="log_%s",
        ),
    }
    own = {name: form for name, form in sent.items() if "on_behalf" not in form.fields}
    return fresh | own


def _spoken_for(exchange: Exchange, reader: Member, sent: Mapping[str, forms.Form]) -> list[SpokenFor]:
    """Give a form for each side whose word is missing, where the reader may write it down."""
    rows = []
    for member in sides_to_write_down(exchange, reader):
        form = sent.get("confirm")
        if form is None or form.data.get("on_behalf") != str(member.number):
            form = ConfirmForm(
                exchange=exchange,
                asks=("on_behalf", "hours", "channel"),
                initial={"on_behalf": member.number, "hours": exchange.minutes},
                auto_id=f"for_{member.number}_%s",
            )
        rows.append(SpokenFor(member, form))
    return rows
