"""Those who wait on the desk: who would like to join, and whose suspension is to be looked at again."""

import datetime
from collections.abc import Mapping

from exchanges.views.waiting.stretches import Part, part_of
from members.models import Member


def applications(asker: Member, query: Mapping[str, str]) -> Part[Member]:
    """List those who wish to join."""
    return part_of(Member.objects.of(asker.bank).applicants(), "join", "applied_at", query)


def to_review(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> Part[Member]:
    """List whose suspension is to be looked at again."""
    found = Member.objects.of(asker.bank).to_review(asker.bank.day(at))
    return part_of(found, "review", "applied_at", query)
