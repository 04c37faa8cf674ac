"""What two members who write to each other talk about, and how far they have come."""

from django.db.models import Case, OuterRef, Q, Subquery, When

from exchanges.models import Enquiry, Exchange, Listing
from members.models import Conversation, Member

State = Exchange.State
MOST_SHOWN = 10


def talked_about(one: Member, other: Member) -> list[Enquiry]:
    """Give which offers and requests two members wrote to each other about, the newest first."""
    return list(Enquiry.objects.between(one, other)[:MOST_SHOWN])


def answers_to(listing: Listing, reader: Member) -> list[Enquiry]:
    """Give who answered a listing, to its own member; to another only what they answered themselves.

    Each with `talk_id`, the conversation of the two. It takes one query.
    """
    found = listing.enquiries.select_related("asker")
    if reader.pk != listing.member_id:
        found = found.filter(asker=reader)
    owner_first = Q(first=listing.member_id, second=OuterRef("asker"))
    talks = Conversation.objects.filter(owner_first | Q(first=OuterRef("asker"), second=listing.member_id))
    return list(found.annotate(talk_id=Subquery(talks.values("pk")[:1])).order_by("-pk")[:MOST_SHOWN])


def newest_plan(one: Member, other: Member) -> Exchange | None:
    """Give what two members are planning or settling; where there is nothing, what they settled last."""
    pair = Q(giver=one, receiver=other) | Q(giver=other, receiver=one)
    found = Exchange.objects.of(one.bank).filter(pair).exclude(state__in=Exchange.ENDED)
    plan: Exchange | None = found.order_by(Case(When(state=State.POSTED, then=1), default=0), "-pk").first()
    return plan
