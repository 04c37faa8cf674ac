"""Logging an exchange that has happened, a page for each question: who, what, when, check."""

import datetime
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.access import members_to_log_with
from exchanges.actions import life
from exchanges.forms.logging import ME, THEM, PreselectForm, SearchForm, WhatForm, WhenForm, WhoForm, as_initial
from exchanges.models import Exchange, Listing
from exchanges.views import checking, drafts, sentences
from exchanges.views.acting import act_of
from exchanges.views.drafts import Unfinished
from exchanges.views.refusals import BAD_REQUEST, status_of
from members.access import BankRequest, also_acting, for_traders
from members.models import Member
from timebank.lib.errors import RuleBroken

MOST_FOUND = 20
MOST_RECENT = 6
RECENT_EXCHANGES = 50
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Answers:
    """All that was asked so far, read again: people leave, days pass and categories close meanwhile."""

    other: Member
    what: WhatForm
    when: WhenForm

    def gap(self) -> str:
        """Name the first page whose answers do not stand; nothing when all do."""
        if not self.what.is_valid():
            return "log_what"
        return "" if self.when.is_valid() else "log_when"


@for_traders
@also_acting
@require_http_methods(METHODS)
def who(request: BankRequest) -> HttpResponse:
    """Ask with whom it was."""
    draft = drafts.unfinished(request)
    if request.method != "POST":
        return _preselected(request, draft)
    if "throw_away" in request.POST:
        drafts.throw_away(request)
        messages.success(request, _("We threw away what you had begun to log."))
        return redirect("exchanges:home", bank=request.bank.slug)
    form = WhoForm(request.POST)
    other = _partner(request, form.cleaned_data["who"]) if form.is_valid() else None
    if other is None:
        return _who_page(request, draft, refusal=_nobody(), status=BAD_REQUEST)
    _choose(request, draft, other, _listing_named(request, request.POST))
    return _go(request, "log_check" if draft.next_step == "log_check" else "log_what")


@for_traders
@also_acting
@require_http_methods(METHODS)
def what(request: BankRequest) -> HttpResponse:
    """Ask who gave the time, and what was done."""
    draft = drafts.unfinished(request)
    other = _partner(request, draft.who)
    if other is None:
        return _go(request, "log")
    if request.method != "POST":
        typed = {"data": draft.what} if "again" in request.GET else {"initial": draft.what}
        return _step_page(request, "what", WhatForm(**typed, other=other, bank=request.bank))
    draft.what = drafts.typed(request.POST, WhatForm.BOXES)
    drafts.keep(request, draft)
    if "back" in request.POST:
        return _go(request, "log", "?change=1")
    form = WhatForm(request.POST, other=other, bank=request.bank)
    if not form.is_valid():
        return _step_page(request, "what", form, status=BAD_REQUEST)
    return _go(request, draft.next_step)


@for_traders
@also_acting
@require_http_methods(METHODS)
def when(request: BankRequest) -> HttpResponse:
    """Ask how long it took, and on which day it was."""
    draft = drafts.unfinished(request)
    today = request.bank.day(timezone.now())
    if draft.who is None:
        return _go(request, "log")
    if request.method != "POST":
        initial = {"day": today, **as_initial(draft.when)}
        typed = {"data": draft.when} if "again" in request.GET else {"initial": initial}
        return _step_page(request, "when", WhenForm(**typed, bank=request.bank, today=today))
    draft.when = drafts.typed(request.POST, WhenForm.BOXES)
    drafts.keep(request, draft)
    if "back" in request.POST:
        return _go(request, "log_what")
    form = WhenForm(request.POST, bank=request.bank, today=today)
    if not form.is_valid():
        return _step_page(request, "when", form, status=BAD_REQUEST)
    return _go(request, "log_check")


@for_traders
@also_acting
@require_http_methods(METHODS)
def check(request: BankRequest) -> HttpResponse:
    """Show all answers, and send them."""
    at = timezone.now()
    kept = drafts.unfinished(request)
    sent = _sent_before(request) if request.method == "POST" else None
    if sent:
        return redirect("exchanges:exchange", bank=request.bank.slug, pk=sent.pk)
    answers = _answers(request, kept, at)
    if answers is None:
        return _go(request, "log")
    if answers.gap():
        return _go(request, answers.gap(), "?again=1")
    draft = _draft(request, kept, answers)
    if request.method != "POST":
        return _check_page(request, draft)
    if "later" in request.POST:
        messages.success(request, _("We keep your answers. Go on whenever you like."))
        return redirect("exchanges:home", bank=request.bank.slug)
    if request.POST.get("key") != kept.key:
        messages.warning(request, _("Your answers have changed. Please check them again."))
        return _go(request, "log_check")
    return _send(request, draft, at)


def _go(request: BankRequest, step: str, query: str = "") -> HttpResponse:
    return redirect(_url(request, step) + query)


def _url(request: BankRequest, step: str) -> str:
    return reverse(f"exchanges:{step}", kwargs={"bank": request.bank.slug})


def _nobody() -> str:
    return _("We can't find that member. Look for the name or the number.")


def _partner(request: BankRequest, number: int | None) -> Member | None:
    """Find somebody else at this bank who gives and receives hours."""
    if number is None:
        return None
    others = members_to_log_with(request.member, request.bank.day(timezone.now())).select_related("person")
    other: Member | None = others.filter(number=number).first()
    return other


