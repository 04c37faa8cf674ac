"""Exchanges with members of other banks: the list, writing one down, its page, and what its member says."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access.crossing import (
    cross_choices,
    cross_to_block,
    cross_to_see,
    may_block,
    trading_partners,
    what_is_missing,
)
from exchanges.actions.acts import Act
from exchanges.actions.crossing import blocking, logging, words
from exchanges.forms.crossing import CrossForm, CrossThanksForm, CrossWordForm
from exchanges.forms.desk import ReasonForm
from exchanges.forms.exchanges import LARGEST_ID, DisputeForm
from exchanges.models import CrossExchange
from exchanges.reads.requirements import in_words
from exchanges.views import crossing_words
from exchanges.views.acting import act_of
from exchanges.views.exchanges import for_its_readers, for_its_readers_and_resting
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_acting, also_keeping, for_members, for_traders_or
from members.models import Bank, Block, Member, Role
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken

ROWS_SHOWN = 20
State = CrossExchange.State


@for_its_readers
@also_acting
@require_safe
def crosses(request: BankRequest) -> HttpResponse:
    """List exchanges with other banks, newest first: the asker's own, or all for those who run or audit the bank."""
    before = _before(request)
    found = CrossExchange.objects.of(request.bank)
    if not request.member.runs_or_audits:
        found = found.with_member(request.member)
    if before:
        found = found.before(before)
    rows = list(found.newest_first()[: ROWS_SHOWN + 1])
    shown = rows[:ROWS_SHOWN]
    context = {
        "rows": [crossing_words.row(each, request.member) for each in shown],
        "older_url": f"?before={shown[-1].pk}" if len(rows) > ROWS_SHOWN else "",
        "newest_url": "?" if before else "",
    }
    return render(request, "exchanges/crosses.html", context)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "HEAD", "POST"])
def cross_log(request: BankRequest) -> HttpResponse:
    """Write down an exchange with a member of another bank, for oneself or for who told it."""
    at = timezone.now()
    partners = trading_partners(request.bank)
    data = request.POST if request.method == "POST" else None
    form = CrossForm(data, asker=request.member, partners=partners, today=request.bank.day(at))
    if not form.is_bound:
        return _log_page(request, form)
    if not form.is_valid():
        return _log_page(request, form, status=BAD_REQUEST)
    act = form.act(act_of(request, at))
    try:
        cross = logging.log(form.draft(act), act)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _log_page(request, form, status=status_of(refusal))
    other = cross.other_side(request.bank)
    messages.success(request, _("Sent. We ask %(name)s to agree.") % {"name": named(other.member)})
    return redirect("exchanges:cross", bank=request.bank.slug, pk=cross.pk)


@for_its_readers_and_resting
@also_acting
@require_safe
def cross(request: BankRequest, pk: int) -> HttpResponse:
    """Show one: what it is, how it came here, and what the asker may do with it."""
    return cross_page(request, cross_to_see(request.member, pk))


@for_its_readers_and_resting
@also_acting
@require_POST
def cross_confirm(request: BankRequest, pk: int) -> HttpResponse:
    """Give one side's word: yes to the time that was shown, or another; as a coordinator for who told them."""
    found = cross_to_see(request.member, pk)
    told = "channel" in request.POST or "told" in request.POST
    asks = ("hours", "channel") if told else ("minutes",) if "minutes" in request.POST else ("hours",)
    form = CrossWordForm(request.POST, bank=request.bank, asks=asks, auto_id="told_%s" if told else "confirm_%s")

    def do(act: Act) -> str:
        answers = form.cleaned_data
        if told:
            whose = found.side_of(request.bank).member
            act = Act(act.by, act.at, on_behalf_of=whose, channel=answers["channel"])
        shown = answers.get("minutes")
        minutes = shown if shown is not None else answers["hours"]
        return _confirmed(words.confirm(found, act, minutes=minutes, shown=shown), request.member)

    return _carry_out(request, found, do, **{"told" if told else "confirm": form})


@for_its_readers_and_resting
@also_acting
@require_POST
def cross_cancel(request: BankRequest, pk: int) -> HttpResponse:
    """Take back what one wrote down, while the other side has not agreed."""
    found = cross_to_see(request.member, pk)

    def do(act: Act) -> str:
        words.cancel(found, act)
        return _("Cancelled. We tell %(name)s.") % {"name": named(found.other_side(request.bank).member)}

    return _carry_out(request, found, do)


@for_its_readers_and_resting
@also_acting
@require_POST
def cross_dispute(request: BankRequest, pk: int) -> HttpResponse:
    """Say that something is not right."""
    found = cross_to_see(request.member, pk)
    form = DisputeForm(request.POST, auto_id="dispute_%s")

    def do(act: Act) -> str:
        words.dispute(found, act, reason=form.cleaned_data["reason"])
        return _("Thank you for saying so. A coordinator of each time bank will look at it.")

    return _carry_out(request, found, do, dispute=form)


