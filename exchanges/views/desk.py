"""The coordinator's desk: what waits, and what coordinators decide about exchanges."""

import datetime
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access import choices, exchange_to_decide, notice_to_pass_on, what_is_missing, with_steps
from exchanges.actions import approval, duties, life
from exchanges.actions.acts import Act
from exchanges.forms.desk import LogForForm, ReasonForm, ResolveForm, chosen_exchanges
from exchanges.forms.duties import DutyForm, undone
from exchanges.models import Exchange
from exchanges.reads.requirements import in_words
from exchanges.views import phone, waiting
from exchanges.views.exchanges import for_its_readers
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import badge, history, named
from exchanges.views.sides import sides_of
from members.access import BankRequest, for_roles
from members.models import Role
from members.views.ways_back import at_desk
from notices import actions as notices
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

MOST_REFUSALS_SHOWN = 10


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def desk(request: BankRequest) -> HttpResponse:
    """Show everything that waits, oldest first."""
    return _desk_page(request)


@for_its_readers
@require_POST
def approve(request: BankRequest, pk: int) -> HttpResponse:
    """Approve one exchange."""
    exchange = exchange_to_decide(request.member, pk, Role.COORDINATOR, Role.ADMIN)
    try:
        exchange = approval.approve(exchange, Act(request.member, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, _not_approved(exchange, refusal))
        return _desk_page(request, status=status_of(refusal))
    words = {"name": named(exchange.giver), "hours": hours_in_words(exchange.minutes)}
    messages.success(request, _("%(name)s has received %(hours)s.") % words)
    return redirect("exchanges:desk", bank=request.bank.slug)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def approve_many(request: BankRequest) -> HttpResponse:
    """Approve the ticked exchanges, each for itself, and say which were not approved and why."""
    ids, unread = chosen_exchanges(request.POST, most=waiting.ROWS_SHOWN)
    found = Exchange.objects.of(request.bank).in_bulk(ids)
    act = Act(request.member, timezone.now())
    posted, refusals = _each([found[pk] for pk in ids if pk in found], lambda each: approval.approve(each, act))
    if not ids and not unread:
        messages.error(request, _("Tick at least one exchange, then press the button."))
        return _desk_page(request, status=BAD_REQUEST)
    _say_approved(request, posted)
    _say_refused(request, refusals)
    _say_left_out(request, unread + len(ids) - len(found))
    if posted:
        return redirect("exchanges:desk", bank=request.bank.slug)
    return _desk_page(request, status=status_of(refusals[0][1]) if refusals else BAD_REQUEST, ticked=ids)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def undo(request: BankRequest) -> HttpResponse:
    """Undo what the asker approved within the last minute: one, or all of it."""
    ids, _unread = chosen_exchanges(request.POST, most=waiting.ROWS_SHOWN)
    found = undone(request.POST, Exchange.objects.of(request.bank).in_bulk(ids), ids)
    taken_back, refusals = _each(found, lambda each: approval.undo_approval(each, Act(request.member, timezone.now())))
    if taken_back:
        words = ngettext("%(count)d approval undone.", "%(count)d approvals undone.", len(taken_back))
        messages.success(request, words % {"count": len(taken_back)})
    for exchange, refusal in refusals[:MOST_REFUSALS_SHOWN]:
        messages.error(request, f"{exchange.description}: {refusal}")
    if taken_back or not found:
        return redirect("exchanges:desk", bank=request.bank.slug)
    too_late = len(refusals) == 1 and isinstance(refusals[0][1], approval.TooLateToUndo)
    if too_late and request.member.is_coordinator:
        return redirect("exchanges:reverse", bank=request.bank.slug, pk=refusals[0][0].pk)  # where it can still be done
    return _desk_page(request, status=status_of(refusals[0][1]))


@for_roles(Role.COORDINATOR)
@require_POST
def duty(request: BankRequest) -> HttpResponse:
    """Say until when one is at the desk, or that one goes."""
    at, form = timezone.now(), DutyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how long you are here."))
        return _desk_page(request, status=BAD_REQUEST)
    until = form.until(at)
    if until is None:
        duties.leave_desk(request.member, at=at)
        messages.success(request, _("Thank you. You are no longer shown as being here."))
    else:
        duties.be_at_desk(request.member, until_at=until, at=at)
        messages.success(request, _("The desk shows that you are here."))
    return redirect("exchanges:desk", bank=request.bank.slug)


@for_its_readers
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: BankRequest, pk: int) -> HttpResponse:
    """Return an exchange to its two members, with a reason."""
    exchange = exchange_to_decide(request.member, pk, Role.COORDINATOR, Role.ADMIN)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def decide(at: datetime.datetime) -> str:
        approval.send_back(exchange, Act(request.member, at), reason=form.cleaned_data["reason"])
        return _("Sent back. We tell both of them why.")

    return _decide(request, exchange, form, decide, choice="send_back")


