"""Offers and requests: put up, changed, taken down; and the bank's categories."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.models import Category, Listing
from members.models import Bank, Member
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

FIRST_CATEGORIES = (
    "Lifts and errands",
    "Shopping",
    "Company and visits",
    "Garden",
    "Repairs at home",
    "Computers and phones",
    "Cooking",
    "Sewing and mending",
    "Languages and letters",
    "Pets",
    "Lessons",
    "Music and art",
    "Something else",
)


class ListingRefused(RuleBroken):
    """This offer or request cannot stand like this."""


@dataclass(frozen=True)
class Wording:
    """What an offer or a request says."""

    kind: str
    title: str
    body: str = ""
    category: Category | None = None


@transaction.atomic
def put_up(wording: Wording, *, member: Member, by: Member, at: datetime.datetime) -> Listing:
    """Put up an offer or a request, one's own or, as a coordinator, for a member who asked."""
    if not member.can_trade:
        raise ListingRefused(_("%(name)s can't offer or ask for help now.") % {"name": member.name})
    _must_be_own_or_coordinator(member, by)
    _check_category(wording.category, member.bank)
    return Listing.objects.create(
        bank=member.bank,
        member=member,
        kind=wording.kind,
        title=wording.title,
        body=wording.body,
        category=wording.category,
        created_at=at,
    )


@transaction.atomic
def reword(listing: Listing, wording: Wording, *, by: Member) -> Listing:
    """Change what an open offer or request says; an offer stays an offer."""
    listing = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=listing.pk)
    _must_be_own_or_coordinator(listing.member, by)
    if not listing.is_open:
        raise WrongState(_("This was taken down. Put up a new one."))
    _check_category(wording.category, by.bank)
    listing.title, listing.body, listing.category = wording.title, wording.body, wording.category
    listing.save(update_fields=["title", "body", "category"])
    return listing


@transaction.atomic
def take_down(listing: Listing, *, by: Member, at: datetime.datetime) -> Listing:
    """Close an offer or a request. Taking it down twice does no harm."""
    listing = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=listing.pk)
    _must_be_own_or_coordinator(listing.member, by)
    if listing.is_open:
        listing.state, listing.closed_at = Listing.State.CLOSED, at
        listing.save(update_fields=["state", "closed_at"])
    return listing


@transaction.atomic
def start_categories(bank: Bank) -> None:
    """Give a new bank its first categories; its admins change them."""
    Category.objects.bulk_create([Category(bank=bank, name=name) for name in FIRST_CATEGORIES])


def _must_be_own_or_coordinator(member: Member, by: Member) -> None:
    if by.bank_id != member.bank_id or not (by.pk == member.pk or by.is_coordinator):
        raise NotAllowed(_("Only the member or a coordinator can do this."))


def _check_category(category: Category | None, bank: Bank) -> None:
    if category is not None and category.bank_id != bank.pk:
        raise ListingRefused(_("Choose a category of this time bank."))
