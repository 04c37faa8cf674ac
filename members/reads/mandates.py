"""Who acted for a member and is nobody's member: they have no page of their own."""

from members.models import Member

MOST_BEFORE = 20


def acted_before(member: Member) -> list[Member]:
    """Name those without a number whose right to act for a member is over, and who are not erased; latest first."""
    held = member.mandates.filter(holder__number=None, holder__erasure=None)
    now = held.filter(ended_at=None).values("holder")
    found = Member.objects.filter(pk__in=held.values("holder")).exclude(pk__in=now)
    return list(found.order_by("-left_at", "-pk")[:MOST_BEFORE])
