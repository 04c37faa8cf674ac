"""Forgetting what listings and gifts are about: of who is erased or merged, and where somebody is named."""

import datetime

from django.db.models import Q
from django.db.models.functions import Now

from exchanges.models import Listing, Match, Meaning
from members.models import Bank, Member
from timebank.lib.traces import Traces


def forget_matches(member: Member) -> None:
    """Take out all that was learned of what a member asks, offers and can do, and what fitted it."""
    Match.objects.filter(Q(giver=member) | Q(receiver=member)).delete()
    Meaning.objects.filter(Q(listing__member=member) | Q(gift__member=member)).delete()


def match_anew(member: Member, *, at: datetime.datetime) -> None:
    """Let all that a member asks and offers be compared anew; their gifts are, for nothing is known of them."""
    forget_matches(member)
    Listing.objects.filter(member=member).update(match_due_at=at)


def forget_meanings_naming(bank: Bank, traces: Traces) -> None:
    """Take out what was learned from words that name somebody; the words without the name are learned anew."""
    if not traces.pattern:
        return
    naming = Meaning.objects.of(bank).filter(text__iregex=traces.pattern)
    Listing.objects.filter(pk__in=naming.values("listing")).update(match_due_at=Now())
    naming.delete()