@for_its_readers_and_resting
@also_acting
@require_POST
def cross_thank(request: BankRequest, pk: int) -> HttpResponse:
    """Say thank you to the giver at the other bank."""
    found = cross_to_see(request.member, pk)
    form = CrossThanksForm(request.POST, auto_id="thank_%s")

    def do(act: Act) -> str:
        words.thank(found, act, words=form.cleaned_data["words"])
        return _("%(name)s will read your thanks.") % {"name": named(found.giver.member)}

    return _carry_out(request, found, do, thank=form)


@for_members
@also_keeping
@require_http_methods(["GET", "HEAD", "POST"])
def cross_block(request: BankRequest, pk: int) -> HttpResponse:
    """Say what blocking the other side does, or do it; where it is done already, offer to take it back."""
    found = cross_to_block(request.member, pk, actor=request.actor)
    other = found.other_side(request.bank)
    if request.method == "POST":
        try:
            blocking.block_other_side(found, act_of(request, timezone.now()))
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        done = _("Done. %(name)s can no longer write down hours with you. We do not tell them.")
        messages.success(request, done % {"name": named(other.member)})
        return redirect("exchanges:cross_block", bank=request.bank.slug, pk=pk)
    standing = Block.objects.of(request.member).filter(blocked=other.member).first()
    context = {"cross": found, "other": other, "standing": standing}
    return render(request, "exchanges/cross_block.html", context)


def cross_page(
    request: BankRequest,
    found: CrossExchange,
    sent: Mapping[str, forms.Form] | None = None,
    *,
    refused: RuleBroken | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw its page; forms that were just sent as they were sent."""
    sent, reader = sent or {}, request.member
    may = cross_choices(found, reader, at=timezone.now())
    ours = found.side_of(request.bank)
    context = {
        "cross": found,
        "sentence": crossing_words.sentence(found, reader),
        "badge": crossing_words.badge(found),
        "next": crossing_words.next_step(found, reader, may),
        "in_the_way": crossing_words.refusal(found, reader),
        "facts": crossing_words.facts(found, reader),
        "history": crossing_words.history(found, reader),
        "choices": may,
        "lacks": in_words(what_is_missing(found, ours), reader) if may.approve else "",
        "own": ours.member,
        "other": found.other_side(request.bank).member,
        "may_block": may_block(found, reader, request.actor),
        "forms": {**_forms(found, request.bank), **sent},
        "form": next(iter(sent.values()), None),
        "refusal": refused,
    }
    return render(request, "exchanges/cross.html", context, status=status)


def _forms(found: CrossExchange, bank: Bank) -> dict[str, forms.Form]:
    hours = {"hours": found.minutes}
    return {
        "confirm": CrossWordForm(bank=bank, asks=("hours",), auto_id="confirm_%s"),
        "dispute": DisputeForm(auto_id="dispute_%s"),
        "thank": CrossThanksForm(auto_id="thank_%s"),
        "approve": ReasonForm(auto_id="approve_%s"),
        "told": CrossWordForm(bank=bank, asks=("hours", "channel"), initial=hours, auto_id="told_%s"),
    }


def _carry_out(
    request: BankRequest, found: CrossExchange, do: Callable[[Act], str], **sent: forms.Form
) -> HttpResponse:
    if not all(form.is_valid() for form in sent.values()):
        return cross_page(request, found, sent, status=BAD_REQUEST)
    try:
        said = do(act_of(request, timezone.now()))
    except RuleBroken as refusal:
        fresh = cross_to_see(request.member, found.pk)
        return cross_page(request, fresh, sent, refused=refusal, status=status_of(refusal))
    messages.success(request, said)
    return redirect("exchanges:cross", bank=request.bank.slug, pk=found.pk)


def _confirmed(cross: CrossExchange, reader: Member) -> str:
    ours, other = cross.side_of(reader.bank), cross.other_side(reader.bank)
    said: dict[str, Any] = {"hours": hours_in_words(cross.minutes), "other": named(other.member)}
    if cross.state == State.LOGGED:
        return _("Thank you. We ask %(other)s to agree to %(hours)s.") % said
    if cross.state != State.POSTED:
        return _("Agreed. A coordinator looks at it next.")
    if ours.member_id != reader.pk:
        return _("Agreed, and posted in both time banks.")
    return (_("Agreed. You have %(hours)s more.") if ours.gives else _("Agreed. You spent %(hours)s.")) % said


def _log_page(request: BankRequest, form: CrossForm, *, status: int = 200) -> HttpResponse:
    return render(request, "exchanges/cross_log.html", {"form": form}, status=status)


def _before(request: BankRequest) -> int | None:
    typed = request.GET.get("before", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < len(str(LARGEST_ID))):
        return None
    return int(typed)
