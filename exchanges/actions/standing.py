"""How long offers and requests stand: paused, opened again, and renewed."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.listings import ListingRefused, locked_listing, note_for, withdraw_reminders
from exchanges.models import Listing
from exchanges.reads.places import is_full
from members.models import Member, MemberEvent
from timebank.lib.errors import RuleBroken, WrongState

RENEWED_FOR = datetime.timedelta(days=92)
State = Listing.State


class NoMorePlaces(RuleBroken):
    """As many plans run as this is for."""


@transaction.atomic
def pause(listing: Listing, *, by: Member, at: datetime.datetime) -> Listing:
    """Hide an offer or a request until its member opens it again. Again does no harm."""
    listing = locked_listing(listing, by)
    _must_not_be_closed(listing)
    if listing.is_open:
        listing.state = State.PAUSED
        listing.save(update_fields=["state"])
        withdraw_reminders(listing)
        note_for(listing, MemberEvent.Kind.LISTING_PAUSED, _("Paused: %(title)s"), by=by, at=at)
    return listing


@transaction.atomic
def open_again(listing: Listing, *, by: Member, at: datetime.datetime) -> Listing:
    """Let others read what was paused or taken down; what is past its last day is renewed too. Again does no harm."""
    listing = locked_listing(listing, by)
    if not listing.member.can_trade:
        raise ListingRefused(_("%(name)s can't offer or ask for help now.") % {"name": listing.member.name})
    today = listing.member.bank.day(at)
    if listing.stands_on(today):
        return listing
    listing.state, listing.closed_at, listing.match_due_at = State.OPEN, None, at
    if listing.is_past(today):
        _lengthen(listing, today)
    listing.save(update_fields=["state", "closed_at", "match_due_at", "expires_on", "needed_on", "needed_part"])
    note_for(listing, MemberEvent.Kind.LISTING_PAUSED, _("Opened again: %(title)s"), by=by, at=at)
    return listing


@transaction.atomic
def renew(listing: Listing, *, by: Member, at: datetime.datetime) -> Listing:
    """Let an offer or a request stand for three months from today. On one day that is once; without an end it stays."""
    listing = locked_listing(listing, by)
    _must_not_be_closed(listing)
    today = listing.member.bank.day(at)
    if listing.expires_on is not None and listing.expires_on < today + RENEWED_FOR:
        _lengthen(listing, today)
        listing.save(update_fields=["expires_on", "needed_on", "needed_part"])
        withdraw_reminders(listing)
        note_for(listing, MemberEvent.Kind.LISTING_RENEWED, _("Renewed: %(title)s"), by=by, at=at)
    return listing


def must_take_one_more(listing: Listing | None, act: Act) -> None:
    """Refuse a plan about what no longer stands, or takes no more. Its own member decides for themselves."""
    if listing is None or act.speaker.pk == listing.member_id:
        return
    fresh, today = Listing.objects.get(pk=listing.pk), act.by.bank.day(act.at)
    if not fresh.stands_on(today):
        raise WrongState(_("This was taken down or paused, or its time is over. Nobody can ask for it now."))
    if is_full(fresh, today):
        raise NoMorePlaces(_("This takes no more people just now."))


def _lengthen(listing: Listing, today: datetime.date) -> None:
    listing.expires_on = today + RENEWED_FOR
    if listing.needed_on is not None and listing.needed_on < today:
        listing.needed_on, listing.needed_part = None, ""


def _must_not_be_closed(listing: Listing) -> None:
    if listing.state == State.CLOSED:
        raise WrongState(_("This was taken down. Open it again first."))
