"""The quiet on the desk: requests nobody answers, members who slip away; what was just approved, who is there."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from exchanges.access import Approvers, may_approve, with_steps
from exchanges.actions.approval import UNDO_WITHIN
from exchanges.models import Exchange, Listing, Step
from exchanges.reads.asking import unanswered
from exchanges.views.waiting.stretches import Part, days_in_words, days_since, part_of
from members.models import Member

MOST_UNDONE = 50
ASKED_SHOWN = 6  # each is a search for somebody, and there may be many


@dataclass(frozen=True)
class Asked:
    """An open request that nobody has answered, and for how many days."""

    listing: Listing
    days: int

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)

    @property
    def find_url(self) -> str:
        """Where those stand who offer such help, or could give it; of no kind of help the request itself."""
        bank, category = self.listing.bank.slug, self.listing.category
        if category is None:
            return reverse("exchanges:listing", args=[bank, self.listing.pk])
        return reverse("exchanges:listings", args=[bank], query={"kind": "offer", "q": category.name})


def requests(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> Part[Asked]:
    """List the requests that nobody has answered, longest first."""
    part = part_of(unanswered(asker.bank, at), "asked", "created_at", query, most=ASKED_SHOWN)
    for each in part.rows:
        each.bank = asker.bank  # read already
    rows = [Asked(each, days_since(each.created_at, at)) for each in part.rows]
    return Part(rows, part.more_query, part.is_first)


def just_approved(asker: Member, holders: Approvers, at: datetime.datetime) -> list[Exchange]:
    """List what the asker approved within the last minute and may still undo, newest first.

    What posted by itself, because they wrote down the last word that was missing, is not theirs to undo.
    """
    lately = Step.objects.filter(
        by=asker, at__gt=at - UNDO_WITHIN, from_state=Exchange.State.CONFIRMED, to_state=Exchange.State.POSTED
    )
    found = Exchange.objects.of(asker.bank).filter(pk__in=lately.values("exchange"), state=Exchange.State.POSTED)
    apart = found.exclude(giver=asker).exclude(receiver=asker).prefetch_related(with_steps())
    return [each for each in apart.order_by("-posted_at", "-pk")[:MOST_UNDONE] if may_approve(each, asker, holders)]
