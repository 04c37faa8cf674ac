"""What two members who write to each other talk about, and how far they have come."""

from django.db.models import Case, Q, When

from exchanges.models import Enquiry, Exchange
from members.models import Member

State = Exchange.State
MOST_SHOWN = 10


def talked_about(one: Member, other: Member) -> list[Enquiry]:
    """Give which offers and requests two members wrote to each other about, the newest first."""
    return list(Enquiry.objects.between(one, other)[:MOST_SHOWN])


def newest_plan(one: Member, other: Member) -> Exchange | None:
    """Give what two members are planning or settling; where there is nothing, what they settled last."""
    pair = Q(giver=one, receiver=other) | Q(giver=other, receiver=one)
    found = Exchange.objects.of(one.bank).filter(pair).exclude(state__in=Exchange.ENDED)
    plan: Exchange | None = found.order_by(Case(When(state=State.POSTED, then=1), default=0), "-pk").first()
    return plan
