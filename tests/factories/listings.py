"""Offers, requests and what is found among them: gifts, matches, searches and rounds."""

import datetime

from django.utils import timezone

from exchanges.actions import searches
from exchanges.actions.listings import Wording, put_up
from exchanges.actions.rounds import entering, opening, solving
from exchanges.actions.searches import Keeping
from exchanges.models import Category, Listing, Match, Round, SavedSearch
from exchanges.reads.finding import Wishes
from members.actions.gifts import GiftWords, add_gift
from members.models import Bank, Gift, Member
from tests.factories.exchanges import act


def make_listing(
    member: Member, *, kind: str = Listing.Kind.OFFER, title: str = "Help in the garden", **fields
) -> Listing:
    """Put up an offer or a request of a member."""
    return put_up(Wording(kind=kind, title=title, **fields), member=member, by=member, at=timezone.now())


def make_match(request: Listing, thing: Listing | Gift, *, likeness: float = 0.9, **fields) -> Match:
    """Let an offer or a gift fit a request, as the nightly comparing would have found."""
    side = {"offer": thing} if isinstance(thing, Listing) else {"gift": thing}
    return Match.objects.create(
        bank_id=request.bank_id,
        request=request,
        receiver=request.member,
        giver=thing.member,
        found_at=timezone.now(),
        **{"meaning": likeness, "words": 0, "likeness": likeness, **side, **fields},
    )


def save_search(member: Member, *, name: str = "Lifts", words: str = "lift", **fields) -> SavedSearch:
    """Let a member keep a search."""
    keeping = Keeping(name, Wishes(words=words, **fields))
    return searches.save_search(member, keeping, by=member, at=timezone.now())


def make_round(by: Member, *members: Member, days: int = 7) -> Round:
    """Open a round in which each of these members would receive and give help in the garden."""
    at = timezone.now()
    opened = opening.open_round(by.bank, last_on=by.bank.day(at) + datetime.timedelta(days=days), by=by, at=at)
    garden = Category.objects.filter(bank=by.bank, parent=None).order_by("pk").first() or make_category(by.bank)
    for member in members:
        for side in ("TAKE", "GIVE"):
            entering.add_wish(opened, entering.Wishing(side, garden, 60), act(member))
    return opened


def solved_round(by: Member, *members: Member) -> Round:
    """Let a round of these members be solved, as on the day after its last one."""
    opened = make_round(by, *members)
    yesterday = by.bank.day(timezone.now()) - datetime.timedelta(days=1)
    Round.objects.filter(pk=opened.pk).update(last_on=yesterday)
    solving.solve(opened.pk, at=timezone.now())
    opened.refresh_from_db()
    return opened


def make_category(bank: Bank, *, name: str = "Garden", **fields) -> Category:
    """Make a category of a bank."""
    return Category.objects.create(bank=bank, name=name, **fields)


def make_gift(member: Member, *, words: str = "Baking bread", kind: str = Gift.Kind.HAND, **fields) -> Gift:
    """Let a member add something they can do."""
    return add_gift(member, GiftWords(kind=kind, words=words, **fields), by=member, at=timezone.now())
