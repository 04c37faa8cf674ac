"""Erasing what a member's listings and exchanges say in words. That hours were given, by a number, stays."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.acts import HAPPENED
from exchanges.actions.events.belonging import erase_in_events
from exchanges.actions.introducing import forget_introductions
from exchanges.actions.listing_photos import forget_photos
from exchanges.actions.meanings import forget_matches, forget_meanings_naming
from exchanges.actions.met_before import forget_met_before
from exchanges.actions.not_for_me import forget_noes
from exchanges.actions.rounds.belonging import forget_rounds
from exchanges.actions.rounds.opening import path_of_proposal
from exchanges.actions.searches import forget_searches
from exchanges.actions.searching import refresh_search_text
from exchanges.models import (
    Announcement,
    CrossExchange,
    CrossExchangeQuerySet,
    CrossMiss,
    CrossStep,
    DisputeStep,
    Event,
    EventStep,
    Exchange,
    Guest,
    HoursGift,
    Listing,
    ListingPhoto,
    PotRequest,
    RoundProposal,
    SavedSearch,
    Series,
    Step,
)
from ledger import actions as ledger
from members.models import Bank, Member
from notices import actions as notices
from timebank.lib.traces import Traces, replace_traces

# Where people write freely: how each table leads to the bank, and its columns. A test finds a column that is missing.
TEXTS = (
    (Listing, "bank", ("title", "body", "area")),
    (ListingPhoto, "listing__bank", ("words",)),
    (SavedSearch, "bank", ("name",)),
    (Exchange, "bank", ("description", "thanks", "costs")),
    (Step, "exchange__bank", ("reason",)),
    (CrossExchange, "sides__bank", ("description",)),
    (CrossStep, "exchange__sides__bank", ("reason",)),
    (Announcement, "bank", ("subject", "body", "area")),
    (DisputeStep, "dispute__exchange__bank", ("words",)),
    (Event, "bank", ("title", "body", "place", "access")),
    (Series, "bank", ("title", "body", "place", "access")),
    (EventStep, "event__bank", ("reason",)),
    (Guest, "event__bank", ("name", "contact")),
    (HoursGift, "bank", ("words", "taken_back_why")),
    (PotRequest, "bank", ("words", "reason")),
    (RoundProposal, "round__bank", ("reason",)),
)


def erase_words(member: Member) -> None:
    """Clear what their listings and exchanges say, on both sides, in the caller's transaction. Again does no harm.

    What was done at somebody's home is theirs to have erased; that it took an hour belongs to the other side too.
    """
    erased = str(_("Words erased"))
    Listing.objects.filter(member=member).update(title=erased, body="", area="", search_text="")
    forget_photos(member)
    theirs = Exchange.objects.with_member(member)
    theirs.update(description=erased, thanks="", costs="")
    Step.objects.filter(Q(exchange__in=theirs) | Q(by=member) | Q(on_behalf_of=member)).update(reason="")
    of_disputes = Q(dispute__exchange__in=theirs) | Q(by=member) | Q(on_behalf_of=member)
    DisputeStep.objects.filter(of_disputes).update(words="")
    erase_in_events(member)
    HoursGift.objects.with_member(member).update(words="", taken_back_why="")
    PotRequest.objects.filter(member=member).update(words=erased, reason="")
    _erase_across(member, erased)
    forget_searches(member)
    forget_matches(member)
    forget_rounds(member)
    forget_noes(member)
    forget_introductions(member)
    forget_met_before(member)
    _erase_notices(member, erased)
    if member.account_id is not None:
        ledger.erase_words(member.account_id)


def _erase_across(member: Member, erased: str) -> None:
    """What was done with a member of another bank is told in both."""
    theirs = CrossExchange.objects.with_member(member)
    theirs.update(description=erased)
    steps = Q(exchange__in=theirs.values("pk")) | Q(by=member) | Q(on_behalf_of=member)
    CrossStep.objects.filter(steps).update(reason="")
    CrossMiss.objects.filter(by=member).delete()
    _erase_notices_of_both(theirs, erased)


def _erase_notices_across(bank: Bank, traces: Traces) -> None:
    """What the other bank's people were told of an exchange that names somebody of this one."""
    if not traces.pattern:
        return
    texts = Q(description__iregex=traces.pattern) | Q(steps__reason__iregex=traces.pattern)
    named_in = CrossExchange.objects.filter(texts, sides__bank=bank).distinct()
    _erase_notices_of_both(named_in, str(_("Words erased")))


def _erase_notices_of_both(crosses: CrossExchangeQuerySet, erased: str) -> None:
    for cross in crosses.with_sides():
        for side in cross.sides.all():
            path = reverse("exchanges:cross", args=[side.bank.slug, cross.pk])
            notices.erase_words_about(side.bank.slug, [path], instead=erased)


def _erase_notices(member: Member, erased: str) -> None:
    """What the other sides were told quotes the same words."""
    slug = member.bank.slug
    exchanges = Exchange.objects.with_member(member).values_list("pk", flat=True)
    listings = Listing.objects.filter(member=member).values_list("pk", flat=True)
    paths = [reverse("exchanges:exchange", args=[slug, pk]) for pk in exchanges]
    paths += [reverse(page, args=[slug, pk]) for page in ("exchanges:settling", HAPPENED) for pk in exchanges]
    paths += [reverse("exchanges:listing", args=[slug, pk]) for pk in listings]
    gifts = HoursGift.objects.with_member(member).values_list("pk", flat=True)
    asked = PotRequest.objects.filter(member=member).values_list("pk", flat=True)
    paths += [
        path_of_proposal(each) for each in RoundProposal.objects.with_member(member).select_related("round__bank")
    ]
    paths += [reverse("exchanges:hours_gift", args=[slug, pk]) for pk in gifts]
    paths += [reverse("exchanges:pot_request", args=[slug, pk]) for pk in asked]
    notices.erase_words_about(slug, paths, instead=erased)


def replace_in_exchanges(bank: Bank, traces: Traces) -> None:
    """Put dots where somebody is named in what others wrote, also beside the ledger's hours."""
    named_in = _listings_with(bank, traces)
    _erase_notices_across(bank, traces)
    for model, path, fields in TEXTS:
        replace_traces(model._default_manager.filter(**{path: bank.pk}), fields, traces)
    refresh_search_text(Listing.objects.filter(pk__in=named_in))
    forget_meanings_naming(bank, traces)
    if traces.pattern:
        SavedSearch.objects.filter(bank=bank, wishes__words__iregex=traces.pattern).delete()
    ledger.replace_in_words(bank.book_id, traces)


def _listings_with(bank: Bank, traces: Traces) -> list[int]:
    """Find what is found by the same words without accents, before they are gone."""
    if not traces.pattern:
        return []
    texts = Q(title__iregex=traces.pattern) | Q(body__iregex=traces.pattern) | Q(area__iregex=traces.pattern)
    return list(Listing.objects.filter(texts, bank=bank).values_list("pk", flat=True))
