"""How far a member's account may go, and how that came about."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger import reads as ledger
from ledger.actions import Limits
from members.models import Member, MemberEvent, member_pk_of

SET = "LIMITS_SET"
WHYS: dict[str, Promise] = {
    "OPENED": _("The account was opened, with the rules of that day."),
    "RETURNED": _("They came back, with the rules of that day."),
    "LEFT": _("They left, and the account was closed."),
}


@dataclass(frozen=True)
class LimitLine:
    """One line of the history of an account's limits. `by` is None where the time bank itself set them."""

    limits: Limits
    is_open: bool
    by: Member | None
    at: datetime.datetime
    why: str | Promise


def limit_lines(member: Member) -> list[LimitLine]:
    """Tell how far a member's account could go from when on, the latest first, with three queries.

    The words for what an admin set are the member's own events, written in the same transaction and order.
    """
    if member.account_id is None:
        return []
    limits = ledger.limits_of(member.account_id)
    setters = _members_of(limit.set_by for limit in limits)
    events = member.events.filter(kind=MemberEvent.Kind.LIMITS_SET).order_by("-pk")
    words = iter(events.values_list("words", flat=True))
    return [
        LimitLine(
            limits=Limits(limit.floor_minutes, limit.ceiling_minutes, limit.warning_minutes),
            is_open=limit.is_open,
            by=setters.get(limit.set_by),
            at=limit.set_at,
            why=next(words, "") if limit.reason == SET else WHYS.get(limit.reason, ""),
        )
        for limit in limits
    ]


def open_proposal(member: Member) -> MemberEvent | None:
    """Give the last proposal of other limits that no admin has answered by setting them."""
    kinds = [MemberEvent.Kind.LIMITS_ASKED, MemberEvent.Kind.LIMITS_SET]
    latest: MemberEvent | None = member.events.filter(kind__in=kinds).select_related("by").last()
    return latest if latest and latest.kind == MemberEvent.Kind.LIMITS_ASKED else None


def _members_of(keys: Iterable[str]) -> dict[str, Member]:
    pks = {pk for key in keys if (pk := member_pk_of(key)) is not None}
    return {member.actor_key: member for member in Member.objects.filter(pk__in=pks)}