@for_its_readers
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: BankRequest, pk: int) -> HttpResponse:
    """Approve an exchange that happened though a check was lacking, with a reason."""
    exchange = exchange_to_decide(request.member, pk, Role.COORDINATOR, Role.ADMIN)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def approve_it(at: datetime.datetime) -> str:
        reason = form.cleaned_data["reason"]
        posted = approval.approve_all_the_same(exchange, Act(request.member, at), reason=reason)
        words = {"name": named(posted.giver), "hours": hours_in_words(posted.minutes)}
        return _("%(name)s has received %(hours)s.") % words

    return _decide(request, exchange, form, approve_it, choice="approve")


@for_its_readers
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: BankRequest, pk: int) -> HttpResponse:
    """Look at both sides of a dispute, and end it."""
    exchange = exchange_to_decide(request.member, pk, Role.COORDINATOR)
    form = ResolveForm(request.POST if request.method == "POST" else None, bank=request.bank)

    def decide(at: datetime.datetime) -> str:
        act, answers = Act(request.member, at), form.cleaned_data
        if form.undoes:
            approval.resolve_by_undoing(exchange, act, reason=answers["reason"])
            return _("Taken back. We tell both of them why.")
        settled = approval.resolve(exchange, act, minutes=answers["minutes"], reason=answers["reason"])
        if settled.state == Exchange.State.POSTED:
            return _("Settled: %(hours)s. We tell both of them.") % {"hours": hours_in_words(settled.minutes)}
        return _("Settled: %(hours)s. We ask both of them to agree.") % {"hours": hours_in_words(settled.minutes)}

    return _decide(request, exchange, form, decide, choice="resolve")


