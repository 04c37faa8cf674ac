"""Whose noes to suggestions somebody may take back, and whom who runs the bank may bring together."""

from django.shortcuts import get_object_or_404

from exchanges.models import Listing, NotForMe
from members.models import Member


def no_of(asker: Member, listing_pk: int) -> NotForMe:
    """Give the asker's own no to a listing."""
    noes = NotForMe.objects.select_related("member", "listing")
    found: NotForMe = get_object_or_404(noes, member=asker, listing=listing_pk)
    return found


def pair_to_introduce(asker: Member, request_pk: int, number: int) -> tuple[Listing, Member]:
    """Give a request and a member of the asker's bank; whether the two fit the action asks once more."""
    requests = Listing.objects.of(asker.bank).filter(kind=Listing.Kind.REQUEST)
    request: Listing = get_object_or_404(requests, pk=request_pk)
    giver: Member = get_object_or_404(Member.objects.of(asker.bank), number=number)
    request.bank = giver.bank = asker.bank
    return request, giver
