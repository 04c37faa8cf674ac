"""How long offers and requests stand: paused, opened again, renewed, and warned of before their last day."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.listings import ListingRefused, locked_listing, note_for
from exchanges.models import Listing
from exchanges.reads.places import is_full
from members.actions import tell_member
from members.models import Member, MemberEvent
from notices import actions as notices
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
    listing.state, listing.closed_at = State.OPEN, None
    if listing.is_past(today):
        _lengthen(listing, today)
    listing.save(update_fields=["state", "closed_at", "expires_on", "warned_days", "needed_on", "needed_part"])
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
        listing.save(update_fields=["expires_on", "warned_days", "needed_on", "needed_part"])
        note_for(listing, MemberEvent.Kind.LISTING_RENEWED, _("Renewed: %(title)s"), by=by, at=at)
    return listing


@transaction.atomic
def warn_of_end(listing_id: int, *, at: datetime.datetime) -> bool:
    """Tell a member that something of theirs ends in a week, or tomorrow, each once. Answers whether they were told."""
    listings = Listing.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = listings.select_related("member__bank").filter(pk=listing_id).first()
    if found is None or not found.member.can_trade:
        return False
    due = found.warning_due(found.member.bank.day(at))
    if due is None or found.expires_on is None:
        return False
    found.warned_days = due
    found.save(update_fields=["warned_days"])
    tell_member(found.member, _warning(found, found.expires_on, due), at=at)
    return True


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
    listing.expires_on, listing.warned_days = today + RENEWED_FOR, None
    if listing.needed_on is not None and listing.needed_on < today:
        listing.needed_on, listing.needed_part = None, ""


def _must_not_be_closed(listing: Listing) -> None:
    if listing.state == State.CLOSED:
        raise WrongState(_("This was taken down. Open it again first."))


def _warning(listing: Listing, last_day: datetime.date, days: int) -> notices.Message:
    bank = listing.member.bank
    words = {"title": listing.title, "day": formats.date_format(last_day, "l j F")}
    return notices.Message(
        recipient_key=listing.member.actor_key,
        bank=bank.slug,
        kind="LISTING_ENDS",
        subject=_("Until %(day)s only: %(title)s") % words,
        body=_("Others can read this until %(day)s. Do you want it to stand for longer? One button does it.") % words,
        path=reverse("exchanges:listing", args=[bank.slug, listing.pk]),
        dedupe_key=f"listing-ends:{listing.pk}:{last_day}:{days}",
    )
