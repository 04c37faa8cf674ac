"""What somebody said no to, as far as it still counts."""

import datetime

from django.db.models import Q, QuerySet

from exchanges.models import NotForMe
from exchanges.models.matching import NO_TIME_FOR
from members.models import Member


def noes_of(member: Member, at: datetime.datetime) -> "QuerySet[NotForMe]":
    """Give a member's noes that still count, the latest first: 'no time now' counts for a month."""
    counting = Q(at__gt=at - NO_TIME_FOR) | ~Q(why=NotForMe.Why.TIME)
    found: QuerySet[NotForMe] = NotForMe.objects.filter(counting, member=member).order_by("-at", "-pk")
    return found
