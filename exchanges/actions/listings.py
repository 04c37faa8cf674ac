"""Offers and requests: put up, changed, taken down."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.searching import refresh_search_text
from exchanges.actions.suggestions import withdraw_suggestions
from exchanges.models import Category, Listing, Reminder
from members.actions import tell_member
from members.actions.acts import note_on_behalf
from members.models import Bank, CheckKind, Mandate, Member, MemberEvent
from notices import actions as notices
from notices.models import Deed
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState


class ListingRefused(RuleBroken):
    """This offer or request cannot stand like this."""


@dataclass(frozen=True)
class More:
    """What an offer or a request says besides: how often, where, when, for whom, until when. All may be left out."""

    often: str = Listing.Often.STANDING
    places: tuple[str, ...] = ()
    area: str = ""  # a coarse one; '' for the member's own
    needed_on: datetime.date | None = None
    needed_part: str = ""
    availability: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    people: int | None = None  # None: one who asks; of an offer as many as come
    expires_on: datetime.date | None = None

    def of_kind(self, kind: str) -> dict[str, Any]:
        """Give the columns of a listing of this kind."""
        lists = ("places", "availability", "languages", "access")
        columns: dict[str, Any] = vars(self) | {name: list(getattr(self, name)) for name in lists}
        return columns | {"people": self.people or (Listing.MANY if kind == Listing.Kind.OFFER else 1)}


@dataclass(frozen=True)
class Wording:
    """What an offer or a request says."""

    kind: str
    title: str
    body: str = ""
    category: Category | None = None
    checks: tuple[CheckKind, ...] | None = None  # what a coordinator says it needs; None leaves that as it is
    more: More | None = None  # None leaves that as it is


@transaction.atomic
def put_up(wording: Wording, *, member: Member, by: Member, at: datetime.datetime) -> Listing:
    """Put up an offer or a request, one's own or, as a coordinator or by a mandate, for a member: it says by whom.

    The same words put up twice are one listing: a button pressed twice, or a page sent again, adds nothing. An offer
    whose member lacks a check that it needs stands and says that it waits: nobody can ask for it until then.
    """
    member = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=member.pk)
    _must_be_able_to_change(member, by)
    if not member.can_trade:
        raise ListingRefused(_("%(name)s can't offer or ask for help now.") % {"name": member.name})
    _check_category(wording.category, member.bank)
    _check_kinds(wording.checks, member.bank, by)
    _check_end(wording.more, member.bank.day(at))
    standing: Listing | None = member.listings.filter(state=Listing.State.OPEN, **_columns(wording)).first()
    listing = standing or _new(wording, member, by=by, at=at)
    if wording.checks is not None:
        listing.checks.set(wording.checks)
    return listing


@transaction.atomic
def reword(listing: Listing, wording: Wording, *, by: Member, at: datetime.datetime) -> Listing:
    """Change what an open offer or request says; an offer stays an offer. What says the same is not changed."""
    listing = locked_listing(listing, by)
    if listing.state == Listing.State.CLOSED:
        raise WrongState(_("This was taken down. Put up a new one."))
    if wording.category != listing.category:
        _check_category(wording.category, by.bank)
    _check_kinds(wording.checks, by.bank, by)
    changed = {name: value for name, value in _columns(wording).items() if getattr(listing, name) != value}
    changed.pop("kind", None)
    if "expires_on" in changed:
        _check_end(wording.more, listing.member.bank.day(at))
        withdraw_reminders(listing)
    if changed:
        for name, value in changed.items():
            setattr(listing, name, value)
        listing.save(update_fields=list(changed))
        refresh_search_text(Listing.objects.filter(pk=listing.pk))
        Listing.objects.filter(pk=listing.pk).update(match_due_at=at)
        note_for(listing, MemberEvent.Kind.LISTING_CHANGED, _("Changed: %(title)s"), by=by, at=at)
    if wording.checks is not None:
        listing.checks.set(wording.checks)
    return listing


@transaction.atomic
def take_down(listing: Listing, *, by: Member, at: datetime.datetime) -> Listing:
    """Close an offer or a request. Taking it down twice does no harm."""
    listing = locked_listing(listing, by)
    if listing.state != Listing.State.CLOSED:
        listing.state, listing.closed_at = Listing.State.CLOSED, at
        listing.save(update_fields=["state", "closed_at"])
        withdraw_reminders(listing)
        note_for(listing, MemberEvent.Kind.LISTING_CLOSED, _("Taken down: %(title)s"), by=by, at=at)
    return listing


def locked_listing(listing: Listing, by: Member) -> Listing:
    """Read a listing afresh under its row lock, for who may change it."""
    listings = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related("member__bank", "category")
    found: Listing = listings.get(pk=listing.pk)
    _must_be_able_to_change(found.member, by)
    return found


def withdraw_reminders(listing: Listing) -> None:
    """Take back what people were to be told of it, as far as it was not sent yet: it stands no more, or for longer."""
    withdraw_search(listing)
    notices.withdraw(listing.member.bank.slug, path_of(listing), kinds=["LISTING_ENDS"])
    Reminder.objects.forget(listing.pk, "LISTING_ENDS", "REQUEST_FITS")


def withdraw_search(listing: Listing) -> None:
    """Let nobody be asked any more, as far as that was not sent yet, whether they know of help: it is answered."""
    notices.withdraw(listing.member.bank.slug, path_of(listing), kinds=["REQUEST_FITS", "REQUEST_UNANSWERED"])


def note_answer(listing: Listing, member: Member, at: datetime.datetime) -> None:
    """Count what a member answers to it towards what they were told of it."""
    notices.note_acted(member.actor_key, [path_of(listing)], at=at)
    notices.note_deed(member.actor_key, Deed.ASK if listing.is_offer else Deed.HELP, at=at)


def note_brought_together(listing: Listing, by: Member, at: datetime.datetime) -> None:
    """Count what a coordinator does so that a listing is answered towards what the desk was told of it."""
    notices.note_acted(by.actor_key, [path_of(listing)], at=at)
    notices.note_deed(by.actor_key, Deed.BRING_TOGETHER, at=at)


def path_of(listing: Listing) -> str:
    """Give the address of its page."""
    return reverse("exchanges:listing", args=[listing.member.bank.slug, listing.pk])


def _columns(wording: Wording) -> dict[str, Any]:
    said = {"kind": wording.kind, "title": wording.title, "body": wording.body, "category": wording.category}
    return said | (wording.more.of_kind(wording.kind) if wording.more else {})


def _check_end(more: More | None, today: datetime.date) -> None:
    if more is not None and more.expires_on is not None and more.expires_on < today:
        raise ListingRefused(_("The last day it stands is over already. Choose a later one."))


def _must_be_able_to_change(member: Member, by: Member) -> None:
    """Refuse whoever is not the member, nor a coordinator, nor acts for the member by a mandate that stands now."""
    if by.bank_id == member.bank_id and (by.pk == member.pk or by.is_coordinator):
        return
    mandates = Mandate.objects.acting().of_party(by.pk, member.pk)
    if mandates.select_for_update(no_key=True, of=("self",)).first() is None:
        raise NotAllowed(_("Only the member or a coordinator can do this."))


def _new(wording: Wording, member: Member, *, by: Member, at: datetime.datetime) -> Listing:
    _tell_whose(member, _("Put up: %(title)s") % {"title": wording.title}, by=by, at=at)
    made: Listing = Listing.objects.create(
        bank=member.bank,
        member=member,
        created_at=at,
        match_due_at=at,
        put_up_by=None if by.pk == member.pk else by,
        **_columns(wording if wording.more else replace(wording, more=More())),
    )
    refresh_search_text(Listing.objects.filter(pk=made.pk))
    if not made.is_offer:
        withdraw_suggestions(member.bank, spend=[member])
    notices.note_deed(member.actor_key, Deed.OFFER if made.is_offer else Deed.REQUEST, at=at)
    return made


def note_for(listing: Listing, kind: MemberEvent.Kind, done: str, *, by: Member, at: datetime.datetime) -> None:
    """Write into a member's history what somebody else did with their offer or request, and tell them."""
    notices.note_acted(by.actor_key, [path_of(listing)], at=at)
    if by.pk != listing.member_id:
        note_on_behalf(listing.member, kind, by=by, at=at, words=listing.title)
        _tell_whose(listing.member, done % {"title": listing.title}, by=by, at=at)


