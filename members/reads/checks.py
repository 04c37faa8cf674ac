"""Which checks members have: what counts on a day, what they lack, what runs out, and how many there are."""

import datetime
from collections.abc import Collection, Iterable

from django.db.models import Count, Q

from members.models import Bank, Check, CheckKind, Member
from members.models.safeguarding import STILL_MEMBERS

WARNINGS = (60, 14)  # how many days ahead a check that runs out is told of


def lacking(members: Iterable[int], kinds: Collection[int], on: datetime.date) -> dict[int, set[int]]:
    """Give which of these kinds each of these members lacks on a day, all by id, with one query.

    Members who lack nothing are in it with an empty set.
    """
    wanted = {pk: set(kinds) for pk in members}
    if not (wanted and kinds):
        return wanted
    counting = Check.objects.counting(on).filter(member__in=wanted, kind__in=kinds)
    for member_pk, kind_pk in counting.values_list("member", "kind"):
        wanted[member_pk].discard(kind_pk)
    return wanted


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


def due_to_warn(on: datetime.date, bank: Bank) -> dict[int, int]:
    """Give the checks of a bank of which somebody is to be told now, and how many days ahead that is."""
    due: dict[int, int] = {}
    for days in WARNINGS:
        unwarned = Q(warned_days=None) | Q(warned_days__gt=days)
        soon = Check.objects.expiring(on, within_days=days).filter(unwarned, member__bank=bank)
        due |= dict.fromkeys(soon.order_by("pk").values_list("pk", flat=True), days)
    return due


def kinds_with_counts(bank: Bank, on: datetime.date) -> list[CheckKind]:
    """List a bank's kinds, those in use first, each with how many members' checks of it count now (`members_count`)."""
    lasts = Q(checks__expires_on=None) | Q(checks__expires_on__gte=on)
    counts = Q(checks__ended_at=None, checks__member__state__in=STILL_MEMBERS) & lasts
    counted = Count("checks__member", filter=counts, distinct=True)
    kinds = CheckKind.objects.filter(bank=bank).annotate(members_count=counted)
    return list(kinds.order_by("-is_open", "name", "pk"))
