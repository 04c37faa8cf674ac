"""Offers and requests, and the exchanges of hours they lead to."""

from exchanges.models.announcements import Announcement, reached_on_paper
from exchanges.models.categories import Category, CategoryQuerySet
from exchanges.models.crossing import CrossExchange, CrossExchangeQuerySet, CrossMiss, CrossSide, CrossStep
from exchanges.models.disputes import HOPED_DAYS, Dispute, DisputeStep
from exchanges.models.duties import Duty
from exchanges.models.enquiries import Enquiry
from exchanges.models.events import (
    LONGEST_HOURS,
    MOST_FROM_POT,
    MOST_PLACES,
    SPONSOR,
    Attendee,
    Event,
    EventQuerySet,
    EventStep,
    EventWords,
    Guest,
    Series,
)
from exchanges.models.exchanges import (
    DISPUTE_WITHIN,
    FROM_IMPORT,
    LONGEST_MINUTES,
    REMINDER_DAYS,
    SHORTEST_MINUTES,
    Exchange,
    ExchangeQuerySet,
    Step,
    imported_key,
)
from exchanges.models.finding import FARTHEST
from exchanges.models.giving import RETURN_WITHIN, HoursGift, HoursGiftQuerySet, PotRequest, PotRequestQuerySet
from exchanges.models.last_exchanges import LastExchange
from exchanges.models.listings import WARNED_DAYS, Listing, ListingQuerySet, is_checked_for_minors
from exchanges.models.matching import Introduction, Match, MatchQuerySet, MatchSweep, Meaning, MeaningQuerySet, NotForMe
from exchanges.models.met_before import MetBefore
from exchanges.models.photos import MOST_PHOTOS, ListingPhoto, ListingPhotoQuerySet
from exchanges.models.reminders import Reminder
from exchanges.models.rounds import (
    MOST_HELPED,
    MOST_MINUTES,
    MOST_WISHES,
    PIECE_MINUTES,
    Round,
    RoundEntry,
    RoundProposal,
    RoundProposalQuerySet,
    RoundQuerySet,
    RoundsEachMonth,
    RoundWish,
)
from exchanges.models.searches import SavedSearch
from exchanges.models.slips import MOST_PRINTED, SlipRun, slip_key

__all__ = [
    "DISPUTE_WITHIN",
    "FARTHEST",
    "FROM_IMPORT",
    "HOPED_DAYS",
    "LONGEST_HOURS",
    "LONGEST_MINUTES",
    "MOST_FROM_POT",
    "MOST_HELPED",
    "MOST_MINUTES",
    "MOST_PHOTOS",
    "MOST_PLACES",
    "MOST_PRINTED",
    "MOST_WISHES",
    "PIECE_MINUTES",
    "REMINDER_DAYS",
    "RETURN_WITHIN",
    "SHORTEST_MINUTES",
    "SPONSOR",
    "WARNED_DAYS",
    "Announcement",
    "Attendee",
    "Category",
    "CategoryQuerySet",
    "CrossExchange",
    "CrossExchangeQuerySet",
    "CrossMiss",
    "CrossSide",
    "CrossStep",
    "Dispute",
    "DisputeStep",
    "Duty",
    "Enquiry",
    "Event",
    "EventQuerySet",
    "EventStep",
    "EventWords",
    "Exchange",
    "ExchangeQuerySet",
    "Guest",
    "HoursGift",
    "HoursGiftQuerySet",
    "Introduction",
    "LastExchange",
    "Listing",
    "ListingPhoto",
    "ListingPhotoQuerySet",
    "ListingQuerySet",
    "Match",
    "MatchQuerySet",
    "MatchSweep",
    "Meaning",
    "MeaningQuerySet",
    "MetBefore",
    "NotForMe",
    "PotRequest",
    "PotRequestQuerySet",
    "Reminder",
    "Round",
    "RoundEntry",
    "RoundProposal",
    "RoundProposalQuerySet",
    "RoundQuerySet",
    "RoundWish",
    "RoundsEachMonth",
    "SavedSearch",
    "Series",
    "SlipRun",
    "Step",
    "imported_key",
    "is_checked_for_minors",
    "reached_on_paper",
    "slip_key",
]
