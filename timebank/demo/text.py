"""The words of the demo bank, in one place for whoever tells its story. Nobody and nothing here is real."""

from timebank.demo.by_telephone import BY_TELEPHONE
from timebank.demo.came_later import CAME_LATER
from timebank.demo.categories import CATEGORIES, GIFT_KINDS, SHARED, CategoryCode
from timebank.demo.deeds import DEEDS, DemoDeed
from timebank.demo.later_listings import LATER_LISTINGS
from timebank.demo.listings import LISTINGS as FIRST_LISTINGS
from timebank.demo.listings import DemoListing
from timebank.demo.long_deeds import LONG_DEEDS
from timebank.demo.organisations import APPLICANTS, ORGANISATIONS, DemoApplicant, DemoOrganisation
from timebank.demo.people import ADMIN, AUDITOR, COORDINATOR, NEIGHBOUR, RESIDENT, DemoPerson
from timebank.demo.with_email import WITH_EMAIL

CAME_FIRST: tuple[DemoPerson, ...] = (RESIDENT, NEIGHBOUR, COORDINATOR, ADMIN, AUDITOR, *WITH_EMAIL, *BY_TELEPHONE)
PEOPLE: tuple[DemoPerson, ...] = (*CAME_FIRST, *CAME_LATER)
LISTINGS: tuple[DemoListing, ...] = (*FIRST_LISTINGS, *LATER_LISTINGS)

__all__ = [
    "ADMIN",
    "APPLICANTS",
    "AUDITOR",
    "CATEGORIES",
    "COORDINATOR",
    "DEEDS",
    "GIFT_KINDS",
    "LISTINGS",
    "LONG_DEEDS",
    "NEIGHBOUR",
    "ORGANISATIONS",
    "PEOPLE",
    "RESIDENT",
    "SHARED",
    "CategoryCode",
    "DemoApplicant",
    "DemoDeed",
    "DemoListing",
    "DemoOrganisation",
    "DemoPerson",
]
