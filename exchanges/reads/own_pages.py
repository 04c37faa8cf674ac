"""Requests that are answered, and events whose register is kept, on a page of their own, as an app above says."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from exchanges.models import Event, Listing
from timebank.lib.above import named_above


def own_pages(listings: Iterable[Listing]) -> dict[int, str]:
    """Give where those are answered that no exchange answers, by their ids; only organisations have such."""
    return own_pages_of([each.pk for each in listings if not each.is_offer and each.member.is_organisation])


def own_pages_of(requests: Collection[int]) -> dict[int, str]:
    """Give the same for requests of organisations, by their ids.

    An app names its functions as `own_pages_of_requests`: each gives the pages of many with one query.
    """
    if not requests:
        return {}
    return {pk: page for pages in named_above("own_pages_of_requests") for pk, page in pages(requests).items()}


def own_register(event: Event) -> str:
    """Give the page on which an event's register is kept that knows more than ours; '' where there is none.

    An app names its functions as `own_registers`; only organisations put on what belongs to one.
    """
    if event.host is None or not event.host.is_organisation:
        return ""
    return next((page for page_of in named_above("own_registers") if (page := page_of(event))), "")


def without_own_pages(listings: "QuerySet[Listing]") -> "QuerySet[Listing]":
    """Leave those out, with no further query: whether anybody has answered one is not ours to say.

    An app names its functions as `requests_with_own_pages`: each gives the ids, as a subquery.
    """
    for asked in named_above("requests_with_own_pages"):
        listings = listings.exclude(pk__in=asked())
    return listings
