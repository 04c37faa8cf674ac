"""Finding offers and requests, and beside them people who can do what is looked for."""

import datetime
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from exchanges.forms.finding import FindListingsForm, query_of
from exchanges.models import Listing
from exchanges.reads.finding import MOST_PEOPLE, Wishes, fitting, measured, people_who_can
from exchanges.reads.photos import with_photo
from exchanges.views.listings import lets_everybody_read, may_take_part, row_of
from members.access import PublicRequest, also_acting, for_members_or_where_open
from members.models import Member

LISTINGS_ON_PAGE = 20


@dataclass(frozen=True)
class Chosen:
    """One choice in words, and the address of the list without it."""

    words: str
    without_url: str


@for_members_or_where_open(lets_everybody_read)
@also_acting
@require_GET
def listings(request: PublicRequest) -> HttpResponse:
    """Show the offers and requests that fit, newest first, twenty to a page, and who can do what is looked for."""
    today = request.bank.day(timezone.now())
    form = FindListingsForm(request.GET, bank=request.bank, reader=request.member, on=today)
    wishes, start = form.wishes(), form.page_start()
    rows = _page(request, form, on=today)
    shown = rows[:LISTINGS_ON_PAGE]
    people = _people(request, wishes) if not start else []
    context = {
        "form": form,
        "rows": [row_of(listing, request.member) for listing in shown],
        "chosen": [Chosen(words, _page_of(request.GET, without=name)) for name, words in form.chosen()],
        "save_url": _save_url(request, wishes),
        "is_first_page": not start,
        "may_put_up": may_take_part(request.member),
        "ask_url": _ask_url(request),
        "people": people[:MOST_PEOPLE],
        "people_url": _people_url(request, wishes) if len(people) > MOST_PEOPLE else "",
        "first_url": _page_of(request.GET) if start else "",
        "older_url": _page_after(request.GET, shown[-1]) if len(rows) > LISTINGS_ON_PAGE else "",
    }
    return render(request, "exchanges/listings.html", context)


def _page(request: PublicRequest, form: FindListingsForm, *, on: datetime.date) -> list[Listing]:
    """Read what a page shows, and one row more where there are others."""
    wishes, start = form.wishes(), form.page_start()
    found = with_photo(fitting(request.bank, request.member, wishes, on=on).with_what_waits(on))
    if form.newer_than():
        found = found.filter(pk__gt=form.newer_than())
    if wishes.nearest and request.member:
        found = measured(found, request.member, form.areas)
        found = (found.after_in_nearest_first(*start) if start else found).nearest_first()
    else:
        found = (found.filter(pk__lt=start[1]) if start else found).newest_first()
    return list(found[: LISTINGS_ON_PAGE + 1])


def _people(request: PublicRequest, wishes: Wishes) -> list[Member]:
    """Look for people whose gifts fit; members alone are told, and not where they look for what to do themselves."""
    if request.member is None or not wishes.words or wishes.kind == Listing.Kind.REQUEST:
        return []
    return people_who_can(request.bank, request.member, wishes.words)


def _people_url(request: PublicRequest, wishes: Wishes) -> str:
    return reverse("members:members", args=[request.bank.slug], query={"q": wishes.words})


def _save_url(request: PublicRequest, wishes: Wishes) -> str:
    """Name the page that keeps this search; '' where there is nothing to keep, or nobody to keep it for."""
    query = query_of(wishes)
    if request.member is None or not query.keys() - {"order"}:
        return ""
    return reverse("exchanges:save_search", args=[request.bank.slug], query=query)


def _ask_url(request: PublicRequest) -> str:
    """Name the page on which the reader asks: the one with pictures, or for others the one for all words."""
    if request.member is not None and request.member.can_trade:
        return reverse("exchanges:listing_ask", args=[request.bank.slug])
    return reverse("exchanges:listing_new", args=[request.bank.slug], query={"kind": "request"})


def _page_after(asked: QueryDict, last: Listing) -> str:
    far = getattr(last, "far", None)  # only where they are measured
    return _page_of(asked, before=last.pk) if far is None else _page_of(asked, before=last.pk, far=far)


def _page_of(asked: QueryDict, *, without: str = "", **changed: object) -> str:
    """Write the address of another page of the same list; of one without a choice the first page."""
    query = asked.copy()
    for name in ("before", "far", without):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"
