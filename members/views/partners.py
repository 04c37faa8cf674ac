"""Exchanging hours with other time banks of this site: finding one, asking, answering, changing and ending."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ledger import reads as ledger
from members.access import BankRequest, bank_to_partner, for_roles
from members.actions import partners as actions
from members.forms.partners import DeedForm, FindBanksForm, TermsForm
from members.models import Bank, Partnership, PartnershipEvent, Role
from members.views.words import named
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

BANKS_FOUND = 20
WORDS_READ = 8
Kind = PartnershipEvent.Kind
State = Partnership.State


@dataclass(frozen=True)
class Standing:
    """How this bank stands with another: in words, with the kind of mark includes/state.html knows."""

    bank: Bank
    words: str
    kind: str
    open_hours: str


@dataclass(frozen=True)
class Line:
    """A line of history in words. People of the other bank are not named."""

    event: PartnershipEvent
    who: str
    limits: str


@for_roles(Role.ADMIN)
@require_safe
def partners(request: BankRequest) -> HttpResponse:
    """Show the banks this one exchanges hours with, or is asked by, and look for others."""
    form = FindBanksForm(request.GET)
    form.is_valid()
    words = form.cleaned_data.get("q", "")
    latest = {each.other(request.bank): each for each in Partnership.objects.of(request.bank).order_by("pk")}
    balances = _balances(request.bank)
    context = {
        "form": form,
        "q": words,
        "found": _found(request.bank, words) if words else [],
        "standings": [_standing(request.bank, each, balances) for each in reversed(latest.values())],
    }
    return render(request, "members/partners.html", context)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def partner(request: BankRequest, other: str) -> HttpResponse:
    """Show how this bank stands with another, and take what the admin does about it."""
    bank = bank_to_partner(request.member, other)
    partnership = Partnership.objects.between(request.bank, bank).newest_first().first()
    if request.method == "GET":
        return _page(request, bank, partnership, _terms_form(request.bank, partnership))
    chosen = DeedForm(request.POST)
    deed = chosen.cleaned_data["deed"] if chosen.is_valid() else ""
    form = TermsForm(request.POST)
    if not deed or (deed in DeedForm.WITH_TERMS and not form.is_valid()):
        return _page(request, bank, partnership, form, status=400)
    try:
        _do(request, deed, bank, partnership, form)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _done(deed, bank))
    return redirect("members:partner", bank=request.bank.slug, other=bank.slug)


def _do(request: BankRequest, deed: str, bank: Bank, partnership: Partnership | None, form: TermsForm) -> None:
    by, at = request.member, timezone.now()
    if deed == DeedForm.PROPOSE:
        actions.propose(request.bank, bank, form.terms(), by=by, at=at)
        return
    if partnership is None:
        raise actions.NotPartners(_("There is no such agreement any more."))
    if deed in DeedForm.WITH_TERMS:
        answer = actions.accept if deed == DeedForm.ACCEPT else actions.change_limits
        answer(partnership, form.terms(), by=by, at=at)
        return
    ways: dict[str, Callable[..., Partnership]] = {
        DeedForm.DECLINE: actions.decline,
        DeedForm.WITHDRAW: actions.withdraw,
        DeedForm.END: actions.end,
    }
    ways[deed](partnership, by=by, at=at)


def _done(deed: str, bank: Bank) -> str:
    sentences = {
        DeedForm.PROPOSE: _("We have asked %(bank)s. You are told when they answer."),
        DeedForm.ACCEPT: _("You and %(bank)s now exchange hours."),
        DeedForm.CHANGE: _("Saved. The new limits hold from now on. We have told %(bank)s."),
        DeedForm.DECLINE: _("We have told %(bank)s that you do not wish to exchange hours."),
        DeedForm.WITHDRAW: _("We no longer ask %(bank)s."),
        DeedForm.END: _("The agreement with %(bank)s has ended. Hours move only to even out what is open."),
    }
    return sentences[deed] % {"bank": named(bank)}


def _page(
    request: BankRequest, bank: Bank, partnership: Partnership | None, form: TermsForm, *, status: int = 200
) -> HttpResponse:
    state = partnership.state if partnership else None
    asked_by_us = partnership is not None and partnership.is_proposed_by(request.bank)
    context = {
        "other": bank,
        "form": form,
        "is_refused": status != 200 and not form.errors,
        "waits_for_us": state == State.PROPOSED and not asked_by_us,
        "waits_for_them": state == State.PROPOSED and asked_by_us,
        "is_agreed": state == State.AGREED,
        "open_hours": _open_hours(bank, _balances(request.bank).get(bank.book_id)),
        "history": _history(request.bank, bank),
    }
    return render(request, "members/partner.html", context, status=status)


def _terms_form(bank: Bank, partnership: Partnership | None) -> TermsForm:
    """Begin with the limits this side set last, where it has set any."""
    if partnership is None:
        return TermsForm()
    return TermsForm(
        initial={
            "receives_minutes": partnership.receives_minutes(bank),
            "gives_minutes": partnership.gives_minutes(bank),
        }
    )


def _found(bank: Bank, words: str) -> list[Bank]:
    found = Bank.objects.exclude(pk=bank.pk)
    for word in words.split()[:WORDS_READ]:
        found = found.filter(Q(name__unaccent__icontains=word) | Q(area__unaccent__icontains=word))
    return list(found.order_by("name", "pk")[:BANKS_FOUND])


def _balances(bank: Bank) -> dict[int, int]:
    return {each.other_book_id: each.balance_minutes for each in ledger.positions(bank.book_id)}


def _standing(bank: Bank, partnership: Partnership, balances: dict[int, int]) -> Standing:
    other = partnership.other(bank)
    words, kind = str(partnership.get_state_display()), ""
    if partnership.state == State.PROPOSED and partnership.is_proposed_by(bank):
        words, kind = _("Waiting for them"), "wait"
    elif partnership.state == State.PROPOSED:
        words, kind = _("They wait for your answer"), "stop"
    elif partnership.state == State.AGREED:
        words, kind = _("You exchange hours"), "ok"
    return Standing(other, words[:1].upper() + words[1:], kind, _open_hours(other, balances.get(other.book_id)))


def _open_hours(other: Bank, minutes: int | None) -> str:
    """Say how the two stand; nothing where no hours could ever cross."""
    if minutes is None:
        return ""
    words = {"hours": hours_in_words(abs(minutes)), "bank": named(other)}
    if minutes > 0:
        return _("Our members have received %(hours)s more from %(bank)s than they gave.") % words
    if minutes < 0:
        return _("Our members have given %(bank)s %(hours)s more than they received.") % words
    return _("Nothing is open between the two: as much was given as received.")


def _history(bank: Bank, other: Bank) -> list[Line]:
    events = PartnershipEvent.objects.filter(partnership__in=Partnership.objects.between(bank, other))
    return [_line(event, bank, other) for event in events.select_related("by")]


def _line(event: PartnershipEvent, bank: Bank, other: Bank) -> Line:
    if event.by.bank_id != bank.pk:
        return Line(event, other.name, "")
    if event.receives_minutes is None or event.gives_minutes is None:
        return Line(event, event.by.name, "")
    words = {"receives": hours_in_words(event.receives_minutes), "gives": hours_in_words(event.gives_minutes)}
    return Line(event, event.by.name, _("We may receive up to %(receives)s and give up to %(gives)s.") % words)