@for_its_readers
@require_http_methods(["GET", "HEAD", "POST"])
def reverse(request: BankRequest, pk: int) -> HttpResponse:
    """Take back an exchange whose hours have moved, with a reason."""
    exchange = exchange_to_decide(request.member, pk, Role.COORDINATOR)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def decide(at: datetime.datetime) -> str:
        approval.reverse(exchange, Act(request.member, at), reason=form.cleaned_data["reason"])
        return _("Taken back. We tell both of them why.")

    return _decide(request, exchange, form, decide, choice="reverse")


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def log_for(request: BankRequest) -> HttpResponse:
    """Write down an exchange that a member, or both, told the coordinator about."""
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = LogForForm(data, by=request.member, today=request.bank.day(at), initial=phone.to_begin_with(request))
    if data is None:
        return _log_page(request, form)
    if not form.is_valid():
        return _log_page(request, form, status=BAD_REQUEST)
    log = life.log_for_both if form.was_told_by_both else life.log
    try:
        exchange = log(form.draft(), form.act(at))
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _log_page(request, form, status=status_of(refusal))
    messages.success(request, _written_down(exchange))
    return redirect("exchanges:desk", bank=request.bank.slug)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def told(request: BankRequest, pk: int) -> HttpResponse:
    """Note that a member without e-mail has been told."""
    notice = notice_to_pass_on(request.bank, pk)
    try:
        notices.mark_told(notice, by=request.member.actor_key, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _desk_page(request, status=status_of(refusal))
    messages.success(request, _("Noted: %(name)s has been told.") % {"name": notice.recipient.name})
    return at_desk(request, "tell")


def _desk_page(request: BankRequest, *, status: int = 200, ticked: Sequence[int] = ()) -> HttpResponse:
    at = timezone.now()
    context = waiting.context(request.member, at, request.GET.dict()) | {"ticked": ticked}
    if request.member.is_coordinator:
        context["duty"] = DutyForm(auto_id="duty_%s")
        context["form"] = LogForForm(by=request.member, today=request.bank.day(at))
    if request.GET.get("at", "") in waiting.parts_shown(context):  # what happened is said where it happened
        context |= {"at": request.GET["at"], "messages": [], "told": list(messages.get_messages(request))}
    return render(request, "exchanges/desk.html", context, status=status)


def _log_page(request: BankRequest, form: Form, *, status: int = 200) -> HttpResponse:
    return render(request, "exchanges/desk_log.html", {"form": form}, status=status)


def _decide(
    request: BankRequest,
    exchange: Exchange,
    form: Form,
    decide: Callable[[datetime.datetime], str],
    *,
    choice: str,
) -> HttpResponse:
    """Ask for a decision about one exchange, or carry it out; a refusal keeps what was typed."""
    if not form.is_bound:
        if getattr(choices(exchange, request.member), choice):
            return _decision_page(request, exchange, form, choice)
        messages.warning(request, _("This can't be done now. Here is how the exchange stands."))
        return redirect("exchanges:exchange", bank=request.bank.slug, pk=exchange.pk)
    if not form.is_valid():
        return _decision_page(request, exchange, form, choice, status=BAD_REQUEST)
    try:
        done = decide(timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _decision_page(request, exchange, form, choice, status=status_of(refusal))
    messages.success(request, done)
    return redirect("exchanges:desk", bank=request.bank.slug)


def _decision_page(
    request: BankRequest, exchange: Exchange, form: Form, choice: str, *, status: int = 200
) -> HttpResponse:
    prefetch_related_objects([exchange], with_steps())
    context = {
        "exchange": exchange,
        "form": form,
        "sides": sides_of(exchange),
        "badge": badge(exchange, request.member),
        "history": history(exchange, request.member),
        "lacks": in_words(what_is_missing(exchange), request.member) if choice == "approve" else "",
    }
    return render(request, f"exchanges/desk_{choice}.html", context, status=status)


def _each(
    exchanges: list[Exchange], do: Callable[[Exchange], Exchange]
) -> tuple[list[Exchange], list[tuple[Exchange, RuleBroken]]]:
    """Do the same to many, each for itself; one that is refused stops no other."""
    done, refusals = [], []
    for exchange in exchanges:
        try:
            done.append(do(exchange))
        except RuleBroken as refusal:
            refusals.append((exchange, refusal))
    return done, refusals


def _say_approved(request: BankRequest, posted: list[Exchange]) -> None:
    if posted:
        words = {"count": len(posted), "hours": hours_in_words(sum(each.minutes for each in posted))}
        done = ngettext(
            "%(count)d exchange approved, %(hours)s.", "%(count)d exchanges approved, %(hours)s.", len(posted)
        )
        messages.success(request, done % words)


def _say_refused(request: BankRequest, refusals: list[tuple[Exchange, RuleBroken]]) -> None:
    for exchange, refusal in refusals[:MOST_REFUSALS_SHOWN]:
        messages.error(request, _not_approved(exchange, refusal))
    more = len(refusals) - MOST_REFUSALS_SHOWN
    if more > 0:
        words = ngettext("%(count)d more was not approved.", "%(count)d more were not approved.", more)
        messages.error(request, words % {"count": more})


def _say_left_out(request: BankRequest, left_out: int) -> None:
    if left_out:
        words = ngettext(
            "We left out %(count)d tick: it is no exchange of this desk.",
            "We left out %(count)d ticks: they are no exchanges of this desk.",
            left_out,
        )
        messages.warning(request, words % {"count": left_out})


def _not_approved(exchange: Exchange, refusal: RuleBroken) -> str:
    words = {"what": exchange.description, "giver": named(exchange.giver), "why": refusal}
    return _("Not approved: %(what)s (%(giver)s). %(why)s") % words


def _written_down(exchange: Exchange) -> str:
    state = exchange.state
    if state == Exchange.State.LOGGED:
        missing = exchange.receiver if exchange.giver_agreed_at else exchange.giver
        return _("Written down. Waiting for %(name)s to agree.") % {"name": named(missing)}
    if state == Exchange.State.CONFIRMED:
        return _("Written down for both. Somebody else approves it, because you wrote it down.")
    return _("This was written down before.")
