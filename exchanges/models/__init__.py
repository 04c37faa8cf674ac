"""Offers and requests, and the exchanges of hours they lead to."""

from exchanges.models.categories import Category, CategoryQuerySet
from exchanges.models.disputes import HOPED_DAYS, Dispute, DisputeStep
from exchanges.models.enquiries import Enquiry
from exchanges.models.exchanges import (
    DISPUTE_WITHIN,
    FROM_IMPORT,
    LONGEST_MINUTES,
    REMINDER_DAYS,
    SHORTEST_MINUTES,
    SILENT_AFTER,
    Exchange,
    ExchangeQuerySet,
    Step,
    imported_key,
)
from exchanges.models.listings import Listing, ListingQuerySet, is_checked_for_minors

__all__ = [
    "DISPUTE_WITHIN",
    "FROM_IMPORT",
    "HOPED_DAYS",
    "LONGEST_MINUTES",
    "REMINDER_DAYS",
    "SHORTEST_MINUTES",
    "SILENT_AFTER",
    "Category",
    "CategoryQuerySet",
    "Dispute",
    "DisputeStep",
    "Enquiry",
    "Exchange",
    "ExchangeQuerySet",
    "Listing",
    "ListingQuerySet",
    "Step",
    "imported_key",
    "is_checked_for_minors",
]
