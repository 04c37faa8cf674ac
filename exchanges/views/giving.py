"""The pages on which hours are given, returned with 'no, thank you', and taken back."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access.giving import gift_to_see, may_take_back
from exchanges.actions import giving
from exchanges.actions.acts import Act
from exchanges.forms.desk import ReasonForm
from exchanges.forms.giving import GiveForm
from exchanges.models import HoursGift
from exchanges.views.acting import act_of
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_keeping, for_roles, for_traders_or
from members.models import Member, Role
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

for_its_readers = for_traders_or(Role.COORDINATOR, Role.ADMIN, Role.AUDITOR)


@for_traders_or(Role.COORDINATOR)
@also_keeping
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: BankRequest) -> HttpResponse:
    """Give hours to somebody or to the pot: written first, then read once more, then done."""
    if request.method != "POST":
        return _page(request, GiveForm(None, asker=request.member, receiver=_number(request)))
    form = GiveForm(request.POST, asker=request.member)
    if not form.is_valid():
        return _page(request, form, status=BAD_REQUEST)
    if "change" in request.POST:
        return _page(request, form)
    act = form.act(act_of(request, timezone.now()))
    gift = form.giving(act.speaker)
    try:
        if "sure" not in request.POST:
            giving.look_at(gift, act)
            return _check(request, form, gift, act)
        given = giving.give(gift, act)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=status_of(refusal))
    messages.success(request, _done(given))
    return redirect("exchanges:hours_gift", bank=request.bank.slug, pk=given.pk)


@for_its_readers
@also_keeping
@require_safe
def gift(request: BankRequest, pk: int) -> HttpResponse:
    """Show hours that were given, and what the reader can do about it."""
    return _gift_page(request, gift_to_see(request.member, pk))


@for_its_readers
@also_keeping
@require_POST
def return_it(request: BankRequest, pk: int) -> HttpResponse:
    """Say 'no, thank you' to hours."""
    found = gift_to_see(request.member, pk)
    try:
        giving.return_gift(found, act_of(request, timezone.now()))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _gift_page(request, found, status=status_of(refusal))
    words = {"name": named(found.giver), "hours": hours_in_words(found.minutes)}
    messages.success(request, _("%(name)s has the %(hours)s again. We tell them.") % words)
    return redirect("exchanges:hours_gift", bank=request.bank.slug, pk=pk)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: BankRequest, pk: int) -> HttpResponse:
    """Undo a gift, with a reason both sides read."""
    found = gift_to_see(request.member, pk)
    if not found.is_taken_back and not may_take_back(found, request.member):
        raise PermissionDenied(_("You stand with one of them. Another coordinator takes this back."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "sentence": sentence(found, request.member), "gift": found}
    if not form.is_bound:
        return render(request, "exchanges/hours_take_back.html", context)
    if not form.is_valid():
        return render(request, "exchanges/hours_take_back.html", context, status=BAD_REQUEST)
    try:
        giving.take_back_gift(found, Act(request.member, timezone.now()), reason=form.cleaned_data["reason"])
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/hours_take_back.html", context, status=status_of(refusal))
    messages.success(request, _("Taken back. We tell them why."))
    return redirect("exchanges:hours_gift", bank=request.bank.slug, pk=pk)


def sentence(gift: HoursGift, reader: Member) -> str:
    """Say who gave how much to whom, as one person reads it."""
    words = {
        "giver": named(gift.giver),
        "receiver": named(gift.receiver) if gift.receiver else _("the shared pot"),
        "hours": hours_in_words(gift.minutes),
    }
    if reader.pk == gift.giver_id:
        return _("You gave %(hours)s to %(receiver)s") % words
    if reader.pk == gift.receiver_id:
        return _("%(giver)s gave you %(hours)s") % words
    return _("%(giver)s gave %(hours)s to %(receiver)s") % words


def _gift_page(request: BankRequest, found: HoursGift, *, status: int = 200) -> HttpResponse:
    context = {
        "gift": found,
        "sentence": sentence(found, request.member),
        "may_return": _may_return(found, request.member, timezone.now()),
        "may_take_back": request.mandate is None and may_take_back(found, request.member),
        "spoken": found.get_channel_display() if found.by_id != found.giver_id else "",
    }
    return render(request, "exchanges/hours_gift.html", context, status=status)


def _number(request: BankRequest) -> str:
    asked = request.GET.get("to", "")
    return asked if asked.isascii() and asked.isdecimal() else ""


def _may_return(gift: HoursGift, reader: Member, at: datetime.datetime) -> bool:
    is_theirs = gift.receiver_id == reader.pk and not gift.is_taken_back
    return is_theirs and reader.can_trade and at <= gift.may_be_returned_until


def _page(request: BankRequest, form: GiveForm, *, status: int = 200) -> HttpResponse:
    return render(request, "exchanges/hours_give.html", {"form": form}, status=status)


def _check(request: BankRequest, form: GiveForm, gift: giving.Giving, act: Act) -> HttpResponse:
    """Let people read once more what they are about to do."""
    words = {
        "giver": named(gift.giver),
        "receiver": named(gift.receiver) if gift.receiver else _("the shared pot"),
        "hours": hours_in_words(gift.minutes),
    }
    is_own = act.speaker.pk == act.by.pk
    said = _("You give %(hours)s to %(receiver)s.") if is_own else _("%(giver)s gives %(hours)s to %(receiver)s.")
    context = {"form": form, "sentence": said % words, "words": gift.words, "next": _next(gift, is_own=is_own)}
    return render(request, "exchanges/hours_give_check.html", context)


def _next(gift: giving.Giving, *, is_own: bool) -> str:
    if gift.receiver is None:
        return _("The coordinators give hours from the pot to who needs them.")
    if is_own:
        return _("They are told, and can say “no, thank you” for 30 days.")
    return _("Both are told, and a coordinator can take it back.")


def _done(gift: HoursGift) -> str:
    words = {"hours": hours_in_words(gift.minutes)}
    if gift.receiver is None:
        return _("The shared pot has %(hours)s more. Thank you.") % words
    return _("%(name)s has %(hours)s more. We have told them.") % {**words, "name": named(gift.receiver)}
