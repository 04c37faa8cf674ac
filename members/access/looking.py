"""What of a member somebody may read."""

from members.models import (
    Member,
)


def name_to_show(member: Member, asker: Member | None) -> str:
    """Give a member's name as the asker may read it: visitors read first names, and organisations' names."""
    return member.name if asker or member.is_organisation else member.first_name


def may_see_who_left(asker: Member) -> bool:
    """Whether the asker runs or audits the bank: members see those who belong now."""
    return asker.runs_or_audits


def may_see_contact(asker: Member, member: Member) -> bool:
    """Whether staff of the bank, or the member themselves, ask for the contact details."""
    return asker.pk == member.pk or asker.is_coordinator or asker.is_admin


def may_see_hours(asker: Member, member: Member) -> bool:
    """Whether the asker may read how many hours a member has: as `may_see_balance`, or where the bank opens balances.

    Then members read each other's, but nobody's who is under 18, has a rest or has left.
    """
    if may_see_balance(asker, member):
        return True
    is_open = asker.bank.balances_are_open and asker.can_trade
    return is_open and asker.bank_id == member.bank_id and member.can_trade and not member.is_minor


def may_see_balance(asker: Member, member: Member) -> bool:
    """Whether the asker may see a member's hours: their own, or as coordinator, admin or auditor."""
    return asker.pk == member.pk or may_see_who_left(asker)
