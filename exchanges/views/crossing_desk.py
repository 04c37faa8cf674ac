"""What those who run a bank decide about exchanges with other banks, each for its own side."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.access.crossing import cross_to_see, may_approve, may_run
from exchanges.actions.acts import Act
from exchanges.actions.crossing import deciding
from exchanges.forms.desk import ReasonForm, ResolveForm
from exchanges.models import CrossExchange
from exchanges.views import crossing_words
from exchanges.views.crossing import cross_page
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, for_roles
from members.models import Role
from timebank.lib.errors import RuleBroken

State = CrossExchange.State


@dataclass(frozen=True)
class Asking:
    """What a page that decides something asks, and what its button says."""

    title: Promise
    words: Promise
    button: Promise


SEND_BACK = Asking(
    gettext_lazy("Send it back to both of them"),
    gettext_lazy("Both are asked to look again, each in their own time bank, and both time banks look at it anew."),
    gettext_lazy("Send it back"),
)
SETTLE = Asking(
    gettext_lazy("Say how it can be settled"),
    gettext_lazy(
        "Talk with our member, and with a coordinator of the other time bank. It ends when a coordinator of each writes"
        " the same."
    ),
    gettext_lazy("Save what we would settle"),
)
REVERSE = Asking(
    gettext_lazy("Take it back"),
    gettext_lazy("The hours go back in both time banks at once. The books keep all lines, and both are told why."),
    gettext_lazy("Take the hours back"),
)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def cross_approve(request: BankRequest, pk: int) -> HttpResponse:
    """Approve one's own bank's side; with a reason where a check was lacking. Again tries again to post it."""
    found = _to_decide(request, pk, may_approve)
    form = ReasonForm(request.POST, auto_id="approve_%s")
    form.fields["reason"].required = False
    if not form.is_valid():
        return cross_page(request, found, {"approve": form}, status=BAD_REQUEST)
    try:
        cross = deciding.approve(found, _act(request), reason=form.cleaned_data["reason"])
    except RuleBroken as refusal:
        fresh = cross_to_see(request.member, pk)
        return cross_page(request, fresh, {"approve": form}, refused=refusal, status=status_of(refusal))
    messages.success(request, _approved(cross))
    return redirect("exchanges:cross", bank=request.bank.slug, pk=pk)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def cross_send_back(request: BankRequest, pk: int) -> HttpResponse:
    """Return it to both members, with a reason."""
    found = _to_decide(request, pk, may_approve)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def do(act: Act) -> str:
        deciding.send_back(found, act, reason=form.cleaned_data["reason"])
        return _("Sent back. We ask both of them to look again.")

    return _decide(request, found, form, SEND_BACK, do)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cross_settle(request: BankRequest, pk: int) -> HttpResponse:
    """Say with how many hours one's own bank would end a dispute, or that it takes it back."""
    found = _to_decide(request, pk, may_run)
    form = ResolveForm(
        request.POST if request.method == "POST" else None, bank=request.bank, initial={"minutes": found.minutes}
    )

    def do(act: Act) -> str:
        minutes = deciding.TAKE_BACK if form.undoes else form.cleaned_data["minutes"]
        cross = deciding.settle(found, act, minutes=minutes, reason=form.cleaned_data["reason"])
        if cross.state == State.DISPUTED:
            return _("Saved. It ends when the other time bank writes the same: we tell its coordinators.")
        return _("Both time banks wrote the same, so it is settled. We tell both of them.")

    return _decide(request, found, form, SETTLE, do)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cross_reverse(request: BankRequest, pk: int) -> HttpResponse:
    """Take it back in both banks, with a reason."""
    found = _to_decide(request, pk, may_run)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def do(act: Act) -> str:
        deciding.reverse(found, act, reason=form.cleaned_data["reason"])
        return _("Taken back in both time banks. We tell them why.")

    return _decide(request, found, form, REVERSE, do)


def _to_decide(request: BankRequest, pk: int, may: Callable[..., bool]) -> CrossExchange:
    found = cross_to_see(request.member, pk)
    if not may(found, request.member):
        raise PermissionDenied(_("Somebody of your time bank who took no part in this exchange does this."))
    return found


def _act(request: BankRequest) -> Act:
    return Act(request.member, timezone.now())


def _decide(
    request: BankRequest, found: CrossExchange, form: forms.Form, asking: Asking, do: Callable[[Act], str]
) -> HttpResponse:
    status = 200
    if form.is_bound and form.is_valid():
        try:
            said = do(_act(request))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, said)
            return redirect("exchanges:cross", bank=request.bank.slug, pk=found.pk)
    elif form.is_bound:
        status = BAD_REQUEST
    reader = request.member
    context = {
        "cross": found,
        "form": form,
        "asking": asking,
        "sentence": crossing_words.sentence(found, reader),
        "facts": crossing_words.facts(found, reader),
        "history": crossing_words.history(found, reader),
    }
    return render(request, "exchanges/cross_decide.html", context, status=status)


def _approved(cross: CrossExchange) -> str:
    if cross.state == State.POSTED:
        return _("Approved. The hours are posted in both time banks.")
    if cross.refusal:
        return _("Your side is approved. The hours could not be posted yet: the page says why.")
    return _("Your side is approved. It waits for the other time bank.")