def _tell_whose(member: Member, done: str, *, by: Member, at: datetime.datetime) -> None:
    """Tell a member, once a day, that somebody else is busy with what they offer and ask.

    What a delegate does is the organisation's own doing: it need not be told.
    """
    if by.pk == member.pk or (member.is_organisation and not by.is_coordinator):
        return
    message = notices.Message(
        recipient_key=member.actor_key,
        bank=member.bank.slug,
        kind="LISTINGS",
        subject=_("%(who)s changed your offers and requests") % {"who": by.name},
        body=_("%(done)s. All that others do in your name is kept for you to read.") % {"done": done},
        path=reverse("exchanges:done_for", args=[member.bank.slug, member.number]),
        dedupe_key=f"listings:{member.bank.day(at)}",
    )
    tell_member(member, message, at=at, but=by)


def _check_category(category: Category | None, bank: Bank) -> None:
    if category is not None and not Category.objects.filter(bank=bank).in_use().filter(pk=category.pk).exists():
        raise ListingRefused(_("Choose one of the categories in the list."))


def _check_kinds(kinds: Sequence[CheckKind] | None, bank: Bank, by: Member) -> None:
    if kinds is None:
        return
    if not by.is_coordinator:
        raise NotAllowed(_("A coordinator says which checks this needs."))
    if any(kind.bank_id != bank.pk for kind in kinds):
        raise ListingRefused(_("Choose from the checks in the list."))
