"""Settling what is not right about an exchange: one page for the two, for who mediates and for coordinators."""

import datetime
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access import stands_with_a_party
from exchanges.access.disputes import dispute_to_see, those_who_may_mediate
from exchanges.actions import disputes
from exchanges.actions.acts import Act
from exchanges.forms.settling import NO, SAID, YES, AgreeForm, MediatorForm, NoForm, SideForm, ToldForm, WayOutForm
from exchanges.models import Dispute, DisputeStep
from exchanges.reads.disputes import figures
from exchanges.views.acting import act_of
from exchanges.views.facts import facts
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named, sentence
from exchanges.views.settling_words import has_agreed, lines_of, proposal_of, stands
from members.access import BankRequest, also_acting, for_roles, for_traders_and_resting_or
from members.models import Bank, Member, Role
from timebank.lib.errors import RuleBroken

MOST_SHOWN = 50
State = Dispute.State
for_its_people = for_traders_and_resting_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR, Role.MEDIATOR)


@for_its_people
@also_acting
@require_safe
def settling(request: BankRequest, pk: int) -> HttpResponse:
    """Show how far a dispute is, what was said, and what the reader can do now."""
    return _page(request, dispute_to_see(request.member, pk))


@for_its_people
@require_POST
def settling_name(request: BankRequest, pk: int) -> HttpResponse:
    """Ask somebody to mediate."""
    dispute = dispute_to_see(request.member, pk)
    if not (request.member.is_coordinator or request.member.is_admin):
        raise PermissionDenied
    form = MediatorForm(request.POST, free=those_who_may_mediate(dispute.exchange))

    def act(at: datetime.datetime) -> str:
        disputes.name_mediator(dispute.exchange, form.chosen, Act(request.member, at))
        return _("We have asked %(name)s, and told both of them.") % {"name": named(form.chosen)}

    return _do(request, dispute, act, name=form)


@for_its_people
@also_acting
@require_POST
def settling_say(request: BankRequest, pk: int) -> HttpResponse:
    """Write down how one side sees it, in their own words."""
    dispute = dispute_to_see(request.member, pk)
    form = SideForm(request.POST, auto_id="say_%s")

    def act(at: datetime.datetime) -> str:
        disputes.say(dispute.exchange, act_of(request, at), words=form.cleaned_data["words"])
        return _("Thank you. Your words are written down, and we have told the others.")

    return _do(request, dispute, act, say=form)


@for_its_people
@require_POST
def settling_propose(request: BankRequest, pk: int) -> HttpResponse:
    """Propose a way out to both."""
    dispute = dispute_to_see(request.member, pk)
    form = WayOutForm(request.POST, bank=request.bank, auto_id="propose_%s")

    def act(at: datetime.datetime) -> str:
        answers = form.cleaned_data
        minutes = None if form.undoes else answers["minutes"]
        disputes.propose(dispute.exchange, Act(request.member, at), minutes=minutes, words=answers["reason"])
        return _("Proposed. We ask both of them whether they agree.")

    return _do(request, dispute, act, propose=form)


@for_its_people
@also_acting
@require_POST
def settling_agree(request: BankRequest, pk: int) -> HttpResponse:
    """Say yes to what is proposed."""
    dispute = dispute_to_see(request.member, pk)
    form = AgreeForm(request.POST, auto_id="agree_%s")

    def act(at: datetime.datetime) -> str:
        disputes.agree(dispute.exchange, act_of(request, at), proposal=form.cleaned_data["proposal"])
        return _("Thank you. You agreed to what is proposed.")

    return _do(request, dispute, act, agree=form)


@for_its_people
@also_acting
@require_POST
def settling_no(request: BankRequest, pk: int) -> HttpResponse:
    """Say no to what is proposed, and what would be right."""
    dispute = dispute_to_see(request.member, pk)
    form = NoForm(request.POST, auto_id="no_%s")

    def act(at: datetime.datetime) -> str:
        answers = form.cleaned_data
        disputes.say_no(dispute.exchange, act_of(request, at), proposal=answers["proposal"], words=answers["words"])
        return _("Thank you for saying so. Who mediates looks for another way.")

    return _do(request, dispute, act, no=form)


@for_its_people
@require_http_methods(["GET", "HEAD", "POST"])
def settling_for(request: BankRequest, pk: int, number: int) -> HttpResponse:
    """Write down what one side said by phone or in person."""
    dispute = dispute_to_see(request.member, pk)
    side = _side(dispute, number)
    could_say = _could_say_for(dispute, request.member, side)
    if not could_say:
        raise PermissionDenied
    proposal = proposal_of(dispute)
    data = request.POST if request.method == "POST" else None
    form = ToldForm(data, could_say=could_say, proposal=proposal.pk if proposal else None)
    if data is None:
        return _told_page(request, dispute, side, form)
    if not form.is_valid():
        return _told_page(request, dispute, side, form, status=BAD_REQUEST)
    try:
        _write_down(dispute, Act(request.member, timezone.now(), side, form.cleaned_data["channel"]), form)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _told_page(request, dispute, side, form, status=status_of(refusal))
    messages.success(request, _("Written down for %(name)s. We tell both of them.") % {"name": named(side)})
    return redirect("exchanges:settling", bank=request.bank.slug, pk=pk)


