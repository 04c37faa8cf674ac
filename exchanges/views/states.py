"""What those who run the bank may change about how a member stands, as links and buttons on the member's page."""

from dataclasses import dataclass
from typing import Any

from members.actions import likely_same
from members.models import Member


@dataclass(frozen=True)
class StatesToChange:
    """What the asker may change about how somebody else stands."""

    may_pause: bool
    may_return: bool
    may_suspend: bool
    may_record_leaving: bool
    may_record_death: bool
    may_take_back: bool
    may_merge: bool


def for_staff(asker: Member, found: Member) -> dict[str, Any]:
    """Give the page what only those who run the bank see of how somebody stands: also other numbers of theirs."""
    states = states_to_change(asker, found)
    if states is None:
        return {"states": None}
    earlier = Member.objects.of(found.bank).filter(merged_into=found).order_by("number")
    suspects = likely_same(found) if states.may_merge else []
    return {"states": states, "earlier_numbers": list(earlier), "suspects": suspects}


def states_to_change(asker: Member, found: Member) -> StatesToChange | None:
    """Say what the asker may change; None for who does not run the bank. Only an admin puts out who has a role."""
    if not (asker.is_coordinator or asker.is_admin) or found.pk == asker.pk:
        return None
    may = not found.roles or asker.is_admin
    return StatesToChange(
        may_pause=may and found.can_trade,
        may_return=may and found.is_resting,
        may_suspend=may and found.belongs,
        may_record_leaving=may and found.belongs and asker.is_coordinator,
        may_record_death=may and not found.is_organisation and not found.has_died and asker.is_coordinator,
        may_take_back=found.has_died and asker.is_admin,
        may_merge=may and found.belongs and found.account_id is not None,
    )
