"""Which checks members have: what counts on a day, what they lack, what runs out, and how many there are."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Q

from members.models import Bank, Check, CheckKind, Member
from members.models.safeguarding import STILL_MEMBERS

WARNINGS = (60, 14)  # how many days ahead a check that runs out is told of


@dataclass
class Shown:
    """What was seen of some members' checks, so that many of them on many days take one query."""

    spans: dict[tuple[int, int], list[tuple[datetime.date, datetime.date | None]]] = field(default_factory=dict)

    def counts(self, member: int, kind: int, on: datetime.date) -> bool:
        """Whether a member's check of a kind, both by id, counts on a day. The last one is the day it expires on."""
        return any(first <= on and (last is None or last >= on) for first, last in self.spans.get((member, kind), ()))


def checks_shown(members: Collection[int], kinds: Collection[int]) -> Shown:
    """Read the checks of these kinds that these members have shown, all by id, with one query at most."""
    shown = Shown()
    if members and kinds:
        rows = Check.objects.filter(member__in=members, kind__in=kinds, ended_at=None)
        for member, kind, first, last in rows.values_list("member", "kind", "issued_on", "expires_on"):
            shown.spans.setdefault((member, kind), []).append((first, last))
    return shown


def lacking(members: Collection[int], kinds: Collection[int], on: datetime.date) -> dict[int, set[int]]:
    """Give which of these kinds each of these members lacks on a day, all by id, with one query.

    Members who lack nothing are in it with an empty set.
    """
    shown = checks_shown(members, kinds)
    return {member: {kind for kind in kinds if not shown.counts(member, kind, on)} for member in members}


def kinds_for_minors(bank: Bank) -> list[CheckKind]:
    """Give the kinds that whoever exchanges hours with somebody under 18 must have."""
    return list(CheckKind.objects.for_minors().filter(bank=bank))


def lacking_to_join(member: Member, on: datetime.date) -> list[CheckKind]:
    """Give the kinds that everybody who joins needs and this one has not shown, with two queries."""
    kinds = list(CheckKind.objects.open().filter(bank=member.bank_id, is_for_joining=True))
    lacks = lacking([member.pk], [kind.pk for kind in kinds], on)[member.pk]
    return [kind for kind in kinds if kind.pk in lacks]


def checks_of(member: Member) -> list[Check]:
    """List what was seen of a member's, the latest first, with one query."""
    return list(member.checks.select_related("kind", "seen_by", "ended_by"))


def running_out(bank: Bank, on: datetime.date, *, most: int) -> list[Check]:
    """List the checks of a bank's members that soon run out, the soonest first, with one query."""
    soon = Check.objects.expiring(on, within_days=max(WARNINGS)).filter(member__bank=bank)
    return list(soon.select_related("kind", "member").order_by("expires_on", "pk")[:most])


def kinds_with_counts(bank: Bank, on: datetime.date) -> list[CheckKind]:
    """List a bank's kinds, those in use first, each with how many members' checks of it count now (`members_count`)."""
    lasts = Q(checks__expires_on=None) | Q(checks__expires_on__gte=on)
    counts = Q(checks__ended_at=None, checks__member__state__in=STILL_MEMBERS) & lasts
    counted = Count("checks__member", filter=counts, distinct=True)
    kinds = CheckKind.objects.filter(bank=bank).annotate(members_count=counted)
    return list(kinds.order_by("-is_open", "name", "pk"))
