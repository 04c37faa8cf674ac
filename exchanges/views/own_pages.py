"""Leading from where exchanges begin to the page on which a request is answered that no exchange answers."""

from django.http import HttpResponse
from django.shortcuts import redirect

from exchanges.models import Listing
from exchanges.reads.own_pages import own_pages
from members.access import BankRequest


def to_own_page(request: BankRequest, listing: Listing) -> HttpResponse | None:
    """Lead who only looks to that page; nothing where there is none.

    It takes everybody's own word alone, so who acts for somebody is led back to the request, which tells them so.
    """
    own_page = own_pages([listing]).get(listing.pk, "") if request.method == "GET" else ""
    if own_page and request.mandate is not None:
        return redirect("exchanges:listing", bank=request.bank.slug, pk=listing.pk)
    return redirect(own_page) if own_page else None