def _preselected(request: BankRequest, draft: Unfinished) -> HttpResponse:
    """Follow a link that names the other side or a listing, unless something else was begun: that is asked about."""
    form = PreselectForm(request.GET)
    if not form.is_valid():
        return _who_page(request, draft, refusal=_nobody(), status=BAD_REQUEST)
    number, listing = form.cleaned_data["with"], _listing_named(request, request.GET)
    if listing and not number and listing.member_id != request.member.pk:
        number = listing.member.number
    if number is None:
        return _who_page(request, draft, listing=listing)
    other = _partner(request, number)
    if other is None:
        return _who_page(request, draft, refusal=_nobody(), status=BAD_REQUEST)
    if draft.who not in (None, other.number):
        return _who_page(request, draft, chosen=other, listing=listing)
    _choose(request, draft, other, listing)
    return _go(request, "log_what")


def _listing_named(request: BankRequest, given: QueryDict) -> Listing | None:
    form = PreselectForm(given)
    pk = form.cleaned_data["listing"] if form.is_valid() else None
    if pk is None:
        return None
    today = request.bank.day(timezone.now())
    readable = Listing.objects.of(request.bank).open(today).readable_by(request.member, today)
    found: Listing | None = readable.filter(pk=pk).first()
    return found


def _choose(request: BankRequest, draft: Unfinished, other: Member, listing: Listing | None) -> None:
    """Remember the other side, and what a listing already says about who helps whom with what."""
    draft.who = other.number
    if listing and listing.member_id in (request.member.pk, other.pk):
        draft.listing = listing.pk
        gives = listing.is_offer == (listing.member_id == request.member.pk)
        suggested = {"giver": ME if gives else THEM, "description": listing.title}
        draft.what = draft.what or {**suggested, "category": str(listing.category_id or "")}
    drafts.keep(request, draft)


def _who_page(
    request: BankRequest,
    draft: Unfinished,
    *,
    chosen: Member | None = None,
    listing: Listing | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = _found(request, words) if words else []
    context = {
        "form": form,
        "search": words,
        "found": found[:MOST_FOUND],
        "more_found": len(found) > MOST_FOUND,
        "chosen": [chosen] if chosen else [],
        "listing": listing,
        "recent": [] if words else _recent(request),
        "begun_with": None if words or "change" in request.GET else _partner(request, draft.who),
        "who": draft.who,
        "go_on_url": _url(request, draft.next_step),
        "refusal": refusal,
    }
    return render(request, "exchanges/log_who.html", context, status=status)


def _found(request: BankRequest, words: str) -> list[Member]:
    others = Member.objects.of(request.bank).in_directory().exclude(pk=request.member.pk)
    return list(others.named_like(words).in_name_order()[: MOST_FOUND + 1])


def _recent(request: BankRequest) -> list[Member]:
    """Give those the asker exchanged with lately, the last one first."""
    mine = Exchange.objects.of(request.bank).with_member(request.member).newest_first()[:RECENT_EXCHANGES]
    others = {other.pk: other for other in (each.other_side(request.member) for each in mine) if other.can_trade}
    return list(others.values())[:MOST_RECENT]


def _step_page(request: BankRequest, step: str, form: WhatForm | WhenForm, *, status: int = 200) -> HttpResponse:
    return render(request, f"exchanges/log_{step}.html", {"form": form}, status=status)


def _answers(request: BankRequest, kept: Unfinished, at: datetime.datetime) -> Answers | None:
    other = _partner(request, kept.who)
    if other is None:
        return None
    return Answers(
        other=other,
        what=WhatForm(kept.what, other=other, bank=request.bank),
        when=WhenForm(kept.when, bank=request.bank, today=request.bank.day(at)),
    )


def _draft(request: BankRequest, kept: Unfinished, answers: Answers) -> life.Draft:
    other, told = answers.other, answers.what.cleaned_data
    i_gave = told["giver"] == ME
    between = Listing.objects.of(request.bank).filter(member__in=[request.member, other])
    return life.Draft(
        giver=request.member if i_gave else other,
        receiver=other if i_gave else request.member,
        minutes=answers.when.cleaned_data["hours"],
        description=told["description"],
        day=answers.when.cleaned_data["day"],
        category=told["category"],
        listing=between.filter(pk=kept.listing).first() if kept.listing else None,
        key=uuid.UUID(kept.key),
    )


def _sent_before(request: BankRequest) -> Exchange | None:
    """Find the exchange that this very form has made, when it is sent again."""
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    mine = Exchange.objects.of(request.bank).with_member(request.member)
    found: Exchange | None = mine.filter(key=key).first()
    return found


def _send(request: BankRequest, draft: life.Draft, at: datetime.datetime) -> HttpResponse:
    try:
        exchange = life.log(draft, act_of(request, at))
    except RuleBroken as refusal:
        return _check_page(request, draft, refusal=refusal)
    drafts.throw_away(request)
    other = sentences.named(exchange.other_side(request.member))
    messages.success(request, _("Sent. We ask %(name)s to agree.") % {"name": other})
    return redirect("exchanges:exchange", bank=request.bank.slug, pk=exchange.pk)


def _check_page(request: BankRequest, draft: life.Draft, *, refusal: RuleBroken | None = None) -> HttpResponse:
    preview = checking.preview(draft, request.bank)
    context = {
        "sentence": sentences.sentence(preview, request.member),
        "answers": checking.answers(draft, request.member),
        "next": checking.what_happens_next(preview, request.member),
        "key": draft.key,
        "refusal": refusal,
    }
    return render(request, "exchanges/log_check.html", context, status=status_of(refusal) if refusal else 200)