@for_roles(Role.MEDIATOR, Role.COORDINATOR, Role.ADMIN)
@require_safe
def mediating(request: BankRequest) -> HttpResponse:
    """List the disputes that the reader mediates, or all open ones for who runs the bank, and how long they take."""
    found = Dispute.objects.of(request.bank)
    runs = request.member.is_coordinator or request.member.is_admin
    found = found.open().order_by("opened_at", "pk") if runs else found.mediated_by(request.member)
    rows, at = found.select_related("exchange__giver", "exchange__receiver", "mediator")[:MOST_SHOWN], timezone.now()
    for each in rows:
        each.exchange.bank = request.bank  # spares asking for it again
    context = {
        "rows": [(each, stands(each, at)) for each in rows],
        "figures": figures(request.bank, since=at - datetime.timedelta(days=365)),
    }
    return render(request, "exchanges/mediating.html", context)


def _side(dispute: Dispute, number: int) -> Member:
    for side in (dispute.exchange.giver, dispute.exchange.receiver):
        if side.number == number:
            return side
    raise Http404


def _could_say_for(dispute: Dispute, asker: Member, side: Member) -> list[str]:
    """Name what the asker may write down for a side: who mediates their words, a coordinator their answer too."""
    if not dispute.is_open or stands_with_a_party(dispute.exchange, asker):
        return []
    if asker.is_coordinator:
        return [SAID, YES, NO] if dispute.state == State.PROPOSED else [SAID]
    return [SAID] if dispute.mediator_id == asker.pk and asker.is_mediator else []


def _write_down(dispute: Dispute, act: Act, form: ToldForm) -> None:
    said, exchange = form.cleaned_data, dispute.exchange
    if said["answer"] == SAID:
        disputes.say(exchange, act, words=said["words"])
    elif said["answer"] == YES:
        disputes.agree(exchange, act, proposal=said["proposal"] or 0)
    else:
        disputes.say_no(exchange, act, proposal=said["proposal"] or 0, words=said["words"])


def _do(
    request: BankRequest, dispute: Dispute, act: Callable[[datetime.datetime], str], **sent: forms.Form
) -> HttpResponse:
    """Do one thing; a form or a rule that refuses shows the page again, with what was typed."""
    if not all(form.is_valid() for form in sent.values()):
        return _page(request, dispute, sent, status=BAD_REQUEST)
    try:
        done = act(timezone.now())
    except RuleBroken as refusal:
        fresh = dispute_to_see(request.member, dispute.exchange_id)
        return _page(request, fresh, sent, refusal=refusal, status=status_of(refusal))
    messages.success(request, done)
    return redirect("exchanges:settling", bank=request.bank.slug, pk=dispute.exchange_id)


def _page(
    request: BankRequest,
    dispute: Dispute,
    sent: dict[str, forms.Form] | None = None,
    *,
    refusal: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    sent, reader, exchange = sent or {}, request.member, dispute.exchange
    steps = list(dispute.steps.select_related("by", "on_behalf_of", "named"))
    proposal = proposal_of(dispute, steps)
    near = stands_with_a_party(exchange, reader)
    runs = dispute.is_open and not near and (reader.is_coordinator or reader.is_admin)
    is_party = dispute.is_open and exchange.has_party(reader)
    mediates = dispute.is_open and dispute.mediator_id == reader.pk and not near
    context = {
        "dispute": dispute,
        "exchange": exchange,
        "sentence": sentence(exchange, reader),
        "facts": facts(exchange),
        "stands": stands(dispute, timezone.now()),
        "lines": lines_of(steps, reader),
        "proposal": proposal,
        "may_say": is_party,
        "may_answer": is_party and proposal is not None and not has_agreed(steps, proposal, reader),
        "may_propose": mediates and dispute.state in (State.HEARD, State.PROPOSED),
        "may_decide": runs and reader.is_coordinator,
        "told_by": [side for side in (exchange.giver, exchange.receiver) if _could_say_for(dispute, reader, side)],
        "form": next(iter(sent.values()), None),
        "forms": {**_fresh(exchange.bank, dispute, proposal, runs=runs), **sent},
        "refusal": refusal,
    }
    return render(request, "exchanges/settling.html", context, status=status)


def _fresh(bank: Bank, dispute: Dispute, proposal: DisputeStep | None, *, runs: bool) -> dict[str, forms.Form]:
    fresh: dict[str, forms.Form] = {
        "say": SideForm(auto_id="say_%s"),
        "propose": WayOutForm(bank=bank, auto_id="propose_%s"),
        "agree": AgreeForm(auto_id="agree_%s", initial={"proposal": proposal.pk if proposal else None}),
        "no": NoForm(auto_id="no_%s", initial={"proposal": proposal.pk if proposal else None}),
    }
    if runs:
        free = [each for each in those_who_may_mediate(dispute.exchange) if each.pk != dispute.mediator_id]
        if free:
            fresh["name"] = MediatorForm(free=free)
    return fresh


def _told_page(
    request: BankRequest, dispute: Dispute, side: Member, form: ToldForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "exchange": dispute.exchange,
        "dispute": dispute,
        "side": side,
        "form": form,
        "sentence": sentence(dispute.exchange, request.member),
        "proposal": proposal_of(dispute),
    }
    return render(request, "exchanges/settling_for.html", context, status=status)
