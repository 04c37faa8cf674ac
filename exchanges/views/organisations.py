"""The organisations of a bank, and the page of one: who it is, and what it offers. Nothing of the people behind it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchanges.models import Listing
from members.access import (
    PublicRequest,
    also_acting,
    for_members_or_where_open,
    organisation_to_see,
    turned_away,
)
from members.models import Bank, Mandate, Member
from timebank.lib.above import named_above

MOST_LISTINGS = 50
ORGANISATIONS_ON_PAGE = 50


def lets_some_be_read(_bank: Bank) -> bool:
    """Visitors come in; what they find there is what each organisation opens."""
    return True


@for_members_or_where_open(lets_some_be_read)
@also_acting
@require_safe
def organisations(request: PublicRequest) -> HttpResponse:
    """List the organisations of a bank by name: to visitors those that open their page."""
    found = Member.objects.of(request.bank).trading().filter(kind=Member.Kind.ORGANISATION)
    if request.member is None:
        found = found.filter(has_public_page=True)
    after = _after(request)
    if after is not None:
        found = found.after_in_name_order(after)
    rows = list(found.in_name_order()[: ORGANISATIONS_ON_PAGE + 1])
    shown = rows[:ORGANISATIONS_ON_PAGE]
    context = {
        "organisations": shown,
        "next_url": f"?after={shown[-1].number}" if len(rows) > ORGANISATIONS_ON_PAGE else "",
        "is_first_page": after is None,
    }
    return render(request, "exchanges/organisations.html", context)


@for_members_or_where_open(lets_some_be_read)
@also_acting
def organisation(request: PublicRequest, number: int) -> HttpResponse:
    """Show an organisation; a visitor is turned away from a closed one before anything else is looked at.

    One that has a page of its own in an app above is shown there: it names `page_of_organisation` in its config.
    """
    if request.member is None and not _is_public(request.bank, number):
        return turned_away(request)
    return _organisation_page(request, number)


@require_safe
def _organisation_page(request: PublicRequest, number: int) -> HttpResponse:
    """Its kind, what it says of itself, what it offers, and its offers and requests."""
    found = organisation_to_see(request.bank, request.member, number)
    for page_of in named_above("page_of_organisation"):
        own_page = page_of(found)
        if own_page:
            return redirect(own_page)
    shows_listings = request.member is not None or request.bank.listings_are_public
    today = request.bank.day(timezone.now())
    listings = Listing.objects.of(request.bank).open(today).filter(member=found).newest_first()[:MOST_LISTINGS]
    context = {
        "organisation": found,
        "kind": found.get_organisation_kind_display() if found.organisation_kind else _("organisation"),
        "gifts": list(found.gifts.all()),
        "listings": list(listings) if shows_listings else [],
        "may_change": _may_change(request, found),
    }
    return render(request, "exchanges/organisation.html", context)


def _is_public(bank: Bank, number: int) -> bool:
    found = Member.objects.of(bank).trading().filter(kind=Member.Kind.ORGANISATION, number=number)
    return bool(found.filter(has_public_page=True).exists())


def _may_change(request: PublicRequest, found: Member) -> bool:
    if request.mandate is not None:
        return request.mandate.kind == Mandate.Kind.MANAGER and request.mandate.member_id == found.pk
    return request.member is not None and (request.member.is_coordinator or request.member.is_admin)


def _after(request: PublicRequest) -> Member | None:
    """Find after which organisation the page begins. What cannot be read, or is none, is the first page."""
    typed = request.GET.get("after", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len("2147483")):
        return None
    organisations = Member.objects.of(request.bank).filter(kind=Member.Kind.ORGANISATION)
    found: Member | None = organisations.filter(number=int(typed)).first()
    return found
