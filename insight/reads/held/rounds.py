"""What is held on what somebody named in rounds, and on what was found for them."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.models import RoundProposal, RoundWish
from insight.reads.held.shapes import Group, Row, Whose, named, streamed

BANK = {"bank": _("Time bank")}


def _wishes(whose: Whose) -> Iterator[Row]:
    found = RoundWish.objects.filter(entry__member__in=whose.ids)
    read = found.select_related("entry__round", "entry__entered_by", "category", "listing", "gift")
    for wish in streamed(read.order_by("-pk")):
        yield {
            "bank": whose.bank_of(wish.entry.member_id),
            "round_until": wish.entry.round.last_on,
            "side": RoundWish.Side(wish.side),
            "words": wish.words,
            "category": wish.category.name,
            "minutes": wish.minutes,
            "people": wish.people,
            "found_minutes": wish.found_minutes,
            "entered_at": wish.entry.entered_at,
            "by": named(wish.entry.entered_by),
        }


def _proposals(whose: Whose) -> Iterator[Row]:
    """Say of the other side their name and their answer, as the page does."""
    theirs = Q(giver__in=whose.ids) | Q(receiver__in=whose.ids)
    found = RoundProposal.objects.with_words().filter(theirs).select_related("giver_said_by", "receiver_said_by")
    read = found.select_related(
        "round", "giver", "receiver", "category", "take__listing", "give__listing", "give__gift", "give__category"
    )
    for proposal in streamed(read.order_by("-pk")):
        yield {
            "bank": whose.bank_of(proposal.giver_id, proposal.receiver_id),
            "giver": proposal.giver.name,
            "receiver": proposal.receiver.name,
            "words": proposal.words,
            "minutes": proposal.minutes,
            "state": RoundProposal.State(proposal.state),
            "day": proposal.day,
            "giver_said_at": proposal.giver_said_at,
            "giver_said_by": named(proposal.giver_said_by),
            "receiver_said_at": proposal.receiver_said_at,
            "receiver_said_by": named(proposal.receiver_said_by),
            "reason": proposal.reason,
        }


GROUPS = (
    Group(
        "round_wishes",
        _("What you named in rounds"),
        _("What you would have taken and given, and how much of it was found."),
        {
            **BANK,
            "round_until": _("Round until"),
            "side": _("To take or to give"),
            "words": _("What"),
            "category": _("Category"),
            "minutes": _("Minutes at most"),
            "people": _("For how many people"),
            "found_minutes": _("Minutes found"),
            "entered_at": _("When"),
            "by": _("Entered for you by"),
        },
        _wishes,
        ("exchanges.RoundEntry.member", "exchanges.RoundEntry.entered_by"),
    ),
    Group(
        "round_proposals",
        _("What rounds found for you"),
        _("With whom, and what was answered."),
        {
            **BANK,
            "giver": _("Who would give"),
            "receiver": _("Who would receive"),
            "words": _("What"),
            "minutes": _("Minutes"),
            "state": _("How it stands"),
            "day": _("Day"),
            "giver_said_at": _("Giver said yes"),
            "giver_said_by": _("Giver's yes by"),
            "receiver_said_at": _("Receiver said yes"),
            "receiver_said_by": _("Receiver's yes by"),
            "reason": _("Why not"),
        },
        _proposals,
        (
            "exchanges.RoundProposal.giver",
            "exchanges.RoundProposal.receiver",
            "exchanges.RoundProposal.giver_said_by",
            "exchanges.RoundProposal.receiver_said_by",
        ),
    ),
)
