"""Saved searches: kept under a name, what is new for each, and taken out."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exchanges.access.searches import saved_search_of
from exchanges.actions import searches as actions
from exchanges.forms.finding import FindListingsForm, query_of
from exchanges.forms.searches import DeedForm, SaveSearchForm
from exchanges.models import SavedSearch
from exchanges.reads.finding import Wishes
from exchanges.reads.searches import new_for
from exchanges.views.refusals import status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_keeping, for_members
from timebank.lib.errors import RuleBroken


@dataclass(frozen=True)
class Row:
    """A saved search in words, and how many listings are new for it."""

    search: SavedSearch
    words: str
    new: int


@for_members
@also_keeping
@require_GET
def saved_searches(request: BankRequest) -> HttpResponse:
    """Show what somebody looks for again and again, and how much is new for each."""
    today = request.bank.day(timezone.now())
    kept = list(SavedSearch.objects.of(request.member))
    form = FindListingsForm(request.GET, bank=request.bank, reader=request.member, on=today)
    new = new_for(request.member, kept, {search.pk: search.seen_up_to for search in kept}, on=today)
    rows = [Row(each, form.in_words(query_of(Wishes.kept(each.wishes))), new.get(each.pk, 0)) for each in kept]
    return render(request, "exchanges/saved_searches.html", {"rows": rows, "most": actions.MOST_SEARCHES})


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def save_search(request: BankRequest) -> HttpResponse:
    """Keep the search that the address names; coordinators for who told them so, too."""
    today = request.bank.day(timezone.now())
    finding = FindListingsForm(request.GET, bank=request.bank, reader=request.member, on=today)
    wishes = finding.wishes()
    words = finding.in_words(query_of(wishes))
    form = SaveSearchForm(request.POST if request.method == "POST" else None, asker=request.member, name=words)
    if request.method == "GET":
        return _save_page(request, form, words, wishes)
    if not form.is_valid():
        return _save_page(request, form, words, wishes, status=400)
    keeping = actions.Keeping(form.cleaned_data["name"], wishes, form.cleaned_data["tells"])
    member = form.member()
    try:
        actions.save_search(member, keeping, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _save_page(request, form, words, wishes, status=status_of(refusal))
    if member.pk != request.member.pk:
        messages.success(request, _("Saved for %(whom)s.") % {"whom": named(member)})
        return redirect(_list_of(request, wishes))
    messages.success(request, _("Saved. Here you see what is new."))
    return redirect("exchanges:saved_searches", bank=request.bank.slug)


@for_members
@also_keeping
@require_POST
def saved_search(request: BankRequest, pk: int) -> HttpResponse:
    """Look at what is new for a saved search, switch telling on or off, or take it out."""
    found = saved_search_of(request.member, pk)
    form = DeedForm(request.POST)
    deed = form.cleaned_data["deed"] if form.is_valid() else ""
    if deed == DeedForm.SEE:
        since = actions.look_at(found, by=request.actor)
        return redirect(_list_of(request, Wishes.kept(found.wishes), since=since))
    if deed == DeedForm.REMOVE:
        actions.remove_search(found, by=request.actor)
        messages.success(request, _("Taken out: %(name)s.") % {"name": found.name})
    elif deed:
        actions.change_telling(found, request.actor, tells=deed == DeedForm.TELL)
        messages.success(request, _("Changed."))
    return redirect("exchanges:saved_searches", bank=request.bank.slug)


def _list_of(request: BankRequest, wishes: Wishes, *, since: int = 0) -> str:
    query = query_of(wishes) | ({"since": str(since)} if since else {})
    return reverse("exchanges:listings", args=[request.bank.slug], query=query)


def _save_page(
    request: BankRequest, form: SaveSearchForm, words: str, wishes: Wishes, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "words": words, "back_url": _list_of(request, wishes)}
    return render(request, "exchanges/save_search.html", context, status=status)
