"""The words of the demo bank, in one place for whoever tells its story. Nobody and nothing here is real."""

from timebank.demo.by_telephone import BY_TELEPHONE
from timebank.demo.categories import CATEGORIES, GIFT_KINDS, CategoryCode
from timebank.demo.deeds import DEEDS, DemoDeed
from timebank.demo.listings import LISTINGS, DemoListing
from timebank.demo.organisations import APPLICANTS, ORGANISATIONS, DemoApplicant, DemoOrganisation
from timebank.demo.people import ADMIN, AUDITOR, COORDINATOR, NEIGHBOUR, RESIDENT, DemoPerson
from timebank.demo.with_email import WITH_EMAIL

PEOPLE: tuple[DemoPerson, ...] = (RESIDENT, NEIGHBOUR, COORDINATOR, ADMIN, AUDITOR, *WITH_EMAIL, *BY_TELEPHONE)

__all__ = [
    "ADMIN",
    "APPLICANTS",
    "AUDITOR",
    "CATEGORIES",
    "COORDINATOR",
    "DEEDS",
    "GIFT_KINDS",
    "LISTINGS",
    "NEIGHBOUR",
    "ORGANISATIONS",
    "PEOPLE",
    "RESIDENT",
    "CategoryCode",
    "DemoApplicant",
    "DemoDeed",
    "DemoListing",
    "DemoOrganisation",
    "DemoPerson",
]
