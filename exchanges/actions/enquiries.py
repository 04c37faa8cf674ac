"""'I can help' and 'I would like this': an answer to an offer or a request, in the conversation of the two members."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.above import must_have_no_own_page
from exchanges.actions.listings import note_answer, note_brought_together, withdraw_search
from exchanges.actions.suggestions import withdraw_suggestions
from exchanges.models import Enquiry, Listing
from members.actions import conversations
from members.actions.acts import locked
from members.models import Conversation, Member
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

A_DAY = datetime.timedelta(days=1)
MOST_A_DAY = 20


class ListingGone(WrongState):
    """The offer or request was taken down before somebody answered it."""


class OwnListing(NotAllowed):
    """Nobody answers what they put up themselves."""


class TooManyEnquiries(RuleBroken):
    """Somebody has answered a great many listings today."""

    code = "throttled"


@transaction.atomic
def enquire(listing: Listing, asker: Member, words: str, *, by: Member, at: datetime.datetime) -> Conversation:
    """Answer an offer or a request in words. Sent twice, it is one message; with other words it goes on.

    Raises CannotWrite where these two do not write to each other, ListingGone and TooManyEnquiries.
    """
    listing = _to_answer(listing, asker, at=at)
    sent = _sent_before(listing, asker, words, at=at)
    if sent is not None:
        return sent
    subject = _subject(listing, asker)
    conversation = conversations.begin(asker, listing.member, words, by=by, at=at, subject=subject)
    _keep(listing, asker, by=by, at=at)
    return conversation


@transaction.atomic
def enquire_told(
    listing: Listing, asker: Member, said: conversations.Said, *, by: Member, at: datetime.datetime
) -> Conversation:
    """Answer an offer or a request, as a coordinator, for somebody who told them to. The member hears of it."""
    listing = _to_answer(listing, asker, at=at)
    subject = _subject(listing, asker)
    conversation = conversations.begin_told(asker, listing.member, said, by=by, at=at, subject=subject)
    _keep(listing, asker, by=by, at=at)
    return conversation


def _to_answer(listing: Listing, asker: Member, *, at: datetime.datetime) -> Listing:
    """Read the listing afresh, with who answers locked: who presses twice is counted once."""
    locked(asker)
    found: Listing = Listing.objects.select_related("member__bank", "member__person").get(pk=listing.pk)
    if found.member_id == asker.pk:
        raise OwnListing(_("This is your own. Others answer it."))
    if not found.stands_on(asker.bank.day(at)) or not found.member.is_approved:
        raise ListingGone(_("This was taken down just before you answered."))
    must_have_no_own_page(found)
    return found


def _sent_before(listing: Listing, asker: Member, words: str, *, at: datetime.datetime) -> Conversation | None:
    if not Enquiry.objects.filter(listing=listing, asker=asker).exists():
        return None
    standing: Conversation | None = Conversation.objects.between(asker, listing.member).first()
    if standing and standing.letters.filter(speaker=asker, words=words, at__gt=at - A_DAY).exists():
        return standing
    return None


def _keep(listing: Listing, asker: Member, *, by: Member, at: datetime.datetime) -> None:
    made = Enquiry.objects.get_or_create(listing=listing, asker=asker, defaults={"by": by, "at": at})[1]
    withdraw_search(listing)
    note_answer(listing, asker, at)
    withdraw_suggestions(asker.bank, **{"spend" if listing.is_offer else "earn": [asker]})
    if by.pk != asker.pk:
        note_brought_together(listing, by, at)
    if made and Enquiry.objects.made_since(asker, at - A_DAY).count() > MOST_A_DAY:
        raise TooManyEnquiries(_("You have answered a great many today. Please go on tomorrow, or ask us to help."))


def _subject(listing: Listing, asker: Member) -> str:
    words = _("%(name)s would like this: %(title)s") if listing.is_offer else _("%(name)s can help: %(title)s")
    return words % {"name": asker.name, "title": listing.title}
